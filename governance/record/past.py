"""A document's past as a comparison is told it: values that are built once per version and never changed."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, takewhile

from governance.comparison import Block, ParsedText
from governance.comparison.text.addresses import without_addresses
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.quality_signs import looks_failed
from governance.comparison.text.spans import CharacterRange
from governance.models import Change, Document, Version
from governance.record.line_memory import Lines, LineSteps, lines_of, load_lines
from governance.record.parsing import parsed_version


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """A stored version that the next one may be compared with.

    `provisions` are the ids by place; the record adds one when a difference quotes a place that was not followed
    before. `recut` are provisions whose place was divided otherwise when they were stored: their wordings are stored
    anew.
    """

    version: Version
    parsed: ParsedText
    provisions: dict[CharacterRange, int]
    recut: frozenset[int] = frozenset()

    def provision_of(self, block: Block) -> int | None:
        return self.provisions.get((block.start, block.end))


@dataclass(frozen=True, slots=True)
class HeldChange:
    """A change that waits for confirmation, and how to tell whether a text shows it.

    `gone` and `come` are the wordings that went and came with it, each with its number of words. While `is_partial`,
    its version is no good capture.
    """

    change_id: int
    held_until: datetime
    base: Base
    is_partial: bool
    gone: Mapping[str, int]
    come: Mapping[str, int]

    @classmethod
    def of(cls, change_id: int, held_until: datetime, base: Base, target: Base) -> "HeldChange":
        """Return the hold of the change from `base` to `target`."""
        old, new = _wordings(base.parsed), _wordings(target.parsed)
        return cls(
            change_id,
            held_until,
            base,
            not target.version.is_good,
            gone={words: count for words, count in old.items() if words not in new},
            come={words: count for words, count in new.items() if words not in old},
        )

    def is_shown_by(self, parsed: ParsedText) -> bool:
        """Tell whether the text shows the change: most of what went is gone, and most of what came is there."""
        present = _wordings(parsed).keys()
        still_gone = sum(count for words, count in self.gone.items() if words not in present)
        still_there = sum(count for words, count in self.come.items() if words in present)
        return 2 * still_gone >= sum(self.gone.values()) and 2 * still_there >= sum(self.come.values())


def _wordings(parsed: ParsedText) -> dict[str, int]:
    """Return the wordings of a text's clauses without addresses, which may be hidden and shown again."""
    found: dict[str, int] = {}
    for block in parsed.blocks:
        shown = without_addresses(block.visible)
        words = block.words if shown is block.visible else plain_words(shown)
        if words:
            found[words] = block.word_count
    return found


@dataclass(frozen=True, slots=True)
class Past:
    """A document's past up to its current version.

    `is_read_by_us` tells that our own captures brought its texts. `digests` come newest first; `is_good` is by digest.
    `holds` are the changes that wait for confirmation, oldest first; the current version shows them all, or is a failed
    capture. `confirmed` are the digests of texts that stood through a hold. `tip` is the newest version since the first
    hold that isn't a failed capture. `good_since` is when the text of the last good version came.
    """

    title: str = ""
    is_read_by_us: bool = False
    current: Base | None = None
    last_good: Base | None = None
    tip: Base | None = None
    holds: tuple[HeldChange, ...] = ()
    in_force_at: datetime | None = None
    good_since: datetime | None = None
    digests: tuple[str, ...] = ()
    dated_digests: frozenset[str] = frozenset()
    is_good: Mapping[str, bool] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    lines: Lines = field(default_factory=Lines)

    @property
    def version_id(self) -> int | None:
        return self.current.version.pk if self.current else None

    @property
    def sequence(self) -> int:
        return self.current.version.sequence if self.current else 0

    def followed_by(
        self, target: Base, holds: Sequence[HeldChange], *, is_confirmed: bool = False
    ) -> tuple["Past", LineSteps]:
        """Return the past once `target` is the current version, and which lines it added, dropped or brought back.

        `holds` are those that wait from now on; `is_confirmed` tells that its own change has stood through its hold.
        """
        version, digest = target.version, target.parsed.digest
        last_good, good_since = self.last_good, self.good_since
        if version.is_good:
            if last_good is None or last_good.parsed.digest != digest:
                good_since = version.in_force_at
            last_good = target
        lines, steps = self.lines.followed_by(lines_of(target.parsed), is_good=version.is_good, at=version.in_force_at)
        past = Past(
            title=self.title,
            is_read_by_us=self.is_read_by_us,
            current=target,
            last_good=last_good,
            tip=self._tip_with(target, holds),
            holds=tuple(holds),
            in_force_at=version.in_force_at,
            good_since=good_since,
            digests=(digest, *self.digests),
            dated_digests=self.dated_digests | {target.parsed.dated_digest},
            is_good={**self.is_good, digest: version.is_good or self.is_good.get(digest, False)},
            confirmed=self.confirmed | {digest} if is_confirmed else self.confirmed,
            lines=lines,
        )
        return past, steps

    def _tip_with(self, target: Base, holds: Sequence[HeldChange]) -> Base | None:
        if not holds:
            return None
        return target if self.tip is None or not looks_failed(target.parsed) else self.tip


