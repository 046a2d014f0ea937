"""Nouns and rules: frozen values, no files, no sockets, no clock."""
