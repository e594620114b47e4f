"""Which rules told what readers found not worth telling."""

from datetime import datetime, timedelta

from django.urls import reverse

from alerts.models import Message, Opinion
from alerts.opinions.complaints import FEWEST_TOLD, RuleRecord, complaints_since
from backend.operating.tables import Figure, MaySee, Table, count, table, text

PERIOD = timedelta(days=90)


def tables_of_complaints(now: datetime, may_see: MaySee) -> list[Table]:
    """Return rules by complaint rate, the worst first, with the opinions behind each."""
    if not may_see(Opinion):
        return []
    since = now - PERIOD
    found = complaints_since(since)
    parts = (
        ("“Not worth telling”, by the rule of the class", "rule", Opinion.Verdict.NOT_WORTH_TELLING, found.by_rule),
        (
            "“Should have weighed more”, by the rule of the severity",
            "severity_rule",
            Opinion.Verdict.SHOULD_BE_HIGHER,
            found.by_severity_rule,
        ),
    )
    said = f"Of alerts about changes told within 90 days. A share of fewer than {FEWEST_TOLD} alerts says little."
    return [
        *(
            table(
                title,
                said,
                ("Complaints", "Alerts told", "Share", "95 % interval"),
                [(record.rule, _cells(record, column, verdict, since)) for record in records],
                "No alert was told in this time.",
            )
            for title, column, verdict, records in parts
        ),
        table(
            "Other periods, and digests",
            "The same for 30 days, a year and all time, and what was said of digests.",
            ("",),
            [(text("Rules by complaint rate", reverse("admin:alerts_opinion_rules")), [text("")])],
        ),
    ]


def _cells(record: RuleRecord, column: str, verdict: Opinion.Verdict, since: datetime) -> list[Figure]:
    filters = {
        f"{column}__exact": record.rule,
        "verdict__exact": verdict.value,
        "told_in__exact": Message.Kind.ALERT.value,
        "change__fan_out__begun_at__gte": since,
    }
    low, high = record.interval
    return [
        count(record.complaints, Opinion, **filters),
        Figure(f"{record.told:,}"),
        Figure(f"{record.rate:.1%}"),
        text(f"{low:.1%} to {high:.1%}{', too few to say' if record.is_rare else ''}"),
    ]
