"""Pages of what a person watches: lists and their platforms, and categories."""
