"""What a person answered about their own use of platforms."""
