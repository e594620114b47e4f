"""Which addresses a channel may have, and what is shown of one.

Whether a name leads to the public internet is seen when it is dialled, by `outbound.guard`: each time anew.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from alerts.watching.refused_addresses import refused_address
from outbound.ip_addresses import AddressRule, Endpoint, read_address
from outbound.web_addresses import WebAddress, WebAddressRefused, check_web_address

_PORT = 443
_NEVER_PUBLIC = (".localhost", ".local", ".internal", ".home.arpa")  # RFC 6761, 6762, 8375 and ICANN of 2024
_SHOWN_LENGTH = 300


class NotForAChannel(ValueError):
    """The address is none that a channel may have; the message says why, to its person."""


def checked_address(text: str) -> WebAddress:
    """Return the address, or raise NotForAChannel: https on its own port, and no address of a private network."""
    try:
        address = check_web_address(text, ports=_ports())
    except WebAddressRefused as refused:
        raise NotForAChannel(refused_address(refused)) from refused
    if Endpoint(address.host, address.port) in own_machine():
        return address
    if address.scheme != "https":
        raise NotForAChannel(_("The address must begin with https://."))
    if address.port != _PORT:
        raise NotForAChannel(_("The address must use port 443."))
    if read_address(address.host) is None and ("." not in address.host or address.host.endswith(_NEVER_PUBLIC)):
        raise NotForAChannel(_("This name is not on the public internet."))
    if read_address(address.host) is not None and not rule()(Endpoint(address.host, address.port)):
        raise NotForAChannel(_("The address is not on the public internet."))
    return address


def shown_address(address: WebAddress) -> str:
    """Return what may be shown of an address: its host. The rest of it may be what lets one post there."""
    return f"{address.origin}/…"[:_SHOWN_LENGTH]


def own_machine() -> frozenset[Endpoint]:
    """Return the receivers on this machine that the operator lets be posted to, for development."""
    return frozenset(Endpoint(*endpoint) for endpoint in settings.CHANNEL_DEVELOPMENT_HOSTS)


def rule() -> AddressRule:
    """Return which addresses may be dialled for a channel."""
    return AddressRule(ports=frozenset({_PORT}), excepted=own_machine())


def _ports() -> frozenset[int]:
    return frozenset({80, _PORT, *(endpoint.port for endpoint in own_machine())})
