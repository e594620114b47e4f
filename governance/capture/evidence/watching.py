"""The facts of a certificate of watching: what was captured of documents in a period, as recorded when it is issued.

Everything is read in a fixed number of statements, however many documents there are and however long the period is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from governance.capture.evidence.gaps import Gap, JudgedAttempt, Watch, gaps_of
from governance.capture.evidence.records import moment
from governance.capture.schedule.intervals import INTERVAL, PROMISED_AGE, longest_interval
from governance.models import Capture, CaptureRecord, CaptureState, Change, Document, Event, PageOfDocument, Version
from governance.models.changes import Severity

# A document is read this often at the least; what is later than that by half an hour is a gap.
ALLOWANCE = PROMISED_AGE - INTERVAL
MOST_LISTED = 500
_HAPPENED = (
    *(Event.Kind.DOCUMENT_MOVED, Event.Kind.DOCUMENT_UNREACHABLE, Event.Kind.DOCUMENT_REACHABLE_AGAIN),
    *(Event.Kind.DOCUMENT_GONE, Event.Kind.DOCUMENT_APPEARED_AGAIN, Event.Kind.DOCUMENT_RETIRED),
)
_ATTEMPTS_AT_ONCE = 5_000


def facts_of(document_ids: Sequence[int], *, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Return what is recorded of each document from `since` to before `until`, in the order of their ids."""
    documents = list(_documents(document_ids, since, until))
    attempts = _attempts(document_ids, since, until)
    records = _Records.of(document_ids, since, until, documents)
    return [
        _ToldDocument(document, since, until, attempts.get(document.pk, _NOTHING), records).facts
        for document in documents
    ]


@dataclass(frozen=True, slots=True)
class _Attempts:
    watch: Watch
    first: int | None = None
    last: int | None = None


_NOTHING = _Attempts(Watch())


def _documents(ids: Sequence[int], since: datetime, until: datetime) -> QuerySet[Document]:
    good = Version.objects.filter(document=OuterRef("pk"), is_good=True).order_by("-in_force_at", "-sequence")
    verified = Capture.objects.filter(document=OuterRef("pk"), state=CaptureState.VERIFIED, captured_at__lt=since)
    slowest = (
        PageOfDocument.objects.filter(document=OuterRef("pk"), page__host__all_read_within__isnull=False)
        .order_by("-page__host__all_read_within")
        .values("page__host__all_read_within")[:1]
    )
    return (
        Document.objects.filter(pk__in=ids)
        .select_related("platform", "collection", "health")
        .annotate(
            start=Subquery(good.filter(in_force_at__lte=since).values("pk")[:1]),
            end=Subquery(good.filter(in_force_at__lt=until).values("pk")[:1]),
            verified_before=Subquery(verified.order_by("-id").values("captured_at")[:1]),
            slowest_host=Subquery(slowest),
        )
        .order_by("pk")
    )


def _attempts(ids: Sequence[int], since: datetime, until: datetime) -> dict[int, _Attempts]:
    made = Capture.objects.filter(document__in=ids, captured_at__gte=since, captured_at__lt=until)
    rows = made.order_by("document", "captured_at", "pk").values_list(
        "document", "captured_at", "state", "verdict", "pk"
    )
    found = {}
    for document, group in groupby(rows.iterator(chunk_size=_ATTEMPTS_AT_ONCE), key=itemgetter(0)):
        first = last = None
        watch = Watch()
        for _, at, state, verdict, key in group:
            if state == CaptureState.VERIFIED:
                watch.verified.append(at)
                first, last = first or key, key
            else:
                watch.others.append(JudgedAttempt(at, state, verdict))
        found[document] = _Attempts(watch, first, last)
    return found


@dataclass(frozen=True, slots=True)
class _Records:
    """Rows of all documents, by document; `versions_at` by key, `captures` by the key of the capture."""

    versions: dict[int, list[Version]]
    versions_at: dict[int, Version]
    changes: dict[int, list[Change]]
    events: dict[int, list[Event]]

    @classmethod
    def of(cls, ids: Sequence[int], since: datetime, until: datetime, documents: Iterable[Document]) -> "_Records":
        slim = Version.objects.defer("outline", "summary")
        within = {"gte": since, "lt": until}
        versions = slim.filter(document__in=ids, **{f"captured_at__{how}": at for how, at in within.items()})
        edges = {key for one in documents for key in (vars(one)["start"], vars(one)["end"]) if key}
        changes = Change.objects.filter(
            document__in=ids, label__in=Change.REPORTED_LABELS,
            **{f"detected_at__{how}": at for how, at in within.items()},
        ).defer("reason", "statements")  # fmt: skip
        events = Event.objects.filter(document__in=ids, kind__in=_HAPPENED, occurred_at__lt=until)
        return cls(
            versions=_by_document(versions.order_by("captured_at", "sequence")),
            versions_at=slim.in_bulk(edges),
            changes=_by_document(changes.order_by("detected_at", "pk")),
            events=_by_document(events.order_by("occurred_at", "pk")),
        )


