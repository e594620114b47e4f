"""Tells whether a request comes from a known origin: the person's device, or a network they are signed in on."""

import secrets
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.keyed_hashes import keyed_hash, keyed_hashes
from accounts.limits.networks import network_named, network_of
from accounts.mail_addresses import spellings

_SALT = "accounts.device"
_PURPOSE = "known devices"
_MONTHS = timedelta(days=180)
_MOST_PEOPLE = 5  # who share a device
_MOST_NETWORKS = 200


def origin_of(request: HttpRequest, address: str) -> str:
    """Return the name under which acts on this address are counted: the person's known device, else the network."""
    device = _device(request)
    if device and _names(device, address):
        return f"device {device['id']}"
    return f"network {network_of(request)}"


def is_known(request: HttpRequest, address: str) -> bool:
    """Tell whether somebody with this address signed in on this device before, or is signed in on this network."""
    device = _device(request)
    if device and _names(device, address):
        return True
    people = EmailAddress.objects.filter(email__in=spellings(address), verified=True).values("user")
    seen = UserSession.objects.filter(user__in=people).values_list("ip", flat=True).distinct()[:_MOST_NETWORKS]
    return network_of(request) in {network_named(ip) for ip in seen}


def remember_device(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """Give the browser of whoever has just signed in a signed cookie by which it is recognised. It signs nobody in."""
    device = _device(request) or {"id": secrets.token_hex(8), "people": []}
    own = keyed_hash(spellings(address)[0], purpose=_PURPOSE)
    others = [known for known in device["people"] if known != own]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"id": device["id"], "people": [own, *others][:_MOST_PEOPLE]}, salt=_SALT),
        max_age=_MONTHS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _device(request: HttpRequest) -> dict[str, Any] | None:
    try:
        cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
        found: dict[str, Any] = signing.loads(cookie, salt=_SALT, max_age=_MONTHS)
    except signing.BadSignature:
        return None
    return found


def _names(device: dict[str, Any], address: str) -> bool:
    hashes = {found for spelling in spellings(address) for found in keyed_hashes(spelling, purpose=_PURPOSE)}
    return not hashes.isdisjoint(device["people"])
