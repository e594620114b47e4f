"""Declarations from files and into files, as collections of Open Terms Archive keep them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

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
    """How many documents were declared anew, and as before; which are not read, and which were refused, and why."""

    declared: int = 0
    unchanged: int = 0
    retired: int = 0
    inactive: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

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
    stems = _stems(platforms)
    path.mkdir(parents=True, exist_ok=True)
    written = 0
    for platform in platforms:
        stem = stems[platform.pk]
        current, earlier = _declared_of(platform)
        service = ServiceFile(platform.name, current, {}, {})
        (path / f"{stem}{_SUFFIX}").write_bytes(write_service(service))
        written += 1
        if earlier:
            content = json.dumps(earlier, ensure_ascii=False, indent=2) + "\n"
            (path / f"{stem}{_HISTORY_SUFFIX}").write_text(content, encoding="utf-8")
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
        _keep_order(declaration, service.terms[terms_type], position)
        if declaration.unmet:
            outcome.inactive.append((_place(file, terms_type), declaration.unmet))
        if in_force is not None and in_force.sha256 == declaration.sha256:
            outcome.unchanged += 1
        else:
            outcome.declared += 1
        _remember_history(document, history.get(terms_type, []))
    outcome.retired += _stop_unnamed(service, {document.pk for document in named.values()}, now)


def _keep_order(declaration: Declaration, source: Mapping[str, object], position: int) -> None:
    """Store where the document stands in its file, and the order of what is declared, which changes nothing else."""
    if declaration.position != position or json.dumps(declaration.source) != json.dumps(source):
        declaration.position, declaration.source = position, dict(source)
        declaration.save(update_fields=["position", "source"])


def _history_beside(file: Path, outcome: ImportedDeclarations) -> dict[str, list[Earlier]]:
    """Return what the file beside it says was declared earlier, by type; nothing where that can't be read."""
    history = file.with_name(file.name.removesuffix(_SUFFIX) + _HISTORY_SUFFIX)
    if not history.exists():
        return {}
    try:
        data = history.read_bytes()
        return read_history(data) if _is_history(history, data) else {}
    except (BadDeclaration, OSError) as error:
        outcome.refuse(history, error)
        return {}


def _remember_history(document: Document, history: Iterable[Earlier]) -> None:
    """Store what was declared earlier, unless it is stored already."""
    known = set(Declaration.objects.filter(document=document).values_list("sha256", "valid_until"))
    for earlier in history:
        digest = digest_of(earlier.source)
        if (digest, earlier.valid_until) not in known:
            known.add((digest, earlier.valid_until))
            Declaration.objects.create(
                document=document,
                source=dict(earlier.source),
                sha256=digest,
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


def _declared_of(platform: Platform) -> tuple[dict[str, dict[str, object]], dict[str, list[dict[str, object]]]]:
    """Return what is declared now, in the order of the file that it came from, and what was earlier; both by title."""
    current: dict[str, dict[str, object]] = {}
    earlier: dict[str, list[dict[str, object]]] = {}
    rows = Declaration.objects.filter(document__platform=platform).select_related("document")
    for row in rows.filter(valid_until=None).order_by("position", "document__title", "pk"):
        current[row.document.title] = row.source
    for row in rows.order_by("document__title", "valid_until", "pk"):
        if row.valid_until is not None:
            entry = {**row.source, "validUntil": row.valid_until.isoformat()}
            earlier.setdefault(row.document.title, []).append(entry)
    return current, earlier


def _stems(platforms: Iterable[Platform]) -> dict[int, str]:
    """Return the names of the files of these services, by their keys; those that would be the same get their slugs."""
    plain = {platform.pk: _file_name(platform.name) for platform in platforms}
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
