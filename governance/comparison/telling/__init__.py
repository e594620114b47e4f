"""What is said of a change: headline, statements and sentences."""
