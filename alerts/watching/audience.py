"""Finds who is to be told of what: watchlists, caps, filters and tiers, as SQL for any number of people."""

from datetime import datetime

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.db.models.lookups import IsNull

from accounts.clocks import CLOCKS_DIFFER
from alerts.models import (
    CategoryWatch,
    DigestSchedule,
    UntoldChange,
    WatchedPlatform,
    WatchItem,
    Watchlist,
    WatchlistCategory,
    WatchlistDocumentType,
)
from billing.entitlements import Feature, has_feature, was_within_platform_cap, within_platform_cap
from governance.models import Change, ChangeCategory, Document

_PERSON = "watchlist__user_id"


def monitored_items(now: datetime) -> "QuerySet[WatchItem]":
    """Return items that count now: the list isn't paused, and the platform is within the cap and not muted.

    Items of people who asked for deletion don't count.
    """
    within_cap = WatchedPlatform.objects.filter(
        within_platform_cap(now), user=OuterRef(_PERSON), platform=OuterRef("platform_id"), muted_at=None
    )
    return unpaused_items().filter(Exists(within_cap))


def unpaused_items() -> "QuerySet[WatchItem]":
    """Return items on lists that aren't paused, of people whose account isn't closed or being deleted."""
    return WatchItem.objects.filter(
        watchlist__paused=False, watchlist__user__is_active=True, watchlist__user__erase_at=None
    )


def items_told_the_same_day(now: datetime) -> "QuerySet[WatchItem]":
    """Return monitored items whose list asks for same-day alerts, of people whose tier has them."""
    return monitored_items(now).filter(
        has_feature(Feature.SAME_DAY_ALERTS, now, user=_PERSON), watchlist__cadence=Watchlist.Cadence.SAME_DAY
    )


def items_of_digests(now: datetime) -> "QuerySet[WatchItem]":
    """Return all monitored items, with the cadence of the digest that covers each as `digest_cadence`.

    Everybody has the weekly digest, which covers same-day lists too. The daily one is for lists that ask for it, of
    people whose tier has it; these lists are then not in the weekly one.
    """
    is_daily = Q(watchlist__cadence=Watchlist.Cadence.DAILY) & has_feature(Feature.DAILY_DIGEST, now, user=_PERSON)
    daily, weekly = Value(DigestSchedule.Cadence.DAILY), Value(DigestSchedule.Cadence.WEEKLY)
    cadence = Case(When(is_daily, then=daily), default=weekly, output_field=CharField())
    return monitored_items(now).annotate(digest_cadence=cadence)


def telling(
    items: "QuerySet[WatchItem]",
    changes: "QuerySet[Change]",
    now: datetime,
    *,
    only: Q | None = None,
    besides: Q | None = None,
) -> "QuerySet[WatchItem]":
    """Return each item once for each of these changes that it tells, with the change at `platform__changes`.

    An item tells what was published after it was added and passes its list's filters, if the tier has filters. Clocks
    may differ, so up to five minutes before counts as after. `only` is one more condition; what meets `besides` is told
    in any case.
    """
    is_later = Q(platform__changes__published_at__gt=F("added_at") - Value(CLOCKS_DIFFER))
    is_told = is_later & (_passes_filters() | ~has_feature(Feature.ALERT_FILTERS, now, user=_PERSON))
    return items.filter(
        (is_told if besides is None else is_told | besides) & (only or Q()), platform__changes__in=changes
    )


def kept_untold() -> Q:
    """Return a condition for an item and a change at `platform__changes` that is kept untold for its person."""
    return Q(
        Exists(
            UntoldChange.objects.filter(
                user=OuterRef(_PERSON), change=OuterRef("platform__changes__id"), platform=OuterRef("platform_id")
            )
        )
    )


