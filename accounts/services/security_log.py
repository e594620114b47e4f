"""Writes the security log, and tells the person when an act helps to take over or recover the account."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings
from django.db import transaction

from accounts.keyed_hashes import keyed_hash
from accounts.limits.networks import client_address
from accounts.mail_addresses import spellings
from accounts.models import Notice, SecurityEvent, User
from accounts.services.notices import owe

Kind = SecurityEvent.Kind
SECURITY_PREFIX = "security_"
WAY_BACK = timedelta(days=7)
TOLD_TOGETHER = timedelta(minutes=10)
ACTS_LISTED = 20
_PURPOSE = "addresses of the security log"
_AT_ONCE = 10_000
_A_MOMENT = timedelta(microseconds=1)


def note(
    *, kind: Kind, user: User | None, now: datetime, facts: Mapping[str, str] | None = None, address: str = ""
) -> SecurityEvent:
    """Add one act to the log and return it.

    `address` is what was typed when nobody is signed in; only its keyed hash is stored.
    """
    return SecurityEvent.objects.create(
        kind=kind,
        user=user,
        at=now,
        network=_network(),
        address_hash=keyed_hash(spellings(address)[0], purpose=_PURPOSE) if address else "",
        facts=dict(facts or {}),
    )


def former_addresses_of(user: User) -> list[str]:
    """Return the addresses at which the person was told of an act and that nobody has now, in each spelling.

    The log is kept for a bounded time, and an address that was left before that is not known any more.
    """
    told = SecurityEvent.objects.filter(user=user).values_list("facts__to", flat=True)
    spelled = {spelling for address in told if address for spelling in spellings(address)}
    had = EmailAddress.objects.filter(email__in=spelled).values_list("email", flat=True)
    return sorted(spelled - {spelling for address in had for spelling in spellings(address)})


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
    """Add the act to the log and return it, and owe a mail with a way back to the address that the account had before.

    `also_to` is told without a way back. Called in the transaction of the act.
    """
    event = note(kind=kind, user=user, now=now, facts={**(facts or {}), "to": to or user.email})
    if undoable and _is_settled(user, now, but=event):
        event.way_back_until = now + WAY_BACK
        event.save(update_fields=["way_back_until"])
    told = {**event.facts, "network": event.network, "acts": str(event.pk)}
    _owe(event, told | ({"event": str(event.pk)} if event.way_back_until else {}))
    if also_to and also_to != event.facts["to"]:
        # One mail of a kind for each time: this one is about the next microsecond.
        _owe(event, told | {"to": also_to}, later=_A_MOMENT)
    return event


def _owe(event: SecurityEvent, facts: Mapping[str, str], later: timedelta = timedelta()) -> None:
    """Owe the mail at once. Acts of its kind within TOLD_TOGETHER are told by one mail at the end of that time."""
    assert event.user is not None, "Only people are told."
    kind = f"{SECURITY_PREFIX}{event.kind}"
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=event.user.pk)
        lately = Notice.objects.filter(user=user, kind=kind, not_before__gt=event.at - TOLD_TOGETHER)
        last = lately.filter(facts__to=facts["to"]).order_by("-not_before", "-pk").select_for_update().first()
        if last is not None and last.state == Notice.State.PENDING and not last.attempt_count:
            _tell_too(last, facts)
            return
        about_at, after_last = event.at + later, None
        if last is not None:
            # Of a kind and time there is one mail: two acts in the same microsecond are two all the same.
            about_at, after_last = max(about_at, last.about_at + _A_MOMENT), last.not_before + TOLD_TOGETHER
        owe(user=user, kind=kind, about_at=about_at, now=event.at, facts=facts, not_before=after_last)


def _tell_too(notice: Notice, facts: Mapping[str, str]) -> None:
    """Add one more act to a mail that nobody has tried to send yet. Its way back stays that of the first act."""
    acts = [*notice.facts.get("acts", "").split(), facts["acts"]][:ACTS_LISTED]
    link = notice.facts.get("event") or facts.get("event")
    more = {"acts": " ".join(acts), "count": notice.facts.get("count", 1) + 1}
    notice.facts = {**notice.facts, **more, **({"event": link} if link else {})}
    notice.save(update_fields=["facts"])


def _is_settled(user: User, now: datetime, *, but: SecurityEvent) -> bool:
    """Tell whether the address has been the account's for as long as a way back is open.

    Otherwise whoever has just taken an account could undo its return.
    """
    changes = SecurityEvent.objects.filter(
        user=user, kind__in=(Kind.ADDRESS_CHANGED, Kind.TAKEN_BACK), at__gt=now - WAY_BACK
    )
    return not changes.exclude(pk=but.pk).exists()


def forget_old_events(now: datetime) -> dict[str, int]:
    """Delete rows older than SECURITY_LOG_DAYS, some thousands at a time, and return the counts."""
    old = SecurityEvent.objects.filter(at__lt=now - timedelta(days=settings.SECURITY_LOG_DAYS))
    count = 0
    while ids := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        count += SecurityEvent.objects.filter(pk__in=ids).delete()[0]
    return {"security_events": count}


def _network() -> str:
    """Return the request's network, /24 or /48: enough to recognise one's own, too little to follow anybody."""
    request = context.request
    if request is None:
        return ""
    try:
        ip = ip_address(client_address(request))
    except ValueError:
        return ""
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))
