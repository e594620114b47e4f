"""Channels and chats of Microsoft Teams, by a workflow that a webhook starts."""
