"""Stores what a person sets about their account, in one transaction, whichever door it comes through."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from accounts.models import User
from accounts.services.preferences import Preferences, change_preferences
from alerts.deadlines.reminders import set_reminders
from alerts.timing.digest_schedules import reschedule
from alerts.watching.unsubscribing import set_muted, set_unsubscribed
from billing.entitlements import Feature, require


def change_settings(*, user: User, changes: Mapping[str, Any], now: datetime) -> None:
    """Store the settings that are given; the others stay as they are.

    Beside preferences these are `unsubscribed_from`, `muted_platforms` (ids) and `deadline_reminders`. Raises
    TierRequired, or Django's ValidationError for an invalid value.
    """
    rest = dict(changes)
    scopes, muted = rest.pop("unsubscribed_from", None), rest.pop("muted_platforms", None)
    days_before = rest.pop("deadline_reminders", None)
    if days_before:
        require(user, Feature.DEADLINES, now)
    with transaction.atomic():
        change_preferences(user=user, changes=cast(Preferences, rest))
        reschedule(user, now)
        if scopes is not None:
            set_unsubscribed(user=user, scopes=scopes, now=now)
        if muted is not None:
            set_muted(user=user, platform_ids=muted, now=now)
        if days_before is not None:
            set_reminders(user=user, days_before=days_before, now=now)
