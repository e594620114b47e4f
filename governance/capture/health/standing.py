"""How it stands with our reading as a whole: ages of what was verified against the promise, and who waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from governance.capture.schedule.intervals import INTERVAL, PROMISED_AGE
from governance.models import (
    CaptureHealth,
    CaptureHost,
    CaptureState,
    Change,
    Declaration,
    Document,
    HeldReading,
    SourcePage,
)

HOSTS_SHOWN = 10
MOVES_SHOWN = 20
NEEDS_SHOWN = 10
# The rule of `governance.comparison.judging.classify` for what is another each day, and how long that is said.
COUNTED, COUNTED_WITHIN = "counted", timedelta(days=7)
COUNTS_SAID = (
    "A line counts from day to day, of which nobody is told. Look at its last changes; declare what is to be removed."
)


@dataclass(frozen=True, slots=True)
class HostWaiting:
    name: str
    since: datetime
    pages: int
    refusal_count: int


@dataclass(frozen=True, slots=True)
class CaptureStanding:
    """How our reading stands at one moment.

    `counts` are documents by state. `half_age` and `nearly_all_age` are the ages that 50 and 99 of 100 verified
    documents don't exceed, None where none is verified. `lag` is how long the first page that is due has waited.
    `moved` are addresses with those that a server names in their place, for the operator to confirm. `unmet` is what
    declarations need and we don't have, with the number of documents that aren't read for it. `crowded` are hosts with
    more pages than can be asked for politely in six hours, and how long all of them take: nothing is promised of these.
    `held_readings` are texts of ours that wait for the operator, who says whether the history goes on by them.
    """

    counts: dict[str, int]
    half_age: timedelta | None
    nearly_all_age: timedelta | None
    lag: timedelta
    waiting: tuple[HostWaiting, ...]
    moved: tuple[tuple[str, str], ...]
    unmet: tuple[tuple[str, int], ...]
    crowded: tuple[tuple[str, timedelta], ...]
    held_readings: int

    @property
    def keeps_the_promise(self) -> bool:
        """Whether 99 of 100 verified texts are as young as was promised."""
        return self.nearly_all_age is None or self.nearly_all_age <= PROMISED_AGE


def capture_standing(now: datetime) -> CaptureStanding:
    """Return how our reading stands, in ten statements at most."""
    counts = dict(CaptureHealth.objects.order_by().values_list("state").annotate(Count("pk")))
    verified = counts.get(CaptureState.VERIFIED, 0)
    first_due = CaptureHost.objects.filter(first_due_at__lte=now).aggregate(first=Min("first_due_at"))["first"]
    moved = SourcePage.objects.exclude(moved_to="").filter(due_at__isnull=False).order_by("pk")
    crowded = CaptureHost.objects.filter(all_read_within__gt=INTERVAL).order_by("-all_read_within", "pk")
    unmet = Declaration.objects.filter(valid_until=None).exclude(unmet="").order_by().values_list("unmet")
    return CaptureStanding(
        counts={state: counts.get(state, 0) for state in CaptureState.values},
        half_age=_age(verified, 50, now),
        nearly_all_age=_age(verified, 99, now),
        lag=now - first_due if first_due else timedelta(0),
        waiting=_waiting(now),
        moved=tuple(moved.values_list("address", "moved_to")[:MOVES_SHOWN]),
        crowded=tuple((host.name, host.all_read_within or INTERVAL) for host in crowded[:HOSTS_SHOWN]),
        held_readings=HeldReading.objects.filter(decision="").count(),
        unmet=tuple(unmet.annotate(count=Count("pk")).order_by("-count", "unmet")[:NEEDS_SHOWN]),
    )


def odd_documents(now: datetime) -> list[tuple[Document, str]]:
    """Return documents that are read, with what an operator should look at: what was left out, and what counts."""
    read = CaptureHealth.objects.filter(state=CaptureState.VERIFIED).select_related("document__platform")
    noted = read.filter(good_capture__figures__notes__0__isnull=False).select_related("good_capture").order_by("pk")
    found = [
        (health.document, note)
        for health in noted
        for note in (health.good_capture.figures["notes"] if health.good_capture else ())
    ]
    counted = Change.objects.filter(rule=COUNTED, detected_at__gt=now - COUNTED_WITHIN)
    counting = read.filter(pk__in=counted.values("document")).order_by("pk")
    return found + [(health.document, COUNTS_SAID) for health in counting]


def _age(count: int, of_hundred: int, now: datetime) -> timedelta | None:
    """Return the age that so many of a hundred verified documents don't exceed."""
    verified = CaptureHealth.objects.filter(state=CaptureState.VERIFIED, document__last_verified_at__isnull=False)
    times = verified.order_by("-document__last_verified_at").values_list("document__last_verified_at", flat=True)
    place = max(-(-count * of_hundred // 100) - 1, 0)
    found = next(iter(times[place : place + 1]), None)
    return now - found if found else None


def _waiting(now: datetime) -> tuple[HostWaiting, ...]:
    hosts = CaptureHost.objects.filter(first_due_at__lte=now).order_by("first_due_at", "pk")[:HOSTS_SHOWN]
    due = SourcePage.objects.filter(host__in=[host.pk for host in hosts], due_at__lte=now)
    pages = dict(due.order_by().values_list("host").annotate(Count("pk")))
    return tuple(
        HostWaiting(host.name, host.first_due_at, pages.get(host.pk, 0), host.refusal_count)
        for host in hosts
        if host.first_due_at
    )
