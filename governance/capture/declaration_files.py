"""Declarations from files and into files, as collections of Open Terms Archive keep them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from governance.capture.adding import NotToBeAdded, document_named, platform_to_read, type_of
from governance.capture.declarations.services import (
    Earlier,
    ServiceFile,
    is_service,
    read_history,
    read_service,
    write_service,
)
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.sources import declare, digest_of, stop_reading
from governance.models import Declaration, Document, Platform
from governance.names import same_name
from governance.outside_texts import shown
from governance.record.platforms import platform_called

MOST_FILES = 100_000
_SUFFIX, _HISTORY_SUFFIX = ".json", ".history.json"
# File systems take 255 bytes: this, a slug, and the longer suffix.
_MOST_BYTES_OF_A_STEM = 120


@dataclass(slots=True)
class ImportedDeclarations:
    """How many documents were declared anew, and as before; which are not read, and which were refused, and why.

    `left_out` names what is not kept, and so would not be written again.
    """

    declared: int = 0
    unchanged: int = 0
    retired: int = 0
    inactive: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, file: Path, reason: Exception | str, terms: str = "") -> None:
        """Say of a file, or of one of its documents, why it is not followed."""
        self.refused.append((_place(file, terms), str(reason)))


def import_declarations(path: Path, *, now: datetime) -> ImportedDeclarations:
    """Declare what a folder, or the file of one service, says, and return what came of it.

    A service whose file no longer names a document, or names none, is read no more for it; its history stays. One bad
    file or document does not keep the others back; of two files for one service the first by name counts. Raises
    BadDeclaration if there is no file at all.
    """
    outcome = ImportedDeclarations()
    files = list(_files(path))
    if not files:
        raise BadDeclaration(f"{path} holds no declarations, which are files that end in .json.")
    file_of: dict[str, str] = {}
    for file in files:
        try:
            if not file.is_file():
                raise BadDeclaration("It is no file.")
            data = file.read_bytes()
            if _is_history(file, data):
                if not _service_beside(file).exists():
                    outcome.refuse(file, f"There is no {_service_beside(file).name} beside it.")
                continue
            service = read_service(data, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
        except (BadDeclaration, OSError) as error:
            outcome.refuse(file, error)
            continue
        if other := file_of.get(_service_key(service.name)):
            outcome.refuse(file, f"{other} declares the documents of the same service.")
            continue
        for terms, reason in service.refused.items():
            outcome.refuse(file, reason, terms)
        _declare(service, file, outcome, now)
        file_of[_service_key(service.name)] = shown(file.name)
    return outcome


def export_declarations(path: Path) -> int:
    """Write what is declared of every service, a file each and one for its history; return the number of files.

    Raises BadDeclaration before anything is written if two services would have the same file.
    """
    platforms = list(Platform.objects.filter(documents__declarations__isnull=False).distinct().order_by("name", "pk"))
    declared = {platform.pk: _declared_of(platform) for platform in platforms}
    stems = _stems(platforms, {key: one.file for key, one in declared.items()})
    path.mkdir(parents=True, exist_ok=True)
    written = 0
    for key, one in declared.items():
        (path / f"{stems[key]}{_SUFFIX}").write_bytes(write_service(one.service))
        written += 1
        if one.earlier:
            content = json.dumps(one.earlier, ensure_ascii=False, indent=2) + "\n"
            (path / f"{stems[key]}{_HISTORY_SUFFIX}").write_text(content, encoding="utf-8")
            written += 1
    return written


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    folder = path / "declarations" if (path / "declarations").is_dir() else path
    for number, file in enumerate(sorted(folder.glob(f"*{_SUFFIX}"))):
        if number >= MOST_FILES:
            raise BadDeclaration(f"{path} holds more than {MOST_FILES:,} files.")
        yield file


def _is_history(file: Path, data: bytes) -> bool:
    """Tell whether a file is a history by its name, and not that of a service whose own name ends so."""
    return file.name.endswith(_HISTORY_SUFFIX) and not is_service(data)


def _service_beside(history: Path) -> Path:
    return history.with_name(history.name.removesuffix(_HISTORY_SUFFIX) + _SUFFIX)


def _history_of(service: Path) -> Path:
    return service.with_name(service.name.removesuffix(_SUFFIX) + _HISTORY_SUFFIX)


def _service_key(name: str) -> str:
    """Return what is the same for all names of one service."""
    platform = platform_called(name)
    return f"platform {platform.pk}" if platform is not None else same_name(name)


def _declare(service: ServiceFile, file: Path, outcome: ImportedDeclarations, now: datetime) -> None:
    if service.sources:
        try:
            platform_to_read(service.name)
        except NotToBeAdded as error:
            outcome.refuse(file, error)
            return
    history = _history_beside(file, outcome)
    filed = {"file": file.name.removesuffix(_SUFFIX), "service": service.name}
    if service.imported_from:
        filed["importedFrom"] = service.imported_from
    named: dict[str, Document] = {}
    for position, (terms_type, source) in enumerate(service.sources.items()):
        kind = type_of(terms_type)
        if kind in named:
            outcome.refuse(file, f"It is of the same type as {shown(named[kind].title)}.", terms_type)
            continue
        addresses = [page.address for page in source.pages]
        document = named[kind] = document_named(service.name, terms_type, addresses, now=now)
        in_force = Declaration.objects.filter(document=document, valid_until=None).first()
        declaration = declare(document, service.terms[terms_type], now=now, is_urgent=False)
        _keep_as_filed(declaration, service.terms[terms_type], position, {**filed, "terms": terms_type})
        if declaration.unmet:
            outcome.inactive.append((_place(file, terms_type), declaration.unmet))
        if in_force is not None and in_force.sha256 == declaration.sha256:
            outcome.unchanged += 1
        else:
            outcome.declared += 1
    outcome.retired += _stop_unnamed(service, {document.pk for document in named.values()}, now)
    for position, (terms_type, entries) in enumerate(history.items()):
        declared = named.get(type_of(terms_type)) or _declared_before(service, terms_type)
        if declared is None:
            said = "It is not declared now, and was never declared here, so that its history is not kept."
            outcome.left_out.append((_place(_history_of(file), terms_type), said))
        else:
            _remember_history(declared, entries, position, {**filed, "terms": terms_type})
    if not service.terms and not _is_kept(service):
        outcome.left_out.append((_place(file, ""), "It has ended, and nothing of it was ever declared here."))


def _declared_before(service: ServiceFile, terms_type: str) -> Document | None:
    """Return the document of a type that was once declared of the service."""
    of_type = Document.objects.filter(platform=platform_called(service.name), document_type=type_of(terms_type))
    return of_type.filter(declarations__isnull=False).order_by("pk").first()


def _is_kept(service: ServiceFile) -> bool:
    """Tell whether a declaration is stored of the service, so that its file could be written again."""
    return Declaration.objects.filter(document__platform=platform_called(service.name)).exists()


def _keep_as_filed(
    declaration: Declaration, source: Mapping[str, object], position: int, filed: Mapping[str, object]
) -> None:
    """Store where and how the document stands in its file, and the order of what is declared; nothing else changes."""
    is_in_order = json.dumps(declaration.source) == json.dumps(source)
    if not is_in_order or (declaration.position, declaration.as_filed) != (position, filed):
        declaration.position, declaration.source, declaration.as_filed = position, dict(source), dict(filed)
        declaration.save(update_fields=["position", "source", "as_filed"])


def _history_beside(file: Path, outcome: ImportedDeclarations) -> dict[str, list[Earlier]]:
    """Return what the file beside it says was declared earlier, by type; nothing where that can't be read."""
    history = _history_of(file)
    if not history.is_file():
        return {}
    try:
        data = history.read_bytes()
        return read_history(data) if _is_history(history, data) else {}
    except (BadDeclaration, OSError) as error:
        outcome.refuse(history, error)
        return {}


