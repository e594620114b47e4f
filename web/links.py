"""Links of mails that work without signing in: signed for one person and one purpose."""

from uuid import UUID

from django.conf import settings
from django.core import signing

from accounts.models import User

_CHOOSE = signing.TimestampSigner(sep=".", salt="web.choose")
_CHOOSE_SECONDS = 90 * 24 * 60 * 60
_KEEP = signing.Signer(sep=".", salt="web.keep")
_NOT_ME = signing.Signer(sep=".", salt="web.not-me")


class BadLink(Exception):
    """The link was not made here, is too old, or its person is gone."""


def choose_url(user_id: UUID) -> str:
    """The page on which the person chooses which platforms stay active. Good for 90 days."""
    return f"{settings.BASE_URL}/account/choose/{_CHOOSE.sign(user_id.hex)}/"


def chooser(token: str) -> User:
    """Whose choice it is; raises BadLink."""
    try:
        return User.objects.get(pk=UUID(hex=_CHOOSE.unsign(token, max_age=_CHOOSE_SECONDS)), is_active=True)
    except (signing.BadSignature, ValueError, User.DoesNotExist) as error:
        raise BadLink from error


def keep_url(user: User) -> str:
    """The page on which the person takes the deletion back that is under way; good for that deletion only."""
    assert user.erase_at is not None, "There is nothing to take back."
    return f"{settings.BASE_URL}/account/keep/{_KEEP.sign(f'{user.pk.hex}-{user.erase_at.timestamp():.6f}')}/"


def not_me_url(event_id: str) -> str:
    """The page on which who had the address before undoes an act on the account. How long it is good, the act says."""
    return f"{settings.BASE_URL}/account/not-me/{_NOT_ME.sign(UUID(event_id).hex)}/"


def undoer(token: str) -> UUID:
    """The id of the act; raises BadLink."""
    try:
        return UUID(hex=_NOT_ME.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error


def keeper(token: str) -> User:
    """Whose account it is, while the deletion of the link is under way; raises BadLink."""
    try:
        user_id, _, erase_at = _KEEP.unsign(token).partition("-")
        user = User.objects.get(pk=UUID(hex=user_id), is_active=True, erase_at__isnull=False)
    except (signing.BadSignature, ValueError, User.DoesNotExist) as error:
        raise BadLink from error
    if user.erase_at is None or f"{user.erase_at.timestamp():.6f}" != erase_at:
        raise BadLink
    return user
