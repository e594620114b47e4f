"""How often a person may export, by whichever door: each export reads all of their rows."""

from accounts.models import User

EXPORTS_AN_HOUR = 10
WINDOW_SECONDS = 60 * 60


def counted_as(user: User) -> str:
    """Return the name under which the person's exports are counted."""
    return f"exports:{user.pk}"
