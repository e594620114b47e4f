"""Watchlists and their items, within the tier's limits. API, pages and admin all use these functions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.languages import language_of
from accounts.models import User
from alerts.models import WatchedPlatform, WatchItem, Watchlist, WatchlistCategory, WatchlistDocumentType
from alerts.timing.digest_schedules import ensure_schedules
from alerts.watching.owing import carry_on, keep_untold, wait_from_now
from alerts.watching.own_order import hand_on_place, lock_order_of, number_anew
from billing import entitlements
from billing.entitlements import Feature, Tier
from governance.models import Platform
from governance.models.changes import Severity

# On a plan without a limit too: lists are told and shown all at once.
MOST_WATCHLISTS = 500

_STORED = ("name", "cadence", "min_severity", "paused")
_CADENCE_NEEDS = {
    Watchlist.Cadence.SAME_DAY: Feature.SAME_DAY_ALERTS,
    Watchlist.Cadence.DAILY: Feature.DAILY_DIGEST,
    Watchlist.Cadence.WEEKLY: Feature.WEEKLY_DIGEST,
}


class CapReached(Exception):
    """The person has as many as the tier allows; `upgrade_to` is the tier that allows more, None if there is none."""

    code = "watchlist_full"

    def __init__(self, said: str, *, limit: int, held: int, tier: Tier, upgrade_to: Tier | None) -> None:
        self.limit, self.tier, self.upgrade_to = limit, tier, upgrade_to
        super().__init__(said % {"limit": limit, "held": held})


class WatchlistFull(CapReached):
    """One more platform would exceed the tier's limit."""


class TooManyWatchlists(CapReached):
    """One more list would exceed the tier's limit."""


class DefaultWatchlistStays(Exception):
    """The default watchlist can't be deleted."""

    code = "default_watchlist"

    def __init__(self) -> None:
        super().__init__(_("The default watchlist can't be deleted. It can be emptied, renamed or paused."))


@dataclass(frozen=True, slots=True)
class WatchlistUsage:
    """What a person holds: distinct platforms over all lists, and lists."""

    platforms: int
    watchlists: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """The settings that a person asks for on a list. None leaves one as it is."""

    name: str | None = None
    cadence: str | None = None
    min_severity: int | None = None
    paused: bool | None = None
    categories: Collection[str] | None = None
    document_types: Collection[str] | None = None

    @property
    def may_narrow(self) -> bool:
        """Whether these settings may make a list cover less."""
        filters = (self.min_severity, self.categories, self.document_types)
        return bool(self.paused) or any(wish is not None for wish in filters)


def default_watchlist(user: User, now: datetime) -> Watchlist:
    """Return the person's default list, making it, with a name in their language, when it is first asked for."""
    defaults = {"name": lambda: default_name(user), "created_at": now}
    return Watchlist.objects.get_or_create(user=user, is_default=True, defaults=defaults)[0]


def default_name(user: User) -> str:
    """Return what the person's default list is called when it is made, in their language."""
    with translation.override(language_of(user.locale)):
        return _("My watchlist")


def effective_cadence(cadence: str, entitlement: entitlements.Entitlement) -> Watchlist.Cadence:
    """Return the cadence that the tier allows for the one that was asked for."""
    wished = Watchlist.Cadence(cadence)
    return wished if entitlement.has(_CADENCE_NEEDS[wished]) else Watchlist.Cadence.WEEKLY


def usage(user: User) -> WatchlistUsage:
    """Return how many platforms and lists the person has. The default list counts even before it is made."""
    own = {"user": OuterRef("pk")}
    platforms, lists = (
        rows.order_by().values("user").annotate(number=Count("pk")).values("number")
        for rows in (WatchedPlatform.objects.filter(**own), Watchlist.objects.filter(**own))
    )
    counted = User.objects.filter(pk=user.pk).values_list(Subquery(platforms), Subquery(lists)).get()
    return WatchlistUsage(platforms=counted[0] or 0, watchlists=counted[1] or 1)


