"""A web address that somebody wrote, or a server named, checked and written in one way before anything is asked of it.

Only what every reader takes alike is let through (RFC 3986; https://url.spec.whatwg.org): where two parsers could
disagree about the host, the address is refused.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from outbound.ip_addresses import WEB_PORTS, read_address

LONGEST = 2_048
DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# WHATWG takes a host whose last label is one of these for an IPv4 address in octal, hexadecimal or with parts left out.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# RFC 3986's reserved and unreserved characters, and "%" of what is encoded already.
_KEPT = "!#$%&'()*+,/:;=?@[]~"


class WebAddressRefused(ValueError):
    """The text is no web address that is asked; the message says why, to the person who wrote it.

    `said` is the message with places for `values`, for whoever translates it.
    """

    def __init__(self, said: str, **values: object) -> None:
        super().__init__(said % values)
        self.said, self.values = said, values


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A checked address. `host` is in lower case and ASCII, without the brackets of an IPv6 address."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as `https://example.com`; the port only where it isn't the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}")

    def __str__(self) -> str:
        return self.origin + self.target


def check_web_address(text: str, *, ports: frozenset[int] = WEB_PORTS) -> WebAddress:
    """Return the address without its fragment, or raise WebAddressRefused."""
    if len(text) > LONGEST:
        raise WebAddressRefused("The address has more than %(most)s characters.", most=LONGEST)
    if any(map(_is_forbidden, text)):
        raise WebAddressRefused("The address holds a space, a backslash or a control character.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise WebAddressRefused("The address can't be read.") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise WebAddressRefused("The address does not begin with http:// or https://.")
    if "@" in parts.netloc:
        raise WebAddressRefused("The address holds a user name or password.")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in ports:
        raise WebAddressRefused("Port %(port)s is not one of the web.", port=port)
    host = _bracketed_host(parts.netloc) if "[" in parts.netloc else _host(parts.hostname or "")
    target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    return WebAddress(parts.scheme, host, port, target)


def follow(address: WebAddress, location: str, *, ports: frozenset[int] = WEB_PORTS) -> WebAddress:
    """Return the address that a server names in `Location` (RFC 9110, 10.2.2), or raise WebAddressRefused.

    Spaces around it and inside it are forgiven, as browsers do; everything else is checked as ever.
    """
    # Before it is joined: that drops tabs and line breaks, so that nobody would see them.
    location = location.strip(" \t").replace(" ", "%20")
    if any(map(_is_forbidden, location)):
        raise WebAddressRefused("The address holds a backslash or a control character.")
    try:
        joined = urljoin(str(address), location)
    except ValueError as error:
        raise WebAddressRefused("The address can't be read.") from error
    return check_web_address(joined, ports=ports)


def _is_forbidden(character: str) -> bool:
    return character <= " " or "\x7f" <= character <= "\x9f" or character == "\\"


def _bracketed_host(netloc: str) -> str:
    inside, closing, rest = netloc.removeprefix("[").partition("]")
    address = read_address(inside)
    if not netloc.startswith("[") or not closing or rest.strip(":0123456789") or not isinstance(address, IPv6Address):
        raise WebAddressRefused("The address in brackets can't be read.")
    return str(address)


def _host(text: str) -> str:
    """The host in ASCII and lower case: an IPv4 address written in full, or a name that IDNA lets through."""
    if not text:
        raise WebAddressRefused("The address names no host.")
    try:
        name = text if text.isascii() else idna.uts46_remap(text, std3_rules=False)
        name = name.lower().removesuffix(".")
        if not name.isascii() or "xn--" in name:
            name = idna.encode(name).decode("ascii")
    except idna.IDNAError as error:
        raise WebAddressRefused("The name of the host is not allowed in domain names.") from error
    labels = name.split(".")
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise WebAddressRefused("The name of the host is not allowed in domain names.")
    if _NUMBER.fullmatch(labels[-1]) and not isinstance(read_address(name), IPv4Address):
        raise WebAddressRefused("The host is a number: an address must be written in full.")
    return name
