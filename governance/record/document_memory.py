"""What is known of a document's past when its next version comes: loaded once, then carried on."""

from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, takewhile

from governance.comparison import Block, ParsedText
from governance.comparison.text.quality_signs import looks_failed
from governance.models import Change, Document, Provision, Version
from governance.record.line_memory import Lines, lines_of, load_lines
from governance.record.parsing import parsed_version
from governance.record.renormalisation import renormalise

MAX_REMEMBERED_CHARACTERS = 12_000_000

Span = tuple[int, int]


@dataclass(slots=True, eq=False)
class Base:
    """A stored version that a next one may be compared with.

    `recut` are provisions whose place was cut otherwise when they were stored: their wordings are to be stored anew.
    """

    version: Version
    parsed: ParsedText
    provisions: dict[Span, int]
    recut: frozenset[int] = frozenset()

    def provision_of(self, block: Block) -> int | None:
        return self.provisions.get((block.start, block.end))


@dataclass(frozen=True, slots=True)
class Hold:
    """A change that waits for confirmation, and how to tell whether a text shows it.

    `gone` and `come` are the wordings that went and came with it, each with its number of words. `is_partial`: until
    it is confirmed, its version is no good capture.
    """

    change_id: int
    held_until: datetime
    base: Base
    is_partial: bool
    gone: dict[str, int]
    come: dict[str, int]

    @classmethod
    def of(cls, change_id: int, held_until: datetime, base: Base, target: Base) -> "Hold":
        """The hold of the change from `base` to `target`."""
        old = {block.words: block.word_count for block in base.parsed.blocks if block.words}
        new = {block.words: block.word_count for block in target.parsed.blocks if block.words}
        return cls(
            change_id,
            held_until,
            base,
            not target.version.is_good,
            gone={words: count for words, count in old.items() if words not in new},
            come={words: count for words, count in new.items() if words not in old},
        )

    def is_shown_by(self, parsed: ParsedText) -> bool:
        """Whether most of what went is still gone and most of what came is still there."""
        present = {block.words for block in parsed.blocks}
        still_gone = sum(count for words, count in self.gone.items() if words not in present)
        still_there = sum(count for words, count in self.come.items() if words in present)
        return 2 * still_gone >= sum(self.gone.values()) and 2 * still_there >= sum(self.come.values())


@dataclass(slots=True)
class DocumentMemory:
    """A document's past up to its current version.

    `digests` come newest first; `is_good` is by digest. `holds` are the changes that wait for confirmation, oldest
    first; the current version shows them all, or is a failed capture. `tip` is the newest version since the first of
    them that is not. `good_since` is when the text of the last good version came.
    """

    title: str = ""
    current: Base | None = None
    last_good: Base | None = None
    tip: Base | None = None
    holds: list[Hold] = field(default_factory=list)
    in_force_at: datetime | None = None
    good_since: datetime | None = None
    digests: list[str] = field(default_factory=list)
    dated_digests: set[str] = field(default_factory=set)
    is_good: dict[str, bool] = field(default_factory=dict)
    lines: Lines = field(default_factory=Lines)
    digest_of: dict[int, str] = field(default_factory=dict)
    holders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    in_force: set[int] = field(default_factory=set)
    rewrite_count: int = 0

    @property
    def version_id(self) -> int | None:
        return self.current.version.pk if self.current else None

    @property
    def sequence(self) -> int:
        return self.current.version.sequence if self.current else 0

    def is_as_stored(self, document: Document) -> bool:
        """Whether the document, as just read, is still where this memory was loaded or carried to."""
        return (document.current_version_id, document.rewrite_count) == (self.version_id, self.rewrite_count)

    def hold(self, provision_id: int, digest: str) -> None:
        """Remember the digest of a provision's latest text."""
        old = self.digest_of.get(provision_id)
        if old == digest:
            return
        if old is not None:
            self.holders[old].remove(provision_id)
        self.digest_of[provision_id] = digest
        self.holders[digest].append(provision_id)

    def carry_on(self, target: Base, holds: list[Hold]) -> None:
        """Take in the next version, its lines apart: `holds` are those that wait from now on."""
        digest, is_good, at = target.parsed.digest, target.version.is_good, target.version.in_force_at
        if is_good:
            if self.last_good is None or self.last_good.parsed.digest != digest:
                self.good_since = at
            self.last_good = target
        self.digests.insert(0, digest)
        self.dated_digests.add(target.parsed.dated_digest)
        self.is_good[digest] = is_good or self.is_good.get(digest, False)
        self.current, self.in_force_at, self.holds = target, at, holds
        if not holds:
            self.tip = None
        elif self.tip is None or not looks_failed(target.parsed):
            self.tip = target


