"""Limits on how often something may be done: one counter, and the limits on mails, passwords and requests."""
