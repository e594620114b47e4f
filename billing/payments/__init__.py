"""Paying at Stripe: Checkout, what Stripe tells, and bringing what it holds into our rows."""
