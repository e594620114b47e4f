"""Watchlists and what is on them: who watches what, and who is told of it."""
