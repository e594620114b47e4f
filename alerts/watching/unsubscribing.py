"""Unsubscribes people by a link that works without signing in (RFC 8058), and undoes that."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction

from accounts.models import User
from alerts.mail.signed_links import signed_by
from alerts.models import Unsubscription, WatchedPlatform
from alerts.watching.category_owing import keep_untold_of_categories
from alerts.watching.owing import keep_untold

Scope = Unsubscription.Scope

# Signer and not TimestampSigner: a link in an old mail must still work.
# Links in mails of years ago are signed with it: it never changes, whatever the module is called.
_SALT = "alerts.unsubscribe"
_signer = signing.Signer(sep=".", salt=_SALT)


@dataclass(frozen=True, slots=True)
class Leave:
    """The contents of a link: the person, the mails that a bare POST leaves, and the mail it stood in, if known."""

    user: User
    scope: Scope
    message_id: UUID | None = None


class BadToken(Exception):
    """The link was not made by this site, or its person is gone."""


def unsubscribe_url(user_id: UUID, scope: str, message_id: UUID | None = None) -> str:
    """Return the address where a person leaves mails of this kind.

    It carries the id of the mail that it is put into.
    """
    return unsubscribe_links(scope)(user_id, message_id)


def unsubscribe_links(scope: str) -> Callable[[UUID, UUID | None], str]:
    """Return `unsubscribe_url` for many people, looking up only once what is the same for all."""
    start, signed = f"{settings.BASE_URL}/unsubscribe/", signed_by(_SALT)

    def link(user_id: UUID, message_id: UUID | None) -> str:
        value = f"{user_id.hex}.{scope}.{message_id.hex}" if message_id else f"{user_id.hex}.{scope}"
        return f"{start}{signed(value)}/"

    return link


def read_token(token: str) -> Leave:
    """Return what the token is for. Raises BadToken."""
    try:
        user_id, scope, *message_id = _signer.unsign(token).split(".")
        user = User.objects.get(pk=UUID(hex=user_id))
        return Leave(user, Scope(scope), UUID(hex=message_id[0]) if message_id else None)
    except (signing.BadSignature, ValueError, User.DoesNotExist) as error:
        raise BadToken from error


def unsubscribe(*, user: User, scope: str, now: datetime) -> None:
    """Unsubscribe the person from this scope. Twice is once."""
    Unsubscription.objects.get_or_create(user=user, scope=scope, defaults={"at": now})


def resubscribe(*, user: User, scope: str) -> None:
    """Subscribe the person to this scope again."""
    Unsubscription.objects.filter(user=user, scope=scope).delete()


@transaction.atomic
def set_unsubscribed(*, user: User, scopes: Collection[str], now: datetime) -> None:
    """Unsubscribe the person from exactly these scopes, and subscribe them to the others."""
    Unsubscription.objects.filter(user=user).exclude(scope__in=scopes).delete()
    for scope in sorted(scopes):
        unsubscribe(user=user, scope=scope, now=now)


def unsubscribed_scopes(user: User) -> set[str]:
    return set(Unsubscription.objects.filter(user=user).values_list("scope", flat=True))


# --- One platform, one watchlist


@transaction.atomic
def mute(*, user: User, platform_ids: Collection[int], now: datetime) -> None:
    """Owe the person nothing more of these platforms, which keep their items and places. Twice is once."""
    keep_untold(user_id=user.pk, platform_ids=platform_ids, now=now)
    keep_untold_of_categories(user_id=user.pk, platform_ids=platform_ids, now=now)
    WatchedPlatform.objects.filter(user=user, platform__in=platform_ids, muted_at=None).update(muted_at=now)


def unmute(*, user: User, platform_ids: Collection[int]) -> None:
    """Owe the person these platforms' changes again: new ones, and those that still waited when they were muted."""
    WatchedPlatform.objects.filter(user=user, platform__in=platform_ids).update(muted_at=None)


@transaction.atomic
def set_muted(*, user: User, platform_ids: Collection[int], now: datetime) -> None:
    """Mute exactly these of the platforms that the person watches."""
    WatchedPlatform.objects.filter(user=user).exclude(platform__in=platform_ids).update(muted_at=None)
    mute(user=user, platform_ids=platform_ids, now=now)


def watched_platform_ids(user: User, slugs: Collection[str]) -> dict[str, int]:
    """Return the ids of those of these platforms that the person watches."""
    watched = WatchedPlatform.objects.filter(user=user, platform__slug__in=slugs)
    return dict(watched.values_list("platform__slug", "platform_id"))
