"""How often a document is read by what it has done: announced a date, changed, or kept still for a month."""

from datetime import datetime, timedelta

from django.db.models import Q

from governance.capture.schedule.intervals import INTERVAL, SHORT_INTERVAL, change_rate, interval_for
from governance.models import Capture, CaptureState, Change, Document, SourcePage

LOOKED_BACK = timedelta(days=30)
URGENT_AFTER_A_CHANGE = timedelta(days=1)
URGENT_BEFORE_A_DATE = timedelta(hours=48)
# A single change says little of how often there will be another.
FEWEST_CHANGES = 2


def interval_of(document: Document, at: datetime) -> timedelta:
    """Return how often a document is read from then on: hourly at the most, and every six hours at least.

    It is urgent for a day after a change of substance, and from 48 hours before a date of effect until that day has
    passed everywhere. While a change is held nothing can be told, so it is read again when the hold ends.
    """
    pages = SourcePage.objects.filter(places__document=document)
    times = pages.values_list("host__all_read_within", flat=True)
    bearable = max((within or INTERVAL for within in times), default=INTERVAL)
    if bearable >= INTERVAL:
        return INTERVAL
    is_urgent = _is_urgent(document, at)
    rate = 0.0 if is_urgent else _changes_a_day(document, at)
    usual = interval_for(is_urgent=is_urgent, changes_a_day=rate, bearable=bearable)
    held_until = (
        Change.objects.held().filter(document=document).order_by("held_until").values_list("held_until", flat=True)
    )
    first = held_until.first()
    return usual if first is None else min(usual, max(first - at, SHORT_INTERVAL, bearable))


def _is_urgent(document: Document, at: datetime) -> bool:
    changes = Change.objects.filter(document=document, withdrawn_at=None)
    dates = ((at - timedelta(days=1)).date(), (at + URGENT_BEFORE_A_DATE).date())
    has_changed = Q(label=Change.Label.SUBSTANTIVE, published_at__gt=at - URGENT_AFTER_A_CHANGE)
    is_announced = Q(label__in=Change.REPORTED_LABELS, effective_date__range=dates)
    return changes.filter(has_changed | is_announced).exists()


def _changes_a_day(document: Document, at: datetime) -> float:
    """Return how often its meaning or wording changed in the last month, 0 for one that did at most once.

    What was imported as history says nothing of what our checks found.
    """
    since = at - LOOKED_BACK
    found = Change.objects.reportable().filter(document=document, withdrawn_at=None, detected_at__gt=since).count()
    if found < FEWEST_CHANGES:
        return 0.0
    good = Capture.objects.filter(document=document, state=CaptureState.VERIFIED, captured_at__gt=since)
    checked = list(good.order_by("pk").values_list("captured_at", flat=True))
    checks = len(checked) - 1
    if checks < found:
        return 0.0
    return change_rate(checks, found, (checked[-1] - checked[0]) / checks)
