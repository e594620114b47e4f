"""Finds out where a request comes from, as far as the proxies in front can be trusted."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """Return the client's address: the one that the outermost trusted proxy saw, or the peer's if no proxy is trusted.

    A request with fewer addresses in X-Forwarded-For than there are trusted proxies came past them: then the peer's
    address counts. An IPv4 address that is written as IPv6 (::ffff:192.0.2.1) is returned as IPv4. Empty if it is no IP
    address, as on a Unix socket.
    """
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    claimed = forwarded[-count] if 0 < count <= len(forwarded) else request.META.get("REMOTE_ADDR") or ""
    try:
        ip = ip_address(_without_port(claimed.strip()))
    except ValueError:
        return ""
    return str((ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip)


def network_of(request: HttpRequest) -> str:
    """Return the network to count the request under: an IPv4 address or an IPv6 /64, which one customer has whole."""
    return network_named(client_address(request))


def network_named(address: str) -> str:
    """Return the network of an address; UNKNOWN if it is no IP address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped) if ip.ipv4_mapped else f"{int(ip) >> 64:x}::/64"
    return str(ip)


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    host, _, port = text.partition(":")
    return host if port.isdecimal() and text.count(":") == 1 else text
