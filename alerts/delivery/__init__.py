"""Sending what is owed, once: batches, attempts, doubts, and what the provider reports."""
