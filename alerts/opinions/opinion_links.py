"""The link in a mail by which its person says what they think of a change in it, without signing in.

A link is signed for one mail, and so for one person, and opens the changes of that mail only. Its page shows what is
public, so whoever gets hold of it can at most speak for that person about that mail.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing

from alerts.mail.signed_links import signed_by
from alerts.models import Alert, DigestEntry, Message
from alerts.opinions.saying import ToldChange
from governance.models import Change

# Later nobody remembers what the mail said; over the API there is no end.
LINK_GOOD_FOR = timedelta(days=90)
# Links in mails that were sent are signed with it: it never changes, whatever the module is called.
_SALT = "alerts.opinion"
_signer = signing.Signer(sep=".", salt=_SALT)


class BadOpinionLink(Exception):
    """The link is not of this site or too old, its person is gone or going, or the change was not in its mail."""


def opinion_links() -> Callable[[UUID], str]:
    """Return a function from a message's id to the beginning of its links; a change's public id and a slash follow."""
    start, signed = f"{settings.BASE_URL}/feedback/", signed_by(_SALT)
    return lambda message_id: f"{start}{signed(message_id.hex)}/"


def read_link(token: str, public_id: str, now: datetime) -> ToldChange:
    """Return which change the link is about and whom it was told. Raises BadOpinionLink."""
    message, change = _message_of(token, now), _change_of(public_id)
    alert = Alert.objects.filter(user=message.user_id, message=message, change=change).first()
    if alert is not None:
        return ToldChange.by_alert(alert)
    entry = DigestEntry.objects.filter(digest__message=message, change=change).select_related("digest").first()
    if entry is None:
        raise BadOpinionLink
    return ToldChange.by_digest(entry)


def _change_of(public_id: str) -> Change:
    try:
        return Change.by_public_id(public_id)
    except Change.DoesNotExist as error:
        raise BadOpinionLink from error


def _message_of(token: str, now: datetime) -> Message:
    try:
        key = UUID(hex=_signer.unsign(token))
        open_accounts = Message.objects.filter(user__is_active=True, user__erase_at=None)
        return open_accounts.get(pk=key, created_at__gt=now - LINK_GOOD_FOR)
    except (signing.BadSignature, ValueError, Message.DoesNotExist) as error:
        raise BadOpinionLink from error
