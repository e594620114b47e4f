"""Declarations from files and into files, as collections of Open Terms Archive keep them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from governance.capture.adding import NotToBeAdded, document_named, platform_to_read
from governance.capture.declarations.services import ServiceFile, read_history, read_service, write_service
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.sources import declare, digest_of, stop_reading
from governance.models import Declaration, Document, Platform

MOST_FILES = 100_000
_SUFFIX, _HISTORY_SUFFIX = ".json", ".history.json"


@dataclass(slots=True)
class ImportedDeclarations:
    """How many documents were declared anew, and as before; which are not read, and which were refused, and why."""

    declared: int = 0
    unchanged: int = 0
    retired: int = 0
    inactive: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def import_declarations(path: Path, *, now: datetime) -> ImportedDeclarations:
    """Declare what a folder, or the file of one service, says, and return what came of it.

    A service whose file no longer names a document, or names none, is read no more for it; its history stays. One bad
    file or document does not keep the others back. Raises BadDeclaration if there is no file at all.
    """
    outcome = ImportedDeclarations()
    files = list(_files(path))
    if not files:
        raise BadDeclaration(f"{path} holds no declarations, which are files that end in .json.")
    for file in files:
        try:
            service = read_service(file.read_bytes())
        except BadDeclaration as error:
            outcome.refused.append((file.name, str(error)))
            continue
        outcome.refused += [(f"{file.name}, {terms}", reason) for terms, reason in service.refused.items()]
        _declare(service, file, outcome, now)
    return outcome


def export_declarations(path: Path) -> int:
    """Write what is declared of every service, a file each and one for its history; return the number of files."""
    path.mkdir(parents=True, exist_ok=True)
    written = 0
    for platform in Platform.objects.filter(documents__declarations__isnull=False).distinct().order_by("name"):
        stem = _file_name(platform.name)
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
        if not file.name.endswith(_HISTORY_SUFFIX):
            yield file


def _declare(service: ServiceFile, file: Path, outcome: ImportedDeclarations, now: datetime) -> None:
    if service.sources:
        try:
            platform_to_read(service.name)
        except NotToBeAdded as error:
            outcome.refused.append((file.name, str(error)))
            return
    named = set()
    for terms_type, source in service.sources.items():
        addresses = [page.address for page in source.pages]
        document = document_named(service.name, terms_type, addresses, now=now)
        named.add(document.pk)
        in_force = Declaration.objects.filter(document=document, valid_until=None).first()
        declaration = declare(document, service.terms[terms_type], now=now, is_urgent=False)
        if declaration.unmet:
            outcome.inactive.append((f"{file.name}, {terms_type}", declaration.unmet))
        if in_force is not None and in_force.sha256 == declaration.sha256:
            outcome.unchanged += 1
        else:
            outcome.declared += 1
            _remember_history(document, file, terms_type)
    outcome.retired += _stop_unnamed(service, named, now)


def _remember_history(document: Document, file: Path, terms_type: str) -> None:
    """Store what the file beside it says was declared earlier, unless it is stored already."""
    history = file.with_name(file.name.removesuffix(_SUFFIX) + _HISTORY_SUFFIX)
    if not history.exists():
        return
    known = set(Declaration.objects.filter(document=document).values_list("sha256", "valid_until"))
    for earlier in read_history(history.read_bytes()).get(terms_type, []):
        digest = digest_of(earlier.source)
        if (digest, earlier.valid_until) not in known:
            Declaration.objects.create(
                document=document,
                source=dict(earlier.source),
                sha256=digest,
                declared_at=earlier.valid_until,
                valid_until=earlier.valid_until,
            )


def _stop_unnamed(service: ServiceFile, named: set[int], now: datetime) -> int:
    """Stop reading what the service's file declared once and does not name any more."""
    platform = Platform.objects.filter(name=service.name, is_demonstration=False).first()
    if platform is None or service.refused:
        return 0
    gone = Document.objects.filter(platform=platform, declarations__valid_until=None, pages__isnull=False)
    unnamed = list(gone.exclude(pk__in=named).distinct())
    for document in unnamed:
        stop_reading(document, now=now)
    return len(unnamed)


def _declared_of(platform: Platform) -> tuple[dict[str, dict[str, object]], dict[str, list[dict[str, object]]]]:
    """Return what is declared now and what was earlier, by the title of the document."""
    current: dict[str, dict[str, object]] = {}
    earlier: dict[str, list[dict[str, object]]] = {}
    rows = Declaration.objects.filter(document__platform=platform).select_related("document")
    for row in rows.order_by("document__title", "valid_until", "pk"):
        title = row.document.title
        if row.valid_until is None:
            current[title] = row.source
        else:
            earlier.setdefault(title, []).append({**row.source, "validUntil": row.valid_until.isoformat()})
    return current, earlier


def _file_name(name: str) -> str:
    """Return a service's name as that of a file."""
    return "".join(char if char not in '/\\:*?"<>|\0' else "-" for char in name).strip(". ")[:100] or "service"
