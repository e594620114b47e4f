"""Limits how many mails anybody can have sent to one address, over all the ways to ask for one.

The ways are sign-up, a password reset, a change of address and a code. Each asks here, and the answer is the same
whether the address has an account or not: the limit belongs to the address, not to the account.

What one network can have sent to anybody is counted by purpose: where a class or an office signs up together behind
one address, its colleagues can still reset a password.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.limits.counting import counter
from accounts.limits.networks import network_of
from accounts.limits.of_a_request import note_wait
from accounts.limits.origins import is_known
from accounts.mail_addresses import spellings

HOUR, DAY = 60 * 60, 24 * 60 * 60
# Mails that only tell somebody that they asked in vain. One a day says it.
ALREADY_EXISTS, UNCONFIRMED = "account/email/account_already_exists", "account/email/sign_up_unconfirmed"
_IN_VAIN = ("account/email/unknown_account", ALREADY_EXISTS, UNCONFIRMED)
DOORS = (
    *_IN_VAIN,
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/login_code",
    "account/email/password_reset_code",
    "account/email/password_reset_key",
)

_SIGN_UP, _RESET, _OTHER = "signing up", "resets", "other codes"
# By the name of the route, over HTTP and of the page.
_PURPOSES = {
    "auth/signup": _SIGN_UP,
    "account_signup": _SIGN_UP,
    "back-from-provider": _SIGN_UP,
    "auth/password/request": _RESET,
    "account_reset_password": _RESET,
}
# Mails an hour and a day that one network can have sent to anybody (docs/security.md says why so many).
_BY_NETWORK = {_SIGN_UP: (60, 200), _RESET: (30, 100), _OTHER: (30, 100)}


@dataclass(frozen=True, slots=True)
class Cap:
    name: str
    limit: int
    seconds: int


def caps_of(address: str, request: HttpRequest) -> list[Cap]:
    """Return the caps that this request's mail to the address counts against.

    At most 10 an hour and 25 a day in all: 6 and 15 for strangers, and 4 and 10 for the owner, which strangers can't
    use up.
    """
    to, network, purpose = f"mails to {spellings(address)[0]}", network_of(request), _purpose_of(request)
    by_hour, by_day = _BY_NETWORK[purpose]
    by_network = [
        Cap(f"mails of {purpose} for {network} by hour", by_hour, HOUR),
        Cap(f"mails of {purpose} for {network} by day", by_day, DAY),
    ]
    if is_known(request, address):
        return [Cap(f"{to} for its owner by hour", 4, HOUR), Cap(f"{to} for its owner by day", 10, DAY), *by_network]
    return [
        Cap(f"{to} for {network} by hour", 4, HOUR),
        Cap(f"{to} by hour", 6, HOUR),
        Cap(f"{to} by day", 15, DAY),
        *by_network,
    ]


def _purpose_of(request: HttpRequest) -> str:
    route = request.resolver_match
    return _PURPOSES.get(route.url_name or "", _OTHER) if route else _OTHER


def has_room(address: str, request: HttpRequest, now: datetime) -> bool:
    """Tell whether one more mail may be asked for, without counting it. Called before anything else is done."""
    if settings.RATE_LIMITS == "off":
        return True
    verdicts = [counter.look(cap.name, limit=cap.limit, now=now) for cap in caps_of(address, request)]
    waits = [verdict.wait for verdict in verdicts if not verdict.is_allowed]
    if waits:
        note_wait(request, max(waits))
    return not waits


def take(address: str, request: HttpRequest, now: datetime) -> bool:
    """Count one mail against every cap and return True; if one of them is full, count nothing and return False."""
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
    """Tell whether a mail that was counted is to be sent.

    An address that complained of spam gets none. A mail that only says "no account", "already an account" or "not
    confirmed yet" is sent once a day.
    """
    if import_string(settings.MAIL_SUPPRESSION)(address):
        return False
    if template not in _IN_VAIN or settings.RATE_LIMITS == "off":
        return True
    return counter.take(f"{template} to {spellings(address)[0]}", limit=1, seconds=DAY, now=now).is_allowed
