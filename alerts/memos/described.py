"""The documents of a memo: how often each was verified, which versions are quoted, and whose texts they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from alerts.models import Memo
from governance.capture.evidence.version_chain import version_chain
from governance.models import Capture, CaptureState, Change, Collection, Document, Version


def documents_described(
    memo: Memo, documents: Sequence[Document], versions: Mapping[int, Sequence[Version]]
) -> list[dict[str, Any]]:
    verified = _verified_counts(memo, documents)
    heads = version_chain([one for several in versions.values() for one in several]).heads
    found = []
    for document in documents:
        current = document.current_version
        if current is None:
            continue
        collection = current.collection
        found.append(
            {
                "id": document.public_id,
                "platform": document.platform.name,
                "title": document.title,
                "language": document.language,
                "verified_count": verified.get(document.pk, 0),
                "sentences": list(_of_document(memo, document, verified.get(document.pk, 0))),
                "attribution": ". ".join(part for part in (_credit(collection), collection.licence) if part)
                if collection
                else "",
                "chain_head": _head(heads.get(document.pk)),
                "versions": [_version(one) for one in versions.get(document.pk, ())],
            }
        )
    return found


def _credit(collection: Collection) -> str:
    return f"{collection.name}: {collection.attribution}" if collection.attribution else collection.name


def _verified_counts(memo: Memo, documents: Sequence[Document]) -> Mapping[int, int]:
    """Return how often each document was captured and verified by us: in the period, or ever where there is none."""
    rows = Capture.objects.filter(document__in=[one.pk for one in documents], state=CaptureState.VERIFIED)
    if memo.since and memo.until:
        rows = rows.filter(captured_at__gte=memo.since, captured_at__lte=memo.until)
    return dict(rows.values_list("document").annotate(count=Count("pk")))


def _of_document(memo: Memo, document: Document, verified: int) -> Iterable[str]:
    last = document.last_verified_at
    times = f"{verified} time{'' if verified == 1 else 's'}"
    when = " in the period" if memo.since else ""
    if verified:
        yield f"Captured by this service and verified {times}{when}."
    elif document.current_version and document.current_version.collection:
        yield "Its versions were recorded by others and imported; they are shown as recorded, with their dates."
    else:
        yield f"Not verified by a capture of ours{when}."
    if last:
        yield f"Its current text was last known to stand on {last.astimezone(UTC):%-d %B %Y, %H:%M} UTC."
    if document.state == Document.State.RETIRED:
        yield "The document is retired: no longer published, or no longer followed here."


def versions_in_view(
    memo: Memo, documents: Sequence[Document], changes: Sequence[Change], compared: set[int]
) -> dict[int, list[Version]]:
    """Return the versions that are quoted, by document: those of the changes, and of each other the one in force.

    That is the current one, or in a period the last that was recorded by its end.
    """
    keys = compared | {key for change in changes for key in (change.from_version_id, change.to_version_id)}
    quoted = {change.document_id for change in changes}
    others = [one for one in documents if one.pk not in quoted]
    if memo.until:
        by_then = Version.objects.filter(document=OuterRef("pk"), in_force_at__lte=memo.until)
        newest = by_then.order_by("-in_force_at", "-sequence").values("pk")[:1]
        rows = Document.objects.filter(pk__in=[one.pk for one in others]).annotate(by_then=Subquery(newest))
        keys |= set(rows.exclude(by_then=None).values_list("by_then", flat=True))
    else:
        keys |= {one.current_version_id for one in others if one.current_version_id}
    stored = (
        Version.objects.filter(pk__in=keys)
        .select_related("stored_text")
        .only("document", "sequence", "captured_at", "stored_text__sha256")
    )
    found: dict[int, list[Version]] = {}
    for row in stored.order_by("document", "sequence"):
        found.setdefault(row.document_id, []).append(row)
    return found


def _head(head: tuple[str, str] | None) -> dict[str, str] | None:
    return None if head is None else {"version": head[0], "sha256": head[1]}


def _version(version: Version) -> dict[str, Any]:
    return {"id": version.public_id, "captured_at": moment_of(version.captured_at), "sha256": version.sha256}


def moment_of(at: datetime | None) -> str | None:
    """Return the moment in UTC as memos have it, None for none."""
    return None if at is None else at.astimezone(UTC).isoformat()
