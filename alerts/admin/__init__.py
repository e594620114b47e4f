"""The operator's pages about watching, owing and delivering, with the actions on delivery."""

from alerts.admin import broken, channels_and_files, delivery, opinions, owed, pauses, platform_requests

__all__ = ["broken", "channels_and_files", "delivery", "opinions", "owed", "pauses", "platform_requests"]
