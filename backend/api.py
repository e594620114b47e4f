"""The public URLs of the API, in one place."""
