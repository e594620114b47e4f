"""What a mail's link offers to leave and to take up again: a kind of mail, a platform, a list, a category watch."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from alerts.models import Alert, CategoryWatch, DigestEntry, Message, WatchedPlatform, WatchItem, Watchlist
from alerts.watching.category_watches import CategoryWishes, change_category_watch
from alerts.watching.unsubscribing import Leave, Scope, mute, resubscribe, unmute, unsubscribe, unsubscribed_scopes
from alerts.watching.watchlists import Wishes, change_watchlist
from governance.category_words import category_in_words
from governance.models import Change, ChangeCategory


class Extent(enum.StrEnum):
    """What a choice is about: a kind of mail, a platform, a list or a watch of a category."""

    KIND = "kind"
    PLATFORM = "platform"
    WATCHLIST = "watchlist"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that the person may leave. `key` names it in a form; `is_left` says whether it is left now."""

    extent: Extent
    key: str
    name: str
    is_left: bool
    subject: Scope | WatchedPlatform | Watchlist | CategoryWatch


def choices_of(link: Leave) -> list[Choice]:
    """Return what the link's page offers: its mail's kind, then what that mail's changes came by, then the other kind.

    They come by platforms, lists and category watches.

    What is muted or paused is offered too, so everything can be undone where it was done.
    """
    left = unsubscribed_scopes(link.user)
    kinds = [Choice(Extent.KIND, scope.value, scope.value, scope in left, scope) for scope in Scope]
    kinds.sort(key=lambda choice: choice.key != link.scope)
    told = _told(link)
    platforms = set(told.values_list("platform_id", flat=True))
    user = link.user
    return [
        kinds[0],
        *_platforms(user, platforms),
        *_watchlists(user, platforms),
        *_category_watches(user, told),
        *kinds[1:],
    ]


def leave(*, user: User, choice: Choice, now: datetime) -> None:
    """Leave this choice: send none of its mails any more. Twice is once."""
    match choice.subject:
        case Scope() as scope:
            unsubscribe(user=user, scope=scope, now=now)
        case WatchedPlatform() as watched:
            mute(user=user, platform_ids=[watched.platform_id], now=now)
        case Watchlist() as watchlist:
            change_watchlist(watchlist=watchlist, wishes=Wishes(paused=True), now=now)
        case CategoryWatch() as watch:
            change_category_watch(watch=watch, wishes=CategoryWishes(paused=True), now=now)
        case never:
            assert_never(never)


def come_back(*, user: User, choice: Choice, now: datetime) -> None:
    """Undo leaving this choice: send its mails again."""
    match choice.subject:
        case Scope() as scope:
            resubscribe(user=user, scope=scope)
        case WatchedPlatform() as watched:
            unmute(user=user, platform_ids=[watched.platform_id])
        case Watchlist() as watchlist:
            change_watchlist(watchlist=watchlist, wishes=Wishes(paused=False), now=now)
        case CategoryWatch() as watch:
            change_category_watch(watch=watch, wishes=CategoryWishes(paused=False), now=now)
        case never:
            assert_never(never)


def _told(link: Leave) -> "QuerySet[Change]":
    """Return the changes in the link's mail; none if the mail is gone or another person's."""
    if link.message_id is None:
        return Change.objects.none()
    mail = Message.objects.filter(pk=link.message_id, user=link.user)
    of_alerts = Alert.objects.filter(user=link.user, message__in=mail).values_list("change_id")
    of_digest = DigestEntry.objects.filter(digest__message__in=mail).values_list("change_id")
    return Change.objects.filter(pk__in=[change_id for (change_id,) in of_alerts.union(of_digest)])


def _platforms(user: User, told: set[int]) -> Iterator[Choice]:
    offered = WatchedPlatform.objects.filter(~Q(muted_at=None) | Q(platform__in=told), user=user)
    for row in offered.select_related("platform").order_by("platform__name", "pk"):
        key = f"{Extent.PLATFORM}:{row.platform.slug}"
        yield Choice(Extent.PLATFORM, key, row.platform.name, row.muted_at is not None, row)


def _watchlists(user: User, told: set[int]) -> Iterator[Choice]:
    has_told = Exists(WatchItem.objects.filter(watchlist=OuterRef("pk"), platform__in=told))
    for row in Watchlist.objects.filter(Q(paused=True) | Q(has_told), user=user).order_by("created_at", "id"):
        yield Choice(Extent.WATCHLIST, f"{Extent.WATCHLIST}:{row.pk}", row.name, row.paused, row)


def _category_watches(user: User, told: "QuerySet[Change]") -> Iterator[Choice]:
    of_told = ChangeCategory.objects.filter(change__in=told, severity__isnull=False)
    touched = Exists(of_told.filter(category=OuterRef("category")))
    for row in CategoryWatch.objects.filter(Q(paused=True) | Q(touched), user=user).order_by("created_at", "id"):
        name = category_in_words(row.category)
        yield Choice(Extent.CATEGORY, f"{Extent.CATEGORY}:{row.category}", name, row.paused, row)
