"""Plain-language summaries of documents' last good versions, made and stored once per version."""

from datetime import datetime

from django.db import transaction

from governance.comparison import describe
from governance.models import Document, Version
from governance.models.versions import Described
from governance.record.parsing import parsed_version

MOST_DOCUMENTS = 50


def summarise_due(now: datetime) -> dict[str, int]:
    """Make missing and outdated summaries for some documents, and return the counts; the others come next time."""
    documents = Document.objects.filter(needs_summary=True).order_by("pk")[:MOST_DOCUMENTS]
    return {"summaries": sum(summarise(document) for document in documents)}


def summarise(document: Document) -> bool:
    """Store the summary of the document's last good version; return False if somebody else is writing the document."""
    state = Document.objects.values_list("current_version_id", "rewrite_count").get(pk=document.pk)
    good = Version.objects.filter(document=document, is_good=True).select_related("stored_text")
    version = good.order_by("-sequence").first()
    rows = _described(document, version) if version else []
    as_read = Document.objects.filter(pk=document.pk, current_version_id=state[0], rewrite_count=state[1])
    with transaction.atomic():
        if not as_read.update(needs_summary=False):
            return False
        if version:
            Version.objects.filter(pk=version.pk).update(summary=Version.pack_summary(rows))
    return True


def _described(document: Document, version: Version) -> list[Described]:
    provision_at = {(place.start, place.end): place.provision_id for place in version.placed}
    category_of = dict(document.provisions.in_force().values_list("pk", "category"))
    clauses = [
        (category_of[provision_id], block)
        for block in parsed_version(version).blocks
        if (provision_id := provision_at.get((block.start, block.end))) in category_of
    ]
    return [
        Described(
            found.category,
            provision_at[found.block.start, found.block.end],
            found.block.start,
            found.block.end,
            found.sentence,
        )
        for found in describe(clauses)
    ]
