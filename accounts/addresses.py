"""The one spelling of an e-mail address: in which it is kept, written to, hashed, and compared with what others say.

A domain is spelled as in DNS, after IDNA 2008 (RFC 5891) with the mapping of UTS 46, non-transitional: the mapping that
browsers use. Python's own `idna` codec is the older standard of 2003, which takes `straße` for `strasse`.
"""

import re
import unicodedata

import idna

_ACE = "xn--"
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LETTERS_DIGITS_HYPHENS = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)
LONGEST = 254


class NotAnAddress(ValueError):
    """The text names no mailbox that can be written to."""


def canonical_address(address: str) -> str:
    """The address in its one spelling: composed characters, lower case, the domain as in DNS. Raises NotAnAddress.

    Nothing else is taken to be the same mailbox: not dots, not a `+` and what follows.
    """
    local, at, domain = address.strip().rpartition("@")
    if not (local and at and domain):
        raise NotAnAddress("An address has something before and after an @.")
    local = unicodedata.normalize("NFC", unicodedata.normalize("NFC", local).lower())
    found = f"{local}@{canonical_domain(domain)}"
    if len(found) > LONGEST:
        raise NotAnAddress(f"An address has at most {LONGEST} characters.")
    return found


def canonical_domain(domain: str) -> str:
    """The name as it is looked up in DNS, in lower case. Raises NotAnAddress where it has no such spelling."""
    lower = domain.lower()
    if _LETTERS_DIGITS_HYPHENS.fullmatch(lower) and _ACE not in lower:
        return lower
    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise NotAnAddress("The part after the @ is no name of a domain.") from error


def wire_address(address: str) -> str:
    """The address as it is given to a mail server that knows ASCII only. Raises NotAnAddress where it can't be."""
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise NotAnAddress("It has letters beyond ASCII before the @.")
    return f"{local}@{canonical_domain(domain)}"


def spellings(address: str) -> list[str]:
    """The one spelling, then the one with the domain as people write it, under which some was hashed in former days.

    An address that names no mailbox is spelled as it is, in lower case.
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
    """The address as a link of an old mail shows it: known again by its owner, and of use to nobody else."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
