"""Guarded connections to the outside: whoever is dialled was checked first. Knows nothing of ours."""
