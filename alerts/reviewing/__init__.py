"""What a person decides on changes."""
