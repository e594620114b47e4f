"""What a headline says of a reworded clause: what became of a quantity or of some words, and where in it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from governance.comparison.judging.shifts import Shift
from governance.comparison.matching.changed_words import touched
from governance.comparison.matching.folding import telling_words
from governance.comparison.matching.reversals import Reversal, reversal_between
from governance.comparison.result import (
    Difference,
    Kept,
)
from governance.comparison.telling.became import in_its_place, only_the_rest, without_lone_address
from governance.comparison.telling.edit_context import Edit
from governance.comparison.telling.edits import edits_between, put_elsewhere, rank_of_edit
from governance.comparison.telling.line_ends import without_line_ends
from governance.comparison.telling.passages import (
    around,
    condition_and_rule,
    condition_around,
    new_sentence,
    phrase_cut,
    says_a_rule,
    sentence_before,
    telling_part,
)
from governance.comparison.telling.quoting import has_words, quoted, quoted_in_two
from governance.comparison.text.meaningful_marks import meaningful_marks
from governance.comparison.text.phrases import Span
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.shortening import bare
from governance.comparison.weighing.severity import REVERSED, STRONG_IN_MODIFIED, shifts_of

# An edit of fewer words is quoted with the words around it.
WORDS_ALONE = 8
# Of a clause with more changes than these one is told only where it stands out among them.
EDITS_QUOTED = 2
STANDING_OUT = 0.5
# A clause that is no longer is told whole.
SHORT_CLAUSE = 45
# So many times the words of the most binding edit outweigh it, unless that turns the clause round.
OUTWEIGHING = 4
EDITS_WEIGHED = 40
# Fewer words are the same as elsewhere by chance.
WORDS_PUT_ELSEWHERE = 5
# A replacement that is cut is told by its new words alone if so many of them stood nowhere in the clause.
FEWEST_NEW = 3
REWORDED_SHARE = 0.6
# Fewer letters of a word say nothing.
LETTERS_QUOTED = 3
_DENIAL = re.compile(r"\b(?:not|never) ", re.IGNORECASE)
# From the marks of Chinese on scripts put no blanks between words.
_WITHOUT_BLANKS = "\u2e80"
_AT_PLACE = re.compile(r"^ (?:in|to) ")
_GOES_ON = re.compile(r"(?:and|or|but|nor|to|of|by|with) ", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
# "7-day free trial"
_COUNTED = re.compile(r"(?<!\d)(\d{1,12})[\w.,%-]{0,12}+(?: [\w-]{1,20}){0,2}")
_CAPITALS_BEFORE = re.compile(r"(?:(?<!\w)[A-ZÀ-Þ][\w’'-]{1,20} ){1,2}$")
_QUANTITIES = {
    "period": ("a period", "lengthens", "shortens"),
    "amount": ("an amount", "raises", "lowers"),
    "share": ("a percentage", "raises", "lowers"),
    "age": ("an age", "raises", "lowers"),
}


@lru_cache(maxsize=64)
def shifts_between_sides(before: Block | None, after: Block | None) -> tuple[Shift, ...]:
    """What happened to a clause, which is asked again for each length that is tried."""
    return tuple(shifts_of(before, after))


def edited(difference: Difference, length: int, kept: Kept) -> tuple[str, str]:
    """What happened to a reworded clause, and where in it: a quantity, a few words, or only that it is reworded.

    The place is empty where the words alone say enough.
    """
    assert difference.before is not None, "A modified clause has both sides."
    assert difference.after is not None, "A modified clause has both sides."
    old, new = readable(difference.before.visible), readable(difference.after.visible)
    turned = reversal_between(old, new)
    if turned:
        return _reversed(turned, length), ""
    shifts = shifts_between_sides(difference.before, difference.after)
    whole = edits_between(old, new)
    edits: Sequence[Edit] = without_line_ends(whole, difference.before, difference.after, kept) or whole
    rewords = f"rewords {quoted(new, length, noun='a clause')}", ""
    if edits and max(len(old), len(new)) <= min(length, SHORT_CLAUSE):
        rewords = f"changes {quoted(old, length)} to {quoted(new, length)}", ""
    quantity, edit = _quantity(shifts, edits, old, new, length)
    if edit:
        return quantity, _place_of(edit, old, new, length)
    elsewhere = put_elsewhere(edits, old, new)
    if elsewhere and len(edits) == len(elsewhere[0]):
        (one, _), (_, other) = elsewhere[0]
        moved = min((old[one.start : one.end], new[other.start : other.end]), key=len)
        place = around(new, other, length)
        return (f"moves {quoted(moved, length)} to “{place}”", "") if place else rewords
    edits = [edit for edit in edits if not _stands_elsewhere_now(edit, old, new, kept)] or edits
    edit = None if _only_moves_words(edits, old, new) else _most_telling(edits, shifts, old, new)
    if edit is None:
        sentence = new_sentence(old, new)
        if sentence and not kept.are_kept(sentence, are_new=True):
            return f"now says {shortened(sentence, length)}", ""
        edit = _newest(edits, old, new)
    return _one_edit(edit, old, new, length, kept) if edit else rewords


def _one_edit(edit: Edit, old: str, new: str, length: int, kept: Kept) -> tuple[str, str]:
    """What some words of a clause became, and where in it; that it is reworded where they are too few to say it."""
    edit = _with_names(edit, old, new)
    was, now = without_lone_address(*only_the_rest(*_without_equal_words(*_wordings(edit, old, new))))
    apart = in_its_place(was, now, kept)
    if apart != [(was, now)]:
        return _one_of(apart, length), ""
    was, now = kept.without_kept(was, are_new=False), kept.without_kept(now, are_new=True)
    if max(len(was), len(now)) < LETTERS_QUOTED or was.casefold() == now.casefold():
        return f"rewords {quoted(new, length, noun='a clause')}", ""
    place = _place_of(_within(edit, was, now, old, new), old, new, length)
    if not has_words(was):
        return _added(now, place, length)
    if not has_words(now):
        return f"removes {shortened(was, length)}", _AT_PLACE.sub(" from ", place)
    if _says_more_alone(was, now, old, length):
        whole = around(new, _within(edit, was, now, old, new)[1], 2 * length) if _GOES_ON.match(now) else ""
        return f"now says {shortened(whole or now, 2 * length)}", ""
    gone = _number_cut_off(was, now, edit[0].start, old, length)
    if gone:
        return f"no longer says “{gone}”", ""
    return f"changes {shortened(was, length)} to {shortened(now, length)}", _AT_PLACE.sub(" in ", place)


def _one_of(pairs: Sequence[tuple[str, str]], length: int) -> str:
    """What happened to words that are no form of others, among those that came and those that went elsewhere."""
    was, now = next((pair for pair in pairs if not all(pair)), pairs[0])
    if was and now:
        return two_forms(was, now, length)
    return f"adds {shortened(now, length)}" if now else f"removes {shortened(was, length)}"


def two_forms(was: str, now: str, length: int) -> str:
    """What a sentence became; of a long one that begins as before, what it says now from just before the news on."""
    shown = shortened(was, length), shortened(now, length)
    if shown[0] != shown[1]:
        return f"changes {shown[0]} to {shown[1]}"
    edit = _newest(edits_between(was, now), was, now)
    news = bare(now[edit[1].start : edit[1].end]) if edit else ""
    return f"now says {shortened(news, length)}" if has_words(news) else f"rewords {shown[1]}"


def _added(now: str, place: str, length: int) -> tuple[str, str]:
    """That words were added; of a condition with what then holds only that the clause says so now."""
    if "”… “" in place or "”, “" in place:
        return f"now says{place.removeprefix(' in')}", ""
    return f"adds {shortened(now, length)}", place


def _stands_elsewhere_now(edit: Edit, old: str, new: str, kept: Kept) -> bool:
    """Whether words only came from elsewhere in the document, or went there."""
    was, now = _wordings(edit, old, new)
    return not (
        has_words(kept.without_kept(was, are_new=False)) or has_words(kept.without_kept(now, are_new=True))
    ) and has_words(was + now)


def _reversed(turned: Reversal, length: int) -> str:
    """What a sentence said, and the denial that went or came or what it says now, the contrary or of something else."""
    was, now = bare(turned.was), bare(turned.now)
    shown = phrase_cut(was, length)
    cut_off = "…" if shown != was else ""
    if turned.denial:
        return f"reverses “{shown}”{cut_off}: {'removes' if len(was) > len(now) else 'adds'} “{turned.denial}”"
    # From who does it on: what is added behind it may be the better half.
    says_now = phrase_cut(now, length)
    goes_on = "…" if says_now != now else ""
    if turned.is_all:
        return f"reverses “{shown}”{cut_off} to “{says_now}”{goes_on}"
    return f"replaces “{shown}”{cut_off} with “{says_now}”{goes_on}"


def _says_more_alone(was: str, now: str, old: str, length: int) -> bool:
    """Whether of a replacement that is cut the new words alone say more than the beginnings of both sides."""
    if max(len(was), len(now)) <= length or not set(_NUMBER.findall(was)) <= set(_NUMBER.findall(now)):
        return False
    return len(telling_words(now) - telling_words(old)) >= FEWEST_NEW


def _number_cut_off(was: str, now: str, start: int, old: str, length: int) -> str:
    """The phrase with a number that is gone, where neither side of a replacement is short enough to show it; or ""."""
    if min(len(was), len(now)) <= length:
        return ""
    left = set(_NUMBER.findall(now))
    gone = next((found for found in _COUNTED.finditer(was) if found[1] not in left), None)
    if gone is None or gone.group() in shortened(was, length):
        return ""
    place = old.find(was, start) + gone.start()
    return around(old, Span(place, place + len(gone.group())), length)


def _newest(edits: Sequence[Edit], old: str, new: str) -> Edit | None:
    """The edit that turns a denial, or brings or takes most words that the other wording does not have anywhere."""
    turned = next((edit for edit in edits if _only_denies(*_wordings(edit, old, new))), None)
    if turned or len(edits) > EDITS_WEIGHED:
        return turned
    before, after = telling_words(old), telling_words(new)
    news = {
        edit: len(telling_words(now) - before) + len(telling_words(was) - after)
        for edit in edits
        for was, now in [_wordings(edit, old, new)]
        if not (_stands_elsewhere(was, edit[1], new) or _stands_elsewhere(now, edit[0], old))
    }
    newest = max(news, key=news.__getitem__, default=None)
    return newest if newest and news[newest] else None


def _stands_elsewhere(words: str, span: Span, text: str) -> bool:
    """Whether most of the words stand in the text outside of the span as well: they were only put elsewhere."""
    said = telling_words(words)
    if len(said) < WORDS_PUT_ELSEWHERE:
        return False
    return 2 * len(said & telling_words(f"{text[: span.start]} {text[span.end :]}")) > len(said)


def _only_denies(was: str, now: str) -> bool:
    """Whether two wordings have the same words but for a denial: "may not sing" and "may sing"."""
    return bool(was and now) and _DENIAL.sub("", was) == _DENIAL.sub("", now)


def _with_names(edit: Edit, old: str, new: str) -> Edit:
    """Return the edit, with the capitalised words before it where it changes the end of a name ("European Union")."""
    one, other = edit
    if not all(text[span.start : span.start + 1].isupper() for text, span in ((old, one), (new, other))):
        return edit
    before = _CAPITALS_BEFORE.search(old, max(0, one.start - 40), one.start)
    if not before or not telling_words(before.group()) or not new[: other.start].endswith(before.group()):
        return edit
    size = len(before.group())
    return Span(one.start - size, one.end), Span(other.start - size, other.end)


def _without_equal_words(was: str, now: str) -> tuple[str, str]:
    """Both wordings. If one is the other with words put in, only these words, and "" for the other."""
    if was and now != was and was[:1] > _WITHOUT_BLANKS and now.endswith(was):
        return "", now.removesuffix(was)
    shorter, longer = sorted((was.split(), now.split()), key=len)
    head = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    tail = len(shorter) - head
    if not shorter or (tail and longer[-tail:] != shorter[head:]):
        return was, now
    put_in = " ".join(longer[head : len(longer) - tail])
    if put_in not in (was, now) and put_in in (now if longer == now.split() else was) and has_words(put_in):
        return ("", put_in) if longer == now.split() else (put_in, "")
    return was, now


def _within(edit: Edit, was: str, now: str, old: str, new: str) -> Edit:
    """Where the told words of an edit stand in it."""
    first, second = old.index(was, edit[0].start), new.index(now, edit[1].start)
    return Span(first, first + len(was)), Span(second, second + len(now))


def _place_of(edit: Edit, old: str, new: str, length: int) -> str:
    """The words around a few changed ones, such as ` in “We keep logs for 90 days”`.

    Of many changed words without a verb those before them in their sentence, such as ` to “This does not apply to”`;
    empty where many changed that say enough alone.
    """
    one, other = edit
    text, span = (new, other) if has_words(new[other.start : other.end]) else (old, one)
    is_long = max(len(telling_words(words)) for words in _wordings(edit, old, new)) >= WORDS_ALONE
    if is_long and says_a_rule(text[span.start : span.end]):
        return ""
    pieces = None if is_long else condition_around(text, span, length)
    if pieces:
        return f" in {quoted_in_two(text, pieces)}"
    found = "" if is_long else around(text, span, length)
    if found:
        return f" in “{found}”"
    head = sentence_before(text, span, length)
    return f" to “{head}”" if head else ""


def shortened(words: str, length: int) -> str:
    """The words in quotation marks; of many the first, and an ellipsis behind the quotation."""
    words = bare(words)
    pieces = condition_and_rule(words, length)
    if pieces:
        return quoted_in_two(words, pieces)
    shown = telling_part(words, None, length)
    return f"“{shown}”" + ("" if words.endswith(shown) else "…")


def _most_telling(edits: Sequence[Edit], shifts: Sequence[Shift], old: str, new: str) -> Edit | None:
    """The edit that a headline tells; None where the clause is mostly new or no edit stands out among many."""
    sizes = {edit: _weight(edit, old, new) for edit in edits}
    changed = sum(one.end - one.start for one, _ in edits)
    if not edits or (changed > REWORDED_SHARE * len(old) and len(edits) > 1):
        return None
    first = min(edits, key=lambda edit: (rank_of_edit(edit, shifts), -sizes[edit]))
    heaviest = max(edits, key=sizes.__getitem__)
    if rank_of_edit(first, shifts) >= len(REVERSED) and sizes[heaviest] >= OUTWEIGHING * max(1, sizes[first]):
        first = heaviest
    is_strong = rank_of_edit(first, shifts) < len(STRONG_IN_MODIFIED)
    if is_strong or len(edits) <= EDITS_QUOTED or sizes[first] >= STANDING_OUT * sum(sizes.values()):
        return first
    return None


def _wordings(edit: Edit, old: str, new: str) -> tuple[str, str]:
    one, other = edit
    return old[one.start : one.end], new[other.start : other.end]


def _weight(edit: Edit, old: str, new: str) -> int:
    """How many words of a meaning of their own an edit takes out or puts in."""
    was, now = map(telling_words, _wordings(edit, old, new))
    return len(was ^ now)


def _only_moves_words(edits: Sequence[Edit], old: str, new: str) -> bool:
    """Whether most of the words that one edit takes out come back by another one."""
    if len(edits) > EDITS_WEIGHED:
        return False
    sides = [tuple(map(telling_words, _wordings(edit, old, new))) for edit in edits]
    return any(
        first is not second and 2 * len((first[0] & second[1]) - first[1] - second[0]) > max(len(first[0]), 1)
        for first in sides
        for second in sides
    )


def _quantity(
    shifts: Sequence[Shift], edits: Sequence[Edit], old: str, new: str, length: int
) -> tuple[str, Edit | None]:
    """Such as `lengthens a period from “30 days” to “90 days”`, and the two; nothing unless all went one way.

    With a sign before one of them ("≥ 50 EUR"), more than its size may have changed.
    """
    if meaningful_marks(old) != meaningful_marks(new):
        return "", None
    for dimension, (noun, raises, lowers) in _QUANTITIES.items():
        moved = [shift for shift in shifts if shift.kind.startswith(f"{dimension}_")]
        if len(moved) != 1 or moved[0].kind.endswith("_changed") or not (moved[0].before and moved[0].after):
            continue
        before, after = moved[0].before, moved[0].after
        if any(_is_within(before, one) and _is_within(after, other) for one, other in edits):
            verb = raises if moved[0].kind.endswith("_raised") else lowers
            was, now = old[before.start : before.end], new[after.start : after.end]
            return f"{verb} {noun} from {quoted(was, length)} to {quoted(now, length)}", (before, after)
    return "", None


def _is_within(part: Span, whole: Span) -> bool:
    return bool(touched([part], [whole]))
