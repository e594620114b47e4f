"""The operator's pages about watching, owing and delivering, with the actions on delivery."""

from alerts.admin import delivery, opinions, owed, pauses

__all__ = ["delivery", "opinions", "owed", "pauses"]
