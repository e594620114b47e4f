"""“This wasn't me”: the link in the mail about an act, which undoes what the act could be used for.

Whoever holds the link has read mail at the address that the account had before. The link restores that address, ends
all that could still be signed in, and removes the second factors and the providers to sign in by that came since, so
a password reset leads in again.
It works once, within WAY_BACK, and ends every link of a later act: those were sent to addresses that came later.
"""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SecurityEvent, User
from accounts.services.api_keys import revoke_all
from accounts.services.deletion import end_sessions, undo_deletion
from accounts.services.security_log import Kind, note_and_tell


class WayBackClosed(Exception):
    """The link is too old or was used, or its address belongs to another account by now."""

    code = "way_back_closed"

    def __init__(self) -> None:
        super().__init__(_("This link can't be used any more."))


def open_way_back(event_id: UUID, now: datetime) -> SecurityEvent:
    """Return the act that the link undoes. Raises WayBackClosed."""
    event = SecurityEvent.objects.select_related("user").filter(pk=event_id, way_back_until__gt=now).first()
    if event is None or event.user is None or not event.user.is_active:
        raise WayBackClosed
    return event


@transaction.atomic
def take_back(*, event_id: UUID, now: datetime) -> User:
    """Give the account back to the reader of the mail at its former address, and return it. Raises WayBackClosed."""
    person = open_way_back(event_id, now).user
    assert person is not None, "Looked at before."
    user = User.objects.select_for_update().get(pk=person.pk)
    event = open_way_back(event_id, now)  # again, now that nobody else can use it
    address, left = event.facts["to"], user.email
    _give_back(user, address)
    Authenticator.objects.filter(user=user, created_at__gte=event.at).delete()
    SocialAccount.objects.filter(user=user, date_joined__gte=event.at).delete()
    _keep_no_dangling_codes(user)
    revoke_all(user=user, now=now)
    end_sessions(user)
    undo_deletion(user.pk, now)
    SecurityEvent.objects.filter(user=user, at__gte=event.at).update(way_back_until=None)
    facts = {"address": address}
    note_and_tell(kind=Kind.TAKEN_BACK, user=user, now=now, facts=facts, to=address, also_to=left, undoable=False)
    return user


def _give_back(user: User, address: str) -> None:
    if EmailAddress.objects.filter(email=address, verified=True).exclude(user=user).exists():
        raise WayBackClosed
    if User.objects.filter(email=address).exclude(pk=user.pk).exists():
        raise WayBackClosed
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    user.email = address
    user.set_unusable_password()  # a reset leads in
    user.save(update_fields=["email", "password"])


def _keep_no_dangling_codes(user: User) -> None:
    """Delete recovery codes that stand alone, since they are no second factor without an app or a key."""
    own = Authenticator.objects.filter(user=user)
    if not own.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        own.delete()
