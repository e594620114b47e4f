"""Training of the category model from labelled clauses. Nothing here runs in the service."""
