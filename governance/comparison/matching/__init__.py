"""Which clause of the new text is which clause of the old one, and what of its words differs."""
