"""The site's pages, each module one address or a few that belong together."""