def _by_document(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.document_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class _ToldDocument:
    """What is told of one document."""

    document: Document
    since: datetime
    until: datetime
    attempts: _Attempts
    records: _Records

    @property
    def facts(self) -> dict[str, Any]:
        document, watch = self.document, self.attempts.watch
        versions = self.records.versions.get(document.pk, [])
        changes = self.records.changes.get(document.pk, [])
        return {
            "document": document.public_id,
            "platform": document.platform.name,
            "title": document.title,
            "document_type": document.document_type,
            "language": document.language,
            "region": document.region,
            "product": document.product,
            "source_urls": [str(address) for address in document.source_urls],
            "listed_at": moment(document.created_at),
            "is_read_by_us": self.is_read_by_us,
            "collection": document.collection.name if document.collection else "",
            "verified": {
                "count": len(watch.verified),
                "first": moment(watch.verified[0]) if watch.verified else "",
                "last": moment(watch.verified[-1]) if watch.verified else "",
                "first_capture": self.attempts.first,
                "last_capture": self.attempts.last,
            },
            "not_accepted": [
                {"state": state, "verdict": verdict, "words": words_of(state), "count": count}
                for state, verdict, count in _counted(watch.others)
            ],
            "longest_interval_seconds": int(self.longest.total_seconds()),
            "gaps": [self._gap(gap) for gap in self._gaps()],
            "version_at_start": self._version(vars(document)["start"]),
            "version_at_end": self._version(vars(document)["end"]),
            "version_count": len(versions),
            "versions": [_version(version) for version in versions[:MOST_LISTED]],
            "change_count": len(changes),
            "changes": [_change(change) for change in changes[:MOST_LISTED]],
            "no_substantive_change": bool(vars(document)["end"])
            and not any(change.label == Change.Label.SUBSTANTIVE for change in changes),
            "events": [
                {"kind": str(event.kind), "at": moment(event.occurred_at)}
                for event in self.records.events.get(document.pk, [])
                if event.occurred_at >= self.since
            ][:MOST_LISTED],
        }

    @property
    def is_read_by_us(self) -> bool:
        """Whether we read it ourselves, in the period or now; else its history was imported, or nobody reads it."""
        watch = self.attempts.watch
        return bool(watch.verified or watch.others) or getattr(self.document, "health", None) is not None

    @property
    def longest(self) -> timedelta:
        return longest_interval(vars(self.document)["slowest_host"]) + ALLOWANCE

    @property
    def retired_at(self) -> datetime | None:
        events = self.records.events.get(self.document.pk, [])
        return next((event.occurred_at for event in events if event.kind == Event.Kind.DOCUMENT_RETIRED), None)

    def _gaps(self) -> list[Gap]:
        before = vars(self.document)["verified_before"]
        return gaps_of(self.attempts.watch, since=self.since, until=self.until, before=before, longest=self.longest)

    def _gap(self, gap: Gap) -> dict[str, Any]:
        reasons = [
            {"code": state, "verdict": verdict, "words": words_of(state), "attempts": count}
            for state, verdict, count in gap.attempts
        ]
        for code, words in self._circumstances(gap):
            reasons.append({"code": code, "verdict": "", "words": words, "attempts": 0})
        return {
            "since": moment(gap.since),
            "until": moment(gap.until),
            "seconds": int((gap.until - gap.since).total_seconds()),
            "reasons": reasons,
        }

    def _circumstances(self, gap: Gap) -> Iterator[tuple[str, str]]:
        if gap.since < self.document.created_at:
            yield "not_yet_listed", f"the document was added to the catalogue at {moment(self.document.created_at)}"
        if self.retired_at and self.retired_at < gap.until:
            yield "retired", f"the document was retired at {moment(self.retired_at)}"
        elif self.document.state == Document.State.RETIRED:
            yield "retired", "the document is retired"
        if not self.is_read_by_us:
            yield "not_read_by_us", "we did not read this document ourselves"
        elif not gap.attempts:
            yield "nothing_captured", "no attempt to read it is recorded in this time"

    def _version(self, key: int | None) -> dict[str, Any] | None:
        version = self.records.versions_at.get(key) if key else None
        return _version(version) if version else None


def _counted(others: Iterable[JudgedAttempt]) -> list[tuple[str, str, int]]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for one in others:
        counts[one.state, one.verdict] += 1
    return [(state, verdict, count) for (state, verdict), count in sorted(counts.items())]


def _version(version: Version) -> dict[str, Any]:
    return {
        "version": version.public_id,
        "sha256": version.sha256,
        "captured_at": moment(version.captured_at),
        "is_good": version.is_good,
        "is_imported": version.collection_id is not None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "change": change.public_id,
        "detected_at": moment(change.detected_at),
        "class": str(change.label),
        "severity": str(Severity(change.severity).label),
        "headline": change.headline,
        "effective_date": change.effective_date.isoformat() if change.effective_date else "",
        "is_withdrawn": change.withdrawn_at is not None,
        "waits_for_confirmation": change.held_until is not None
        and change.confirmed_at is None
        and change.withdrawn_at is None,
    }


def words_of(state: str) -> str:
    """Return what a state of a capture means, in words."""
    return str(CaptureState(state).label)


def with_records(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the ids of the first and the last verified capture, and the SHA-256 of their records, in place of their keys.

    What was captured before records were kept has none.
    """
    keys = {one["verified"][name] for one in facts for name in ("first_capture", "last_capture")} - {None}
    digests = dict(CaptureRecord.objects.filter(capture__in=keys).values_list("capture", "sha256"))
    for one in facts:
        for name in ("first", "last"):
            key = one["verified"].pop(f"{name}_capture")
            one["verified"][f"{name}_capture"] = Capture.public_id_of(key) if key else ""
            one["verified"][f"{name}_record_sha256"] = digests.get(key, "")
    return facts
