"""Decides which documents are live, and so which platforms are monitored. No other module says when a source is live.

A document is live while it isn't retired, versions of it are recorded, and its text was verified within LIVE_WITHIN. A
collection that has ended, or that nobody imports any more, verifies nothing, so its documents stop being live by
themselves. A demonstration has no source but the commands that change it: it is always live. A document that we try to
read ourselves and could not for UNREAD_FOR is not live either, unless its collection has verified it since.

What a digest says of documents that were not verified in the last seven days is in alerts/owed/unverified_documents.py.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from governance.models import Capture, CaptureHealth, CaptureState, Document, Platform

LIVE_WITHIN = timedelta(days=30)  # collections record something about daily, small ones within some weeks
UNREAD_FOR = timedelta(hours=48)  # a site may be down for a day without anybody being told
_GONE = (Platform.Status.MERGED, Platform.Status.DEFUNCT)


class MonitoringState(StrEnum):
    MONITORED = "monitored"
    PARTLY = "partly"
    NOT_CAPTURED = "not_captured"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Whether a platform is monitored. `reason` says what is not; `successor` is the slug of the one that continues it.

    `was_captured` tells, for a platform that has ended, whether it was ever captured.
    """

    state: MonitoringState
    reason: str | None
    documents_captured: int
    documents: int
    successor: str | None
    was_captured: bool

    @property
    def mark(self) -> str:
        """The state in a word or two beside the platform's name; empty if all of it is monitored."""
        return _MARKS[self.state] if self.was_captured else "never captured"


_MARKS = {
    MonitoringState.MONITORED: "",
    MonitoringState.PARTLY: "captured in part",
    MonitoringState.NOT_CAPTURED: "can't be read at present",
    MonitoringState.ENDED: "no longer captured",
}


def is_live(now: datetime, *, at: str = "") -> Q:
    """Return a condition for documents that are live, or for rows with documents at this path."""
    fresh = Q(**{f"{at}last_verified_at__gte": now - LIVE_WITHIN}) | Q(**{f"{at}platform__is_demonstration": True})
    recorded = Q(**{f"{at}state": Document.State.ACTIVE, f"{at}current_version__isnull": False})
    return recorded & fresh & ~is_unread(now, at=at)


def is_unread(now: datetime, *, at: str = "") -> Q:
    """Return a condition for documents that we try to read and could not for UNREAD_FOR.

    `at` is the path to the documents from the rows that are asked for.
    """
    since = now - UNREAD_FOR
    was_verified = Q(**{f"{at}last_verified_at__isnull": False, f"{at}last_verified_at__gt": since})
    has_failed = Q(**{f"{at}health__failing_since__isnull": False, f"{at}health__failing_since__lte": since})
    return has_failed & ~was_verified & ~Q(**{f"{at}state": Document.State.RETIRED})


def unread_to_tell(now: datetime) -> "QuerySet[CaptureHealth]":
    """Return the health of documents whose watchers are to be told now that we can't read them.

    They failed for UNREAD_FOR by our own attempts: after a week in which nothing was tried, one failure says nothing.
    """
    failed = Capture.objects.filter(
        document=OuterRef("pk"), pk__gt=Coalesce(OuterRef("good_capture"), 0), captured_at__lte=now - UNREAD_FOR
    )
    return CaptureHealth.objects.filter(is_unread(now, at="document__"), Exists(failed), told_at=None)


def monitoring_of(platform_ids: Collection[int], now: datetime) -> dict[int, Monitoring]:
    """Return whether each of these platforms is monitored, in one statement whatever their number."""
    was_captured = Q(documents__current_version__isnull=False)
    is_published = Q(documents__state__in=(Document.State.LISTED, Document.State.ACTIVE))
    # What its site no longer has is over; nothing of it goes unnoticed.
    is_failing = is_published & is_unread(now, at="documents__") & ~Q(documents__health__state=CaptureState.GONE)
    rows = (
        Platform.objects.filter(pk__in=platform_ids)
        .annotate(
            published=Count("documents", filter=is_published),
            captured=Count("documents", filter=is_published & was_captured),
            ever_captured=Count("documents", filter=was_captured),
            failing=Count("documents", filter=is_failing),
            failing_since=Min("documents__health__failing_since", filter=is_failing),
            live=Count("documents", filter=is_live(now, at="documents__")),
            verified_at=Max("documents__last_verified_at", filter=was_captured),
        )
        .values_list(*_Figures._fields)
    )
    return {figures.pk: _monitoring(figures) for figures in map(_Figures._make, rows)}


class _Figures(NamedTuple):
    pk: int
    status: str
    successor__slug: str | None
    successor__name: str | None
    published: int
    captured: int
    ever_captured: int
    failing: int
    failing_since: datetime | None
    live: int
    verified_at: datetime | None


def _monitoring(figures: _Figures) -> Monitoring:
    state = _state(figures)
    sentences = [*_whereabouts(figures, state), *_what_is_missed(figures, state)]
    return Monitoring(
        state=state,
        reason=" ".join(sentences) or None,
        documents_captured=figures.captured,
        documents=figures.published,
        successor=figures.successor__slug,
        was_captured=figures.ever_captured > 0,
    )


def _state(figures: _Figures) -> MonitoringState:
    if figures.live:
        return MonitoringState.MONITORED if figures.live == figures.published else MonitoringState.PARTLY
    if figures.failing:
        return MonitoringState.NOT_CAPTURED
    is_over = figures.ever_captured > 0 or figures.status in _GONE
    return MonitoringState.ENDED if is_over else MonitoringState.NOT_CAPTURED


def _whereabouts(figures: _Figures, state: MonitoringState) -> Iterator[str]:
    """Yield sentences on what became of the platform itself."""
    if figures.successor__name:
        yield f"It was merged into or renamed to {figures.successor__name}."
    elif figures.status == Platform.Status.MERGED:
        yield "It was merged into another platform."
    elif figures.status == Platform.Status.DEFUNCT and state == MonitoringState.ENDED:
        yield "The service has ended."


def _what_is_missed(figures: _Figures, state: MonitoringState) -> Iterator[str]:
    number = figures.published
    match state:
        case MonitoringState.PARTLY:
            live = f"{figures.live} of its {number} documents {'is' if figures.live == 1 else 'are'}"
            yield f"{live} captured at present."
            if figures.failing and figures.failing_since:
                yield f"{figures.failing} can't be read at present, the first since {_day(figures.failing_since)}."
            yield "What changes in the rest goes unnoticed."
        case MonitoringState.NOT_CAPTURED if number == 0:
            yield "None of its documents is known here yet, so no change can be noticed."
        case MonitoringState.NOT_CAPTURED if figures.failing_since and figures.ever_captured:
            which = "Its one document can't" if number == 1 else f"None of its {number} documents can"
            yield f"{which} be read at present, since {_day(figures.failing_since)}."
            yield "A change would go unnoticed."
        case MonitoringState.NOT_CAPTURED:
            which = "Its one document has never" if number == 1 else f"None of its {number} documents has ever"
            yield f"{which} been captured, so no change can be noticed."
            if figures.failing_since:
                them = "it" if number == 1 else "them"
                yield f"We try to read {them} and can't, since {_day(figures.failing_since)}."
        case MonitoringState.ENDED if figures.ever_captured and figures.verified_at:
            yield f"None of its documents is captured any more. The last was verified on {_day(figures.verified_at)}."
        case MonitoringState.ENDED:
            yield "None of its documents was ever captured."


def _day(moment: datetime) -> str:
    day = moment.astimezone(UTC)
    return f"{day.day} {day:%B %Y}"