def lapsed_since_publication(now: datetime) -> Q:
    """Return a condition for items over the cap that were within it when `platform__changes` was published."""
    watched = WatchedPlatform.objects.filter(user=OuterRef(_PERSON), platform=OuterRef("platform_id"), muted_at=None)
    published_at = OuterRef(OuterRef("platform__changes__published_at"))
    return Q(Exists(watched.filter(~within_platform_cap(now) & was_within_platform_cap(published_at, now))))


def covering(items: "QuerySet[WatchItem]", documents: "QuerySet[Document]", now: datetime) -> "QuerySet[WatchItem]":
    """Return each item once for each of these documents that it watches, with the document at `platform__documents`."""
    return items.filter(
        _passes_document_types("platform__documents__document_type")
        | ~has_feature(Feature.ALERT_FILTERS, now, user=_PERSON),
        platform__documents__in=documents,
    )


def left_meanwhile(platform: str) -> Q:
    """Return a condition for owed rows whose platform the person muted, or whose lists they all paused, since.

    The rows have a `user_id`; `platform` is the path from them to the platform. `alerts_left_meanwhile` is for alerts,
    which a category watch may tell.
    """
    of_row = {"user": OuterRef("user_id"), "platform": OuterRef(platform)}
    muted = WatchedPlatform.objects.filter(**of_row, muted_at__isnull=False)
    items = WatchItem.objects.filter(watchlist__user=OuterRef("user_id"), platform=OuterRef(platform))
    # One by one, for the few that have a paused list: as EXISTS all unpaused lists would be gathered first.
    unpaused = Subquery(items.filter(watchlist__paused=False).values("pk")[:1])
    return Q(Exists(muted)) | Q(Exists(items.filter(watchlist__paused=True)) & Q(IsNull(unpaused, True)))


def alerts_left_meanwhile() -> Q:
    """Return a condition for alerts whose platform the person muted, or of which all that tells them is paused since.

    Of category watches those count that told the alert.
    """
    of_alert = {"user": OuterRef("user_id"), "platform": OuterRef("change__platform_id")}
    muted = WatchedPlatform.objects.filter(**of_alert, muted_at__isnull=False)
    named = Concat(Value(" "), OuterRef("by_categories"), Value(" "), output_field=CharField())
    own = Concat(Value(" "), "category", Value(" "), output_field=CharField())
    watches = CategoryWatch.objects.filter(user=OuterRef("user_id"))
    watches = watches.annotate(own=own, named=named).filter(named__contains=F("own"))
    by_category = ~Q(by_categories="")
    items = WatchItem.objects.filter(watchlist__user=of_alert["user"], platform=of_alert["platform"])
    is_paused = Exists(items.filter(watchlist__paused=True)) | (by_category & Exists(watches.filter(paused=True)))
    # One by one, for the few of whom something is paused: as EXISTS all that is not would be gathered first.
    goes_on = Subquery(items.filter(watchlist__paused=False).values("pk")[:1])
    is_watched = Subquery(watches.filter(paused=False).values("pk")[:1])
    return Q(Exists(muted)) | (is_paused & Q(IsNull(goes_on, True)) & (~by_category | Q(IsNull(is_watched, True))))


def _passes_filters() -> Q:
    """Return a condition that the list's filters let the change at `platform__changes` through."""
    of_list = {"watchlist": OuterRef("watchlist_id")}
    touched = ChangeCategory.objects.filter(change=OuterRef(OuterRef("platform__changes__id"))).values("category")
    categories = WatchlistCategory.objects.filter(**of_list)
    return (
        Q(platform__changes__severity__gte=F("watchlist__min_severity"))
        & (~Exists(categories) | Exists(categories.filter(category__in=touched)))
        & _passes_document_types("platform__changes__document__document_type")
    )


def _passes_document_types(of_document: str) -> Q:
    """Return a condition that the list names no document types, or the one at this path."""
    types = WatchlistDocumentType.objects.filter(watchlist=OuterRef("watchlist_id"))
    return Q(~Exists(types) | Exists(types.filter(document_type=OuterRef(of_document))))
