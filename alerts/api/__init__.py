"""Watchlists, alerts and digests over the API. Everything here is a person's own: a stranger gets 404."""
