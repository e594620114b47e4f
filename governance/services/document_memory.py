"""What is known of a document's past when its next version comes: loaded once, then carried on."""

from collections import OrderedDict, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from governance.comparison import Block, ParsedText, parse
from governance.models import Document, Provision, SeenBlock, Version

MAX_REMEMBERED_CHARACTERS = 12_000_000

Span = tuple[int, int]


@dataclass(slots=True)
class Base:
    """A stored version that a next one may be compared with."""

    version: Version
    parsed: ParsedText
    provisions: dict[Span, int]

    def provision_of(self, block: Block) -> int | None:
        return self.provisions.get((block.start, block.end))


@dataclass(slots=True)
class DocumentMemory:
    """A document's past up to its current version. `digests` come newest first; `is_good` is by digest."""

    current: Base | None = None
    last_good: Base | None = None
    in_force_at: datetime | None = None
    digests: list[str] = field(default_factory=list)
    is_good: dict[str, bool] = field(default_factory=dict)
    seen_lines: set[str] = field(default_factory=set)
    digest_of: dict[int, str] = field(default_factory=dict)
    holders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    in_force: set[int] = field(default_factory=set)

    @property
    def version_id(self) -> int | None:
        return self.current.version.pk if self.current else None

    @property
    def sequence(self) -> int:
        return self.current.version.sequence if self.current else 0

    def lines_not_current(self) -> Container[str]:
        """The lines that stood in earlier versions and not in the current one."""
        if self.current is None:
            return frozenset()
        return self.seen_lines - {block.line_digest for block in self.current.parsed.blocks}

    def hold(self, provision_id: int, digest: str) -> None:
        """Remember the digest of a provision's latest text."""
        old = self.digest_of.get(provision_id)
        if old == digest:
            return
        if old is not None:
            self.holders[old].remove(provision_id)
        self.digest_of[provision_id] = digest
        self.holders[digest].append(provision_id)


def load_memory(document: Document) -> DocumentMemory:
    """The memory of a document as stored, in a fixed number of queries."""
    memory = DocumentMemory()
    if document.current_version_id is None:
        return memory
    versions = Version.objects.filter(document=document).select_related("stored_text")
    memory.current = _base(versions.get(pk=document.current_version_id))
    memory.in_force_at = memory.current.version.in_force_at
    good = versions.filter(is_good=True).order_by("-sequence").first()
    memory.last_good = memory.current if memory.current.version.is_good else _base(good) if good else None
    history = versions.filter(sequence__lte=memory.sequence).order_by("-sequence")
    for digest, is_good in history.values_list("normal_digest", "is_good"):
        memory.digests.append(digest)
        memory.is_good.setdefault(digest, is_good)
    memory.seen_lines = set(SeenBlock.objects.filter(document=document).values_list("digest", flat=True))
    provisions = Provision.objects.filter(document=document).order_by("id")
    for provision_id, digest, removed_in in provisions.values_list("id", "digest", "removed_in"):
        memory.hold(provision_id, digest)
        if removed_in is None:
            memory.in_force.add(provision_id)
    return memory


def _base(version: Version) -> Base:
    return Base(
        version, parse(version.text), {(placed.start, placed.end): placed.provision_id for placed in version.placed}
    )


class Memories:
    """The memories of the documents at work, the longest unused forgotten first. Keep one for a run, not longer."""

    def __init__(self, max_characters: int = MAX_REMEMBERED_CHARACTERS) -> None:
        self._max_characters = max_characters
        self._kept: OrderedDict[int, DocumentMemory] = OrderedDict()

    def of(self, document: Document) -> DocumentMemory:
        """The memory of the document as the caller read it; loaded afresh where the kept one is of another version."""
        memory = self._kept.pop(document.pk, None)
        if memory is None or memory.version_id != document.current_version_id:
            memory = load_memory(document)
        self._kept[document.pk] = memory
        while len(self._kept) > 1 and sum(map(_characters, self._kept.values())) > self._max_characters:
            self._kept.popitem(last=False)
        return memory

    def forget(self, document: Document) -> None:
        """Drop what a failed transaction may have half changed."""
        self._kept.pop(document.pk, None)


def _characters(memory: DocumentMemory) -> int:
    bases: Iterable[Base | None] = {id(base): base for base in (memory.current, memory.last_good)}.values()
    return sum(len(base.parsed.text) for base in bases if base)
