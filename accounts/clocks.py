"""How far the clocks of the hosts that this service runs on, and of those that it asks, may be apart."""

from datetime import datetime, timedelta

from django.db.models import F, Q

# The most by which one host's clock may be behind another's. A time that one wrote and another compares may be off so
# far, either way: what must not happen early waits so much longer.
CLOCKS_DIFFER = timedelta(minutes=5)


def is_due(now: datetime, *, owed_at: str) -> Q:
    """Return the condition of work that may be tried now; `owed_at` names its field for when it was owed.

    What was owed for at once and never tried may have been so by a clock that is ahead: it is due all the same.
    """
    at_once = Q(attempt_count=0, not_before__lte=F(owed_at)) & Q(not_before__lte=now + CLOCKS_DIFFER)
    return Q(not_before__lte=now) | at_once
