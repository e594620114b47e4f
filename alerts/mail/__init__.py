"""The contents of mails about changes: their words, their two bodies, and a sample of each."""
