"""What the tests of payments ask again and again."""

from datetime import UTC, datetime

from billing import entitlements


def moment():
    return datetime.now(UTC)


def held(user):
    """What the person holds by the real clock."""
    return entitlements.for_user(user, moment())


def last(stripe, type):
    """The newest event of this type."""
    return next(event for event in reversed(stripe.account.events) if event["type"] == type)
