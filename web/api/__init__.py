"""Answers that need two of the apps below: what is said of a thing, and how much of it this reader may see."""
