"""What the operator sees of watching, owing and delivering, and does about delivery."""

from alerts.admin import delivery, owed, pauses

__all__ = ["delivery", "owed", "pauses"]
