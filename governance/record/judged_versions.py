"""Judges a version by the document's past, both live and when a history is gone through again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from governance.comparison import Comparison, Context, ParsedText, compare
from governance.comparison.judging import hold_hours
from governance.comparison.judging.counting_lines import ends_of_news, replaced_lines
from governance.comparison.result import ADDED, EXTRACTION
from governance.comparison.text.quality_signs import looks_failed
from governance.comparison.text.spans import CharacterRange
from governance.models import Document, Version
from governance.record.changes import ChangeOutcome
from governance.record.document_memory import DocumentMemory
from governance.record.holding import unshown
from governance.record.line_memory import lines_of
from governance.record.parsing import as_too_large, parsed_version
from governance.record.past import Base, HeldChange, Past
from governance.record.provisions import Clauses, follow_clauses, keep_stored, known_clauses

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement of a version. `base` is what it was compared with, None for the first.

    `is_partial` means that it still lacks what a held change took away: it is no good capture, yet the rest of it is
    told. `kept` and `ended` are the earlier holds that it shows, and those that it doesn't.
    """

    comparison: Comparison
    base: Base | None
    is_good: bool
    is_partial: bool
    kept: tuple[HeldChange, ...]
    ended: tuple[HeldChange, ...]


def judge(
    past: Past,
    parsed: ParsedText,
    *,
    kind: str,
    source_count: int,
    captured_at: datetime,
    is_confirmed: bool = False,
    is_too_large: bool = False,
) -> Judgement:
    """Compare the next text of a document with its past and return the judgement. A text too large has no clauses."""
    before = past.current
    context = Context(kind=kind, sources=source_count, captured_on=captured_at.date())
    if before is None:
        comparison = compare(None, parsed, context)
        return Judgement(comparison, None, *_quality(parsed, comparison, past, (), is_confirmed), (), ())
    ended = tuple(unshown(past.holds, parsed))
    kept = past.holds[: len(past.holds) - len(ended)]
    good, is_held = _good_before(past, parsed, kept, ended)
    stood = None if kept and kept[-1].is_partial else _stood_hours(past, captured_at)
    context = replace(
        context,
        is_confirmed=is_confirmed,
        is_seen_twice=past.is_read_by_us,
        is_before_confirmed=before.parsed.digest in past.confirmed,
        is_as_told=bool(ended) and ended[0].base.parsed.digest == parsed.digest,
        before_stood_hours=stood,
    )
    context = _with_past(context, past, before, good, is_before_held=is_held, at=_latest(past, captured_at))
    comparison = compare(before.parsed, parsed, context)
    if comparison.is_alertable and past.is_read_by_us and stood is not None and stood < hold_hours.SETTLED:
        context = replace(context, replaced_lines=_replaced_lately(before, good if is_held and good else before))
        comparison = compare(before.parsed, parsed, context) if context.replaced_lines else comparison
    if is_too_large:
        comparison = as_too_large(comparison)
    base = good if comparison.against_last_good else before
    return Judgement(comparison, base, *_quality(parsed, comparison, past, kept, is_confirmed), kept, ended)


def _replaced_lately(before: Base, against: Base) -> frozenset[str]:
    """Return the keys of the lines that the last versions replaced, but by another way of reading."""
    previous = None if before.version.is_technical else before.version.previous
    if previous is None:
        return replaced_lines([before.parsed], against.parsed)
    earlier = [before.parsed, parsed_version(previous)]
    first = previous.previous if _stood_shortly(previous, before.version) else None
    if first is None:
        return replaced_lines(earlier, against.parsed)
    oldest = parsed_version(first)
    return replaced_lines(earlier, against.parsed, [oldest]) | ends_of_news(earlier[0], earlier[1], oldest)


def _stood_shortly(version: Version, next_version: Version) -> bool:
    """Tell whether a version was replaced within days, and is no other way of reading the one before."""
    stood = (next_version.captured_at - version.captured_at) / HOUR
    return not version.is_technical and stood < hold_hours.SETTLED


