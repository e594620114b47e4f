"""Temporary tables and locks that set-based work needs from the database."""
