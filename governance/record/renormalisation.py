"""Recomputes what an older normaliser made of the stored bytes, so that old and new texts can be compared.

Digests and the memory of lines are recomputed; changes keep their judgement until `reclassify` is run.
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from governance.comparison import NORMALISER_VERSION, ParsedText, parse
from governance.models import Document, Provision, Version
from governance.record.chunks import CHUNK
from governance.record.line_memory import Lines, lines_of, store_all
from governance.record.parsing import parsed_version

MOST_DOCUMENTS = 20

_MADE_OTHERWISE = Q(normaliser_version__lt=NORMALISER_VERSION) | Q(normaliser_version__gt=NORMALISER_VERSION)
_DERIVED = ("normal_digest", "dated_digest", "normaliser_version", "word_count")


def renormalise_due(now: datetime) -> dict[str, int]:
    """Recompute what an older normaliser made, for some documents, and return the counts; the others come next time."""
    stale = Version.objects.filter(_MADE_OTHERWISE).order_by().values_list("document_id", flat=True).distinct()
    documents = Document.objects.filter(pk__in=list(stale[:MOST_DOCUMENTS])).order_by("pk")
    return {"documents": sum(renormalise(document) for document in documents)}


def renormalise(document: Document) -> bool:
    """Recompute the document's stored digests with the current normaliser; return False if they are up to date."""
    stale = Version.objects.filter(_MADE_OTHERWISE, document=document)
    if not stale.exists():
        return False
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        if not stale.exists():
            return False
        lines = Lines()
        provisions = _provisions_by_version(locked)
        for version in locked.versions.select_related("stored_text").order_by("sequence").iterator(chunk_size=20):
            parsed = parsed_version(version)
            lines, _ = lines.followed_by(lines_of(parsed), is_good=version.is_good, at=version.in_force_at)
            derive(version, parsed)
            version.save(update_fields=_DERIVED)
            _renew_digests(provisions.get(version.pk, []), parsed)
        store_all(locked, lines)
        locked.rewrite_count += 1
        locked.save(update_fields=["rewrite_count"])
    return True


def derive(version: Version, parsed: ParsedText) -> None:
    """Set the fields of a version that follow from its normalised text."""
    version.normal_digest, version.dated_digest = parsed.digest, parsed.dated_digest
    version.normaliser_version, version.word_count = NORMALISER_VERSION, parsed.word_count


def _provisions_by_version(document: Document) -> dict[int, list[Provision]]:
    """Return the document's provisions by the version that has their latest wording."""
    found: dict[int, list[Provision]] = defaultdict(list)
    rows = document.provisions.exclude(current_revision=None).select_related("current_revision")
    for provision in rows:
        assert provision.current_revision
        found[provision.current_revision.version_id].append(provision)
    return found


def _renew_digests(provisions: list[Provision], parsed: ParsedText) -> None:
    """Recompute the digests of the provisions' wordings from this text, which holds each of them."""
    digests = {(block.start, block.end): block.digest for block in parsed.blocks}
    changed = []
    for provision in provisions:
        revision = provision.current_revision
        assert revision
        digest = digests.get((revision.start, revision.end))
        if digest is None:  # cut otherwise today
            digest = next((block.digest for block in parse(revision.text).blocks), "")
        if digest != provision.digest:
            provision.digest = digest
            changed.append(provision)
    Provision.objects.bulk_update(changed, ["digest"], batch_size=CHUNK)
