"""Training of both models, of categories and of materiality, from labelled examples. The service runs none of it."""
