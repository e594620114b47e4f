"""The operator's pages about watching, owing and delivering, with the actions on delivery."""

from alerts.admin import delivery, owed, pauses

__all__ = ["delivery", "owed", "pauses"]
