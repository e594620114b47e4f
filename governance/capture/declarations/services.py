"""The file of a service: its name and what is declared of each of its documents, with the history beside it.

Files are written back byte for byte as they were read, if they were written as the engine writes them: two blanks of
indentation, keys in the order that they have.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.capture.declarations.sources import BadDeclaration, DeclaredSource, OwnPages, Place, read_source
from governance.names import shown_name
from governance.outside_texts import shown

MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """A service as declared. `terms` holds, by type, what is declared as it stands in the file.

    `refused` says of the types that can't be followed why; a service without terms has ended, and keeps its history.
    """

    name: str
    terms: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, DeclaredSource]
    refused: Mapping[str, str]
    imported_from: str = ""
    ending: str = "\n"


def read_service(data: bytes, *, own_pages: OwnPages = ()) -> ServiceFile:
    """Return what the file of a service declares. Raises BadDeclaration where it is none at all."""
    content = _read_json(data)
    unknown = sorted(set(content) - {"name", "terms", "importedFrom"})
    if unknown:
        raise BadDeclaration(
            f"{shown(', '.join(unknown))} is not known here; older files say documents in place of terms."
        )
    name, terms = content.get("name"), content.get("terms")
    if not isinstance(name, str) or not shown_name(name):
        raise BadDeclaration("name: must be the name of the service.")
    if not isinstance(terms, dict):
        raise BadDeclaration("terms: must be an object with the types of documents.")
    if "\0" in name:
        raise BadDeclaration("name: must have no zero byte, which PostgreSQL can't hold.")
    sources, refused = {}, {}
    for terms_type, source in terms.items():
        try:
            if not shown_name(terms_type):
                raise BadDeclaration("terms: a type of documents must have a name.")
            sources[terms_type] = read_source(source, own_pages=own_pages, at=Place("terms").of(terms_type))
        except BadDeclaration as error:
            refused[terms_type] = str(error)
    return ServiceFile(
        name,
        terms,
        sources,
        refused,
        str(content.get("importedFrom") or ""),
        "\n" if data.endswith(b"\n") else "",
    )


def is_service(data: bytes) -> bool:
    """Tell whether a file has the form of a service's file: a history holds lists only."""
    try:
        content = _read_json(data)
    except BadDeclaration:
        return False
    return isinstance(content.get("name"), str) and isinstance(content.get("terms"), dict)


def write_service(service: ServiceFile) -> bytes:
    """Return the file of a service."""
    content: dict[str, Any] = {"name": service.name}
    if service.imported_from:
        content["importedFrom"] = service.imported_from
    content["terms"] = dict(service.terms)
    return (json.dumps(content, ensure_ascii=False, indent=2) + service.ending).encode()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was declared of a document until, and with, a moment; `written` is the entry as it stands in its file."""

    source: Mapping[str, Any]
    valid_until: datetime
    written: Mapping[str, Any]


def read_history(data: bytes) -> dict[str, list[Earlier]]:
    """Return what was declared earlier, by type, in the order in which it ended. Raises BadDeclaration."""
    history: dict[str, list[Earlier]] = {}
    for terms_type, entries in _read_json(data).items():
        if not isinstance(entries, list):
            raise Place().of(terms_type).bad("must be a list.")
        read = [_earlier(entry, Place().of(terms_type).of(number)) for number, entry in enumerate(entries)]
        history[terms_type] = sorted(read, key=lambda earlier: earlier.valid_until)
    return history


def in_force(current: Mapping[str, Any], earlier: list[Earlier], at: datetime) -> Mapping[str, Any]:
    """Return what was in force at a moment: the first that was valid until then or later, else the current one."""
    return next((entry.source for entry in earlier if at <= entry.valid_until), current)


def _earlier(entry: Any, at: Place) -> Earlier:
    if not isinstance(entry, dict):
        raise at.bad("must be an object.")
    # Six entries of a public collection are written with a capital.
    key = "validUntil" if "validUntil" in entry else "ValidUntil"
    try:
        valid_until = datetime.fromisoformat(entry[key])
    except (KeyError, TypeError, ValueError) as error:
        raise at.bad("validUntil must be a date and time of ISO 8601.") from error
    if valid_until.tzinfo is None:
        raise at.bad("validUntil must name its zone.")
    return Earlier({name: value for name, value in entry.items() if name != key}, valid_until, entry)


def _read_json(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise BadDeclaration(f"The file is larger than {MOST_BYTES:,} bytes.")
    try:
        content = json.loads(data, object_pairs_hook=_unambiguous)
        json.dumps(content, ensure_ascii=False).encode()  # half a character (\ud800) can't be stored
    except BadDeclaration:
        raise
    except (ValueError, RecursionError) as error:
        raise BadDeclaration("The file holds no JSON.") from error
    if not isinstance(content, dict):
        raise BadDeclaration("The file must hold an object.")
    return content


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object. Raises BadDeclaration where it gives a key twice: one of both would be lost (RFC 8259, 4)."""
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise BadDeclaration(f"The file gives {shown(key)} twice in one object.")
        content[key] = value
    return content
