"""How it stands with our reading: what each verdict means to a reader, and what an operator does about it."""
