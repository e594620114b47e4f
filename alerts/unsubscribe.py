"""Leaving the mails, by a link that works without signing in (RFC 8058), and coming back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing

from accounts.models import User
from alerts.models import Unsubscription

Scope = Unsubscription.Scope

# Signer and not TimestampSigner: a link in an old mail must still work.
_signer = signing.Signer(sep=".", salt="alerts.unsubscribe")


@dataclass(frozen=True, slots=True)
class Leave:
    """Whom a link is for, and which mails it is about."""

    user: User
    scope: Scope


class BadToken(Exception):
    """The link was not made here, or its person is gone."""


def unsubscribe_url(user_id: UUID, scope: str) -> str:
    return f"{settings.BASE_URL}/unsubscribe/{_signer.sign(f'{user_id.hex}.{scope}')}/"


def read_token(token: str) -> Leave:
    """Whom the token is for; raises BadToken."""
    try:
        user_id, scope = _signer.unsign(token).split(".")
        return Leave(User.objects.get(pk=UUID(hex=user_id)), Scope(scope))
    except (signing.BadSignature, ValueError, User.DoesNotExist) as error:
        raise BadToken from error


def unsubscribe(*, user: User, scope: str, now: datetime) -> None:
    """Send no more mail of this scope; twice is once."""
    Unsubscription.objects.get_or_create(user=user, scope=scope, defaults={"at": now})


def resubscribe(*, user: User, scope: str) -> None:
    """Send mail of this scope again."""
    Unsubscription.objects.filter(user=user, scope=scope).delete()


def unsubscribed_scopes(user: User) -> set[str]:
    return set(Unsubscription.objects.filter(user=user).values_list("scope", flat=True))
