"""True sentences about a change as a whole, each with a code for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from governance.comparison.judging.evidence import ChangeEvidence
from governance.comparison.result import ADDED, MODIFIED, MOVED, REMOVED, Difference, Statement
from governance.comparison.telling.counting import lines_by_kind
from governance.comparison.telling.quoting import quoted
from governance.comparison.text.languages import is_read, language_of_blocks
from governance.comparison.text.named_texts import names_of, speaks_of_another
from governance.comparison.text.quality_signs import has_failure_notice, looks_failed
from governance.comparison.text.segment import Block
from governance.comparison.weighing.severity import ANNOUNCEMENT

RETURNED, FIRST_GOOD_CAPTURE, REWRITTEN, ANNOUNCED = "returned", "first_good_capture", "rewritten", "announced"
COMPARED_WITH_FULLER = "compared_with_fuller"
EFFECTIVE_DATE, EFFECTIVE_DATE_ANNOUNCED = "effective_date", "effective_date_announced"
UNREAD_LANGUAGE = "unread_language"
REWRITTEN_SHARE = 0.5
# Of fewer clauses a half says little.
REWRITTEN_CLAUSES = 8
# No numbers: those of the counts are of clauses that changed, and other ones beside them would only confuse.
_REWRITTEN = "The document was rewritten: over half of its former and of its present provisions have no counterpart."
SECTIONS_NAMED = 5
TITLE_LENGTH = 60
NO_SECTION = ""
# Whether it was cut off is not known.
FULLER = Statement(
    COMPARED_WITH_FULLER,
    "The text captured before this one was less than half as long; this one is compared with the last fuller one.",
)
_HAPPENED = {MOVED: "moved without a change of wording"}


def statements_about(
    evidence: ChangeEvidence,
    differences: Sequence[Difference],
    kinds: Counter[str],
    effective_date: date | None,
    rule: str,
) -> tuple[Statement, ...]:
    """Everything that is true of the change as a whole, the widest statement first. `kinds` are its counts."""
    return tuple(_statements(evidence, differences, kinds, effective_date, rule))


def _statements(
    evidence: ChangeEvidence,
    differences: Sequence[Difference],
    kinds: Counter[str],
    effective_date: date | None,
    rule: str,
) -> Iterator[Statement]:
    if rule in ("rolled_back", "returned_text"):
        yield returned_to(None)
    if evidence.against_last_good and not evidence.context.is_before_held:
        yield first_good_capture_since(None) if _is_after_failure(evidence) else FULLER
    announcement = _announcement_among(differences, names_of(evidence.after, evidence.context.document_title))
    announced = [stated.exact for stated in announcement.dates] if announcement else []
    if announcement:
        as_of = f" as of {day_words(effective_date)}" if effective_date and effective_date in announced else ""
        yield Statement(ANNOUNCED, f"The text announces other terms{as_of}.")
    if effective_date and effective_date not in announced:
        yield _of_effect(effective_date, evidence.context.captured_on)
    language = language_of_blocks(evidence.after.blocks) if differences else ""
    if not is_read(language):
        yield Statement(UNREAD_LANGUAGE, f"This text is in {language}; it was not read for duties and rights.")
    if differences:
        yield Statement("counts", _counts(differences, kinds))
    if is_rewritten(evidence):
        yield Statement(REWRITTEN, _REWRITTEN)
        yield from _by_section(evidence, differences)


def _is_after_failure(evidence: ChangeEvidence) -> bool:
    """Whether the capture before this one says itself that it failed, and was not merely shorter."""
    has_failed_part = has_failure_notice(evidence.before) and not has_failure_notice(evidence.base)
    return has_failed_part or looks_failed(evidence.before)


def _of_effect(day: date, captured_on: date | None) -> Statement:
    """That the text states its day of effect; a day to come when it was captured has a code of its own."""
    if captured_on and day > captured_on:
        return Statement(EFFECTIVE_DATE_ANNOUNCED, f"The text says it will take effect on {day_words(day)}.")
    return Statement(EFFECTIVE_DATE, f"The text says it takes effect on {day_words(day)}.")


def _announcement_among(differences: Sequence[Difference], names: Sequence[str]) -> Block | None:
    """The first new clause that announces other terms, of this document and not of another one."""
    announcing = (one.after for one in differences if one.severity_rule == ANNOUNCEMENT)
    return next((block for block in announcing if block and not speaks_of_another(block, names)), None)


def returned_to(day: date | None) -> Statement:
    """That the text is one that stood before; `day` is since when it stood, where that is known."""
    which = f"the text of {day_words(day)}" if day else "an earlier text"
    return Statement(RETURNED, f"The document returned to {which}.")


def first_good_capture_since(day: date | None) -> Statement:
    """That bad captures lie between the two texts; `day` is when the last good one was made, where that is known."""
    after = f"since {day_words(day)}" if day else "after a failed one"
    return Statement(
        FIRST_GOOD_CAPTURE, f"This is the first good capture {after}; it is compared with the last good one."
    )


def is_rewritten(evidence: ChangeEvidence) -> bool:
    """Whether more than half of the clauses, of the old ones as of the new ones, have no counterpart."""
    if min(len(evidence.matching.removed), len(evidence.matching.added)) <= REWRITTEN_SHARE * REWRITTEN_CLAUSES:
        return False
    return all(
        total >= REWRITTEN_CLAUSES and unmatched > REWRITTEN_SHARE * total for unmatched, total in _unmatched(evidence)
    )


def _unmatched(evidence: ChangeEvidence) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how many clauses have no counterpart, and how many there are, first in the old text, then in the new."""
    old, new = evidence.base.blocks, evidence.after.blocks
    return _provisions(old, evidence.matching.removed), _provisions(new, evidence.matching.added)


