"""What is owed to whom: alerts the same day, digests, and documents that could not be verified."""
