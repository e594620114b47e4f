"""Turning owed alerts into messages: all that a person is owed together is one mail.

The first alert goes out at once. What follows within WINDOW waits for its end and is then one mail again: a person gets
at most one alert mail in ten minutes, and no news waits longer than that, but for the person's quiet hours.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from alerts.audience import left_since
from alerts.batches import enqueue
from alerts.contents import Recipe, ensure_contents, mail_depth, mail_language
from alerts.models import Alert, Message
from alerts.quiet_hours import Hold, QuietHours
from alerts.transport import current_transport
from billing import entitlements

logger = structlog.get_logger(__name__)

WINDOW = timedelta(minutes=10)
_PEOPLE_AT_ONCE = 200
_PREFERENCE = Concat(
    *("timezone", Value(" "), Cast("quiet_from", CharField()), Value(" "), Cast("quiet_until", CharField())),
    output_field=CharField(),
)


def compose_due_alerts(now: datetime) -> dict[str, int]:
    """Compose a message for everybody whose alerts are due, some people at a time."""
    counts = {"messages": 0, "alerts": 0}
    after: UUID | None = None
    due = _due_alerts(now)
    while people := _people_of(due, after):
        messages, alerts = _compose(people, now)
        counts["messages"] += messages
        counts["alerts"] += alerts
        after = people[-1]
    return counts


def _due_alerts(now: datetime) -> "QuerySet[Alert]":
    """Waiting alerts of people who got no mail within the window, without those that quiet hours hold."""
    no_recent = ~Exists(_recent_messages(now).filter(user=OuterRef("user_id")))
    return Alert.objects.filter(no_recent, message=None).exclude(_held_by_quiet_hours(now))


def _held_by_quiet_hours(now: datetime) -> Q:
    """True of alerts that wait for the end of their person's quiet hours; each preference is worked out once."""
    quiet = User.objects.filter(quiet_from__isnull=False)
    waiting = quiet.filter(Exists(Alert.objects.filter(user=OuterRef("pk"), message=None)))
    preferences = waiting.values_list("timezone", "quiet_from", "quiet_until").distinct()
    held: dict[datetime, list[str]] = defaultdict(list)
    for timezone, quiet_from, quiet_until in preferences.order_by():
        if quiet_from is None or quiet_until is None:  # left out above
            continue
        hold = _hold_at(now, timezone, quiet_from, quiet_until)
        if hold is not None:
            held[hold.day_start].append(f"{timezone} {quiet_from} {quiet_until}")
    keyed = quiet.annotate(key=_PREFERENCE)
    matching = Q(pk__in=[])
    for day_start, keys in sorted(held.items()):
        people = keyed.filter(pk=OuterRef("user_id"), key__in=keys)
        matching |= Q(Exists(people), change__published_at__gte=day_start)
    return matching


def _hold_at(now: datetime, timezone: str, quiet_from: int, quiet_until: int) -> Hold | None:
    try:
        return QuietHours(ZoneInfo(timezone), quiet_from, quiet_until).hold_at(now)
    except (KeyError, ValueError):  # zoneinfo's errors, where a time zone has gone from the system
        logger.exception("quiet_hours_have_no_time_zone", timezone=timezone)
        return None


def _people_of(alerts: "QuerySet[Alert]", after: UUID | None) -> list[UUID]:
    """The next people, in the order of their ids."""
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
    """The changes each person is owed, the most severe first, without what they left while it waited."""
    alerts = Alert.objects.filter(user__in=people, message=None).order_by("-change__severity", "change_id")
    rows = list(alerts.values_list("user_id", "change_id", "change__platform_id"))
    left = left_since({(user_id, platform_id) for user_id, _, platform_id in rows})
    owed = defaultdict(list)
    for user_id, change_id, platform_id in rows:
        if (user_id, platform_id) not in left:
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
    # Others are owed changes that a person has left: theirs are not touched.
    locked: dict[UUID, dict[int, UUID]] = defaultdict(dict)
    rows = waiting.select_for_update(skip_locked=True).values_list("user_id", "change_id", "pk")
    for user_id, change_id, alert_id in rows:
        if change_id in owed[user_id]:
            locked[user_id][change_id] = alert_id
    ready = [user_id for user_id, change_ids in owed.items() if len(locked[user_id]) == len(change_ids)]
    messages = enqueue(
        kind=Message.Kind.ALERT,
        people=[(user_id, contents[user_id]) for user_id in ready],
        batch_size=current_transport().batch_size,
        now=now,
    )
    own_message = Message.objects.filter(pk__in=messages.values(), user=OuterRef("user_id")).values("pk")[:1]
    told = [alert_id for user_id in ready for alert_id in locked[user_id].values()]
    count = Alert.objects.filter(pk__in=told).update(message=Subquery(own_message))
    return len(messages), count
