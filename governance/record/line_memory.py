"""What every line of a document did so far: kept for ever, because texts return after a hundred versions."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F

from governance.comparison import ParsedText
from governance.models import Document, SeenBlock
from governance.record.chunks import CHUNK, chunks

SETTLED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LineSteps:
    """What one version did to the lines: those never seen before, those that went, those that came back."""

    new: Set[str]
    gone: Set[str]
    back: Set[str]
    at: datetime


@dataclass(slots=True)
class Lines:
    """The lines ever seen, by digest. What they did is learned from good versions; `standing` are those of the last."""

    seen: set[str] = field(default_factory=set)
    gone_counts: dict[str, int] = field(default_factory=dict)
    returned_at: dict[str, datetime] = field(default_factory=dict)
    standing: Set[str] = frozenset()

    def learn(self, lines: Set[str], *, is_good: bool, at: datetime) -> LineSteps:
        """Take in the lines of the next version, in force from `at`; says what that was."""
        new = lines - self.seen
        self.seen |= new
        if not is_good:
            return LineSteps(new, frozenset(), frozenset(), at)
        gone = self.standing - lines
        back = {line for line in lines - self.standing if line in self.gone_counts}
        for line in gone:
            self.gone_counts[line] = self.gone_counts.get(line, 0) + 1
        self.returned_at.update(dict.fromkeys(back, at))
        self.standing = lines
        return LineSteps(new, gone, back, at)

    def unsettled(self, lines: Set[str], *, at: datetime) -> set[str]:
        """Those of the lines that had gone and have not stood for a week, as of `at`, since they came back."""
        known = (line for line in self.gone_counts.keys() & lines if line in self.returned_at)
        return {line for line in known if at - self.returned_at[line] < SETTLED_AFTER}


def lines_of(parsed: ParsedText) -> frozenset[str]:
    """The digests of the lines of a text."""
    return frozenset(block.line_digest for block in parsed.blocks if block.line_digest)


def load_lines(document: Document, standing: Set[str]) -> Lines:
    """The memory as stored. `standing` are the lines of the newest good version."""
    lines = Lines(standing=standing)
    rows = SeenBlock.objects.filter(document=document).values_list("digest", "gone_count", "returned_at")
    for digest, gone_count, returned_at in rows:
        lines.seen.add(digest)
        if gone_count:
            lines.gone_counts[digest] = gone_count
        if returned_at:
            lines.returned_at[digest] = returned_at
    return lines


def store_steps(document: Document, steps: LineSteps) -> None:
    """Store what one version did to the lines, CHUNK lines a statement."""
    blocks = [SeenBlock(document=document, digest=digest) for digest in sorted(steps.new)]
    SeenBlock.objects.bulk_create(blocks, ignore_conflicts=True, batch_size=CHUNK)
    known = SeenBlock.objects.filter(document=document)
    for chunk in chunks(steps.gone):
        known.filter(digest__in=chunk).update(gone_count=F("gone_count") + 1)
    for chunk in chunks(steps.back):
        known.filter(digest__in=chunk).update(returned_at=steps.at)


def store_all(document: Document, lines: Lines) -> None:
    """Make the stored memory this one: blocks that no version has are dropped."""
    wanted = lines_by_digest(lines)
    wrong = []
    rows = SeenBlock.objects.filter(document=document).values_list("pk", "digest", "gone_count", "returned_at")
    for key, digest, *did in rows:
        if digest in wanted and wanted[digest] == tuple(did):
            del wanted[digest]
        else:
            wrong.append(key)
    for chunk in chunks(wrong):
        SeenBlock.objects.filter(pk__in=chunk).delete()
    SeenBlock.objects.bulk_create(
        [
            SeenBlock(document=document, digest=digest, gone_count=gone_count, returned_at=returned_at)
            for digest, (gone_count, returned_at) in sorted(wanted.items())
        ],
        batch_size=CHUNK,
    )


def lines_by_digest(lines: Lines) -> dict[str, tuple[int, datetime | None]]:
    """How often each line went and when it last came back."""
    return {line: (lines.gone_counts.get(line, 0), lines.returned_at.get(line)) for line in lines.seen}
