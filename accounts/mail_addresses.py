"""The one spelling of an e-mail address, used to store it, write to it, hash it and compare it.

A domain is spelled as in DNS, after IDNA 2008 (RFC 5891) with the mapping of UTS 46, non-transitional: the mapping that
browsers use. Python's own `idna` codec is the older standard of 2003, which takes `straße` for `strasse`.
"""

import re
import unicodedata

import idna
from django.utils.translation import gettext_noop

_ACE = "xn--"
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LETTERS_DIGITS_HYPHENS = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)
LONGEST, LONGEST_LOCAL = 254, 64
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# An atom, RFC 5322, 3.2.3, with letters beyond ASCII as in RFC 6532.
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")


class NotAnAddress(ValueError):
    """The text names no mailbox that can be written to.

    `said` with `values` is the message for people, to be translated where it is shown: settings are read by this too.
    """

    def __init__(self, said: str, **values: object) -> None:
        super().__init__(said % values)
        self.said, self.values = said, values


def canonical_address(address: str) -> str:
    """Return the address in its one spelling: composed characters, lower case, the domain as in DNS.

    Raises NotAnAddress. Dots, and a `+` with what follows, are kept: they may name another mailbox.
    """
    local, at, domain = address.strip().rpartition("@")
    if not (local and at and domain):
        raise NotAnAddress(gettext_noop("An address has something before and after an @."))
    local = unicodedata.normalize("NFC", unicodedata.normalize("NFC", _unquoted(local)).lower())
    if len(local.encode()) > LONGEST_LOCAL:  # RFC 5321, 4.5.3.1.1
        raise NotAnAddress(gettext_noop("An address has at most %(most)s characters before the @."), most=LONGEST_LOCAL)
    found = f"{local}@{canonical_domain(domain)}"
    if len(found) > LONGEST:
        raise NotAnAddress(gettext_noop("An address has at most %(most)s characters."), most=LONGEST)
    return found


def _unquoted(local: str) -> str:
    """Return the local part without quotes and backslashes, which name the same mailbox (RFC 5321, 4.1.2).

    Raises NotAnAddress where they are needed: each mailbox that is in use can be written without.
    """
    if '"' not in local and "\\" not in local:
        return local
    plain = _ESCAPED.sub(r"\1", local[1:-1]) if _QUOTED.fullmatch(local) else ""
    if not _DOT_ATOM.fullmatch(plain):
        raise NotAnAddress(gettext_noop("Quotes and backslashes can't stand before the @."))
    return plain


def canonical_domain(domain: str) -> str:
    """Return the domain as DNS knows it, in lower case; raise NotAnAddress if it has no such spelling."""
    lower = domain.lower()
    if _LETTERS_DIGITS_HYPHENS.fullmatch(lower) and _ACE not in lower:
        return lower
    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise NotAnAddress(gettext_noop("The part after the @ is no name of a domain.")) from error


def wire_address(address: str) -> str:
    """Return the address in ASCII, for mail servers that know nothing else.

    Raise NotAnAddress if there is no such form.
    """
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise NotAnAddress(gettext_noop("It has letters beyond ASCII before the @."))
    return f"{local}@{canonical_domain(domain)}"


def spellings(address: str) -> list[str]:
    """Return the one spelling, then the spelling with the domain as people write it, which older hashes were made of.

    A text that is no address is returned as it is, in lower case.
    """
    try:
        canonical = canonical_address(address)
    except NotAnAddress:
        return [address.strip().lower()]
    local, _, domain = canonical.rpartition("@")
    if _ACE not in domain:
        return [canonical]
    return [canonical, f"{local}@{idna.decode(domain)}"]


def masked(address: str) -> str:
    """Return the address with most letters hidden, for the page of an old link.

    Its owner recognises it; nobody else can use it.
    """
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
