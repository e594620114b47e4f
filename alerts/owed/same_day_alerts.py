"""Turns waiting alerts into messages: all that a person is owed together is one mail.

The first alert goes out at once, with its fan-out. What follows within WINDOW waits for the end of it and is then one
mail. So a person gets at most one alert mail in ten minutes, and no alert waits longer, except in quiet hours.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from accounts.clocks import CLOCKS_DIFFER
from accounts.languages import language_of
from accounts.models import User
from accounts.zones import zone_of
from alerts.database.one_worker_at_a_time import take_turn
from alerts.delivery.ways_to_send import current_transport
from alerts.mail.bodies import Recipe, ensure_contents, named_of, of_those
from alerts.models import Alert, Message
from alerts.owed.gathered_alerts import AlertShare, WaitingAlerts
from alerts.timing.quiet_hours import QuietHours
from alerts.watching.audience import alerts_left_meanwhile
from billing.entitlements import Depth, Feature, has_feature
from governance.models import Change
from governance.taken_back import taken_back

logger = structlog.get_logger(__name__)

TURN = "alert_mail"  # one worker at a time writes it, so that nobody is written to by two
WINDOW = timedelta(minutes=10)
ALERTS_AT_ONCE = 20_000
_PREFERENCE = Concat(
    *("timezone", Value(" "), Cast("quiet_from", CharField()), Value(" "), Cast("quiet_until", CharField())),
    output_field=CharField(),
)


def compose_due_alerts(now: datetime) -> dict[str, int]:
    """Compose a message for everybody whose alerts are due, some thousands of people at a time; return the counts.

    One worker composes or fans out at a time; if another does, the rest is left for the next round.
    """
    counts = {"messages": 0, "alerts": 0}
    if not Alert.objects.filter(message=None).exists():
        return counts
    due = _due_alerts(now)
    after: UUID | None = None
    while True:
        last = _last_of_the_next(after)
        with transaction.atomic():
            if not take_turn(TURN):
                return counts
            messages, alerts = _compose(_people_between(due, after, last), now)
        counts["messages"] += messages
        counts["alerts"] += alerts
        if last is None:
            return counts
        after = last


def _due_alerts(now: datetime) -> "QuerySet[Alert]":
    """Return every waiting alert of each person who may be mailed now: no mail within the window, no quiet hours.

    Alerts of platforms that the person muted or paused since are left out.
    """
    no_recent = ~has_recent_mail(now)
    waiting = Alert.objects.filter(message=None).exclude(alerts_left_meanwhile())
    held = _held_by_quiet_hours(now)
    if held is None:
        return waiting.filter(no_recent)
    return waiting.filter(no_recent, Exists(waiting.filter(user=OuterRef("user_id")).exclude(held)))


def _last_of_the_next(after: UUID | None) -> UUID | None:
    """Return the last person of the next ALERTS_AT_ONCE waiting alerts, in the order of ids; None if fewer wait."""
    waiting = Alert.objects.filter(message=None)
    if after is not None:
        waiting = waiting.filter(user__gt=after)
    return waiting.order_by("user_id").values_list("user_id", flat=True)[ALERTS_AT_ONCE:].first()


def _people_between(alerts: "QuerySet[Alert]", after: UUID | None, last: UUID | None) -> "QuerySet[Alert]":
    if after is not None:
        alerts = alerts.filter(user__gt=after)
    return alerts if last is None else alerts.filter(user__lte=last)


def _held_by_quiet_hours(now: datetime) -> Q | None:
    """Return a condition for alerts that wait for the end of quiet hours; None if nobody has any now."""
    quiet = User.objects.filter(quiet_from__isnull=False)
    waiting = quiet.filter(Exists(Alert.objects.filter(user=OuterRef("pk"), message=None)))
    preferences = waiting.values_list("timezone", "quiet_from", "quiet_until").distinct()
    held: dict[datetime, list[str]] = defaultdict(list)
    for timezone, quiet_from, quiet_until in preferences.order_by():
        if quiet_from is None or quiet_until is None:  # left out above
            continue
        hold = QuietHours(zone_of(timezone), quiet_from, quiet_until).hold_at(now)
        if hold is not None:
            held[hold.day_start].append(f"{timezone} {quiet_from} {quiet_until}")
    keyed = quiet.annotate(key=_PREFERENCE)
    matching = None
    for day_start, keys in sorted(held.items()):
        people = keyed.filter(pk=OuterRef("user_id"), key__in=keys)
        condition = Q(Exists(people), change__published_at__gte=day_start)
        matching = condition if matching is None else matching | condition
    return matching


def has_recent_mail(now: datetime, *, user: str = "user_id") -> Q:
    """Return a condition for rows whose person got an alert mail in the last ten minutes.

    A mail that a host with a fast clock wrote counts; one that a sweep wrote as of a later time doesn't.
    """
    until = now + CLOCKS_DIFFER
    recent = Message.objects.filter(kind=Message.Kind.ALERT, created_at__gt=now - WINDOW, created_at__lte=until)
    return Q(Exists(recent.filter(user=OuterRef(user))))


def _compose(alerts: "QuerySet[Alert]", now: datetime) -> tuple[int, int]:
    """Write the messages of these alerts; return how many, and for how many alerts.

    What can't be rendered is left for the next round.
    """
    reads_summaries = Case(When(has_feature(Feature.CHANGE_SUMMARIES, now), then=True), default=False)
    has_reviews = Case(When(has_feature(Feature.REVIEW_LOG, now), then=True), default=False)
    told = {"has_summaries": reads_summaries, "has_reviews": has_reviews, "locale": F("user__locale")}
    of_alert = ("pk", "user_id", "change_id", "by_categories")
    gathered = WaitingAlerts(alerts.annotate(**told).order_by().values_list(*of_alert, *told))
    if not gathered.shares:
        return 0, 0
    contents = contents_of(gathered.shares, now)
    return gathered.write(contents, batch_size=current_transport().batch_size, now=now)


def contents_of(shares: Sequence[AlertShare], now: datetime) -> dict[AlertShare, int]:
    """Store the mail of each share and return their ids. What can't be rendered is left out."""
    change_ids = {change_id for share in shares for change_id in share.change_ids}
    severities, over, categories = _severities(change_ids), taken_back(change_ids), _categories(shares)
    recipes = {share: _recipe(share, severities, over, categories) for share in shares}
    contents = ensure_contents(set(recipes.values()), now)
    return {share: contents[recipe] for share, recipe in recipes.items() if recipe in contents}


def _severities(change_ids: Collection[int]) -> dict[int, int]:
    return dict(Change.objects.filter(pk__in=change_ids).values_list("pk", "severity"))


def _categories(shares: Sequence[AlertShare]) -> dict[int, list[str]]:
    """Return the categories of each change that a category watch tells, the most important first."""
    told = {change_id for share in shares for change_id in share.categories_of}
    return dict(Change.objects.filter(pk__in=told).values_list("pk", "categories")) if told else {}


def _recipe(
    share: AlertShare,
    severities: Mapping[int, int],
    over: Mapping[int, datetime],
    categories: Mapping[int, Sequence[str]],
) -> Recipe:
    """Return what a share's body is made from, the most severe change first."""
    ordered = sorted(share.change_ids, key=lambda change_id: (-severities[change_id], change_id))
    depth = Depth.SUMMARY if share.has_summaries else Depth.HEADLINE
    return Recipe(
        Message.Kind.ALERT,
        tuple(ordered),
        depth,
        language_of(share.locale),
        taken_back=of_those(over, ordered),
        counts_unreviewed=share.has_reviews,
        by_categories=named_of(share.categories_of, categories),
    )