def _good_before(
    past: Past, parsed: ParsedText, kept: tuple[HeldChange, ...], ended: tuple[HeldChange, ...]
) -> tuple[Base | None, bool]:
    """Return the good version to compare with, and whether it was chosen because a held change has ended."""
    # A whole text that returns is best told by the text it replaces: the document alternates.
    if ended and (ended[0].is_partial or parsed.digest not in past.digests):
        return ended[0].base, True
    return past.tip if kept else past.last_good, False


def _with_past(
    context: Context, past: Past, before: Base, good: Base | None, *, is_before_held: bool, at: datetime
) -> Context:
    """Return the context with what the comparison is told of the document's past."""
    against = good if is_before_held and good else before
    lines = lines_of(before.parsed) | (lines_of(good.parsed) if good and good is not before else frozenset())
    once_gone = past.lines.unsettled(lines, at=at)
    if is_before_held and past.tip:
        # An edit told beside the held change stays told: its old lines are gone, whatever comes back.
        once_gone |= lines_of(against.parsed) - lines_of(past.tip.parsed)
    return replace(
        context,
        earlier_digests=past.digests,
        earlier_block_digests=past.lines.seen - lines_of(against.parsed),
        earlier_dated_digests=past.dated_digests,
        last_good=good.parsed if good else None,
        lines_once_gone=once_gone,
        is_before_held=is_before_held,
        document_title=past.title,
    )


def _latest(past: Past, captured_at: datetime) -> datetime:
    """Return the version's date, or that of the version in force if it is later, since dates may run backwards."""
    return max(captured_at, past.in_force_at or captured_at)


def _stood_hours(past: Past, captured_at: datetime) -> float | None:
    if past.good_since is None:
        return None
    return (_latest(past, captured_at) - past.good_since) / HOUR


def _quality(
    parsed: ParsedText, comparison: Comparison, past: Past, kept: tuple[HeldChange, ...], is_confirmed: bool
) -> tuple[bool, bool]:
    """Return (is good, is partial): whether the text is the document, not an error page or a part of it.

    What was judged before keeps its judgement, unless it stood through a hold.
    """
    is_partial = any(hold.is_partial for hold in kept)
    if looks_failed(parsed):
        return False, False
    lacks_a_page = comparison.rule == "source_page" and all(
        difference.kind != ADDED for difference in comparison.differences
    )
    is_held_back = comparison.hold_hours > 0 and comparison.label == EXTRACTION
    is_sound = is_confirmed or not (comparison.rule == "shrunk" or lacks_a_page or is_held_back)
    if is_partial:
        return False, is_sound
    if not is_confirmed and parsed.digest in past.is_good:
        return past.is_good[parsed.digest], False
    return is_sound, False


def write_outline(
    document: Document,
    version: Version,
    parsed: ParsedText,
    judgement: Judgement,
    memory: DocumentMemory,
    *,
    stored: dict[CharacterRange, int] | None = None,
) -> tuple[Base, ChangeOutcome | None]:
    """Follow the version's provisions if it is sound, and store where they stand.

    Returns the version as a base, and the outcome of its change; no outcome for the first version.
    """
    base = judgement.base
    clauses = _clauses_of(document, version, parsed, judgement, memory, stored)
    placed = clauses.outline(parsed)
    version.outline = Version.pack_outline(placed)
    version.save(update_fields=["outline"])
    target = Base(version, parsed, {(place.start, place.end): place.provision_id for place in placed})
    if base is None:
        return target, None
    return target, ChangeOutcome(document, base, target, judgement.comparison, clauses, judgement.is_partial)


def _clauses_of(
    document: Document,
    version: Version,
    parsed: ParsedText,
    judgement: Judgement,
    memory: DocumentMemory,
    stored: dict[CharacterRange, int] | None,
) -> Clauses:
    """Return the version's clauses: followed if it is sound, else those that are known already."""
    if not (judgement.is_good or judgement.is_partial):
        clauses = known_clauses(judgement.base, parsed, judgement.comparison)
        # What the next version took away got its id here, where a failed capture gives none by itself.
        keep_stored(clauses, parsed, stored or {})
        return clauses
    return follow_clauses(
        document=document,
        version=version,
        base=judgement.base,
        parsed=parsed,
        comparison=judgement.comparison,
        past=memory.past,
        known=memory.provisions,
        stored=stored,
        is_partial=judgement.is_partial,
    )
