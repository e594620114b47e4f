"""Computes the operator's monthly figures from the ledger alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from billing.models import Subscription
from billing.models.ledger import EntitlementChange
from billing.plans import PLANS, Tier
from billing.services.cause import CauseKind

_PAYING = (Subscription.Status.ACTIVE, Subscription.Status.PAST_DUE)


@dataclass(frozen=True, slots=True)
class Revenue:
    """How many people pay for a tier, and the month's revenue from it, in cents before discounts and taxes."""

    people: int = 0
    cents: int = 0


@dataclass(slots=True)
class Figures:
    """The figures of one month in UTC.

    Converted: people who paid for the first time, after a trial. Churned: people who paid in the month or at its
    beginning, and don't at its end. An overdue payment still counts as paying; a tier granted by the operator doesn't.
    """

    trials_started: int = 0
    trials_converted: int = 0
    churned: int = 0
    revenue: dict[Tier, Revenue] = field(default_factory=dict)

    @property
    def total_cents(self) -> int:
        return sum(revenue.cents for revenue in self.revenue.values())


def figures_of(month: date) -> Figures:
    """Return the figures of the month that contains this day. Reads the ledger once, one person after the other."""
    start, end = _bounds(month)
    figures = Figures(revenue={tier: Revenue() for tier in Tier if PLANS[tier].price_month_cents})
    lines = EntitlementChange.objects.filter(at__lt=end).order_by("subject", "pk").iterator(chunk_size=2000)
    for _, of_one in groupby(lines, key=lambda line: line.subject):
        _count(figures, of_one, start)
    return figures


def is_paying(line: EntitlementChange) -> bool:
    """Tell whether the person pays from this line on."""
    return line.to_source == Subscription.Source.STRIPE and line.to_tier != Tier.FREE and line.to_status in _PAYING


def first_payments_after_a_trial() -> "QuerySet[EntitlementChange]":
    """Return the lines of the ledger by which people who had a trial paid for the first time."""
    paying = Q(to_source=Subscription.Source.STRIPE, to_status__in=_PAYING) & ~Q(to_tier=Tier.FREE)
    before = EntitlementChange.objects.filter(subject=OuterRef("subject"), pk__lt=OuterRef("pk"))
    is_first, had_trial = ~Exists(before.filter(paying)), Exists(before.filter(cause=CauseKind.TRIAL))
    return EntitlementChange.objects.filter(paying, is_first, had_trial)


def _bounds(month: date) -> tuple[datetime, datetime]:
    following = (month.year + month.month // 12, month.month % 12 + 1)
    return datetime(month.year, month.month, 1, tzinfo=UTC), datetime(*following, 1, tzinfo=UTC)


def _count(figures: Figures, lines: Iterable[EntitlementChange], start: datetime) -> None:
    """Add one person's lines, in their order, to the figures."""
    last: EntitlementChange | None = None
    had_trial = has_paid = paid_in_month = False
    for line in lines:
        is_in_month = line.at >= start
        if line.cause == CauseKind.TRIAL:
            figures.trials_started += is_in_month
            had_trial = True
        if is_paying(line):
            figures.trials_converted += is_in_month and had_trial and not has_paid
            has_paid = True
        # What was paid when the month began is what the line before the month's first says.
        paid_in_month |= is_in_month and (is_paying(line) or (last is not None and is_paying(last)))
        last = line
    if last is None:
        return
    if is_paying(last):
        _add(figures, last)
    elif paid_in_month:
        figures.churned += 1


def _add(figures: Figures, line: EntitlementChange) -> None:
    plan = PLANS[Tier(line.to_tier)]
    cents = round(plan.price_year_cents / 12) if line.interval == "year" else plan.price_month_cents
    before = figures.revenue[plan.tier]
    figures.revenue[plan.tier] = Revenue(before.people + 1, before.cents + cents)
