"""What changed clauses came to say, in a few of their own words: the parts of a headline.

A direction is said only where it is certain: a clause or words that came or went, a quantity that rose or fell.
Whatever stands between “ and ” is an exact part of `readable(block.visible)` of a clause, or of its heading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, TypeVar

from governance.comparison.judging.shifts import Shift
from governance.comparison.judging.surroundings import words_above
from governance.comparison.judging.where_told import is_material
from governance.comparison.matching.changed_words import touched
from governance.comparison.matching.folding import telling_words
from governance.comparison.matching.reversals import Reversal, reversal_between
from governance.comparison.result import (
    ADDED,
    MODIFIED,
    MOVED,
    REMOVED,
    Comparison,
    Difference,
    Kept,
    Weighed,
    told_kind,
)
from governance.comparison.telling.counting import material, told_once
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
from governance.comparison.telling.sentences import (
    Edit,
    edits_between,
    has_words,
    in_its_place,
    is_named_by_heading,
    news_of,
    only_the_rest,
    put_elsewhere,
    quoted,
    rank_of_edit,
    without_lone_address,
)
from governance.comparison.text.meaningful_marks import meaningful_marks
from governance.comparison.text.phrases import Span
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.shortening import bare
from governance.comparison.text.word_lists import LEGAL_FORMS
from governance.comparison.weighing.notable_clauses import COMPANY_NAMED, place_of_company
from governance.comparison.weighing.severity import REVERSED, STRONG_IN_MODIFIED, shifts_of
from governance.comparison.weighing.subjects import main_categories
from governance.comparison.weighing.taxonomy import (
    EFFECTIVE_DATE,
    OTHER,
    category_names,
    category_shown,
    in_sentence,
    is_evident,
)

# A heading that is longer leaves no room for the clause; over a row or an item it says more than these.
HEADING_LENGTH = 40
HEADING_LENGTH_OF_ROW = 60
HEADING_LENGTH_OF_LONG = 30
FEWEST_OF_SECTION = 2
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
OTHERS_TRIED = 3
# Fewer words are the same as elsewhere by chance.
WORDS_PUT_ELSEWHERE = 5
# A replacement that is cut is told by its new words alone if so many of them stood nowhere in the clause.
FEWEST_NEW = 3
REWORDED_SHARE = 0.6
# Fewer letters of a word say nothing.
LETTERS_QUOTED = 3
Clause = TypeVar("Clause", bound=Weighed)
CONTACTS = "contact_entity"
# A name of a company by its legal form; “limited” in small letters is a word.
_COMPANY = re.compile(
    rf"(?<![\w.’'-])[A-Z][\w.’'-]{{0,40}}+,? (?:{LEGAL_FORMS.title()}|{LEGAL_FORMS.upper()}|GmbH|L\.L\.C)"
)
_QUOTED = re.compile(r"“([^“”]+)”")
_ENDS = " .;:,!?)”’*_"
# What is the point of a clause that came or went, wherever in it these words stand.
_DECIDING = ("prohibition", "waiver", "duty", "right", "choice", "negation", "period", "amount", "share", "age")
_DENIAL = re.compile(r"\b(?:not|never) ", re.IGNORECASE)
# From the marks of Chinese on scripts put no blanks between words.
_WITHOUT_BLANKS = "\u2e80"
_AT_PLACE = re.compile(r"^ (?:in|to) ")
_GOES_ON = re.compile(r"(?:and|or|but|nor|to|of|by|with) ", re.IGNORECASE)
# What says nothing to whoever has not read the sentence before.
_POINTS_BACK = re.compile(r" in “(?:the )?(?:\w+ ){0,3}(?:such|this|these|those|said) ", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[)”’*_\s]*(?:[.!?;]|$)")
_NUMBER = re.compile(r"\d+")
_CAPITALS_BEFORE = re.compile(r"(?:(?<!\w)[A-ZÀ-Þ][\w’'-]{1,20} ){1,2}$")
_VERBS = {ADDED: "adds", REMOVED: "removes"}
_QUANTITIES = {
    "period": ("a period", "lengthens", "shortens"),
    "amount": ("an amount", "raises", "lowers"),
    "share": ("a percentage", "raises", "lowers"),
    "age": ("an age", "raises", "lowers"),
}


def told_by_category(clauses: Sequence[Clause]) -> list[list[Clause]]:
    """The clauses that a headline is about: those of each category that the change is mainly about, weightiest first.

    A group holds all clauses of its category that did more than move, so that its length is what a page and a mail
    show of it. The groups stand in the order of their first clauses.
    """
    changed = [one for one in clauses if one.severity_rule != MOVED]
    told = [one for one in changed if one.category != EFFECTIVE_DATE] or changed
    main = set(main_categories(clauses)) - {EFFECTIVE_DATE}
    if told and told[0].category == OTHER:  # nothing weighs more than a clause of no category
        main.add(OTHER)
    groups: dict[str, list[Clause]] = {}
    for one in sorted(told, key=lambda one: not is_material(one)):
        if one.category in main:
            groups.setdefault(one.category, []).append(one)
    return list(groups.values()) or ([_most_telling_first(told)] if told else [])


def _most_telling_first(group: Sequence[Clause]) -> list[Clause]:
    """The clauses in their order, but what provides nothing else than before after the others."""
    return sorted(group, key=lambda one: not is_material(one))


@dataclass(frozen=True, slots=True)
class Room:
    """How much a phrase may quote: so many letters, the words around a few changed ones, and what they are about."""

    letters: int
    is_around: bool = False
    is_subject: bool = True


def headline_groups(comparison: Comparison) -> list[list[Difference]]:
    """The clauses that a headline is about, by category; without categories where these are not known."""
    every = told_once(comparison.differences)
    told = [one for one in every if one.kind == told_kind(one.kind, one.severity_rule)]
    told = [one for one in told if not one.says_little] or told
    differences = told if comparison.has_known_categories else _by_heading(told)
    return told_by_category(differences)


class Phrase(NamedTuple):
    """What a headline says of the first clause of a group, such as `adds “and our partners”` and ` (data sharing)`.

    `together` says what the whole group is about, such as ` on data sharing`. `told` is how many provisions the phrase
    speaks of, `number` how many the group has. `is_alike` says that the same happened to all of them.
    """

    what: str
    about: str
    together: str
    told: int
    number: int
    is_alike: bool

    @property
    def text(self) -> str:
        return self.what + self.about


def directions(groups: Sequence[Sequence[Difference]], room: Room, kept: Kept) -> Iterator[Phrase]:
    """A phrase for each group of clauses of a category.

    What is longer than there is room for is quoted by the phrase that decided how much it weighs, or by its first
    words.
    """
    for group in groups:
        yield _told(group, room, kept)


def _by_heading(differences: Sequence[Difference]) -> Sequence[Difference]:
    """The clauses without their categories, so that each is told under its heading."""
    return [one if one.category == EFFECTIVE_DATE else replace(one, category=OTHER) for one in differences]


def _told(group: Sequence[Difference], room: Room, kept: Kept) -> Phrase:
    """What a headline says of the clauses of a category: what happened to the first, and how many there are."""
    first, number = group[0], material(group)
    if first.kind == MOVED:
        if len(group) > 1:
            return Phrase(
                f"changes which words stand above {len(group):,} clauses{_on(group)}", "", "", number, number, False
            )
        about = "" if first.category == OTHER else _about(first)
        return Phrase(_put_elsewhere(first, room.letters), about, "", first.provisions, number, False)
    what, about = _of_clause(first, room, kept)
    for other in group[1:OTHERS_TRIED] if _POINTS_BACK.search(what) else ():
        is_alike = other.kind == first.kind and other.severity == first.severity
        told = _of_clause(other, room, kept) if is_alike else (what, about)
        if not _POINTS_BACK.search(told[0]) and not told[0].startswith("rewords"):
            first, (what, about) = other, told
            break
    if first.provisions > 1:
        about += f" in {first.provisions:,} places"
    is_alike = first.kind != MODIFIED and all(one.kind == first.kind and not one.reworded for one in group)
    return Phrase(what, about, _on(group) if room.is_subject else "", first.provisions, number, is_alike)


class WholeSection(NamedTuple):
    """A section that came or went as a whole: its title, its clauses, and whether it came or went."""

    title: str
    clauses: Sequence[Difference]
    kind: str


def whole_section(comparison: Comparison) -> WholeSection | None:
    """The section that came or went; None unless that is all of the change."""
    told = [one for one in comparison.differences if is_material(one) and one.category != EFFECTIVE_DATE]
    paths = {_shown(one).heading_path for one in told if not one.is_of_heading}
    titles = {path[-1] for path in paths if path}
    came = [one for one in comparison.differences if bare(readable(_shown(one).visible)) in titles]
    title = bare(readable(_shown(came[0]).visible)) if came else ""
    clauses = [one for one in told if one not in came]
    kinds = {one.kind for one in (*told, *came)}
    if len(clauses) < FEWEST_OF_SECTION or len(kinds) != 1 or not kinds <= {ADDED, REMOVED}:
        return None
    if not title or {_shown(one).heading_path[-1:] for one in clauses} != {(title,)}:
        return None
    return WholeSection(title, clauses, told[0].kind)


def section_told(section: WholeSection, room: Room, kept: Kept) -> str:
    """Such as `adds the section “Fees” (4 clauses), which says “…”`."""
    says = "says" if section.kind == ADDED else "said"
    quotation = _telling_part(section.clauses[0], room.letters, kept)
    number = material(section.clauses)
    return f"{_VERBS[section.kind]} the section “{section.title}” ({number:,} clauses), which {says} {quotation}"


def _of_clause(difference: Difference, room: Room, kept: Kept) -> tuple[str, str]:
    """What happened to a clause, and what it is about: a subject in brackets or the heading that it stands under."""
    if difference.instead:
        sides = (_shown(difference), difference.instead)
        was, now = (readable(block.visible) for block in (reversed(sides) if difference.after else sides))
        about = _about(difference) if room.is_subject else ""
        return f"changes {_shortened(was, room.letters)} to {_shortened(now, room.letters)}", about
    if difference.reworded:
        own = news_of(readable(_shown(difference).visible), kept, are_new=difference.after is not None)
        was, now = (difference.reworded, own) if difference.after else (own, difference.reworded)
        about = _about(difference) if room.is_subject else ""
        return _two_forms(was, now, room.letters), about
    if difference.kind != MODIFIED:
        quotation = _telling_part(difference, room.letters, kept)
        subject = _about_whole(difference, quotation) if room.is_subject else ""
        return f"{_VERBS[difference.kind]} {quotation}", subject
    told, context = _edited(difference, room.letters, kept)
    if told.startswith("changes") and _COMPANY.search(" ".join(_QUOTED.findall(told))):
        subject = f" ({in_sentence(category_names()[CONTACTS])})"
    else:
        subject = _about(difference)
    if room.is_around and context:
        return told + context, subject if room.is_subject else ""
    if subject and not room.is_subject:
        return told, ""
    if not subject and _quote(difference, room.letters) not in told:
        subject = f" in {_quote(difference, room.letters)}"
    return told, subject


@lru_cache(maxsize=64)
def _shifts(before: Block | None, after: Block | None) -> tuple[Shift, ...]:
    """What happened to a clause, which is asked again for each length that is tried."""
    return tuple(shifts_of(before, after))


def _telling_part(difference: Difference, length: int, kept: Kept) -> str:
    """Of a clause that came or went the phrase that decided how much it weighs; an ellipsis where that goes on.

    Nothing is quoted that the other text holds as well, if there is anything else.
    """
    shown, is_new = _shown(difference), difference.after is not None
    whole = readable(shown.visible)
    text = news_of(whole, kept, are_new=is_new)
    decisive = _decisive(difference, whole, len(whole) - len(text))
    pieces = condition_and_rule(text, length) if decisive is None else None
    part = pieces[0] if pieces else telling_part(text, decisive, length)
    if kept.are_kept(part, are_new=is_new):
        news = kept.without_kept(text, are_new=is_new)
        place = text.find(news)
        part = around(text, Span(place, place + len(phrase_cut(news, length // 2))), length) or phrase_cut(news, length)
        return f"“{part}”{'…' if _goes_on(text, part) else ''}"
    pieces = pieces or condition_and_rule(text[text.find(part) :], length)
    if pieces and (decisive is None or text[decisive.start : decisive.end] in " … ".join(pieces)):
        return _quoted_in_two(text, pieces)
    return f"“{part}”{'…' if _goes_on(text, part) else ''}"


def _decisive(difference: Difference, text: str, left_out: int) -> Span | None:
    """The words of a clause that decided how much it weighs, placed in the text without what is left out before it."""
    decisive = None
    if _shown(difference).kind != "table_row" and difference.severity_rule.startswith(_DECIDING):
        shifts = _shifts(difference.before, difference.after)
        deciding = next((shift for shift in shifts if shift.kind == difference.severity_rule), None)
        decisive = (deciding.after or deciding.before) if deciding else None
    elif difference.severity_rule == COMPANY_NAMED:
        decisive = place_of_company(text)
    if decisive is None or decisive.start < left_out:
        return None
    return Span(decisive.start - left_out, decisive.end - left_out)


def _quoted_in_two(text: str, pieces: tuple[str, str]) -> str:
    """The condition and what then holds, with an ellipsis between them where words are left out there."""
    condition, rule = pieces
    place = text.find(condition)
    left_out = text[place + len(condition) : text.find(rule, place + len(condition))].strip(_ENDS)
    goes_on = _goes_on(text[place + len(condition) :], rule)
    return f"“{condition}”{'…' if left_out else ','} “{rule}”{'…' if goes_on else ''}"


def _goes_on(text: str, part: str) -> bool:
    """Whether the sentence goes on behind the part."""
    return not _is_sentence_end(text, part) and bool(text[text.find(part) + len(part) :].strip(_ENDS))


def _is_sentence_end(text: str, part: str) -> bool:
    return _SENTENCE_END.match(text, text.find(part) + len(part)) is not None


def _put_elsewhere(difference: Difference, length: int) -> str:
    """Under which words a clause stands that stayed as it was, and under which it stood."""
    assert difference.before is not None, "A clause that stayed has both sides."
    assert difference.after is not None, "A clause that stayed has both sides."
    above = words_above(difference.before, difference.after)
    was, now = (quoted(readable(words), length) if words else "" for words in above[1:]) if above else ("", "")
    if not now:
        return f"takes {_quote(difference, length)} from under {was}"
    return f"puts {_quote(difference, length)} under {now}" + (f" instead of {was}" if was else "")


def _about(difference: Difference) -> str:
    """What a single clause is about: its category, or the heading over it where that says more."""
    if _is_told_by_category(difference):
        return f" ({_topic(difference)})"
    return _under(_shown(difference)) if difference.provisions < FEWEST_OF_SECTION else ""


def _about_whole(difference: Difference, quotation: str) -> str:
    """What a clause that came or went is about; the first words of a long one say more than a long heading."""
    is_cut = quotation.endswith("…")
    heading = _under(_shown(difference)) if is_cut and difference.category == OTHER else ""
    is_row = _shown(difference).kind == "table_row"
    return "" if len(heading) > HEADING_LENGTH_OF_LONG and not is_row else _about(difference)


def _is_told_by_category(difference: Difference) -> bool:
    """Whether the category of a clause says more of it than its heading, and can be read off its words."""
    shown = _shown(difference)
    if is_named_by_heading(difference.category, shown):
        return False
    return is_evident(difference.category, *shown.heading_path[-1:], shown.visible)


def _on(group: Sequence[Difference]) -> str:
    """What several clauses are about; if their category doesn't show that, the heading that all of them stand under."""
    first = group[0]
    if all(map(_is_told_by_category, group)):
        return f" on {_topic(first)}"
    return _under(_shown(first)) if len({_shown(one).heading_path[-1:] for one in group}) == 1 else ""


