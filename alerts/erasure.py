"""Removes a person from what outlives their account: their address, and what they said."""

from accounts.models import User
from accounts.services.security_log import former_addresses_of
from accounts.verified_addresses import addresses_of
from alerts.channels.keeping import remove_channel
from alerts.delivery.suppression import keep_without_address
from alerts.models import Attempt, Batch, Channel, ListedAddress, Opinion
from alerts.watching.platform_requests import forget_askings_of


def erase_traces_of(user: User) -> None:
    """Remove what names the person from rows that stay. Called in the transaction of the erasure.

    Addresses become keyed hashes; an opinion stays as a row of no person, without its note.
    """
    forget_askings_of(user)
    Opinion.objects.filter(user=user).update(user=None, note="")
    for channel in Channel.objects.filter(user=user):
        remove_channel(channel=channel)
    _erase_addresses_of(user)


def _erase_addresses_of(user: User) -> None:
    addresses = [*addresses_of(user), *former_addresses_of(user)]
    keep_without_address(addresses)
    ListedAddress.objects.filter(pk__in=addresses).delete()
    # What a mail server said may repeat the address.
    batches = Batch.objects.filter(messages__user=user)
    Attempt.objects.filter(batch__in=batches).exclude(detail="").update(detail="")
    Batch.objects.filter(pk__in=batches.values("pk")).exclude(reason="").update(reason="")
