"""Which addresses may be dialled: public ones on the ports of the web, and nothing else.

The lists are IANA's registries of special-purpose addresses with the ranges that lead into IPv4 by another way (NAT64,
6to4, Teredo, mapped and compatible addresses). `ipaddress.is_global` alone says yes to several of them in Python 3.11.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

WEB_PORTS = frozenset({80, 443})
# https://www.iana.org/assignments/iana-ipv4-special-registry, multicast (RFC 5771), and 6to4's relays (RFC 7526).
_NEVER_IPV4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Of IPv6 only 2000::/3 is given out (https://www.iana.org/assignments/ipv6-address-space): the rest is special, such as
# the translated addresses of ::ffff:0:0:0/96 (RFC 2765), or nobody's.
# https://www.iana.org/assignments/iana-ipv6-special-registry; fec0::/10 was site-local (RFC 3879), ff00::/8 multicast.
_GIVEN_OUT = IPv6Network("2000::/3")
_NEVER_IPV6 = tuple(
    IPv6Network(text)
    for text in (
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a connection goes: an address written out, never a name, and a port."""

    address: str
    port: int


@dataclass(frozen=True)
class AddressRule:
    """Says of an endpoint whether it may be dialled.

    `refused` is the operator's own list of further networks. `excepted` are single endpoints that may be dialled all
    the same: a development setting or a test names its own server here, with its port, and nothing else opens.
    """

    ports: frozenset[int] = WEB_PORTS
    refused: tuple[Network, ...] = ()
    excepted: frozenset[Endpoint] = field(default_factory=frozenset)

    def __call__(self, endpoint: Endpoint) -> bool:
        if endpoint in self.excepted:
            return True
        if endpoint.port not in self.ports:
            return False
        address = read_address(endpoint.address)
        return address is not None and is_public(address) and not _is_in(address, self.refused)


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """The networks that an operator wrote down, such as `203.0.114.0/24`; ValueError says which can't be read."""
    return tuple(ip_network(text.strip()) for text in texts)


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address; None for what is not written as one, and for an address of one link only (`fe80::1%eth0`)."""
    if "%" in text:
        return None
    try:
        return ip_address(text)
    except ValueError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address belongs to the public internet, by every list there is."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return False
    return not _is_in(address, _NEVER_IPV4 if isinstance(address, IPv4Address) else _NEVER_IPV6)


def _is_in(address: IPv4Address | IPv6Address, several: Iterable[Network]) -> bool:
    return any(address in network for network in several)
