"""Turning owed alerts into messages: all that a person is owed together is one mail.

The first alert goes out at once. What follows within WINDOW waits for its end and is then one mail again: a person gets
at most one alert mail in ten minutes, and no news waits longer than that.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from alerts.batches import enqueue
from alerts.contents import Recipe, ensure_contents, mail_depth, mail_language
from alerts.models import Alert, Message
from alerts.transport import current_transport
from billing import entitlements

WINDOW = timedelta(minutes=10)
_PEOPLE_AT_ONCE = 200


def compose_due_alerts(now: datetime) -> dict[str, int]:
    """Compose a message for everybody whose alerts are due, some people at a time."""
    counts = {"messages": 0, "alerts": 0}
    after: UUID | None = None
    while people := _people_with_due_alerts(after, now):
        messages, alerts = _compose(people, now)
        counts["messages"] += messages
        counts["alerts"] += alerts
        after = people[-1]
    return counts


def _people_with_due_alerts(after: UUID | None, now: datetime) -> list[UUID]:
    """The next people, in the order of their ids."""
    alerts = Alert.objects.filter(~Exists(_recent_messages(now).filter(user=OuterRef("user_id"))), message=None)
    if after is not None:
        alerts = alerts.filter(user__gt=after)
    return list(alerts.order_by("user_id").values_list("user_id", flat=True).distinct()[:_PEOPLE_AT_ONCE])


def _recent_messages(now: datetime) -> "QuerySet[Message]":
    """Alert mails of the last ten minutes. Those of a sweep that ran as of a later time are not among them."""
    return Message.objects.filter(kind=Message.Kind.ALERT, created_at__gt=now - WINDOW, created_at__lte=now)


def _compose(people: Sequence[UUID], now: datetime) -> tuple[int, int]:
    """Messages for these people: how many, and of how many alerts. Who can't be served is left for the next time."""
    owed = _owed_changes(people)
    # Read after the alerts: if another worker took some of them, its message is seen here.
    for user_id in _recent_messages(now).filter(user__in=list(owed)).values_list("user_id", flat=True):
        owed.pop(user_id, None)
    recipes = _recipes(owed, now)
    contents = ensure_contents(set(recipes.values()), now)
    ready = {user_id: contents[recipe] for user_id, recipe in recipes.items() if recipe in contents}
    return _record({user_id: owed[user_id] for user_id in ready}, ready, now)


def _owed_changes(people: Sequence[UUID]) -> dict[UUID, tuple[int, ...]]:
    """The changes each person is owed, the most severe first."""
    rows = Alert.objects.filter(user__in=people, message=None).values_list("user_id", "change_id")
    owed = defaultdict(list)
    for user_id, change_id in rows.order_by("-change__severity", "change_id"):
        owed[user_id].append(change_id)
    return {user_id: tuple(change_ids) for user_id, change_ids in owed.items()}


def _recipes(owed: dict[UUID, tuple[int, ...]], now: datetime) -> dict[UUID, Recipe]:
    held = entitlements.for_users(list(owed), now)
    locales = dict(User.objects.filter(pk__in=list(owed)).values_list("pk", "locale"))
    return {
        user_id: Recipe(
            Message.Kind.ALERT, change_ids, mail_depth(held[user_id].depth), mail_language(locales[user_id])
        )
        for user_id, change_ids in owed.items()
        if user_id in locales
    }


@transaction.atomic
def _record(owed: dict[UUID, tuple[int, ...]], contents: dict[UUID, int], now: datetime) -> tuple[int, int]:
    """Write the messages and mark the alerts, of the people whose alerts are all still waiting."""
    changes = {change_id for change_ids in owed.values() for change_id in change_ids}
    waiting = Alert.objects.filter(user__in=list(owed), change__in=changes, message=None)
    locked = defaultdict(set)
    for user_id, change_id in waiting.select_for_update(skip_locked=True).values_list("user_id", "change_id"):
        locked[user_id].add(change_id)
    ready = [user_id for user_id, change_ids in owed.items() if locked[user_id] == set(change_ids)]
    messages = enqueue(
        kind=Message.Kind.ALERT,
        people=[(user_id, contents[user_id]) for user_id in ready],
        batch_size=current_transport().batch_size,
        now=now,
    )
    own_message = Message.objects.filter(pk__in=messages.values(), user=OuterRef("user_id")).values("pk")[:1]
    count = waiting.filter(user__in=ready).update(message=Subquery(own_message))
    return len(messages), count
