"""Verifies the archive: recomputes every hash, offset and quotation from the stored bytes."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.comparison import NORMALISER_VERSION, ParsedText
from governance.models import Document, ProvisionChange, ProvisionRevision, SeenBlock, StoredText, Version
from governance.record.line_memory import Lines, lines_by_digest, lines_of
from governance.record.parsing import parsed_version

_ROWS_AT_ONCE = 200
MOST_FAILURES_KEPT = 1_000
_COUNTED = ("texts", "documents", "versions", "provision placements", "revisions", "quotations", "remembered lines")


@dataclass(slots=True)
class Verification:
    """The number of things checked, and each failure as a sentence."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    failure_count: int = 0
    failures: list[str] = field(default_factory=list)

    def fail(self, sentence: str) -> None:
        self.failure_count += 1
        if len(self.failures) < MOST_FAILURES_KEPT:
            self.failures.append(sentence)


def verify_archive() -> Verification:
    """Check everything stored, one document at a time, and return the findings.

    Memory does not grow with the archive.
    """
    found = Verification()
    for stored in StoredText.objects.order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE):
        found.counts["texts"] += 1
        _check_bytes(stored, found)
    for document in Document.objects.exclude(current_version=None).order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE):
        found.counts["documents"] += 1
        _check_document(document, found)
    return found


def _check_bytes(stored: StoredText, found: Verification) -> None:
    try:
        data = stored.data
    except zlib.error as error:
        found.fail(f"text {stored.pk}: its compressed bytes are damaged ({error})")
        return
    if hashlib.sha256(data).hexdigest() != stored.pk:
        found.fail(f"text {stored.pk}: its bytes have another SHA-256")
    if len(data) != stored.size_bytes:
        found.fail(f"text {stored.pk}: it has {len(data)} bytes and should have {stored.size_bytes}")


def _check_document(document: Document, found: Verification) -> None:
    """Check a document's versions in order, holding no more than the provision changes of one version."""
    provisions = set(document.provisions.values_list("pk", flat=True))
    previous: Version | None = None
    lines = Lines()
    for version in document.versions.select_related("stored_text").order_by("sequence").iterator(chunk_size=20):
        found.counts["versions"] += 1
        _check_place(version, previous, found)
        previous = version
        try:
            text = version.text
        except zlib.error:
            found.fail(f"{version.public_id}: its text cannot be read")
            continue
        parsed = parsed_version(version)
        lines, _ = lines.followed_by(lines_of(parsed), is_good=version.is_good, at=version.in_force_at)
        if version.normaliser_version == NORMALISER_VERSION:
            _check_digests(version, parsed, found)
        _check_outline(version, text, provisions, found)
        _check_summary(version, text, provisions, found)
        _check_revisions(version, text, found)
        _check_quotations(version, text, found)
    if previous and previous.normaliser_version == NORMALISER_VERSION:
        _check_memory(document, lines, found)
    if previous and document.current_version_id != previous.pk:
        found.fail(f"{document.public_id}: its current version is not the last one of its history")
    elif previous and previous.is_good:
        _check_in_force(document, previous, found)


def _check_place(version: Version, previous: Version | None, found: Verification) -> None:
    if version.sequence != (previous.sequence if previous else 0) + 1:
        found.fail(f"{version.public_id}: there is a gap before place {version.sequence} of its history")
    if version.previous_id != (previous.pk if previous else None):
        found.fail(f"{version.public_id}: it is not linked to the version before it")
    if version.in_force_at != max(version.captured_at, previous.in_force_at if previous else version.captured_at):
        found.fail(f"{version.public_id}: the time it came into force runs backwards")


def _check_digests(version: Version, parsed: ParsedText, found: Verification) -> None:
    if (parsed.digest, parsed.dated_digest) != (version.normal_digest, version.dated_digest):
        found.fail(f"{version.public_id}: its normalised text has another digest")


