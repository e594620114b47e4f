"""What is known of a document when its next version comes: loaded once, then carried on by each version."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from governance.models import Document
from governance.record.known_provisions import KnownProvisions, load_provisions
from governance.record.past import Base, Past, load_past
from governance.record.renormalisation import renormalise

MAX_REMEMBERED_CHARACTERS = 12_000_000


@dataclass(slots=True)
class DocumentMemory:
    """The past that a comparison is told, and the provisions that the record knows.

    Each stored version replaces the past by a new one. `rewrite_count` is the document's own when both were read:
    if it has grown since, this memory is out of date.
    """

    past: Past
    provisions: KnownProvisions
    rewrite_count: int

    def is_as_stored(self, document: Document) -> bool:
        """Tell whether this memory is still of the document's current version, as just read."""
        return (document.current_version_id, document.rewrite_count) == (self.past.version_id, self.rewrite_count)


def load_memory(document: Document) -> DocumentMemory:
    """Load the memory of a document; if an older normaliser made its digests, recompute them first."""
    renormalise(document)
    # Read first: whatever is written anew while the rest is read is then noticed.
    rewrite_count = rewrites_of(document)
    past = load_past(document)
    return DocumentMemory(past, load_provisions(document) if past.current else KnownProvisions(), rewrite_count)


def rewrites_of(document: Document) -> int:
    """Return how often the document's history has been rewritten so far."""
    return Document.objects.values_list("rewrite_count", flat=True).get(pk=document.pk)


class Memories:
    """A cache of the memories of documents, which drops the longest unused. Keep one for one run only."""

    def __init__(self, max_characters: int = MAX_REMEMBERED_CHARACTERS) -> None:
        self._max_characters = max_characters
        self._kept: OrderedDict[int, DocumentMemory] = OrderedDict()

    def of(self, document: Document) -> DocumentMemory:
        """Return the memory of the document as the caller read it.

        Loaded afresh if the cached one is of another version.
        """
        memory = self._kept.pop(document.pk, None)
        if memory is None or memory.past.version_id != document.current_version_id:
            memory = load_memory(document)
        self._kept[document.pk] = memory
        while (
            len(self._kept) > 1 and sum(_characters(kept.past) for kept in self._kept.values()) > self._max_characters
        ):
            self._kept.popitem(last=False)
        return memory

    def forget(self, document: Document) -> None:
        """Drop a memory that a failed transaction may have half changed, or whose document was rewritten."""
        self._kept.pop(document.pk, None)


def _characters(past: Past) -> int:
    held = [hold.base for hold in past.holds]
    bases: Iterable[Base | None] = {id(base): base for base in (past.current, past.last_good, past.tip, *held)}.values()
    return sum(len(base.parsed.text) for base in bases if base)
