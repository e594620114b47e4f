"""Certificates of watching: what was verified of documents in a period, signed."""