def is_read_by_us(document: Document) -> bool:
    """Tell whether the texts of a document are our own captures, each of them looked at twice."""
    return document.collection_id is None and document.captures.exists()


def load_past(document: Document) -> Past:
    """Load the document's past, in a bounded number of queries if nothing is held."""
    if document.current_version_id is None:
        return Past(title=document.title)
    versions = Version.objects.filter(document=document).select_related("stored_text")
    current = base_of(versions.get(pk=document.current_version_id))
    last_good: Base | None = current
    if not current.version.is_good:
        good = versions.filter(is_good=True).order_by("-sequence").first()
        last_good = base_of(good) if good else None
    digests, dated_digests, is_good, confirmed, good_since = _history(document, current, last_good)
    lines = load_lines(document, lines_of(last_good.parsed) if last_good else frozenset())
    holds, tip = _load_holds(document, current)
    return Past(
        title=document.title,
        is_read_by_us=is_read_by_us(document),
        current=current,
        last_good=last_good,
        tip=tip,
        holds=holds,
        in_force_at=current.version.in_force_at,
        good_since=good_since,
        digests=digests,
        dated_digests=dated_digests,
        is_good=is_good,
        confirmed=confirmed,
        lines=lines,
    )


def _history(
    document: Document, current: Base, last_good: Base | None
) -> tuple[tuple[str, ...], frozenset[str], dict[str, bool], frozenset[str], datetime | None]:
    """Return the versions' digests, newest first; their digests with dates; which were good, and which confirmed.

    Since when the good text stands.
    """
    history = Version.objects.filter(document=document, sequence__lte=current.version.sequence).order_by("-sequence")
    rows = list(history.values_list("normal_digest", "dated_digest", "is_good", "in_force_at", "change__confirmed_at"))
    good_digest = last_good.parsed.digest if last_good else ""
    was_good: dict[str, bool] = {}
    good_since, is_same_text = None, True
    for digest, _, is_good, in_force_at, _ in rows:
        was_good[digest] = is_good or was_good.get(digest, False)
        if is_good:
            is_same_text = is_same_text and digest == good_digest
            if is_same_text:
                good_since = in_force_at
    confirmed = frozenset(row[0] for row in rows if row[4])
    return tuple(row[0] for row in rows), frozenset(row[1] for row in rows), was_good, confirmed, good_since


def _load_holds(document: Document, current: Base) -> tuple[tuple[HeldChange, ...], Base | None]:
    """Return the changes that wait, and the newest version since the first of them that is no failed capture."""
    held = Change.objects.held().filter(document=document).order_by("to_version__sequence")
    holds = []
    first = 0
    for change in held.select_related("from_version__stored_text", "to_version__stored_text"):
        assert change.held_until
        first = first or change.to_version.sequence
        base, target = base_of(change.from_version), base_of(change.to_version)
        holds.append(HeldChange.of(change.pk, change.held_until, base, target))
    if not holds:
        return (), None
    since = Version.objects.filter(document=document, sequence__gte=first)
    rows = since.select_related("stored_text").order_by("-sequence").iterator(chunk_size=10)
    bases = (current if row.pk == current.version.pk else base_of(row) for row in rows)
    return tuple(holds), next((base for base in bases if not looks_failed(base.parsed)), current)


def base_of(version: Version, parsed: ParsedText | None = None) -> Base:
    """Return a stored version as a base for comparison.

    If clauses are cut differently today, each keeps the provision that covers most of its place.
    """
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


def fit_spans(blocks: Sequence[Block], stored: dict[CharacterRange, int]) -> dict[int, int]:
    """Return each block's stored id by the block's index.

    It is the one at its place, else the one in most of it, else the longest of those that it was joined from.
    """
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
    for block in blocks:
        if block.index not in kept:
            within = islice(spans, bisect_left(spans, (block.start, 0)), bisect_left(spans, (block.end, 0)))
            parts = [span for span in within if span[1] <= block.end and stored[span] not in taken]
            if parts:
                kept[block.index] = stored[max(parts, key=lambda span: (span[1] - span[0], -span[0]))]
                taken.add(kept[block.index])
    return kept


def _is_same_span(span: CharacterRange, block: Block) -> bool:
    return span == (block.start, block.end)


def _is_most_of(span: CharacterRange, block: Block) -> bool:
    shared = min(span[1], block.end) - max(span[0], block.start)
    return 2 * shared > max(span[1] - span[0], block.end - block.start)
