"""Talks to Stripe: requests, answers and signed events. Nothing here knows what they are used for."""
