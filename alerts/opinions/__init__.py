"""What readers say of the changes that they were told of, by which rules, and what can be learned from it."""
