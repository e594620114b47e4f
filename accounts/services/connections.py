"""Which providers a person has connected to sign in by. allauth's `SocialAccount` stores each."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.security_log import Kind, note_and_tell


class ConnectedElsewhere(Exception):
    """Somebody else here has connected this account of the provider."""

    code = "connected_elsewhere"


class LastWayIn(Exception):
    """Without this connection its person could not sign in any more."""

    code = "last_way_in"

    def __init__(self) -> None:
        super().__init__(_("This is your only way to sign in. Set a password first."))


def name_of_provider(provider_id: str) -> str:
    """Return what people call the provider; its id where it is in the settings no more."""
    names = {one.id: one.name for one in settings.SIGN_IN_PROVIDERS}
    return names.get(provider_id, provider_id)


@transaction.atomic
def connect(*, user: User, provider_id: str, uid: str, address: str, now: datetime) -> SocialAccount:
    """Let the person sign in by this account of the provider, tell them, and return the connection.

    Connecting twice is connecting once. Raises ConnectedElsewhere.
    """
    User.objects.select_for_update().get(pk=user.pk)
    about = {"user": user, "extra_data": {"email": address}}
    row, is_new = SocialAccount.objects.get_or_create(provider=provider_id, uid=uid, defaults=about)
    if row.user_id != user.pk:
        raise ConnectedElsewhere
    if is_new:
        # As of when the row was made: the way back removes what came since the time of its act.
        facts = {"name": name_of_provider(provider_id)}
        note_and_tell(kind=Kind.PROVIDER_CONNECTED, user=user, now=min(row.date_joined, now), facts=facts)
    return row


@transaction.atomic
def disconnect(*, user: User, connection_id: int, now: datetime) -> str | None:
    """End the connection, tell the person, and return the provider's name; None if there is no such connection.

    Raises LastWayIn.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    own = SocialAccount.objects.filter(user=person)
    row = own.filter(pk=connection_id).first()
    if row is None:
        return None
    in_use = [one.id for one in settings.SIGN_IN_PROVIDERS]
    if not (person.has_usable_password() or own.filter(provider__in=in_use).exclude(pk=row.pk).exists()):
        raise LastWayIn
    row.delete()
    name = name_of_provider(row.provider)
    note_and_tell(kind=Kind.PROVIDER_DISCONNECTED, user=person, now=now, facts={"name": name})
    return name


def disconnect_all(user: User) -> list[str]:
    """End every connection of the person, and return the names of the providers."""
    own = SocialAccount.objects.filter(user=user)
    names = [name_of_provider(one) for one in own.order_by("pk").values_list("provider", flat=True)]
    own.delete()
    return names
