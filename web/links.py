"""Links of mails that work without signing in: signed for one person and one purpose."""

from uuid import UUID

from django.conf import settings
from django.core import signing

from accounts.models import User

_CHOOSE = signing.TimestampSigner(sep=".", salt="web.choose")
_CHOOSE_SECONDS = 90 * 24 * 60 * 60


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
