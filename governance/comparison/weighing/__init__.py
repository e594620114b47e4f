"""What a change is about, how much it weighs, and why it may matter."""
