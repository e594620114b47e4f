"""Talks to Stripe: requests, answers and signed events, and which tier and state a person's subscriptions amount to.

Nothing here writes rows or knows what the answers are used for.
"""
