"""Compliance memos: gathered from the record and from what a person wrote and decided, made by a worker."""
