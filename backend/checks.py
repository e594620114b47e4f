"""What can be wrong with an installation, said at start with a hint."""
