"""Links in mails that work without signing in, each signed for one person and one purpose."""

from uuid import UUID

from django.conf import settings
from django.core import signing

from accounts.models import User

_CHOOSE = signing.TimestampSigner(sep=".", salt="web.choose")
_CHOOSE_SECONDS = 90 * 24 * 60 * 60
_KEEP = signing.Signer(sep=".", salt="web.keep")
_NOT_ME = signing.Signer(sep=".", salt="web.not-me")


class BadLink(Exception):
    """The link was not made by this site, is too old, or its person is gone."""


def choose_url(user_id: UUID) -> str:
    """Return the address of the page to choose which platforms stay active. The link is good for 90 days."""
    return f"{settings.BASE_URL}/account/choose/{_CHOOSE.sign(user_id.hex)}/"


def read_choose_link(token: str) -> User:
    """Return the person whose choice the link allows. Raises BadLink."""
    try:
        return User.objects.get(pk=UUID(hex=_CHOOSE.unsign(token, max_age=_CHOOSE_SECONDS)), is_active=True)
    except (signing.BadSignature, ValueError, User.DoesNotExist) as error:
        raise BadLink from error


def keep_url(user: User) -> str:
    """Return the address of the page to undo the deletion under way. The link is good for that deletion only."""
    assert user.erase_at is not None, "There is nothing to take back."
    return f"{settings.BASE_URL}/account/keep/{_KEEP.sign(f'{user.pk.hex}-{user.erase_at.timestamp():.6f}')}/"


def read_keep_link(token: str) -> User:
    """Return the person whose deletion the link undoes, while that deletion is under way. Raises BadLink."""
    try:
        user_id, _, erase_at = _KEEP.unsign(token).partition("-")
        user = User.objects.get(pk=UUID(hex=user_id), is_active=True, erase_at__isnull=False)
    except (signing.BadSignature, ValueError, User.DoesNotExist) as error:
        raise BadLink from error
    if user.erase_at is None or f"{user.erase_at.timestamp():.6f}" != erase_at:
        raise BadLink
    return user


def not_me_url(event_id: str) -> str:
    """Return the address of the page that undoes an act on the account, for the former address.

    The act says how long.
    """
    return f"{settings.BASE_URL}/account/not-me/{_NOT_ME.sign(UUID(event_id).hex)}/"


def read_not_me_link(token: str) -> UUID:
    """Return the id of the act that the link undoes. Raises BadLink."""
    try:
        return UUID(hex=_NOT_ME.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error
