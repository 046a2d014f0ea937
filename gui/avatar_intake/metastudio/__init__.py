"""Speaks to the cloud service: our values in, our values and our errors out. No Qt, no files, no retries."""
