"""Why a web address was refused, in the language of who reads it: the guard of outgoing requests knows no framework."""

from django.utils.translation import gettext, gettext_noop

from outbound.web_addresses import WebAddressRefused

# Every message of that guard that a person's address can lead to, for the catalogue.
REFUSALS = (
    gettext_noop("The address has more than %(most)s characters."),
    gettext_noop("The address holds a space, a backslash or a control character."),
    gettext_noop("The address can't be read."),
    gettext_noop("The address does not begin with http:// or https://."),
    gettext_noop("The address holds a user name or password."),
    gettext_noop("Port %(port)s is not one of the web."),
    gettext_noop("The address in brackets can't be read."),
    gettext_noop("The address names no host."),
    gettext_noop("The name of the host is not allowed in domain names."),
    gettext_noop("The host is a number: an address must be written in full."),
)


def refused_address(refused: WebAddressRefused) -> str:
    """Return why, as a sentence."""
    return gettext(refused.said) % refused.values
