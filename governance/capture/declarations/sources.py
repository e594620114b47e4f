"""Reads and checks what is declared of a document: where it is fetched, what is selected, removed and filtered.

The rules are those of the engine of Open Terms Archive 14 (`scripts/declarations/validate`), but for addresses: only
http and https at their usual ports, without credentials, since ours are dialled.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from governance.capture.declarations.operations import Operation, operation_of
from governance.outside_texts import shown
from outbound.ip_addresses import WEB_PORTS, is_public, read_address
from outbound.web_addresses import WebAddressRefused, check_web_address

LONGEST_ADDRESS = 2_048
LONGEST_SELECTOR = 2_000
MOST_PARTS = 200
# Pages of this machine that may be read: an address and its port, as CAPTURE_DEVELOPMENT_HOSTS names them.
OwnPages = Collection[tuple[str, int]]
SHARED_KEYS = ("select", "remove", "filter", "executeClientScripts")
_SOURCE_KEYS = frozenset(("fetch", "combine", *SHARED_KEYS))
_PART_KEYS = frozenset(("fetch", *SHARED_KEYS))
_STARTS, _ENDS = ("startBefore", "startAfter"), ("endBefore", "endAfter")
# As the engine tells a PDF, by the address alone; its dot before "pdf" matches any character.
_PDF_ADDRESS = re.compile(r"https?://.+.[pP][dD][fF](\?.+)?$")
_NUMBER_IN_A_LIST = re.compile(r"\[(\d{1,6})\]")
_NOT_IN_ADDRESSES = re.compile(r"[^\x21-\x7e]|[<>\"{}|\\^`]")


class BadDeclaration(ValueError):
    """A declaration that can't be followed; the message names the place in it and says what is wrong.

    `key` is the key of the declaration that is wrong, such as "select"; "" where it is none of them alone. `at_field`
    is the message for a form that shows it at the field of that key.
    """

    def __init__(self, said: str, *, key: str = "", at_field: str = "") -> None:
        super().__init__(said)
        self.key = key
        self.at_field = at_field or said


@dataclass(frozen=True, slots=True)
class PageRange:
    """A range of a page: from before or after the first match of one selector to before or after that of another."""

    start: str
    is_start_included: bool
    end: str
    is_end_included: bool


Selector = str | PageRange


@dataclass(frozen=True, slots=True)
class DeclaredPage:
    """One page: its address, and which parts of it are the document.

    `select` is None for a PDF, which is read whole; a list without entries matches nothing. `executes_scripts` is None
    where it isn't said. `operations` are done before anything is selected; `unmet` names the filters that we have no
    operation for.
    """

    address: str
    select: tuple[Selector, ...] | None = None
    remove: tuple[Selector, ...] = ()
    operations: tuple[Operation, ...] = ()
    unmet: tuple[str, ...] = ()
    executes_scripts: bool | None = None

    @property
    def awaited(self) -> tuple[str, ...]:
        """What must be on the page before its text is there: each selector, both ends of each range and all between."""
        ends = [(one,) if isinstance(one, str) else (one.start, one.end, "body") for one in self.select or ()]
        return tuple(dict.fromkeys(selector for several in ends for selector in several))


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """The pages that a document is made from, in order."""

    pages: tuple[DeclaredPage, ...]

    @property
    def unmet(self) -> tuple[str, ...]:
        """The names of filters without an operation of ours; a document that needs one is not captured."""
        return tuple(dict.fromkeys(name for page in self.pages for name in page.unmet))

    @property
    def executes_scripts(self) -> bool:
        """Whether any of its pages is to be opened in a browser."""
        return any(page.executes_scripts for page in self.pages)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a declaration something stands, for messages, and the last key on the way there."""

    path: str = ""
    key: str = ""

    def of(self, key: str | int) -> "Place":
        if isinstance(key, int):
            return Place(f"{self.path}[{key}]", self.key)
        return Place(f"{self.path}.{shown(key)}".lstrip("."), key)

    def bad(self, what: str) -> BadDeclaration:
        """Return an error that says what is wrong here."""
        number = _NUMBER_IN_A_LIST.search(self.path)
        at_field = f"Number {int(number[1]) + 1}: {what}" if number else what[0].upper() + what[1:]
        return BadDeclaration(f"{self.path or 'The declaration'}: {what}", key=self.key, at_field=at_field)


_ANYWHERE = Place()


def read_source(
    source: Any,
    *,
    named: Mapping[str, Operation] | None = None,
    own_pages: OwnPages = (),
    at: Place = _ANYWHERE,
) -> DeclaredSource:
    """Return what is declared of one document. Raises BadDeclaration.

    `named` gives the operations that the operator has assigned to filters by name.
    """
    if not isinstance(source, Mapping):
        raise at.bad("must be an object with fetch or combine.")
    _refuse_unknown(source, _SOURCE_KEYS, at)
    if "combine" not in source:
        return DeclaredSource((_page(source, named or {}, own_pages, at),))
    if "fetch" in source:
        raise at.bad("has both fetch and combine.")
    parts = source["combine"]
    if not isinstance(parts, Sequence) or isinstance(parts, str) or not parts:
        raise at.of("combine").bad("must be a list of at least one page.")
    if len(parts) > MOST_PARTS:
        raise at.of("combine").bad(f"lists more than {MOST_PARTS} pages.")
    shared = {key: source[key] for key in SHARED_KEYS if key in source}
    pages = []
    for number, part in enumerate(parts):
        here = at.of("combine").of(number)
        if not isinstance(part, Mapping):
            raise here.bad("must be an object with fetch.")
        _refuse_unknown(part, _PART_KEYS, here)
        pages.append(_page({**shared, **part}, named or {}, own_pages, here))
    addresses = [page.address for page in pages]
    if len(set(addresses)) < len(addresses):
        raise at.of("combine").bad("names one address twice.")
    return DeclaredSource(tuple(pages))


