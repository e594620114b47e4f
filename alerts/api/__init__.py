"""Watchlists, alerts and digests over the API. Everything belongs to one person; to others it is a 404."""
