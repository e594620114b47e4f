"""How fresh each part of the service is, for everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alerts.delivery.status import Backlog, Waiting, backlog
from governance.capture.health.standing import CaptureStanding, capture_standing
from governance.capture.schedule.intervals import PROMISED_AGE
from governance.models import CaptureState, Collection
from web.pages.kept import kept

KEPT = timedelta(minutes=1)
# What an alert or a digest may wait in the ordinary course of things, before the page says that it is late.
ORDINARY_WAIT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How the reading of documents and the telling of changes stand at a moment."""

    at: datetime
    reading: CaptureStanding
    telling: Backlog

    @property
    def states(self) -> list[tuple[str, int]]:
        """How many of the documents that we read are in each state, in words, the empty ones left out."""
        return [(CaptureState(name).label, count) for name, count in self.reading.counts.items() if count]

    @property
    def waiting(self) -> list[tuple[str, Waiting, bool]]:
        """What waits to be told: what it is, how much of it, and whether that is longer than usual."""
        found = (
            ("changes", self.telling.changes),
            ("alerts", self.telling.alerts),
            ("digests", self.telling.digests),
            ("mails", _all_of([kind.due for kind in self.telling.kinds])),
        )
        return [(name, one, one.oldest_seconds > ORDINARY_WAIT.total_seconds()) for name, one in found]

    @property
    def are_mails_held_up(self) -> bool:
        """Whether the operator holds up any kind of mail."""
        return any(kind.is_paused for kind in self.telling.kinds)


def _all_of(parts: list[Waiting]) -> Waiting:
    return Waiting(sum(one.count for one in parts), max((one.oldest_seconds for one in parts), default=0))


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show how old the texts are, what waits to be told, and when each collection was read, a minute old at most."""
    now = timezone.now()
    context = {
        "found": kept("freshness", KEPT, lambda: Freshness(now, capture_standing(now), backlog(now))),
        "promised": PROMISED_AGE,
        "collections": Collection.objects.filter(is_demonstration=False).order_by("name", "pk"),
    }
    return render(request, "web/status.html", context)
