"""How a person wants to be addressed and when: name, time zone, the hour of the digest, and quiet hours."""

from typing import TypedDict

from accounts.models import User


class Preferences(TypedDict, total=False):
    """Only what is to change. The weekday is 0 (Monday) to 6, hours are 0 to 23 in the person's time zone.

    Quiet hours are given together: two different hours, or two times None."""

    display_name: str
    timezone: str
    digest_weekday: int
    digest_hour: int
    send_empty_digest: bool
    send_empty_daily_digest: bool
    quiet_from: int | None
    quiet_until: int | None


def change_preferences(*, user: User, changes: Preferences) -> User:
    """Write down what changes. Raises django's ValidationError for a value that the model refuses."""
    for name, value in changes.items():
        setattr(user, name, value)
    user.clean_fields(exclude={field.name for field in User._meta.fields} - set(changes))
    user.save(update_fields=list(changes))
    return user