def _under(block: Block) -> str:
    """The nearest heading, such as ` under “Fees”`; empty where there is none, or a sentence in its place."""
    heading = bare(block.heading_path[-1]) if block.heading_path else ""
    most = HEADING_LENGTH if block.kind == "paragraph" else HEADING_LENGTH_OF_ROW
    return f" under “{heading}”" if heading and len(heading) <= most else ""


def _topic(difference: Difference) -> str:
    return in_sentence(category_shown(difference.category, _shown(difference).visible))


def _quote(difference: Difference, length: int) -> str:
    return quoted(readable(_shown(difference).visible), length, noun="a clause")


def _shown(difference: Difference) -> Block:
    shown = difference.after or difference.before
    assert shown is not None, "A difference has one side at least."
    return shown


def _edited(difference: Difference, length: int, kept: Kept) -> tuple[str, str]:
    """What happened to a reworded clause, and where in it: a quantity, a few words, or only that it is reworded.

    The place is empty where the words alone say enough.
    """
    assert difference.before is not None, "A modified clause has both sides."
    assert difference.after is not None, "A modified clause has both sides."
    old, new = readable(difference.before.visible), readable(difference.after.visible)
    turned = reversal_between(old, new)
    if turned:
        return _reversed(turned, length), ""
    shifts = _shifts(difference.before, difference.after)
    edits: Sequence[Edit] = edits_between(old, new)
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
            return f"now says {_shortened(sentence, length)}", ""
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
        return f"removes {_shortened(was, length)}", _AT_PLACE.sub(" from ", place)
    if _says_more_alone(was, now, old, length):
        whole = around(new, _within(edit, was, now, old, new)[1], 2 * length) if _GOES_ON.match(now) else ""
        return f"now says {_shortened(whole or now, 2 * length)}", ""
    return f"changes {_shortened(was, length)} to {_shortened(now, length)}", _AT_PLACE.sub(" in ", place)


