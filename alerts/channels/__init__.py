"""Channels beside mail: webhooks and chat rooms that a person's changes are posted to."""
