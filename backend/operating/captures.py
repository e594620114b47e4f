"""How our reading stands: by state, by what went wrong, and what waits for a decision."""

from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from alerts.watching.broken import broken_documents
from backend.operating.tables import Figure, MaySee, Table, age, count, in_words, moment, table, text
from governance.capture.health.standing import CaptureStanding, capture_standing
from governance.capture.health.verdicts import MEANINGS
from governance.models import CaptureHealth, CaptureHost, CaptureState, Document, HeldReading

UNVERIFIED_FOR = timedelta(days=7)
_SHOWN = 10


def tables_of_captures(now: datetime, may_see: MaySee) -> list[Table]:
    """Return the documents that we read by state and failure, those that are stale, and readings that are held."""
    found = [] if not may_see(CaptureHealth) else _of_health(capture_standing(now), now)
    if may_see(Document):
        found.append(_unverified(now))
    if may_see(HeldReading):
        by_cause = HeldReading.objects.filter(decision="").order_by("cause").values_list("cause").annotate(Count("pk"))
        rows = [
            (HeldReading.Cause(cause).label, [count(number, HeldReading, decision__exact="", cause__exact=cause)])
            for cause, number in by_cause
        ]
        found.append(table("Held readings", "Good texts of ours that wait for a decision, now.", ("Readings",), rows))
    if may_see(CaptureHost):
        found.append(_hosts(now))
    return found


def _of_health(standing: CaptureStanding, now: datetime) -> list[Table]:
    states = [
        (CaptureState(state).label, [count(number, CaptureHealth, state__exact=state)])
        for state, number in standing.counts.items()
    ]
    ages = (("Half are younger than", standing.half_age), ("99 of 100 are younger than", standing.nearly_all_age))
    by_verdict = CaptureHealth.objects.exclude(verdict="").order_by().values_list("verdict").annotate(Count("pk"))
    verdicts = [
        (
            verdict,
            [
                count(number, CaptureHealth, verdict__exact=verdict),
                text(MEANINGS[verdict].next_step if verdict in MEANINGS else ""),
            ],
        )
        for verdict, number in sorted(by_verdict, key=lambda one: (-one[1], one[0]))
    ]
    broken = [
        (
            text(str(row.document), reverse("admin:governance_capturehealth_change", args=[row.pk])),
            [Figure(f"{row.watchers:,}"), text(row.verdict), age(row.failing_since, now)],
        )
        for row in broken_documents()[:_SHOWN]
    ]
    return [
        table("By state", "Documents that we read ourselves, now.", ("Documents",), states),
        table(
            "Age of what is verified",
            "How long ago the texts were last seen to be the documents, of those that can be read, now.",
            ("Age",),
            [
                (name, [text(in_words(known) if known is not None else "not known: none is verified")])
                for name, known in ages
            ],
        ),
        table(
            "By what went wrong", "Documents by the last verdict on them, now.", ("Documents", "What to do"), verdicts
        ),
        table(
            "Broken, the most watched first",
            f"Documents that can’t be read, the first {_SHOWN}, with how many people watch their platform.",
            ("People", "Verdict", "For"),
            broken,
        ),
    ]


def _unverified(now: datetime) -> Table:
    """Documents of ours whose text may be old: a week is far beyond what is promised."""
    filters = {"health__isnull": False, "last_verified_at__lt": now - UNVERIFIED_FOR}
    number = Document.objects.filter(**filters).count()
    said = f"Documents that we read, last verified before {moment(now - UNVERIFIED_FOR)}; none that was never read."
    return table("Not verified for 7 days", said, ("Documents",), [("Stale", [count(number, Document, **filters)])])


def _hosts(now: datetime) -> Table:
    hosts = CaptureHost.objects.filter(first_due_at__lte=now).order_by("first_due_at", "pk")[:_SHOWN]
    rows = [
        (
            text(host.name, reverse("admin:governance_capturehost_change", args=[host.pk])),
            [age(host.first_due_at, now), Figure(f"{host.refusal_count:,}")],
        )
        for host in hosts
    ]
    said = f"Hosts with a page that is due, the longest waiting {_SHOWN}, now."
    return table("Hosts that wait", said, ("For", "Refusals in a row"), rows)
