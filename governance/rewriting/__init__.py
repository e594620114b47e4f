"""A change's derived statements put into plainer words by a model that the operator names, each sentence checked."""