def _remember_history(
    document: Document, history: Iterable[Earlier], position: int, filed: Mapping[str, object]
) -> None:
    """Store what was declared earlier, as it is written, unless it is stored already."""
    known = set(Declaration.objects.filter(document=document).values_list("sha256", "valid_until"))
    for earlier in history:
        digest = digest_of(earlier.source)
        if (digest, earlier.valid_until) not in known:
            known.add((digest, earlier.valid_until))
            Declaration.objects.create(
                document=document,
                source=dict(earlier.written),
                sha256=digest,
                position=position,
                as_filed=dict(filed),
                declared_at=earlier.valid_until,
                valid_until=earlier.valid_until,
            )


def _stop_unnamed(service: ServiceFile, named: set[int], now: datetime) -> int:
    """Stop reading what the service's file declared once and does not name any more."""
    platform = platform_called(service.name)
    if platform is None or service.refused:
        return 0
    gone = Document.objects.filter(platform=platform, declarations__valid_until=None, pages__isnull=False)
    unnamed = list(gone.exclude(pk__in=named).distinct())
    for document in unnamed:
        stop_reading(document, now=now)
    return len(unnamed)


@dataclass(frozen=True, slots=True)
class _Declared:
    """What is declared of a service, and was earlier; `file` is the name that its file came under, or would have."""

    file: str
    service: ServiceFile
    earlier: dict[str, list[dict[str, object]]]


