"""What was sent and posted of late, and what came back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from alerts.models import AccountMailFailure, Attempt, Batch, Channel, Feedback, Suppression
from backend.operating.tables import Figure, MaySee, Table, count, table

DAY, WEEK = timedelta(days=1), timedelta(days=7)
PERIODS = ("24 hours", "7 days")
_ENDED = ("sent", "failed", "held", "withheld")


def tables_of_deliveries(now: datetime, may_see: MaySee) -> list[Table]:
    """Return deliveries by state and transport, reports, and how channels stand."""
    found = []
    if may_see(Batch):
        ended = Batch.objects.filter(state__in=_ENDED)
        rows = _in_periods(ended, ("kind", "state"), "finished_at", now)
        said = "Batches that ended: a mail for one or many people, or a post to a channel. Withheld: nobody was left."
        found.append(table("By kind and state", said, PERIODS, rows))
    if may_see(Attempt):
        rows = _in_periods(Attempt.objects.all(), ("transport", "outcome"), "started_at", now, none="running")
        said = "Requests to the mail provider and to receivers of channels, by when they began."
        found.append(table("By transport and outcome", said, PERIODS, rows))
    if may_see(Feedback):
        rows = _in_periods(Feedback.objects.all(), ("kind",), "at", now)
        said = "What the mail provider reported of alerts and digests, each kind once a message. Reported: as spam."
        found.append(table("Bounces and complaints", said, PERIODS, rows))
    if may_see(AccountMailFailure):
        rows = _in_periods(AccountMailFailure.objects.all(), ("kind",), "at", now)
        said = "Codes, resets and mails about plans that did not arrive."
        found.append(table("Account mails that failed", said, PERIODS, rows))
    return [*found, *_standing(may_see)]


def _standing(may_see: MaySee) -> list[Table]:
    found = []
    if may_see(Suppression):
        by_reason = Suppression.objects.order_by("reason").values_list("reason").annotate(Count("pk"))
        rows = [(reason, [count(number, Suppression, reason__exact=reason)]) for reason, number in by_reason]
        found.append(
            table("Suppressed addresses", "Addresses that get no alerts and digests, now.", ("Addresses",), rows)
        )
    if may_see(Channel):
        by_state = Channel.objects.order_by("kind", "state").values_list("kind", "state").annotate(Count("pk"))
        rows = [
            (f"{kind}, {state}", [count(number, Channel, kind__exact=kind, state__exact=state)])
            for kind, state, number in by_state
        ]
        found.append(table("Channels", "Channels that people set up, now.", ("Channels",), rows))
    return found


def _in_periods(
    rows: "QuerySet[Any]", columns: Sequence[str], moment: str, now: datetime, none: str = "none"
) -> Iterable[tuple[str, list[Figure]]]:
    """Return the rows by these columns, counted over a day and a week in one statement, each with its list."""
    lately = rows.filter(**{f"{moment}__gt": now - WEEK}).order_by(*columns).values_list(*columns)
    counted = lately.annotate(day=Count("pk", filter=Q(**{f"{moment}__gt": now - DAY})), week=Count("pk"))
    found = {}
    for *values, day, week in counted:
        filters = {f"{column}__exact": value for column, value in zip(columns, values, strict=True)}
        found[", ".join(value or none for value in values)] = [
            count(number, rows.model, **filters, **{f"{moment}__gt": now - period})
            for number, period in ((day, DAY), (week, WEEK))
        ]
    return found.items()