def _page(source: Mapping[str, Any], named: Mapping[str, Operation], own_pages: OwnPages, at: Place) -> DeclaredPage:
    address = _address(source.get("fetch"), own_pages, at.of("fetch"))
    executes_scripts = source.get("executeClientScripts")
    if executes_scripts not in (None, True, False):
        raise at.of("executeClientScripts").bad("must be true or false.")
    operations, unmet = _filters(source.get("filter"), named, at.of("filter"))
    if "select" not in source:
        if not _PDF_ADDRESS.match(address) or executes_scripts is not None:
            raise at.bad("needs select, as its address is not that of a PDF.")
        return DeclaredPage(address)
    return DeclaredPage(
        address,
        select=tuple(_selectors(source["select"], at.of("select"))),
        remove=tuple(_selectors(source.get("remove", []), at.of("remove"))),
        operations=operations,
        unmet=unmet,
        executes_scripts=executes_scripts,
    )


def _address(value: Any, own_pages: OwnPages, at: Place) -> str:
    """Return the address as it is asked for: a host beyond ASCII is written as IDNA writes it."""
    if not isinstance(value, str) or not value:
        raise at.bad("must be the address of a page.")
    if len(value) > LONGEST_ADDRESS:
        raise at.bad(f"is longer than {LONGEST_ADDRESS:,} letters.")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise at.bad("is no address.") from error
    if _NOT_IN_ADDRESSES.search(value.replace(parts.netloc, "", 1)):
        raise at.bad("holds blanks or letters that must be percent-encoded.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise at.bad("must begin with http:// or https:// and name a host.")
    if parts.username is not None or parts.password is not None:
        raise at.bad("must hold no user name or password.")
    ports = WEB_PORTS | {port for _, port in own_pages}
    if port is not None and port not in ports:
        raise at.bad(
            "must use port 80 or 443. A page of this machine is read where CAPTURE_DEVELOPMENT_HOSTS names it."
        )
    try:
        checked = check_web_address(value, ports=ports)
    except WebAddressRefused as error:
        raise at.bad(str(error)) from error
    literal = read_address(checked.host)
    if literal is not None and not is_public(literal) and (checked.host, checked.port) not in own_pages:
        raise at.bad("must lead to the public internet.")
    if value.isascii():
        return value
    return urlunsplit(parts._replace(netloc=checked.host + (f":{port}" if port is not None else "")))


def _selectors(value: Any, at: Place) -> Iterator[Selector]:
    entries = value if isinstance(value, list) else [value]
    for number, entry in enumerate(entries):
        here = at.of(number) if isinstance(value, list) else at
        if isinstance(entry, Mapping):
            yield _span(entry, here)
        else:
            yield _selector(entry, here)


def _span(entry: Mapping[str, Any], at: Place) -> PageRange:
    starts, ends = [key for key in _STARTS if key in entry], [key for key in _ENDS if key in entry]
    if len(starts) != 1 or len(ends) != 1:
        raise at.bad("a range has one of startBefore and startAfter and one of endBefore and endAfter.")
    return PageRange(
        _selector(entry[starts[0]], at.of(starts[0])),
        starts[0] == "startBefore",
        _selector(entry[ends[0]], at.of(ends[0])),
        ends[0] == "endAfter",
    )


def _selector(value: Any, at: Place) -> str:
    if not isinstance(value, str) or not value.strip():
        raise at.bad("must be a CSS selector.")
    if len(value) > LONGEST_SELECTOR:
        raise at.bad(f"has more than {LONGEST_SELECTOR:,} letters.")
    try:
        _NOTHING.css(value)
    except SelectolaxError as error:
        raise at.bad(f"'{shown(value)}' is no CSS selector that is known here.") from error
    return value


_NOTHING = LexborHTMLParser("<p>")


def _filters(value: Any, named: Mapping[str, Operation], at: Place) -> tuple[tuple[Operation, ...], tuple[str, ...]]:
    """Return the operations for these filters, and the names of those that have none."""
    if value is None:
        return (), ()
    if not isinstance(value, list) or not value:
        raise at.bad("must be a list of names, or of objects with one name and its parameters.")
    operations, unmet = [], []
    for number, entry in enumerate(value):
        if isinstance(entry, Mapping) and len(entry) == 1:
            name, parameters = next(iter(entry.items()))
        elif isinstance(entry, str):
            name, parameters = entry, None
        else:
            raise at.of(number).bad("must be a name, or an object with one name and its parameters.")
        operation = named.get(name) or operation_of(name, parameters)
        if operation is None:
            unmet.append(name)
        else:
            operations.append(operation)
    return tuple(operations), tuple(unmet)


def names_of_filters(source: Mapping[str, Any]) -> set[str]:
    """Return the names of the filters that a declaration, which was read before, names anywhere."""
    parts = [source, *(part for part in source.get("combine", ()) if isinstance(part, Mapping))]
    entries = [entry for part in parts for entry in part.get("filter") or ()]
    return {name for entry in entries for name in ([entry] if isinstance(entry, str) else entry)}


def _refuse_unknown(source: Mapping[str, Any], known: frozenset[str], at: Place) -> None:
    unknown = sorted(str(key) for key in source if key not in known)
    if unknown:
        raise at.bad(f"{shown(', '.join(unknown))} is not known here.")