def create_watchlist(*, user: User, wishes: Wishes, now: datetime, made_as: UUID | None = None) -> Watchlist:
    """Create a list and return it. Raises TooManyWatchlists, or TierRequired if the tier lacks a setting.

    One that the person has by this id and name already is what a form sent before, by its first click of two.
    """
    default_watchlist(user, now)  # it counts, and stays even where this one is refused
    with transaction.atomic():
        lock_order_of(user.pk)
        known = Watchlist.objects.filter(pk=made_as).first() if made_as else None
        if known and known.user_id == user.pk and known.name == wishes.name:
            return known
        entitlement = entitlements.for_user(user, now)
        allowed, count = entitlement.plan.watchlists, Watchlist.objects.filter(user=user).count()
        limit = MOST_WATCHLISTS if allowed is None else allowed
        if count >= limit:
            upgrade = None if allowed is None else entitlements.upgrade_for_watchlists(count + 1)
            said = ngettext(
                "Your plan allows %(limit)s watchlist, and you have %(held)s.",
                "Your plan allows %(limit)s watchlists, and you have %(held)s.",
                limit,
            )
            raise TooManyWatchlists(said, limit=limit, held=count, tier=entitlement.tier, upgrade_to=upgrade)
        watchlist = Watchlist(pk=uuid4() if known or made_as is None else made_as, user=user, created_at=now)
        _apply(watchlist, wishes, entitlement, now)
        return watchlist


@transaction.atomic
def change_watchlist(*, watchlist: Watchlist, wishes: Wishes, now: datetime) -> Watchlist:
    """Change the list's settings and return it. Raises TierRequired if the tier lacks one that is new."""
    lock_order_of(watchlist.user_id)
    watchlist.refresh_from_db(fields=_STORED)
    if wishes.may_narrow:
        keep_untold(user_id=watchlist.user_id, platform_ids=_platforms_on(watchlist), now=now)
    _apply(watchlist, wishes, entitlements.for_user(watchlist.user, now), now)
    return watchlist


@transaction.atomic
def delete_watchlist(*, watchlist: Watchlist, now: datetime) -> None:
    """Delete a list with its items. Raises DefaultWatchlistStays."""
    if watchlist.is_default:
        raise DefaultWatchlistStays
    lock_order_of(watchlist.user_id)
    keep_untold(user_id=watchlist.user_id, platform_ids=_platforms_on(watchlist), now=now)
    Watchlist.objects.filter(pk=watchlist.pk).delete()
    _drop_unlisted(watchlist.user_id, now)


@transaction.atomic
def watch_platform(*, watchlist: Watchlist, platform: Platform, now: datetime) -> tuple[WatchItem, bool]:
    """Put the platform on the list; return the item and whether it is new. Raises WatchlistFull.

    Adding twice is adding once. A platform that is on another list of the person doesn't count again.
    """
    lock_order_of(watchlist.user_id)
    watchlist.refresh_from_db(fields=_STORED)  # it may have been deleted while we waited
    item = WatchItem.objects.filter(watchlist=watchlist, platform=platform).first()
    if item is not None:
        return item, False
    held = WatchedPlatform.objects.filter(user=watchlist.user_id)
    if not held.filter(platform=platform).exists():
        count = held.count()
        _refuse_over_cap(watchlist.user, count, now)
        told_at = now if platform.successor_id else None  # by the answer to this request
        WatchedPlatform.objects.create(
            user_id=watchlist.user_id, platform=platform, position=count + 1, successor_told_at=told_at
        )
    item = WatchItem.objects.create(watchlist=watchlist, platform=platform, added_at=now)
    ensure_schedules(watchlist.user, now)
    return item, True


@transaction.atomic
def watch_platforms(*, watchlist: Watchlist, platform_ids: Collection[int], now: datetime) -> int:
    """Put these platforms on the list, in a fixed number of statements; return how many weren't on it.

    All or none: raises WatchlistFull if the tier doesn't allow so many.
    """
    lock_order_of(watchlist.user_id)
    watchlist.refresh_from_db(fields=_STORED)  # it may have been deleted while we waited
    listed = set(_platforms_on(watchlist))
    own = dict(WatchedPlatform.objects.filter(user=watchlist.user_id).values_list("platform_id", "position"))
    wanted = Platform.objects.filter(pk__in=platform_ids).order_by("pk").values_list("pk", "successor_id")
    adding = {key: successor for key, successor in wanted if key not in listed}
    new = [key for key in adding if key not in own]
    if new:
        _refuse_over_cap(watchlist.user, len(own), now, more=len(new))
        WatchedPlatform.objects.bulk_create(
            WatchedPlatform(
                user_id=watchlist.user_id,
                platform_id=key,
                position=position,
                successor_told_at=now if adding[key] else None,
            )
            for position, key in enumerate(new, start=len(own) + 1)
        )
    WatchItem.objects.bulk_create(WatchItem(watchlist=watchlist, platform_id=key, added_at=now) for key in adding)
    ensure_schedules(watchlist.user, now)
    return len(adding)


