"""Stripe at its wire: requests, what they answer, and signed events. Nothing here knows what they are for."""
