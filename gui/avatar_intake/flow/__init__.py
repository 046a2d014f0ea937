"""The use cases in the user's order. No Qt, no sentences."""
