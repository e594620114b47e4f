"""What a person agreed to, and what has changed since."""
