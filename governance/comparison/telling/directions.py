"""What changed clauses came to say, in a few of their own words: the parts of a headline.

A direction is said only where it is certain: a clause or words that came or went, a quantity that rose or fell.
Whatever stands between “ and ” is an exact part of `readable(block.visible)` of a clause, or of its heading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from governance.comparison.judging.surroundings import words_above
from governance.comparison.judging.where_told import is_material
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
    phrase_cut,
    telling_part,
)
from governance.comparison.telling.quoting import goes_on, quoted, quoted_in_two
from governance.comparison.telling.rewordings import edited, shifts_between_sides, shortened, two_forms
from governance.comparison.telling.sentences import is_named_by_heading, news_of
from governance.comparison.text.phrases import Span
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.shortening import bare
from governance.comparison.text.word_lists import LEGAL_FORMS
from governance.comparison.weighing.notable_clauses import COMPANY_NAMED, place_of_company
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
OTHERS_TRIED = 3
Clause = TypeVar("Clause", bound=Weighed)
CONTACTS = "contact_entity"
# A name of a company by its legal form; “limited” in small letters is a word.
_COMPANY = re.compile(
    rf"(?<![\w.’'-])[A-Z][\w.’'-]{{0,40}}+,? (?:{LEGAL_FORMS.title()}|{LEGAL_FORMS.upper()}|GmbH|L\.L\.C)"
)
_QUOTED = re.compile(r"“([^“”]+)”")
# What is the point of a clause that came or went, wherever in it these words stand.
_DECIDING = ("prohibition", "waiver", "duty", "right", "choice", "negation", "period", "amount", "share", "age")
# What says nothing to whoever has not read the sentence before.
_POINTS_BACK = re.compile(r" in “(?:the )?(?:\w+ ){0,3}(?:such|this|these|those|said) ", re.IGNORECASE)
_VERBS = {ADDED: "adds", REMOVED: "removes"}


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
        return f"changes {shortened(was, room.letters)} to {shortened(now, room.letters)}", about
    if difference.reworded:
        own = news_of(readable(_shown(difference).visible), kept, are_new=difference.after is not None)
        was, now = (difference.reworded, own) if difference.after else (own, difference.reworded)
        about = _about(difference) if room.is_subject else ""
        return two_forms(was, now, room.letters), about
    cells = () if difference.kind == MODIFIED else kept.news_in_row(_shown(difference), is_new=not difference.before)
    if cells:
        cell, row = quoted(readable(cells[0]), room.letters), _quote(difference, room.letters)
        return f"{_VERBS[difference.kind]} {cell} in {row}", _about(difference) if room.is_subject else ""
    if difference.kind != MODIFIED:
        quotation = _telling_part(difference, room.letters, kept)
        subject = _about_whole(difference, quotation) if room.is_subject else ""
        return f"{_VERBS[difference.kind]} {quotation}", subject
    told, context = edited(difference, room.letters, kept)
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
        return f"“{part}”{'…' if goes_on(text, part) else ''}"
    pieces = pieces or condition_and_rule(text[text.find(part) :], length)
    if pieces and (decisive is None or text[decisive.start : decisive.end] in " … ".join(pieces)):
        return quoted_in_two(text, pieces)
    return f"“{part}”{'…' if goes_on(text, part) else ''}"


def _decisive(difference: Difference, text: str, left_out: int) -> Span | None:
    """The words of a clause that decided how much it weighs, placed in the text without what is left out before it."""
    decisive = None
    if _shown(difference).kind != "table_row" and difference.severity_rule.startswith(_DECIDING):
        shifts = shifts_between_sides(difference.before, difference.after)
        deciding = next((shift for shift in shifts if shift.kind == difference.severity_rule), None)
        decisive = (deciding.after or deciding.before) if deciding else None
    elif difference.severity_rule == COMPANY_NAMED:
        decisive = place_of_company(text)
    if decisive is None or decisive.start < left_out:
        return None
    return Span(decisive.start - left_out, decisive.end - left_out)


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
