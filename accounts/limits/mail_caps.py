"""How many mails anybody can have sent to an address by asking for them, over all doors together.

Sign-up, a password reset, a change of address and a code are the doors. Each asks here and is told the same whether
the address belongs to anybody or not: the budget is the address's and not the account's.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.addresses import spellings
from accounts.limits.allauth_ import note_wait
from accounts.limits.counting import counter
from accounts.limits.networks import network_of
from accounts.limits.origins import is_known

HOUR, DAY = 60 * 60, 24 * 60 * 60
# Mails that only tell somebody that they asked in vain. One a day says it.
_IN_VAIN = ("account/email/unknown_account", "account/email/account_already_exists")
DOORS = (
    *_IN_VAIN,
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/login_code",
    "account/email/password_reset_code",
    "account/email/password_reset_key",
)


@dataclass(frozen=True, slots=True)
class Cap:
    name: str
    limit: int
    seconds: int


def caps_of(address: str, request: HttpRequest) -> list[Cap]:
    """The caps that a mail to this address counts against, asked for by this request.

    At most 10 an hour and 25 a day in all: 6 and 15 for strangers, and 4 and 10 that they can't use up.
    """
    to, network = f"mails to {spellings(address)[0]}", network_of(request)
    by_network = [Cap(f"mails for {network} by hour", 30, HOUR), Cap(f"mails for {network} by day", 150, DAY)]
    if is_known(request, address):
        return [Cap(f"{to} for its owner by hour", 4, HOUR), Cap(f"{to} for its owner by day", 10, DAY), *by_network]
    return [
        Cap(f"{to} for {network} by hour", 4, HOUR),
        Cap(f"{to} by hour", 6, HOUR),
        Cap(f"{to} by day", 15, DAY),
        *by_network,
    ]


def has_room(address: str, request: HttpRequest, now: datetime) -> bool:
    """Whether one more mail may be asked for; looked at before anything is done. Nothing is counted."""
    if settings.RATE_LIMITS == "off":
        return True
    verdicts = [counter.look(cap.name, limit=cap.limit, now=now) for cap in caps_of(address, request)]
    waits = [verdict.wait for verdict in verdicts if not verdict.is_allowed]
    if waits:
        note_wait(request, max(waits))
    return not waits


def take(address: str, request: HttpRequest, now: datetime) -> bool:
    """Count one mail against every cap, or against none where one of them is full."""
    if settings.RATE_LIMITS == "off":
        return True
    taken = []
    for cap in caps_of(address, request):
        verdict = counter.take(cap.name, limit=cap.limit, seconds=cap.seconds, now=now)
        taken.append(cap)
        if not verdict.is_allowed:
            note_wait(request, verdict.wait)
            for counted in taken:
                counter.give_back(counted.name)
            return False
    return True


def is_wanted(template: str, address: str, now: datetime) -> bool:
    """Whether this mail, which was counted, is to be sent: not to who complained, and not in vain twice a day."""
    if import_string(settings.MAIL_SUPPRESSION)(address):
        return False
    if template not in _IN_VAIN or settings.RATE_LIMITS == "off":
        return True
    return counter.take(f"{template} to {spellings(address)[0]}", limit=1, seconds=DAY, now=now).is_allowed
