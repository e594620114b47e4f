"""The site's pages; each module is one address or a few that belong together."""
