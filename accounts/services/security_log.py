"""Writing the security log, and telling the person where an act recovers or widens the account."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from allauth.core import context
from django.conf import settings

from accounts.addresses import spellings
from accounts.keyed_hashes import keyed_hash
from accounts.limits.networks import client_address
from accounts.models import SecurityEvent, User
from accounts.services.notices import owe

Kind = SecurityEvent.Kind
SECURITY_PREFIX = "security_"
WAY_BACK = timedelta(days=7)
_PURPOSE = "addresses of the security log"
_AT_ONCE = 10_000


def note(
    *, kind: Kind, user: User | None, now: datetime, facts: Mapping[str, str] | None = None, address: str = ""
) -> SecurityEvent:
    """Write one act down. `address` is what was typed where nobody is signed in: only its keyed hash is kept."""
    return SecurityEvent.objects.create(
        kind=kind,
        user=user,
        at=now,
        network=_network(),
        address_hash=keyed_hash(spellings(address)[0], purpose=_PURPOSE) if address else "",
        facts=dict(facts or {}),
    )


def note_and_tell(
    *,
    kind: Kind,
    user: User,
    now: datetime,
    facts: Mapping[str, str] | None = None,
    to: str = "",
    also_to: str = "",
    undoable: bool = True,
) -> SecurityEvent:
    """Write the act down and owe a mail about it to the address that the account had before, with a way back.

    `also_to` is told without one. Called in the transaction of what it tells.
    """
    event = note(kind=kind, user=user, now=now, facts={**(facts or {}), "to": to or user.email})
    if undoable and _is_settled(user, now, but=event):
        event.way_back_until = now + WAY_BACK
        event.save(update_fields=["way_back_until"])
    told = {**event.facts, "network": event.network}
    _owe(event, told | ({"event": str(event.pk)} if event.way_back_until else {}))
    if also_to and also_to != event.facts["to"]:
        # One mail of a kind for each time: this one is about the next microsecond.
        _owe(event, told | {"to": also_to}, later=timedelta(microseconds=1))
    return event


def _owe(event: SecurityEvent, facts: Mapping[str, str], later: timedelta = timedelta()) -> None:
    assert event.user is not None, "Only people are told."
    kind = f"{SECURITY_PREFIX}{event.kind}"
    owe(user=event.user, kind=kind, about_at=event.at + later, now=event.at, facts=facts)


def _is_settled(user: User, now: datetime, *, but: SecurityEvent) -> bool:
    """Whether the address has been the account's for as long as a way back is open.

    Else whoever has just taken an account could undo its return.
    """
    changes = SecurityEvent.objects.filter(
        user=user, kind__in=(Kind.ADDRESS_CHANGED, Kind.TAKEN_BACK), at__gt=now - WAY_BACK
    )
    return not changes.exclude(pk=but.pk).exists()


def forget_old_events(now: datetime) -> dict[str, int]:
    """Delete what is older than the log is kept (SECURITY_LOG_DAYS), some thousands at a time."""
    old = SecurityEvent.objects.filter(at__lt=now - timedelta(days=settings.SECURITY_LOG_DAYS))
    count = 0
    while ids := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        count += SecurityEvent.objects.filter(pk__in=ids).delete()[0]
    return {"security_events": count}


def _network() -> str:
    """The network that the request comes from, /24 or /48: enough to know one's own, too little to follow anybody."""
    request = context.request
    if request is None:
        return ""
    try:
        ip = ip_address(client_address(request))
    except ValueError:
        return ""
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))
