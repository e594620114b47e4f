"""What a comparison is given and what it says. Plain values: no behaviour, no database."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date

from governance.comparison.segment import Block, ParsedText

SUBSTANTIVE, EDITORIAL, COSMETIC = "substantive", "editorial", "cosmetic"
FLAPPING, EXTRACTION, INITIAL = "flapping", "extraction", "initial"
LABELS = (SUBSTANTIVE, EDITORIAL, COSMETIC, FLAPPING, EXTRACTION, INITIAL)

ADDED, REMOVED, MODIFIED, MOVED = "added", "removed", "modified", "moved"
HIGH, MEDIUM, LOW = "high", "medium", "low"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the document's past.

    `kind` is change, technical or first (how the new version was recorded). `earlier_digests` are the digests of
    earlier versions, most recent first, the first one being `before` itself. `earlier_block_digests` are the
    `line_digest`s seen in earlier versions but not in `before`. `earlier_dated_digests` (optional) are the
    `dated_digest`s of versions earlier than `before`: with them a stale copy that comes and goes is told from a real
    roll-back. `last_good` is the newest earlier version that is not a failed capture; it is used only when `before` is
    one. `sources` is how many pages the document is assembled from.
    """

    kind: str = "change"
    earlier_digests: Sequence[str] = ()
    earlier_block_digests: Container[str] = frozenset()
    earlier_dated_digests: Container[str] = frozenset()
    last_good: ParsedText | None = None
    sources: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause that was added, removed, modified or moved. `before` is a block of the text compared against."""

    kind: str
    before: Block | None
    after: Block | None
    category: str
    severity: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many provisions of each kind of difference."""

    added: int = 0
    removed: int = 0
    modified: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two texts, what kind of change it is and which rule says so.

    `pairs` holds (index before, index after) of every matched block, unchanged ones included. `effective_date` is a
    date the changed text states for its own effect, or None. `categories` come most important first.
    """

    label: str
    rule: str
    reason: str
    is_alertable: bool
    severity: str = LOW
    severity_rule: str = "not_substantive"
    effective_date: date | None = None
    against_last_good: bool = False
    differences: tuple[Difference, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    categories: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
