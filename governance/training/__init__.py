"""Training of both models, of categories and of materiality, from labelled examples. Nothing here runs in the service."""
