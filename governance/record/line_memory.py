"""Remembers what every line of a document did so far, for ever, because texts return after a hundred versions."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import F

from governance.comparison import ParsedText
from governance.models import Document, SeenBlock
from governance.record.chunks import CHUNK, chunks

SETTLED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LineSteps:
    """The lines that one version added for the first time, those that it dropped, and those that it brought back."""

    new: Set[str]
    gone: Set[str]
    back: Set[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines ever seen, by digest, with what they did in good versions; `standing` are those of the last one."""

    seen: frozenset[str] = frozenset()
    gone_counts: Mapping[str, int] = field(default_factory=dict)
    returned_at: Mapping[str, datetime] = field(default_factory=dict)
    standing: Set[str] = frozenset()

    def followed_by(self, lines: Set[str], *, is_good: bool, at: datetime) -> tuple["Lines", LineSteps]:
        """Return the lines known after the next version, and which of them it added, dropped or restored."""
        new = lines - self.seen
        seen = self.seen | new
        if not is_good:
            return replace(self, seen=seen), LineSteps(new, frozenset(), frozenset(), at)
        gone = self.standing - lines
        back = {line for line in lines - self.standing if line in self.gone_counts}
        gone_counts = {**self.gone_counts, **{line: self.gone_counts.get(line, 0) + 1 for line in gone}}
        returned_at = {**self.returned_at, **dict.fromkeys(back, at)}
        return Lines(seen, gone_counts, returned_at, lines), LineSteps(new, gone, back, at)

    def unsettled(self, lines: Set[str], *, at: datetime) -> set[str]:
        """Return those lines that had gone and, as of `at`, have not stood for a week since they came back."""
        known = (line for line in self.gone_counts.keys() & lines if line in self.returned_at)
        return {line for line in known if at - self.returned_at[line] < SETTLED_AFTER}


def lines_of(parsed: ParsedText) -> frozenset[str]:
    """Return the digests of a text's lines, and those of its dated clauses with their days."""
    lines = {block.line_digest for block in parsed.blocks if block.line_digest}
    return frozenset(lines.union(block.dated_digest for block in parsed.blocks if block.dates))


def load_lines(document: Document, standing: Set[str]) -> Lines:
    """Load the document's lines. `standing` are those of the newest good version."""
    rows = list(SeenBlock.objects.filter(document=document).values_list("digest", "gone_count", "returned_at"))
    return Lines(
        seen=frozenset(digest for digest, _, _ in rows),
        gone_counts={digest: gone_count for digest, gone_count, _ in rows if gone_count},
        returned_at={digest: returned_at for digest, _, returned_at in rows if returned_at},
        standing=standing,
    )


def store_steps(document: Document, steps: LineSteps) -> None:
    """Store which lines one version added, dropped and brought back, CHUNK lines per statement."""
    blocks = [SeenBlock(document=document, digest=digest) for digest in sorted(steps.new)]
    SeenBlock.objects.bulk_create(blocks, ignore_conflicts=True, batch_size=CHUNK)
    known = SeenBlock.objects.filter(document=document)
    for chunk in chunks(steps.gone):
        known.filter(digest__in=chunk).update(gone_count=F("gone_count") + 1)
    for chunk in chunks(steps.back):
        known.filter(digest__in=chunk).update(returned_at=steps.at)


def store_all(document: Document, lines: Lines) -> None:
    """Replace the stored lines by these; lines that no version has are deleted."""
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
    """Return how often each line went, and when it last came back."""
    return {line: (lines.gone_counts.get(line, 0), lines.returned_at.get(line)) for line in lines.seen}
