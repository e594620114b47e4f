"""Counts by rule how often readers said that what it told was not as it should be."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from alerts.models import FanOut, Message, Opinion
from governance.training.scores import Interval, wilson

# Of fewer a share says little, whatever its interval: one complaint about one alert is no pattern.
FEWEST_TOLD = 20
Verdict = Opinion.Verdict


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """A rule, how many alerts it told, and about how many of them somebody complained."""

    rule: str
    changes: int
    told: int
    complaints: int

    @property
    def rate(self) -> float:
        return self.complaints / self.told if self.told else 0.0

    @property
    def interval(self) -> Interval:
        return wilson(self.complaints, self.told)

    @property
    def is_rare(self) -> bool:
        return self.told < FEWEST_TOLD


@dataclass(frozen=True, slots=True)
class InDigests:
    """A rule by which changes were left to digests, and what readers said of those: too much, too late or too light."""

    rule: str
    changes: int
    not_worth_telling: int
    should_be_sooner: int
    should_be_higher: int


@dataclass(frozen=True, slots=True)
class Complaints:
    """Rules by complaint rate, the worst first: of classes, of severities; and what was said of digests."""

    by_rule: list[RuleRecord]
    by_severity_rule: list[RuleRecord]
    in_digests: list[InDigests]


def complaints_since(since: datetime | None) -> Complaints:
    """Return the complaints about changes told from then on; about all of them without a time.

    A complaint that an alert was not worth telling counts against the rule of its class; one that it should have
    weighed more counts against the rule of its severity.
    """
    fan_outs = FanOut.objects.filter(begun_at__gte=since) if since else FanOut.objects.all()
    opinions = Opinion.objects.filter(change__fan_out__begun_at__gte=since) if since else Opinion.objects.all()
    of_alerts = opinions.filter(told_in=Message.Kind.ALERT)
    return Complaints(
        by_rule=_records("rule", fan_outs, of_alerts, Verdict.NOT_WORTH_TELLING),
        by_severity_rule=_records("severity_rule", fan_outs, of_alerts, Verdict.SHOULD_BE_HIGHER),
        in_digests=_in_digests(opinions.filter(told_in=Message.Kind.DIGEST)),
    )


def _records(
    column: str, fan_outs: "QuerySet[FanOut]", opinions: "QuerySet[Opinion]", complaint: Verdict
) -> list[RuleRecord]:
    changes, told = _told_by(column, fan_outs, opinions)
    about = opinions.filter(verdict=complaint).order_by().values_list(column).annotate(number=Count("pk"))
    complaints = dict(about.values_list(column, "number"))
    rules = {rule for rule in (*told, *complaints) if told[rule] or rule in complaints}
    # Rows may be gone that were counted, never the other way round.
    records = [
        RuleRecord(rule, changes[rule], max(told[rule], complaints.get(rule, 0)), complaints.get(rule, 0))
        for rule in rules
    ]
    return sorted(records, key=lambda one: (one.is_rare, -one.interval[0], -one.complaints, -one.told, one.rule))


def _told_by(
    column: str, fan_outs: "QuerySet[FanOut]", opinions: "QuerySet[Opinion]"
) -> tuple[Counter[str], Counter[str]]:
    """Return by rule how many changes were told the same day and in how many alerts.

    A change counts under the rule that it has now. One on which somebody said something counts under the rule that it
    had when the first did, so that a rule that was mended keeps its record.
    """
    told = fan_outs.filter(alert_count__gt=0).order_by()
    changes: Counter[str] = Counter()
    alerts: Counter[str] = Counter()
    grouped = told.values_list(f"change__{column}").annotate(changes=Count("pk"), alerts=Sum("alert_count"))
    for rule, number, sent in grouped.values_list(f"change__{column}", "changes", "alerts"):
        changes[rule], alerts[rule] = number, sent
    for then, now, sent in _moved(column, told, opinions):
        changes.update({then: 1, now: -1})
        alerts.update({then: sent, now: -sent})
    return changes, alerts


def _moved(column: str, told: "QuerySet[FanOut]", opinions: "QuerySet[Opinion]") -> Iterable[tuple[str, str, int]]:
    """Yield the earlier and the present rule, and the alerts, of changes whose rule is another since an opinion."""
    differ = opinions.filter(~Q(**{column: F(f"change__{column}")}), change__fan_out__in=told)
    seen = set()
    rows = differ.order_by("said_at", "pk").values_list(
        "change_id", column, f"change__{column}", "change__fan_out__alert_count"
    )
    for change_id, then, now, sent in rows:
        if change_id not in seen:
            seen.add(change_id)
            yield then, now, sent


def _in_digests(opinions: "QuerySet[Opinion]") -> list[InDigests]:
    said = Verdict.NOT_WORTH_TELLING, Verdict.SHOULD_BE_SOONER, Verdict.SHOULD_BE_HIGHER
    grouped = opinions.filter(verdict__in=said).order_by().values("rule").annotate(
        changes=Count("change", distinct=True),
        too_much=Count("pk", filter=Q(verdict=said[0])),
        too_late=Count("pk", filter=Q(verdict=said[1])),
        too_light=Count("pk", filter=Q(verdict=said[2])),
    )  # fmt: skip
    rows = [
        InDigests(row["rule"], row["changes"], row["too_much"], row["too_late"], row["too_light"]) for row in grouped
    ]
    return sorted(
        rows, key=lambda one: (-one.should_be_sooner, -one.should_be_higher, -one.not_worth_telling, one.rule)
    )
