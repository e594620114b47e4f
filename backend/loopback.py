"""Recognises this machine's own addresses and names."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.request import split_domain_port

# As they stand in an address and in ALLOWED_HOSTS.
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def name_of_host(address: str) -> str:
    """Return the host of an address as ALLOWED_HOSTS wants it, with IPv6 in brackets."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def is_loopback_address(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def is_from_this_machine(request: HttpRequest) -> bool:
    """Tell whether both the client and the named host are this machine, so no proxy or foreign name led here.

    A page under another name can make a browser reach this machine (DNS rebinding), but it keeps that name.
    """
    domain, _ = split_domain_port(request.get_host())
    was_passed_on = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP"))
    return domain in LOOPBACK_NAMES and is_loopback_address(request.META.get("REMOTE_ADDR", "")) and not was_passed_on
