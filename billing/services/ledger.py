"""Writes the ledger: a line whenever what a person holds differs from their last line, and the mail that follows.

Both functions are called inside a transaction that holds the person's lock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.keyed_hashes import keyed_hash
from accounts.models import User
from billing.entitlements import FREE, Entitlement, for_user
from billing.models import Subscription, Trial
from billing.models.ledger import EntitlementChange
from billing.services.cause import Cause, CauseKind
from billing.services.notices import owe_for_line

_BY_THE_CLOCK = Cause(CauseKind.SWEEP)
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Holding:
    """A person's tier, source, status and interval, as a line of the ledger states them.

    Equal ones need no new line.
    """

    tier: str
    source: str
    status: str
    interval: str


def note(*, user: User, cause: Cause, now: datetime) -> EntitlementChange | None:
    """Add the line for what has just been changed and return it.

    None if what the person holds is the same as before.
    """
    return _note(user, _last_line(user), cause, at=now, now=now)


def catch_up(*, user: User, now: datetime) -> list[EntitlementChange]:
    """Add a line for each tier that ended by the clock until now, at the time when it ended, and return the lines.

    Called before anything else changes, so each line has its own cause.
    """
    last = _last_line(user)
    lines = []
    for moment in [*_ends_between(user, last.at if last else _BEFORE_ALL, now), now]:
        line = _note(user, last, _BY_THE_CLOCK, at=moment, now=now)
        if line is not None:
            last = line
            lines.append(line)
    return lines


def _last_line(user: User) -> EntitlementChange | None:
    return EntitlementChange.objects.filter(person=user).order_by("-pk").first()


def _note(
    user: User, last: EntitlementChange | None, cause: Cause, *, at: datetime, now: datetime
) -> EntitlementChange | None:
    held = for_user(user, at)
    before, after = _holding_of(last), _holding(user, held)
    if before == after:
        return None
    line = EntitlementChange.objects.create(
        person=user,
        # The first line's: under a new SECRET_KEY the hash would be another.
        subject=last.subject if last else keyed_hash(str(user.pk), purpose="ledger"),
        at=at,
        recorded_at=now,
        from_tier=before.tier,
        to_tier=after.tier,
        from_source=before.source,
        to_source=after.source,
        from_status=before.status,
        to_status=after.status,
        interval=after.interval,
        until=held.until,
        cause=cause.kind,
        reference=cause.reference[:255],
    )
    owe_for_line(line, user, now)
    return line


def _holding(user: User, held: Entitlement) -> _Holding:
    interval = ""
    if held.source == Subscription.Source.STRIPE:
        paid = Subscription.objects.filter(user=user, source=held.source).values_list("interval", flat=True)
        interval = paid.first() or ""
    return _Holding(held.tier, held.source, held.status, interval)


def _holding_of(line: EntitlementChange | None) -> _Holding:
    if line is None:
        return _Holding(FREE.tier, FREE.source, FREE.status, "")
    return _Holding(line.to_tier, line.to_source, line.to_status, line.interval)


def _ends_between(user: User, after: datetime, now: datetime) -> list[datetime]:
    """Return when the person's trials and subscriptions ended by the clock since then, in order."""
    ends = [
        *Trial.objects.filter(user=user, ends_at__lte=now).values_list("ends_at", flat=True),
        *Subscription.objects.filter(user=user, lapses_at__lte=now).values_list("lapses_at", flat=True),
    ]
    return sorted({end for end in ends if end is not None and after < end})
