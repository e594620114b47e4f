"""Hands over what is stored about a person, and erases it."""