def _declared_of(platform: Platform) -> _Declared:
    """Return what is declared, in the order and spelling of the file that it came from; ours after it, by title.

    Raises BadDeclaration where two documents would stand under one type.
    """
    rows = list(Declaration.objects.filter(document__platform=platform).select_related("document").order_by("pk"))
    filed: dict[str, Any] = next((row.as_filed for row in reversed(rows) if row.as_filed), {})
    types = {row.document_id: str(row.as_filed["terms"]) for row in rows if row.as_filed}
    current: dict[str, dict[str, object]] = {}
    earlier: dict[str, list[dict[str, object]]] = {}
    whose: dict[str, int] = {}
    for row in sorted(rows, key=_place_of):
        terms_type = types.get(row.document_id, row.document.title)
        if whose.setdefault(terms_type, row.document_id) != row.document_id:
            raise BadDeclaration(f"{platform.name} has two documents that would be written as {shown(terms_type)}.")
        if row.valid_until is None:
            current[terms_type] = row.source
        else:
            until = {} if _is_of_a_history(row) else {"validUntil": row.valid_until.isoformat()}
            earlier.setdefault(terms_type, []).append({**row.source, **until})
    name, imported_from = filed.get("service", platform.name), filed.get("importedFrom", "")
    return _Declared(filed.get("file", platform.name), ServiceFile(name, current, {}, {}, imported_from), earlier)


def _place_of(row: Declaration) -> tuple[bool, int, str, bool, Any, int]:
    """Return what rows are ordered by: those of a history first, each type's by their end."""
    is_ours = row.valid_until is not None and not _is_of_a_history(row)
    return is_ours, row.position, row.document.title, row.valid_until is None, row.valid_until or 0, row.pk


def _is_of_a_history(row: Declaration) -> bool:
    return bool({"validUntil", "ValidUntil"} & row.source.keys())


def _stems(platforms: Iterable[Platform], files: Mapping[int, str]) -> dict[int, str]:
    """Return the names of the files of these services, by their keys; those that would be the same get their slugs."""
    plain = {platform.pk: _file_name(files[platform.pk]) for platform in platforms}
    count = Counter(map(str.casefold, plain.values()))  # some file systems know no capitals
    stems = {
        platform.pk: stem if count[stem.casefold()] == 1 else f"{stem} [{platform.slug}]"
        for platform in platforms
        for stem in (plain[platform.pk],)
    }
    again = Counter(map(str.casefold, stems.values()))
    if same := [stem for stem in stems.values() if again[stem.casefold()] > 1]:
        raise BadDeclaration(f"Several services would be written to {same[0]}{_SUFFIX}: give one another name.")
    return stems


def _file_name(name: str) -> str:
    """Return a service's name as that of a file, which is not that of a history."""
    kept = "".join(char if char not in '/\\:*?"<>|\0' else "-" for char in name).strip(". ")
    kept = kept.encode()[:_MOST_BYTES_OF_A_STEM].decode(errors="ignore").strip(". ")
    ending = _HISTORY_SUFFIX.removesuffix(_SUFFIX)
    return f"{kept[: -len(ending)]}-{ending[1:]}" if kept.casefold().endswith(ending) else kept or "service"


def _place(file: Path, terms: str) -> str:
    return f"{shown(file.name)}, {shown(terms)}" if terms else shown(file.name)
