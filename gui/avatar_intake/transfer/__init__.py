"""The upload engine: parts, threads, retries, what is known to be stored. No Qt, no JSON, no sentences."""
