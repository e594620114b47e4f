"""Reads a list of vendors from the bytes of a CSV file: names, addresses, and which are sub-processors.

The export columns of Vanta and Drata are known by their headers, and many others. Pure: bytes in, rows out.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from governance.names import same_name, shown_name
from outbound.web_addresses import WebAddress, WebAddressRefused, check_web_address

LARGEST_LIST = 900_000  # bytes
MOST_ROWS = 10_000
LONGEST_NAME, LONGEST_ADDRESS = 200, 2_048
_LONGEST_FLAG = 20
_MOST_COLUMNS = 200
_SEPARATORS = (",", ";", "\t")
_AFTER_QUOTE = "expected after '\"'"
# Headers, by their letters and digits. Of several columns that a file has, the one named first here is read.
_NAMES = (
    *("vendorname", "vendor", "name", "companyname", "company", "suppliername", "supplier", "providername", "provider"),
    *("servicename", "service", "platform", "applicationname", "application", "app"),
    *(
        "toolname",
        "tool",
        "productname",
        "product",
        "entityname",
        "entity",
        "legalname",
        "organization",
        "organisation",
    ),
)
_ADDRESSES = (
    *("websiteurl", "website", "vendorwebsite", "vendorurl", "companywebsite", "homepage", "domain", "domainname"),
    *("url", "site", "webaddress", "address", "link"),
    *("privacypolicyurl", "privacyurl", "privacypolicy", "privacypolicylink"),
    *("termsofserviceurl", "termsofuseurl", "termsurl", "termsofservice", "termsofuse", "terms"),
)
_FLAGS = ("issubprocessor", "subprocessor", "isasubprocessor")
_YES, _NO = ("yes", "true", "y", "1", "x"), ("no", "false", "n", "0")


class NotAVendorList(ValueError):
    """The file can't be read as a list of vendors; the message says why, to whoever sent it."""


@dataclass(frozen=True, slots=True)
class ListedVendor:
    """A row of the list. `name` or `address` is given; `is_sub_processor` is None where the list doesn't say."""

    name: str
    address: str
    is_sub_processor: bool | None = None


@dataclass(frozen=True, slots=True)
class ReadList:
    """The rows of a list in their order; `empty_rows` had neither a name nor an address.

    `columns` says which header was read for what; nothing is there for a list without headers.
    """

    vendors: tuple[ListedVendor, ...]
    empty_rows: int
    encoding: str
    columns: dict[str, str]


def read_vendor_list(data: bytes) -> ReadList:
    """Return the vendors of a CSV file with commas, semicolons or tabs. Raises NotAVendorList."""
    text, encoding = _decoded(data)
    rows = _rows(text)
    first = next(rows, [])
    places = _places(first)
    vendors: list[ListedVendor] = []
    empty = 0
    for number, cells in _numbered(first, rows, has_header=bool(places)):
        vendor = _vendor(cells, places or {"name": 0}, number)
        if vendor is None:
            empty += 1
        elif len(vendors) == MOST_ROWS:
            raise NotAVendorList(
                _("The list has more than %(most)s rows. Send it in parts.") % {"most": _grouped(MOST_ROWS)}
            )
        else:
            vendors.append(vendor)
    if not vendors:
        raise NotAVendorList(_("The list names no vendor."))
    columns = {name: shown_name(first[place][:LONGEST_NAME]) for name, place in places.items()}
    return ReadList(tuple(vendors), empty, encoding, columns)


def web_address_of(text: str) -> WebAddress | None:
    """Return the web address that this is, with or without `https://` before it; None if it is none."""
    text = text.strip()
    has_scheme = text[:8].lower().startswith(("http://", "https://"))
    if not has_scheme and ("." not in text or "@" in text or "://" in text):
        return None
    try:
        address = check_web_address(text if has_scheme else f"https://{text}")
    except WebAddressRefused:
        return None
    return address if "." in address.host else None


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text and in what it was encoded: UTF-8, UTF-16 with its mark, else Windows-1252 as Excel writes it."""
    if len(data) > LARGEST_LIST:
        said = _("The list is larger than %(most)s bytes. Send it in parts.")
        raise NotAVendorList(said % {"most": _grouped(LARGEST_LIST)})
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise NotAVendorList(_("The list is in UTF-32. Save it as CSV in UTF-8."))
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "windows-1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise NotAVendorList(_("The list holds a zero byte, so it is no text. Save it as CSV in UTF-8."))
        return text, encoding.removesuffix("-sig")
    raise NotAVendorList(_("The letters of the list can't be read. Save it as CSV in UTF-8."))


def _rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row. The separator is the one that the first line has most of."""
    head = text.lstrip("\r\n")[:10_000].splitlines()[:1]
    separator = max(_SEPARATORS, key=(head[0] if head else "").count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if len(cells) > _MOST_COLUMNS:
                said = _("Line %(line)s has more than %(most)s columns.")
                raise NotAVendorList(said % {"line": reader.line_num, "most": _MOST_COLUMNS})
            if any(map(str.strip, cells)):
                yield cells
    except csv.Error as error:
        said = _("Line %(line)s can't be read as CSV: %(reason)s.")
        raise NotAVendorList(said % {"line": reader.line_num, "reason": _why(str(error))}) from error


def _why(reason: str) -> str:
    """Return why a line is no CSV, as Python says it, in the language that is spoken."""
    if reason.endswith(_AFTER_QUOTE):
        return _("'%(sign)s' expected after '\"'") % {"sign": reason[1]}
    limit = csv.field_size_limit()
    known = {
        "unexpected end of data": _("unexpected end of data"),
        f"field larger than field limit ({limit})": _("field larger than field limit (%(limit)s)") % {"limit": limit},
    }
    return known.get(reason, reason)


def _places(first: Sequence[str]) -> dict[str, int]:
    """Return in which column each of name, address and flag is, by the headers; empty without a header of a name."""
    keys = [_key(cell) for cell in first]
    if any(web_address_of(cell) for cell in first):
        return {}
    found = {}
    for kind, headers in (("name", _NAMES), ("address", _ADDRESSES), ("is_sub_processor", _FLAGS)):
        known = [header for header in headers if header in keys]
        if known:
            found[kind] = keys.index(known[0])
    return found if found.keys() & {"name", "address"} else {}


def _key(header: str) -> str:
    return "".join(filter(str.isalnum, same_name(header[:LONGEST_NAME])))


def _numbered(first: list[str], rest: Iterator[list[str]], *, has_header: bool) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold vendors with their numbers, counted from 1 with the header."""
    if first and not has_header:
        yield 1, first
    yield from enumerate(rest, start=2)


def _vendor(cells: Sequence[str], places: dict[str, int], number: int) -> ListedVendor | None:
    given = {kind: cells[place].strip() if place < len(cells) else "" for kind, place in places.items()}
    for what, longest in (("name", LONGEST_NAME), ("address", LONGEST_ADDRESS)):
        if len(given.get(what, "")) > longest:
            said = (
                _("The name in row %(row)s has more than %(most)s characters.")
                if what == "name"
                else _("The address in row %(row)s has more than %(most)s characters.")
            )
            raise NotAVendorList(said % {"row": number, "most": _grouped(longest)})
    name, address = shown_name(given.get("name", "")), shown_name(given.get("address", ""))
    if not address and web_address_of(name):
        address = name
    if not name and not address:
        return None
    flag = same_name(given.get("is_sub_processor", "")[:_LONGEST_FLAG])
    return ListedVendor(name, address, True if flag in _YES else False if flag in _NO else None)
