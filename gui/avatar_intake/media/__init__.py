"""Looks at files and says what they are. Never changes a file, never leaves a copy, never opens a socket."""