def load_memory(document: Document) -> DocumentMemory:
    """The memory of a document as stored, in a fixed number of queries where nothing is held.

    What an older normaliser made is made again first.
    """
    renormalise(document)
    memory = DocumentMemory(title=document.title)
    # Read first: whatever is written anew while the rest is read is then noticed.
    memory.rewrite_count = Document.objects.values_list("rewrite_count", flat=True).get(pk=document.pk)
    if document.current_version_id is None:
        return memory
    versions = Version.objects.filter(document=document).select_related("stored_text")
    memory.current = base_of(versions.get(pk=document.current_version_id))
    memory.in_force_at = memory.current.version.in_force_at
    good = versions.filter(is_good=True).order_by("-sequence").first()
    memory.last_good = memory.current if memory.current.version.is_good else base_of(good) if good else None
    _load_history(memory, document)
    memory.lines = load_lines(document, lines_of(memory.last_good.parsed) if memory.last_good else frozenset())
    know_provisions(memory, document)
    _load_holds(memory, document)
    return memory


def know_provisions(memory: DocumentMemory, document: Document) -> None:
    """Remember the document's provisions as stored."""
    rows = Provision.objects.filter(document=document).order_by("id").values_list("id", "digest", "removed_in")
    for provision_id, digest, removed_in in rows:
        memory.hold(provision_id, digest)
        if removed_in is None:
            memory.in_force.add(provision_id)


def _load_history(memory: DocumentMemory, document: Document) -> None:
    history = Version.objects.filter(document=document, sequence__lte=memory.sequence).order_by("-sequence")
    good_digest = memory.last_good.parsed.digest if memory.last_good else ""
    is_same_text = True
    rows = history.values_list("normal_digest", "dated_digest", "is_good", "in_force_at")
    for digest, dated_digest, is_good, in_force_at in rows:
        memory.digests.append(digest)
        memory.dated_digests.add(dated_digest)
        memory.is_good[digest] = is_good or memory.is_good.get(digest, False)
        if is_good:
            is_same_text = is_same_text and digest == good_digest
            if is_same_text:
                memory.good_since = in_force_at


def _load_holds(memory: DocumentMemory, document: Document) -> None:
    held = Change.objects.held().filter(document=document).order_by("to_version__sequence")
    changes = list(held.select_related("from_version__stored_text", "to_version__stored_text"))
    for change in changes:
        assert change.held_until
        base, target = base_of(change.from_version), base_of(change.to_version)
        memory.holds.append(Hold.of(change.pk, change.held_until, base, target))
    if changes:
        since = Version.objects.filter(document=document, sequence__gte=changes[0].to_version.sequence)
        rows = since.select_related("stored_text").order_by("-sequence").iterator(chunk_size=10)
        bases = (memory.current if row.pk == memory.version_id else base_of(row) for row in rows)
        memory.tip = next((base for base in bases if base and not looks_failed(base.parsed)), memory.current)


def base_of(version: Version, parsed: ParsedText | None = None) -> Base:
    """A stored version as a base; provisions are found where most of their place is, however it is cut today."""
    parsed = parsed or parsed_version(version)
    stored = {(placed.start, placed.end): placed.provision_id for placed in version.placed}
    spans = {(block.start, block.end) for block in parsed.blocks}
    if stored.keys() <= spans:
        return Base(version, parsed, stored)
    fits = fit_spans(parsed.blocks, stored)
    fitted = {(block.start, block.end): fits[block.index] for block in parsed.blocks if block.index in fits}
    known = set(fitted.values())
    left = {span: provision_id for span, provision_id in stored.items() if provision_id not in known}
    recut = frozenset(provision_id for span, provision_id in stored.items() if fitted.get(span) != provision_id)
    return Base(version, parsed, left | fitted, recut)


def fit_spans(blocks: Sequence[Block], stored: dict[Span, int]) -> dict[int, int]:
    """Which of the stored ids each block has, by its index: the one at its place, else the one in most of its place."""
    spans = sorted(stored)
    kept: dict[int, int] = {}
    taken: set[int] = set()
    for fits in (_is_same_span, _is_most_of):
        for block in blocks:
            if block.index in kept:
                continue
            first = max(0, bisect_left(spans, (block.start, 0)) - 1)
            near = takewhile(lambda span: span[0] < block.end, islice(spans, first, None))  # noqa: B023 - used at once
            found = next((stored[span] for span in near if stored[span] not in taken and fits(span, block)), None)
            if found is not None:
                kept[block.index] = found
                taken.add(found)
    return kept


def _is_same_span(span: Span, block: Block) -> bool:
    return span == (block.start, block.end)


def _is_most_of(span: Span, block: Block) -> bool:
    shared = min(span[1], block.end) - max(span[0], block.start)
    return 2 * shared > max(span[1] - span[0], block.end - block.start)


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
        """Drop what a failed transaction may have half changed, or what is written anew since."""
        self._kept.pop(document.pk, None)


def _characters(memory: DocumentMemory) -> int:
    held = [hold.base for hold in memory.holds]
    bases: Iterable[Base | None] = {
        id(base): base for base in (memory.current, memory.last_good, memory.tip, *held)
    }.values()
    return sum(len(base.parsed.text) for base in bases if base)
