"""Keeps the rows that say when a person's next digests are due."""

from datetime import datetime
from typing import Protocol

from django.db import transaction

from accounts.models import User
from accounts.zones import zone_of
from alerts.models import CategoryWatch, DigestSchedule, WatchItem, Watchlist
from alerts.timing.rhythm import Rhythm

Cadence = DigestSchedule.Cadence
RHYTHM_PREFERENCES = ("timezone", "digest_hour", "digest_weekday")


class RhythmPreferences(Protocol):
    """A person's hour and weekday, as RHYTHM_PREFERENCES names them."""

    @property
    def timezone(self) -> str: ...
    @property
    def digest_hour(self) -> int: ...
    @property
    def digest_weekday(self) -> int: ...


def rhythm_of(preferred: RhythmPreferences, cadence: str) -> Rhythm:
    """Return the person's digest hour, and for the weekly digest the weekday, in their time zone."""
    weekday = preferred.digest_weekday if cadence == Cadence.WEEKLY else None
    return Rhythm(zone_of(preferred.timezone), preferred.digest_hour, weekday)


def ensure_schedules(user: User, now: datetime) -> None:
    """Make the schedules that the person needs and lacks.

    Everybody who watches something has a weekly one, from that moment on. The daily one is made when a list or a
    category watch first asks for it, and begins where the weekly one stands, so a switch in mid-week loses nothing.
    """
    watches = CategoryWatch.objects.filter(user=user)
    if not WatchItem.objects.filter(watchlist__user=user).exists() and not watches.exists():
        return
    weekly = _get_or_start(user, Cadence.WEEKLY, period_start=now, now=now)
    daily = Watchlist.Cadence.DAILY
    if Watchlist.objects.filter(user=user, cadence=daily).exists() or watches.filter(cadence=daily).exists():
        _get_or_start(user, Cadence.DAILY, period_start=weekly.period_start, now=now)


def _get_or_start(user: User, cadence: str, *, period_start: datetime, now: datetime) -> DigestSchedule:
    due_at = rhythm_of(user, cadence).first_after(max(now, period_start))
    schedule, _ = DigestSchedule.objects.get_or_create(
        user=user, cadence=cadence, defaults={"period_start": period_start, "due_at": due_at}
    )
    return schedule


@transaction.atomic
def reschedule(user: User, now: datetime) -> None:
    """Apply the person's new time zone, weekday or hour to their schedules, in the transaction that changes them.

    Periods keep their start. A digest that is due and not yet composed stays due. One that is being recorded is waited
    for; one that is being composed is left to the next round and the new times.
    """
    schedules = list(DigestSchedule.objects.filter(user=user).select_for_update().order_by("pk"))
    user.refresh_from_db(fields=RHYTHM_PREFERENCES)  # another request may have changed others of them
    for schedule in schedules:
        if schedule.due_at > now:
            schedule.due_at = rhythm_of(user, schedule.cadence).first_after(max(now, schedule.period_start))
            schedule.save(update_fields=["due_at"])
