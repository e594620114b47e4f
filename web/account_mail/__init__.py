"""Mails about accounts and plans: what they say, and sending those that are owed."""
