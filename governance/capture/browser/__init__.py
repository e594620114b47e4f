"""The second route to a page: a browser that runs its scripts, and whose only way out is our proxy. Free of Django."""
