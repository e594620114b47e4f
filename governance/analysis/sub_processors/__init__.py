"""Reads lists of sub-processors from the Markdown of a document, and says what differs between two of them."""
