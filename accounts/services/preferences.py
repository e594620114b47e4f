"""How a person wants to be addressed and when: name, language, time zone, the hour of the digest, and quiet hours."""

from typing import TypedDict

from accounts.models import User


class Preferences(TypedDict, total=False):
    """The preferences to change; a missing key leaves one as it is.

    Weekdays are 0 (Monday) to 6, hours 0 to 23 local time.

    Quiet hours are given together: two different hours, or None for both.
    """

    display_name: str
    timezone: str
    locale: str
    digest_weekday: int
    digest_hour: int
    send_empty_digest: bool
    send_empty_daily_digest: bool
    quiet_from: int | None
    quiet_until: int | None
    jurisdictions: list[str]
    roles: list[str]


def are_quiet_hours(start: int | None, end: int | None) -> bool:
    """Tell whether the hours can be stored: two different ones, or None for both."""
    return (start is None and end is None) or (start is not None and end is not None and start != end)


def change_preferences(*, user: User, changes: Preferences) -> User:
    """Store the changed preferences and return the person. Raises Django's ValidationError for an invalid value."""
    for name, value in changes.items():
        setattr(user, name, value)
    user.clean_fields(exclude={field.name for field in User._meta.fields} - set(changes))
    user.save(update_fields=list(changes))
    return user