def _check_memory(document: Document, lines: Lines, found: Verification) -> None:
    """Check that the document's remembered lines are those of its versions, with what they did."""
    rows = SeenBlock.objects.filter(document=document).values_list("digest", "gone_count", "returned_at")
    stored = {digest: (gone_count, returned_at) for digest, gone_count, returned_at in rows}
    wanted = lines_by_digest(lines)
    found.counts["remembered lines"] += len(wanted)
    unknown, forgotten = len(stored.keys() - wanted.keys()), len(wanted.keys() - stored.keys())
    wrong = sum(wanted[digest] != did for digest, did in stored.items() if digest in wanted)
    if unknown or forgotten or wrong:
        found.fail(
            f"{document.public_id}: its memory lacks {forgotten} lines, has {unknown} of no version "
            f"and tells {wrong} otherwise than they were"
        )


def _check_outline(version: Version, text: str, provisions: set[int], found: Verification) -> None:
    try:
        placed = version.placed
    except (zlib.error, json.JSONDecodeError, TypeError, UnicodeDecodeError) as error:
        found.fail(f"{version.public_id}: its outline is damaged ({error})")
        return
    seen: set[int] = set()
    for place in placed:
        found.counts["provision placements"] += 1
        if not _is_clause(text, place.start, place.end):
            found.fail(f"{version.public_id}: [{place.start}:{place.end}] is no clause of its text")
        if place.provision_id not in provisions or place.provision_id in seen:
            found.fail(f"{version.public_id}: provision {place.provision_id} is unknown or stands there twice")
        seen.add(place.provision_id)


def _check_summary(version: Version, text: str, provisions: set[int], found: Verification) -> None:
    try:
        described = version.described
    except (zlib.error, json.JSONDecodeError, TypeError, UnicodeDecodeError) as error:
        found.fail(f"{version.public_id}: its summary is damaged ({error})")
        return
    for row in described:
        if row.provision_id not in provisions or not _is_clause(text, row.start, row.end):
            found.fail(f"{version.public_id}: its summary quotes what is no clause of its text")


def _check_revisions(version: Version, text: str, found: Verification) -> None:
    for revision in ProvisionRevision.objects.filter(version=version).iterator(chunk_size=_ROWS_AT_ONCE):
        found.counts["revisions"] += 1
        if not revision.text or text[revision.start : revision.end] != revision.text:
            found.fail(f"{version.public_id}: [{revision.start}:{revision.end}] is not the text of its revision")


def _check_quotations(version: Version, text: str, found: Verification) -> None:
    """Check the quotations of the change that led to this version, on both sides."""
    rows = ProvisionChange.objects.filter(change__to_version=version).order_by("position")
    before_text: str | None = None
    for row in rows.select_related("change__from_version__stored_text").iterator(chunk_size=_ROWS_AT_ONCE):
        for side, start, end in (
            ("before", row.before_start, row.before_end),
            ("after", row.after_start, row.after_end),
        ):
            if start is None or end is None:
                continue
            if side == "before" and before_text is None:
                before_text = _readable(row.change.from_version)
            quoted = text if side == "after" else before_text
            found.counts["quotations"] += 1
            if quoted is None or not _is_clause(quoted, start, end):
                found.fail(f"{row.change.public_id}: [{start}:{end}] is no quotation from the text {side} the change")


def _check_in_force(document: Document, current: Version, found: Verification) -> None:
    """Check that the provisions in force are those of the current version, with its words."""
    try:
        text, placed = current.text, {place.provision_id: place for place in current.placed}
    except (zlib.error, json.JSONDecodeError, TypeError, UnicodeDecodeError):
        return  # told already
    in_force = document.provisions.in_force().values_list("pk", "current_revision__text")
    wordings = dict(in_force.iterator(chunk_size=_ROWS_AT_ONCE))
    if wordings.keys() != placed.keys():
        found.fail(f"{document.public_id}: {len(wordings)} provisions are in force and {len(placed)} stand in its text")
    for provision_id, wording in wordings.items():
        place = placed.get(provision_id)
        if place and text[place.start : place.end] != wording:
            found.fail(
                f"{document.public_id}: provision {provision_id} is shown with another text than the current one"
            )


def _readable(version: Version) -> str | None:
    try:
        return version.text
    except zlib.error:
        return None


def _is_clause(text: str, start: int, end: int) -> bool:
    """Tell whether the offsets give characters of the text without outer blanks."""
    return 0 <= start < end <= len(text) and text[start:end] == text[start:end].strip()


def checks_made(found: Verification) -> Iterator[str]:
    """Return how much was checked, by unit."""
    return (f"{count} {name}" for name, count in found.counts.items())
