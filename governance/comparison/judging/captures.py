"""Rules about captures that are not (all of) the document, and about what must stand for a while to be believed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from governance.comparison.judging import hold_hours
from governance.comparison.judging.assertions import says_something
from governance.comparison.judging.deltas import NAVIGATION_WORDS, Delta
from governance.comparison.judging.evidence import FORWARD, ChangeEvidence, Verdict
from governance.comparison.result import ADDED, COSMETIC, EXTRACTION, FLAPPING, MODIFIED, REMOVED
from governance.comparison.text.named_texts import first_heading, kind_of_document
from governance.comparison.text.quality_signs import (
    belongs_to_a_menu,
    is_failure_notice,
    is_foreign_to,
    is_unavailable_part,
    language_of,
    looks_failed,
)
from governance.comparison.text.segment import Block, ParsedText

SHRUNK_SHARE = 0.5
OTHER_PAGE_SHARE = 0.25
SUBSET_SHARE = 0.75
CUT_SHARE = 0.25
# A clause less in a short document is an edit, not a cut.
CUT_WORDS = 60
SOURCE_PAGE_WORDS = 150
FAILED_PART_WORDS = 80
NOTICE_WORDS = 20
ALLOWED_GAPS = 1.2
LEAST_SWAPPED_ROWS = 2
LEAST_LISTED_ROWS = 4
BESIDE_SHARE = 0.2
REWRITTEN_WORDS = 400
REWRITTEN_SHARE = 0.4
SAME_VOCABULARY_SHARE = 0.5
TELLING_LETTERS = 6
# Of another page hardly a clause is known, and few of the longer words.
OTHER_PAGE_WORDS = 150
HARDLY_ANY_SHARE = 0.05
OTHER_VOCABULARY_SHARE = 0.35
FRAME_LINES = 8
FRAME_SHARE = 0.75
LONG_PARAGRAPH_WORDS = 15
LEAST_MENU_LINES = 3
# Fewer words may be names that are the same in every language.
OTHER_LANGUAGE_WORDS = 100
MOST_GROWN = 2.5
HELD = "held"


def good_text_is_back(evidence: ChangeEvidence) -> Verdict | None:
    """A failed capture is followed by the text that was there before it."""
    if evidence.against_last_good and not evidence.deltas:
        return Verdict(
            FLAPPING,
            "good_text_is_back",
            "After a failed capture, the document again has the text of its last good version.",
        )
    return None


def failed_capture(evidence: ChangeEvidence) -> Verdict | None:
    """The new capture is not the document, or less than half of it without a newer date or new sentences."""
    base, after = evidence.base, evidence.after
    if looks_failed(after):
        return Verdict(EXTRACTION, "failed_capture", "The new capture is an error, redirect, login or empty page.")
    if _is_other_page(evidence) or _bears_another_title(evidence.after, evidence.base, evidence):
        return Verdict(EXTRACTION, "other_page", _SHARES_LITTLE)
    if after.word_count >= SHRUNK_SHARE * _words_once(base) or _is_rewritten(evidence):
        return None
    if evidence.date_movement == FORWARD:
        if len(evidence.matching.pairs) >= OTHER_PAGE_SHARE * len(after.blocks):
            return None
        reason = "The new capture is much shorter and shares almost no clause with the document."
        return Verdict(EXTRACTION, "other_page", reason)
    reason = "The new capture has less than half of the words and states no new date."
    if len(evidence.matching.pairs) < SUBSET_SHARE * len(after.blocks):
        return Verdict(EXTRACTION, "shrunk", reason)
    if evidence.context.is_confirmed:
        return None
    return Verdict(EXTRACTION, "shrunk", reason, hold_hours=hold_hours.CUT)


_SHARES_LITTLE = "The new capture shares almost no clause and few words with the document, or bears another title."


def _is_other_page(evidence: ChangeEvidence) -> bool:
    """Whether hardly a clause stayed and the new text speaks of other things, whatever its length."""
    base, after = evidence.base, evidence.after
    if len(evidence.matching.pairs) > HARDLY_ANY_SHARE * max(len(base.blocks), len(after.blocks)):
        return False
    if min(base.word_count, after.word_count) < OTHER_PAGE_WORDS or _other_languages(evidence):
        return False
    old, new = map(_telling_words, (base, after))
    return len(old & new) < OTHER_VOCABULARY_SHARE * min(len(old), len(new))


def _bears_another_title(text: ParsedText, other: ParsedText, evidence: ChangeEvidence) -> bool:
    """Whether a text bears the title of another kind of document than the declared one, which the other text bears."""
    kind = kind_of_document(evidence.context.document_title)
    if not kind or len(evidence.matching.pairs) >= OTHER_PAGE_SHARE * len(evidence.after.blocks):
        return False
    borne = kind_of_document(first_heading(text))
    return bool(borne) and borne != kind == kind_of_document(first_heading(other))


def _telling_words(text: ParsedText) -> set[str]:
    return {word for block in text.blocks for word in block.words.split() if len(word) >= TELLING_LETTERS}


def _words_once(text: ParsedText) -> int:
    """How many words the document has; those of a page that was captured twice count once."""
    return text.word_count - sum(block.word_count for block in text.blocks if block.half)


def _is_rewritten(evidence: ChangeEvidence) -> bool:
    """Whether a shorter text is a new version: long, mostly of new sentences, about the same things.

    A cut or broken capture has hardly a sentence that was not there before, another page has another vocabulary.
    """
    new_words = sum(delta.word_count for delta in evidence.open if delta.after)
    if new_words < REWRITTEN_WORDS or new_words < REWRITTEN_SHARE * evidence.after.word_count:
        return False
    old, new = map(_telling_words, (evidence.base, evidence.after))
    return len(old & new) >= SAME_VOCABULARY_SHARE * len(new)


def recovered_capture(evidence: ChangeEvidence) -> Verdict | None:
    """There is no good version to compare with."""
    if looks_failed(evidence.base) or _bears_another_title(evidence.base, evidence.after, evidence):
        return Verdict(
            EXTRACTION,
            "first_good_capture",
            "The capture before was not a document; there is no earlier good one to compare with.",
        )
    return None


def part_failed(evidence: ChangeEvidence) -> Verdict | None:
    """The notice of an error page stands for one of several pages, or gave way to it, and no clause was reworded."""
    if any(delta.kind == MODIFIED for delta in evidence.open):
        return None
    notices = {delta.kind for delta in evidence.changed if is_failure_notice(delta.shown.visible)}
    if not notices:
        return None
    others = [delta for delta in evidence.open if not is_failure_notice(delta.shown.visible)]
    words = {kind: sum([delta.word_count for delta in others if delta.kind == kind]) for kind in (ADDED, REMOVED)}
    if ADDED in notices and words[REMOVED] >= FAILED_PART_WORDS and words[ADDED] <= NOTICE_WORDS:
        return Verdict(EXTRACTION, "part_failed", "An error notice stands in the place of a part of the document.")
    if REMOVED in notices and words[ADDED] >= FAILED_PART_WORDS and words[REMOVED] <= NOTICE_WORDS:
        return Verdict(
            EXTRACTION, "part_recovered", "A part of the document that an error notice had replaced is back."
        )
    return None


def other_language(evidence: ChangeEvidence) -> Verdict | None:
    """The changed clauses are in another language than before: held, and no news when it stays so.

    Clauses of two languages cannot be compared, so nothing can be said of what they provide.
    """
    if languages := _other_languages(evidence):
        then, now = languages
        reason = f"The changed clauses are in {now}; before they were in {then}."
        hours = 0 if evidence.context.is_confirmed else hold_hours.OTHER_LANGUAGE
        return Verdict(EXTRACTION, "other_language", reason, hold_hours=hours)
    return None


def _other_languages(evidence: ChangeEvidence) -> tuple[str, str] | None:
    """Return the languages of the changed clauses before and now where these differ; one of them may be unknown."""
    olds = [delta.before.words for delta in evidence.changed if delta.before]
    news = [delta.after.words for delta in evidence.changed if delta.after]
    old, new = language_of(olds), language_of(news)
    if (old and new and old != new) or _is_much_in_another(olds, news, old, new):
        return old or "another language", new or "another language"
    return None


def _is_much_in_another(olds: Sequence[str], news: Sequence[str], old: str, new: str) -> bool:
    """Whether one side is in a language that is known, and the other, as long, in one that is not it."""
    if bool(old) == bool(new):
        return False
    known, other = (old, news) if old else (new, olds)
    words = [sum(wording.count(" ") + 1 for wording in side) for side in (olds, news)]
    if min(words) < OTHER_LANGUAGE_WORDS or max(words) > MOST_GROWN * min(words):
        return False
    return is_foreign_to(known, other)


def part_missing(evidence: ChangeEvidence) -> Verdict | None:
    """All that changed is one large run of clauses that is gone or there again, and no date moved: held."""
    open_deltas = [delta for delta in evidence.open if not is_unavailable_part(delta.shown.visible)]
    if evidence.date_movement == FORWARD or evidence.context.is_confirmed or not open_deltas:
        return None
    if len({delta.kind for delta in open_deltas}) > 1 or not _is_one_run(open_deltas, evidence.changed):
        return None
    return _verdict_on_run(evidence, open_deltas)


def _verdict_on_run(evidence: ChangeEvidence, run: Sequence[Delta]) -> Verdict | None:
    kind, words = run[0].kind, sum(delta.word_count for delta in run)
    if kind == MODIFIED:
        return None
    if evidence.context.sources > 1 and words >= SOURCE_PAGE_WORDS:
        verb = "missing" if kind == REMOVED else "there again"
        reason = f"One of the pages the document is assembled from is {verb}."
        return Verdict(EXTRACTION, "source_page", reason, hold_hours=hold_hours.SOURCE_PAGE)
    if kind == REMOVED and words >= max(CUT_SHARE * evidence.base.word_count, CUT_WORDS):
        reason = "More than a quarter of the words is missing in one piece, and no stated date moved."
        return Verdict(EXTRACTION, "cut_off", reason, hold_hours=hold_hours.CUT)
    return None


def page_frame(evidence: ChangeEvidence) -> Verdict | None:
    """The menus around the document came or went: short lines outside its first and last unchanged paragraphs."""
    found = evidence.open
    frame = [delta for delta in evidence.changed if delta.kind != MODIFIED]
    if not found or len(frame) < FRAME_LINES or evidence.announces or MODIFIED in [delta.kind for delta in found]:
        return None
    menu = sum([belongs_to_a_menu(delta.shown.visible) for delta in frame])
    if menu < LEAST_MENU_LINES:
        return None
    short = sum(delta.word_count <= NAVIGATION_WORDS for delta in frame)
    if short < FRAME_SHARE * len(frame) or not _is_outside(evidence, found):
        return None
    if any(delta.shown.kind != "heading" and says_something(delta.shown.visible) for delta in found):
        return None
    return Verdict(COSMETIC, "page_frame", "Only the menus before or after the document came or went.")


def _is_outside(evidence: ChangeEvidence, deltas: Sequence[Delta]) -> bool:
    """Whether all of the clauses lie before the first or after the last long paragraph that did not change."""
    modified = set(evidence.matching.modified)
    kept = [
        pair
        for pair in evidence.matching.pairs
        if pair not in modified and evidence.after.blocks[pair[1]].word_count >= LONG_PARAGRAPH_WORDS
    ]
    if not kept:
        return False
    ends = {
        REMOVED: (min(old for old, _ in kept), max(old for old, _ in kept)),
        ADDED: (min(new for _, new in kept), max(new for _, new in kept)),
    }
    return not any(ends[delta.kind][0] < delta.shown.index < ends[delta.kind][1] for delta in deltas)


def paged_list(evidence: ChangeEvidence) -> Verdict | None:
    """Rows of a list of constant length were swapped for others: held, it may be another page of the list."""
    if evidence.date_movement == FORWARD or evidence.context.is_confirmed:
        return None
    rows = _swapped_rows(evidence)
    if rows and all(delta in rows for delta in evidence.open):
        reason = "A list shows as many rows as before, but different ones: it may be another page of the list."
        return Verdict(EXTRACTION, "paged_list", reason, hold_hours=hold_hours.PAGED_LIST)
    return None


def set_held_run_aside(evidence: ChangeEvidence) -> ChangeEvidence:
    """Without the part that must be held, where a small rest changed beside it: the rest is judged at once."""
    if evidence.date_movement == FORWARD or evidence.context.is_confirmed:
        return evidence
    held = _run_beside_a_rest(evidence)
    if not held:
        return evidence
    marked = {id(delta) for delta in held}
    deltas = [replace(delta, aside=HELD) if id(delta) in marked else delta for delta in evidence.deltas]
    return replace(evidence, deltas=deltas, changed=[delta for delta in deltas if not delta.is_date_only])


def _run_beside_a_rest(evidence: ChangeEvidence) -> list[Delta]:
    open_deltas = evidence.open
    kinds = {delta.kind for delta in open_deltas}
    words = sum([delta.word_count for delta in open_deltas]) if len(kinds) > 1 else 0
    for kind in (REMOVED, ADDED):
        if len(kinds) < 2 or kind not in kinds:
            continue
        run = _longest_run([delta for delta in open_deltas if delta.kind == kind])
        held_words = sum([delta.word_count for delta in run])
        is_page = run[0].shown.kind == "heading" and not run[0].shown.heading_path
        verdict = _verdict_on_run(evidence, run) if words - held_words <= BESIDE_SHARE * held_words else None
        if verdict and (verdict.rule == "cut_off" or is_page):
            return run
    rows = _swapped_rows(evidence)
    return rows if len(rows) < len(open_deltas) else []


def _longest_run(deltas: Sequence[Delta]) -> list[Delta]:
    """The neighbouring clauses that have the most words together."""
    runs: list[list[Delta]] = []
    for delta in deltas:
        if runs and 0 < delta.shown.index - runs[-1][-1].shown.index <= 3:
            runs[-1].append(delta)
        else:
            runs.append([delta])
    return max(runs, key=lambda run: sum([delta.word_count for delta in run]), default=[])


def _swapped_rows(evidence: ChangeEvidence) -> list[Delta]:
    """The changed rows of the tables in which as many rows stand as before, under the same headings."""
    found: list[Delta] = []
    changed: dict[tuple[str, ...], list[Delta]] = defaultdict(list)
    for delta in evidence.open:
        if delta.shown.kind == "table_row":
            changed[delta.shown.heading_path].append(delta)
    old, new = (_rows_by_place(text.blocks) if changed else Counter() for text in (evidence.base, evidence.after))
    for path, rows in sorted(changed.items(), key=lambda entry: entry[0]):
        kinds = [delta.kind for delta in rows]
        is_swap = kinds.count(ADDED) == kinds.count(REMOVED) >= LEAST_SWAPPED_ROWS and MODIFIED not in kinds
        if is_swap and old[path] == new[path] >= LEAST_LISTED_ROWS:
            found += rows
    return found


def _rows_by_place(blocks: Sequence[Block]) -> Counter[tuple[str, ...]]:
    """How many rows of tables stand under each heading."""
    return Counter(block.heading_path for block in blocks if block.kind == "table_row")


def _is_one_run(deltas: Sequence[Delta], changed: Sequence[Delta]) -> bool:
    """Whether the clauses, with the other changed ones of their kind, follow one another without a large gap."""
    places = [delta.shown.index for delta in deltas]
    first, last = min(places), max(places)
    within = sum(first <= delta.shown.index <= last for delta in changed if delta.kind == deltas[0].kind)
    return last - first + 1 <= within * ALLOWED_GAPS
