"""Sifting: whether a changed clause binds anybody. First what rules know exactly, then a small trained model."""