@transaction.atomic
def follow_successor(*, user: User, platform: Platform, now: datetime) -> None:
    """Move the person's watch on a platform to its successor, on every list.

    The place in the person's order moves along, so no limit is touched. If the platform has no successor, or the person
    doesn't watch it, nothing changes.
    """
    if platform.successor_id is None:
        return
    lock_order_of(user.pk)
    carry_on(user_id=user.pk, from_platform_id=platform.pk, to_platform_id=platform.successor_id, now=now)
    own = WatchItem.objects.filter(watchlist__user=user)
    moving = list(own.filter(platform=platform))
    doubles = own.filter(platform=platform.successor_id, watchlist__in=[item.watchlist_id for item in moving])
    since = dict(doubles.values_list("watchlist_id", "added_at"))
    doubles.delete()
    for item in moving:
        item.platform_id, item.added_at = platform.successor_id, since.get(item.watchlist_id, now)
    WatchItem.objects.bulk_update(moving, ["platform", "added_at"], batch_size=500)
    hand_on_place(user.pk, platform.pk, platform.successor_id)


@transaction.atomic
def unwatch(*, item: WatchItem, now: datetime) -> None:
    """Take the platform off the list. If no other list has it, the platforms behind it move up."""
    user_id = item.watchlist.user_id
    lock_order_of(user_id)
    keep_untold(user_id=user_id, platform_ids=[item.platform_id], now=now)
    WatchItem.objects.filter(pk=item.pk).delete()
    _drop_unlisted(user_id, now)


def _platforms_on(watchlist: Watchlist) -> list[int]:
    return list(watchlist.items.values_list("platform_id", flat=True))


def _refuse_over_cap(user: User, count: int, now: datetime, *, more: int = 1) -> None:
    entitlement = entitlements.for_user(user, now)
    limit = entitlement.plan.platforms
    if limit is not None and count + more > limit:
        upgrade = entitlements.upgrade_for_platforms(count + more)
        said = ngettext(
            "Your plan allows %(limit)s platform, and you have %(held)s.",
            "Your plan allows %(limit)s platforms, and you have %(held)s.",
            limit,
        )
        raise WatchlistFull(said, limit=limit, held=count, tier=entitlement.tier, upgrade_to=upgrade)


def _drop_unlisted(user_id: UUID, now: datetime) -> None:
    """Delete the person's platforms that are on no list, and close the gaps in the order."""
    listed = WatchItem.objects.filter(watchlist__user=user_id).values("platform")
    unlisted = WatchedPlatform.objects.filter(user=user_id).exclude(platform__in=listed)
    wait_from_now(user_id=user_id, platforms=unlisted, now=now)
    unlisted.delete()
    number_anew(user_id)


def _apply(watchlist: Watchlist, wishes: Wishes, entitlement: entitlements.Entitlement, now: datetime) -> None:
    """Check newly asked settings against the tier, and store them. Earlier settings stay whatever the tier."""
    _require_for_new_wishes(watchlist, wishes, entitlement)
    for name in _STORED:
        if getattr(wishes, name) is not None:
            setattr(watchlist, name, getattr(wishes, name))
    watchlist.save()
    if wishes.categories is not None:
        watchlist.category_filters.all().delete()
        WatchlistCategory.objects.bulk_create(
            WatchlistCategory(watchlist=watchlist, category=c) for c in sorted(set(wishes.categories))
        )
    if wishes.document_types is not None:
        watchlist.document_type_filters.all().delete()
        WatchlistDocumentType.objects.bulk_create(
            WatchlistDocumentType(watchlist=watchlist, document_type=t) for t in sorted(set(wishes.document_types))
        )
    ensure_schedules(watchlist.user, now)


def _require_for_new_wishes(watchlist: Watchlist, wishes: Wishes, entitlement: entitlements.Entitlement) -> None:
    if wishes.cadence is not None and wishes.cadence != watchlist.cadence:
        _require(_CADENCE_NEEDS[Watchlist.Cadence(wishes.cadence)], entitlement)
    if _asks_for_new_filters(watchlist, wishes):
        _require(Feature.ALERT_FILTERS, entitlement)


def _asks_for_new_filters(watchlist: Watchlist, wishes: Wishes) -> bool:
    """Tell whether a new filter is asked for. Lifting a filter is always allowed."""
    if wishes.min_severity not in (None, watchlist.min_severity, Severity.LOW):
        return True
    categories = watchlist.category_filters.values_list("category", flat=True)
    document_types = watchlist.document_type_filters.values_list("document_type", flat=True)
    return any(
        wished and set(wished) != set(stored)
        for wished, stored in ((wishes.categories, categories), (wishes.document_types, document_types))
    )


def _require(feature: Feature, entitlement: entitlements.Entitlement) -> None:
    if not entitlement.has(feature):
        raise entitlements.TierRequired(feature)