def _one_of(pairs: Sequence[tuple[str, str]], length: int) -> str:
    """What happened to words that are no form of others, among those that came and those that went elsewhere."""
    was, now = next((pair for pair in pairs if not all(pair)), pairs[0])
    if was and now:
        return _two_forms(was, now, length)
    return f"adds {_shortened(now, length)}" if now else f"removes {_shortened(was, length)}"


def _two_forms(was: str, now: str, length: int) -> str:
    """What a sentence became; of a long one that begins as before, what it says now from just before the news on."""
    shown = _shortened(was, length), _shortened(now, length)
    if shown[0] != shown[1]:
        return f"changes {shown[0]} to {shown[1]}"
    edit = _newest(edits_between(was, now), was, now)
    news = bare(now[edit[1].start : edit[1].end]) if edit else ""
    return f"now says {_shortened(news, length)}" if has_words(news) else f"rewords {shown[1]}"


def _added(now: str, place: str, length: int) -> tuple[str, str]:
    """That words were added; of a condition with what then holds only that the clause says so now."""
    if "”… “" in place or "”, “" in place:
        return f"now says{place.removeprefix(' in')}", ""
    return f"adds {_shortened(now, length)}", place


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
        return f" in {_quoted_in_two(text, pieces)}"
    found = "" if is_long else around(text, span, length)
    if found:
        return f" in “{found}”"
    head = sentence_before(text, span, length)
    return f" to “{head}”" if head else ""


def _shortened(words: str, length: int) -> str:
    """The words in quotation marks; of many the first, and an ellipsis behind the quotation."""
    words = bare(words)
    pieces = condition_and_rule(words, length)
    if pieces:
        return _quoted_in_two(words, pieces)
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
