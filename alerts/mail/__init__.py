"""What a mail about changes says: its words, its two bodies, and a sample of each."""
