"""Finds whom category watches tell of what: as `audience` does for watchlists, as SQL for any number of people.

A watch tells a change of which a clause of its category changed in what it provides, at or above the watch's severity.
The severity is that of these clauses, not of the change as a whole.
"""

from datetime import datetime

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.clocks import CLOCKS_DIFFER
from alerts.models import (
    CategoryWatch,
    CategoryWatchDocumentType,
    DigestSchedule,
    UntoldChange,
    WatchedPlatform,
    Watchlist,
)
from billing.entitlements import Feature, had_feature, has_feature
from governance.models import Change

_FEATURE = Feature.CATEGORY_WATCHES


def active_watches(now: datetime) -> "QuerySet[CategoryWatch]":
    """Return watches that count now: they aren't paused, and their people have the feature."""
    return unpaused_watches().filter(has_feature(_FEATURE, now))


def unpaused_watches() -> "QuerySet[CategoryWatch]":
    """Return watches that aren't paused, of people whose account isn't closed or being deleted."""
    return CategoryWatch.objects.filter(paused=False, user__is_active=True, user__erase_at=None)


def watches_told_the_same_day(now: datetime) -> "QuerySet[CategoryWatch]":
    """Return active watches that ask for same-day alerts."""
    return active_watches(now).filter(cadence=Watchlist.Cadence.SAME_DAY)


def watches_of_digests(now: datetime) -> "QuerySet[CategoryWatch]":
    """Return all active watches, with the cadence of the digest that covers each as `digest_cadence`."""
    daily, weekly = Value(DigestSchedule.Cadence.DAILY), Value(DigestSchedule.Cadence.WEEKLY)
    cadence = Case(When(cadence=Watchlist.Cadence.DAILY, then=daily), default=weekly, output_field=CharField())
    return active_watches(now).annotate(digest_cadence=cadence)


def telling_of_category(
    watches: "QuerySet[CategoryWatch]",
    changes: "QuerySet[Change]",
    *,
    only: Q | None = None,
    besides: Q | None = None,
) -> "QuerySet[CategoryWatch]":
    """Return each watch once for each of these changes that it tells, with the change at `touched__change`.

    A watch tells what was published after it was made and passes its filters. Clocks may differ, so up to five minutes
    before counts as after. Nothing is told of platforms that the person muted. `only` is one more condition; what meets
    `besides` is told in any case.
    """
    types = CategoryWatchDocumentType.objects.filter(watch=OuterRef("pk"))
    of_type = types.filter(document_type=OuterRef("touched__change__document_type"))
    is_told = (
        Q(touched__severity__gte=F("min_severity"))
        & Q(touched__change__published_at__gt=F("created_at") - Value(CLOCKS_DIFFER))
        & (~Q(Exists(types)) | Q(Exists(of_type)))
    )
    return watches.filter(
        (is_told if besides is None else is_told | besides) & (only or Q()),
        ~is_muted("touched__change__platform_id"),
        touched__change__in=changes,
    )


def is_muted(platform: str) -> Q:
    """Return a condition for rows of a `user` who muted the platform at this path."""
    return Q(
        Exists(
            WatchedPlatform.objects.filter(
                user=OuterRef("user_id"), platform=OuterRef(platform), muted_at__isnull=False
            )
        )
    )


def kept_untold_for_categories() -> Q:
    """Return a condition for a watch and a change at `touched__change` that is kept untold for its person."""
    return Q(Exists(UntoldChange.objects.filter(user=OuterRef("user_id"), change=OuterRef("touched__change_id"))))


def ended_since_publication(now: datetime) -> Q:
    """Return a condition for watches of people who have the feature no more, and had it when `touched__change` was
    published.
    """
    published_at = OuterRef("touched__change__published_at")
    return ~has_feature(_FEATURE, now) & had_feature(_FEATURE, published_at, now)
