"""The operator's pages about watching, owing and delivering, with the actions on delivery."""

from alerts.admin import broken, delivery, opinions, owed, pauses, platform_requests

__all__ = ["broken", "delivery", "opinions", "owed", "pauses", "platform_requests"]
