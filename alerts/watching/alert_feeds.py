"""The private feed of a person's alerts: its address, and the changes that it tells."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.services.deletion import refuse_while_deleting
from accounts.services.security_log import Kind, note_and_tell
from alerts.models import Alert, AlertFeed
from billing.entitlements import Feature, for_user
from governance.models import Change

_BYTES = 32
MOST_ALERTS = 50


class NoAlertFeed(Exception):
    """There is no feed at this address: no such token, or its person has not the feature now."""


def make_alert_feed(*, user: User, now: datetime) -> str:
    """Make the person's feed and return its token, which can't be shown again; one from before ends.

    The person is told by mail. Raises DeletionPending.
    """
    token = secrets.token_urlsafe(_BYTES)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        refuse_while_deleting(user)
        AlertFeed.objects.update_or_create(user=user, defaults={"token_sha256": _digest(token), "made_at": now})
        note_and_tell(kind=Kind.FEED_MADE, user=user, now=now, facts={"what": gettext_noop("your alerts")})
    return token


def end_alert_feed(*, user: User) -> None:
    """End the person's feed. Twice is once."""
    AlertFeed.objects.filter(user=user).delete()


def alert_feed_made_at(user: User) -> datetime | None:
    """Return when the person's feed was made, None if there is none."""
    return AlertFeed.objects.filter(user=user).values_list("made_at", flat=True).first()


def alerts_at(token: str, now: datetime) -> tuple[AlertFeed, list[Change]]:
    """Return whose feed this is, and the changes of the newest alerts, the newest first. Raises NoAlertFeed."""
    feed = AlertFeed.objects.select_related("user").filter(token_sha256=_digest(token)).first()
    if feed is None or not feed.user.is_active or feed.user.erase_at is not None:
        raise NoAlertFeed
    if not for_user(feed.user, now).has(Feature.ATOM_FEED):
        raise NoAlertFeed
    alerts = Alert.objects.filter(user=feed.user).select_related("change__platform")
    rows = alerts.only("created_at", *(f"change__{name}" for name in _SHOWN)).order_by("-created_at", "-pk")
    return feed, [alert.change for alert in rows[:MOST_ALERTS]]


_SHOWN = ("headline", "severity", "detected_at", "published_at", "confirmed_at", "platform__name")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
