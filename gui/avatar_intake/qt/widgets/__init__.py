"""Widgets that windows are made of: they show what they are given and say what was asked of them."""
