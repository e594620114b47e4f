"""What is held about a person: handed over, and erased."""