def _provisions(blocks: Sequence[Block], some: Sequence[int]) -> tuple[int, int]:
    every = {block.index for block in blocks if block.is_provision}
    return len(every.intersection(some)), len(every)


def _counts(differences: Sequence[Difference], kinds: Counter[str]) -> str:
    others = [one for one in differences if not (one.provisions or ((one.instead or one.reworded) and one.before))]
    unit = "heading" if all(one.is_of_heading for one in others) else "line"
    if not kinds.total():
        changed = lines_by_kind(others)
        return f"{_of_kinds(changed, _sections_of(differences), unit)}."
    other = "" if unit == "heading" else "other "
    beside = f" {_number(len(others), f'{other}{unit}')} changed as well." if others else ""
    return f"{_of_kinds(kinds, _sections_of([one for one in differences if one.provisions]), 'provision')}.{beside}"


def _sections_of(differences: Sequence[Difference]) -> int:
    return len({_section(one.after or one.before) for one in differences} - {NO_SECTION})


def _of_kinds(kinds: Counter[str], sections: int, unit: str) -> str:
    """How many changed in which way: "5 provisions changed in 2 sections: 3 added, 2 modified"."""
    number = kinds.total()
    told = [kind for kind in (ADDED, REMOVED, MODIFIED, MOVED) if kinds[kind]]
    within = f" in {_number(sections, 'section')}" if sections > 1 else ""
    if len(told) == 1:
        return f"{_number(number, unit)} {_HAPPENED.get(told[0], told[0])}{within}"
    parts = [f"{kinds[kind]:,} {_HAPPENED.get(kind, kind)}" for kind in told]
    return f"{_number(number, unit)} changed{within}: {', '.join(parts)}"


def _by_section(evidence: ChangeEvidence, differences: Sequence[Difference]) -> Iterator[Statement]:
    """Which sections are new, which are gone, and which of the others changed, with the number of clauses."""
    old, new = (dict.fromkeys(map(_section, text.blocks)) for text in (evidence.base, evidence.after))
    changed = Counter(_section(one.after or one.before) for one in differences if one.severity_rule != MOVED)
    for code, words, titles in (
        ("sections_added", "New sections", [title for title in new if title not in old]),
        ("sections_removed", "Sections that are gone", [title for title in old if title not in new]),
        ("sections_changed", "Sections that changed", [title for title in new if title in old and changed[title]]),
    ):
        titles = [title for title in titles if title != NO_SECTION]
        if titles:
            yield Statement(code, f"{words}: {_named(titles, changed)}.")


def _named(titles: Sequence[str], changed: Counter[str]) -> str:
    shown = [
        f"{quoted(title, TITLE_LENGTH, noun='one')}"
        + (f" ({_number(changed[title], 'provision')})" if changed[title] else "")
        for title in titles[:SECTIONS_NAMED]
    ]
    left_out = len(titles) - len(shown)
    return ", ".join(shown) + (f" and {left_out:,} more" if left_out else "")


def _section(block: Block | None) -> str:
    """The title of the section that a clause stands in."""
    return block.heading_path[-1] if block and block.heading_path else NO_SECTION


def _number(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def day_words(day: date) -> str:
    """Such as `4 May 2026`, in English whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
