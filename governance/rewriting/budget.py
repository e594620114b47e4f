"""What requests to the model may cost: taken as rows under a lock before each, and set right after it.

The limits are the operator's: tokens for each change, tokens and cents for a day and for a month.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import F, Sum

from governance.models import Rewrite, RewritingBudget

MILLION = RewritingBudget.TOKENS_OF_PRICE


class NoRoom(Exception):
    """The day or the month has no room for a request; where `of_change`, the change has not.

    Where `is_lasting`, no day or month with these limits has room for it, so that others need not wait behind it.
    """

    def __init__(self, *, of_change: bool = False, is_lasting: bool = False) -> None:
        super().__init__("over budget")
        self.of_change, self.is_lasting = of_change, is_lasting


@dataclass(frozen=True, slots=True)
class Used:
    """Tokens of a request and of its answer."""

    asked: int
    answered: int

    @property
    def tokens(self) -> int:
        return self.asked + self.answered

    @property
    def cost(self) -> int:
        """Return what they cost, in millionths of a cent."""
        return self.asked * settings.REWRITING_PRICE_IN + self.answered * settings.REWRITING_PRICE_OUT


def take(rewrite: Rewrite, most: Used, *, now: datetime) -> None:
    """Take the most that a request can use from the change, the day and the month, or raise NoRoom.

    To be called within a transaction: the month's row is locked first, so that two workers never take the same room.
    """
    month, day = _periods(now)
    _make_rows(now)
    of_month = RewritingBudget.objects.select_for_update().get(period=month)
    of_day = RewritingBudget.objects.select_for_update().get(period=day)
    had = Rewrite.objects.filter(change=rewrite.change_id).aggregate(tokens=Sum("tokens"))["tokens"] or 0
    if had + most.tokens > settings.REWRITING_TOKENS_A_CHANGE:
        raise NoRoom(of_change=True)
    for row, tokens, cents in (
        (of_month, settings.REWRITING_TOKENS_A_MONTH, settings.REWRITING_CENTS_A_MONTH),
        (of_day, settings.REWRITING_TOKENS_A_DAY, settings.REWRITING_CENTS_A_DAY),
    ):
        if most.tokens > tokens or most.cost > cents * MILLION:
            raise NoRoom(is_lasting=True)
        if row.tokens + most.tokens > tokens or row.cost + most.cost > cents * MILLION:
            raise NoRoom
    _add(now, most.tokens, most.cost, calls=1)
    Rewrite.objects.filter(pk=rewrite.pk).update(tokens=F("tokens") + most.tokens)


def settle(rewrite: Rewrite, most: Used, used: Used | None, *, taken_at: datetime) -> None:
    """Give back what was taken and not used; where nobody says what was used, the most stays taken."""
    if used is None:
        return
    _add(taken_at, used.tokens - most.tokens, used.cost - most.cost)
    Rewrite.objects.filter(pk=rewrite.pk).update(tokens=F("tokens") + used.tokens - most.tokens)


def note_refusal(now: datetime) -> None:
    """Count that the day or month had no room."""
    _make_rows(now)
    RewritingBudget.objects.filter(period__in=_periods(now)).update(refusals=F("refusals") + 1)


def _periods(now: datetime) -> tuple[str, str]:
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    return day[:7], day


def _make_rows(at: datetime) -> None:
    rows = [RewritingBudget(period=period) for period in _periods(at)]
    RewritingBudget.objects.bulk_create(rows, ignore_conflicts=True)


def _add(at: datetime, tokens: int, cost: int, *, calls: int = 0) -> None:
    RewritingBudget.objects.filter(period__in=_periods(at)).update(
        tokens=F("tokens") + tokens, cost=F("cost") + cost, calls=F("calls") + calls
    )
