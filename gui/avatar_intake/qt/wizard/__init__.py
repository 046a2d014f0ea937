"""The wizard that takes one person's materials from nothing to *submitted*: one file a page."""
