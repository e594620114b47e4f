"""Whether a clause that stayed word for word now stands under words that say the opposite, or that name others.

A heading or the words before a list can turn what stands below: names under "We do not sell:" and under "We sell:",
uses under "Forbidden" and under "Allowed", a clause under "In Germany" and under "In France". Only what is sure counts.
A sentence that says itself what is allowed says it under any heading. Of any other under a contrary heading nobody can
tell whether it turned with it, so it is told, but not called the contrary.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.judging.contraries import holds_contrary
from governance.comparison.judging.deltas import Delta
from governance.comparison.judging.titles import binds_others
from governance.comparison.judging.turns import is_denied_only
from governance.comparison.matching.matched_clauses import Matching
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.phrases import stems
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.shortening import bare
from governance.comparison.text.word_lists import ALL_MODALS, BE, DENIALS, HAVE, NEGATIONS, NOT_AT_END, ONLY, USERS

CONTRARY, OTHERS, OUT_OF_FORCE, INTO_FORCE = "under_contrary", "under_others", "put_out_of_force", "put_into_force"
BETWEEN_CONTRARY = "between_contrary"
LONGEST_READ = 300
# The words over a clause stand so many lines before it at most.
LINES_ABOVE = 12
# A title is looked for so many clauses above.
LONGEST_LIST = 40
# Words of the second group are the contrary of those of the first.
_CONTRARY_GROUPS = (
    (
        rf"allowed|permitted|permissible|(?:you|{USERS}) (?:may|can)|do['’]?s",
        r"prohibit(?:ed|ions?)|forbidden|banned|disallowed|(?:not|never) (?:be )?(?:allowed|permitted)"
        rf"|(?:you|{USERS}) (?:(?:may|must|shall|can)(?: not|n['’]t)|cannot|(?:must|may) never)"
        r"|don['’]?ts|^(?:do not|don['’]t|never)",
    ),
    (r"required|mandatory|compulsory|obligatory", r"optional|voluntary|(?:not|never) required"),
    (r"included|covered|inclusions", r"excluded|exclusions|not (?:included|covered)"),
)
_GROUPS = tuple(
    (re.compile(rf"(?:{first})\b", re.IGNORECASE), re.compile(rf"(?:{second})\b", re.IGNORECASE))
    for first, second in ((rf"(?<![\w-])(?:{one})", rf"(?<![\w-])(?:{other})") for one, other in _CONTRARY_GROUPS)
)
_DENIAL = re.compile(rf"\b(?:{DENIALS}|without|unless|except\w*|exceptions?)\b|{NOT_AT_END}\b", re.IGNORECASE)
_OUT_OF_FORCE = re.compile(
    r"\b(?:void|repealed|no longer (?:valid|in force|appl(?:y|ies))|(?:is|are) (?:not (?:valid|in force)|invalid)"
    r"|do(?:es)? not apply)\W*$",
    re.IGNORECASE,
)
# What denies, also without a "not", and what limits to whom or when the clauses below apply.
_DENIES = re.compile(
    rf"\b(?:{NEGATIONS}|no one|without|forbid(?:s|den)?|prohibit(?:s|ed)?|exclud\w+|refus\w+|exempt\w*)\b"
    rf"|{NOT_AT_END}\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(rf"\b(?:{ONLY}|exceptions?|void)\b", re.IGNORECASE)
LONGEST_LIMIT = 10
_JOINS = re.compile(r"\b(?:and|or)\b|\bacceptable\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:you|your|yours|we|our|ours|us|they|their)\b", re.IGNORECASE)
_SMALL_WORDS = frozenset(
    stems("the following is are that what which with from for our your you we of in to a an it this")
)
_PLAN = re.compile(rf"\b(?:plans?|tiers?|accounts?|editions?|subscriptions?|{USERS})\W*$", re.IGNORECASE)
_ENDS_ON_A_DAY = re.compile(r"\b(?:until|before|through|up to)\s(?=[^.]{0,20}\d)", re.IGNORECASE)
_BEGINS_ON_A_DAY = re.compile(r"\b(?:from|after|since|as of|starting)\s(?=[^.]{0,20}\d)", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|when|where|unless|until|in case|that|which|who|whom|what)\b", re.IGNORECASE)
_NAME = r"[A-Z][\w’'-]*(?:[ -](?:(?:of|and|the) )?[A-Z][\w’'-]*){0,4}"
_OTHER_PLACES = r"(?:all |any )?other (?:countries|places|regions|states)|rest of the world"
_NAMES_PLACE = re.compile(
    r"(?P<frame>(?:[\w ,’'-]{1,60}\s(?=in )|only |if you (?:live|are|reside) "
    r"|(?:for |our )?(?:[Uu]sers?|[Rr]esidents?|[Cc]ustomers?|[Cc]onsumers?|[Pp]eople)(?: who live)? )?"
    rf"(?:[Ii]n|[Oo]f|[Ff]rom|[Ww]ithin|[Oo]utside)) (?:the )?(?P<name>{_NAME}|{_OTHER_PLACES})\W*$"
)
_NO_PLACE = frozenset(
    [
        "addition", "all", "another", "brief", "case", "conclusion", "detail", "details", "effect", "essence", "fact",
        "force", "full", "general", "our", "particular", "plain", "practice", "principle", "short", "some",
        "substance", "sum", "summary", "that", "these", "this", "those", "total", "you", "your",
    ]
)  # fmt: skip
_PERMITS = re.compile(
    rf"\b(?:you|{USERS}) (?:may|must|shall|can)\b|\b(?:allowed|permitted|banned|entitled|required)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
# What has one of these is a sentence.
_SENTENCE = re.compile(
    rf"\b(?:{ALL_MODALS}|would|cannot|{BE}|{HAVE}|do|does|applies|apply"
    r"|(?:we|you|they) \w+)\b",
    re.IGNORECASE,
)


class Above(NamedTuple):
    """The rule that says what new words above a clause do to it, and these words before and after ("" for none)."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Equal clauses under words that now say something else, as (index before, index after).

    Where these words are headings, the headings are told and not the clauses.
    """

    clauses: tuple[tuple[int, int], ...] = ()
    old_headings: Mapping[int, str] = field(default_factory=dict)
    new_headings: Mapping[int, str] = field(default_factory=dict)


NOTHING_TURNED = Surroundings()


def find_turned(before: Sequence[Block], after: Sequence[Block], matching: Matching) -> Surroundings:
    """The unchanged clauses to tell because of what stands above them, or the headings where these are what changed."""
    edited = {*matching.modified, *matching.divided}
    lost = {*matching.removed, *(one for one, _ in matching.modified)}
    come = {*matching.added, *(other for _, other in matching.modified)}
    clauses: list[tuple[int, int]] = []
    old_headings: dict[int, str] = {}
    new_headings: dict[int, str] = {}
    partners = dict(matching.pairs)
    for one, other in matching.pairs:
        first, second = before[one], after[other]
        if first.heading_path == second.heading_path and first.lead_in == second.lead_in:
            continue
        if (one, other) in edited or not (first.is_provision and second.is_provision):
            continue
        above = words_above(first, second)
        if above is None or _stood_within(above, before, after, (one, other), partners):
            continue
        sources = _source(before, first, above.before), _source(after, second, above.after)
        if sources[0] in lost and sources[1] in come:
            # The words above are told themselves.
            if before[sources[0]].kind == after[sources[1]].kind == "heading":
                old_headings[sources[0]] = new_headings[sources[1]] = above.rule
        else:
            if not _stays_below(before, after, first, second, above):
                clauses.append((one, other))
    return Surroundings(tuple(clauses), old_headings, new_headings)


def _stays_below(old: Sequence[Block], new: Sequence[Block], before: Block, after: Block, above: Above) -> bool:
    """Whether a clause stood below the words that seem to be new above it, or stands below the former ones still.

    A heading may have been a line without a sign of one, so that nothing but its form changed.
    """
    was, now = (plain_words(bare(readable(words))) for words in (above.before, above.after))
    return _is_nearer(now, was, old, before.index) or _is_nearer(was, now, new, after.index)


def _is_nearer(words: str, others: str, blocks: Sequence[Block], index: int) -> bool:
    """Whether the nearest line before this index that consists of one of the two wordings is the first one."""
    near = reversed(blocks[max(0, index - LINES_ABOVE) : index])
    lines = (plain_words(bare(readable(block.visible))) for block in near)
    return bool(words) and next((line for line in lines if line in (words, others)), "") == words


def _stood_within(
    above: Above, before: Sequence[Block], after: Sequence[Block], place: tuple[int, int], partners: Mapping[int, int]
) -> bool:
    """Whether the words above begin a clause in both texts, as many clauses above and with the same ones in between.

    Then they are no heading in either: of "9.2 Exceptions. These are settled in a court:", "Exceptions" is a heading
    only if the page puts it on a line of its own.
    """
    for blocks, words, at in ((before, above.before, place[0]), (after, above.after, place[1])):
        clause = _clause_titled(blocks, words, at)
        steps = at - clause
        if clause >= 0 and steps <= min(place):
            return all(partners.get(place[0] - step) == place[1] - step for step in range(steps + 1))
    return False


def _clause_titled(blocks: Sequence[Block], words: str, place: int) -> int:
    """The index of the clause above, and no heading, that begins with these words; -1 where there is none near."""
    near = range(place - 1, max(-1, place - 1 - LONGEST_LIST), -1) if words else ()
    return next((index for index in near if _begins_with(blocks[index], words)), -1)


def _begins_with(block: Block, words: str) -> bool:
    return block.kind != "heading" and block.visible.lstrip("*_ ").startswith(words)


def with_rule_from_above(delta: Delta, surroundings: Surroundings) -> Delta:
    """Return the delta.

    That of a heading that turned what stands under it gets the rule that says so, and is never set aside.
    """
    rules = (
        surroundings.old_headings.get(delta.before.index) if delta.before else None,
        surroundings.new_headings.get(delta.after.index) if delta.after else None,
    )
    rule = rules[0] or rules[1]
    return replace(delta, from_above=rule, aside="", is_navigation=False) if rule else delta


def _source(blocks: Sequence[Block], block: Block, words: str) -> int:
    """The index of the heading or lead-in with these words that stands above the block; -1 where there is none."""
    if not words:
        return -1
    depth = block.heading_path.index(words) if words in block.heading_path and words != block.lead_in else -1
    for index in range(block.index - 1, -1, -1):
        above = blocks[index]
        if depth >= 0:
            if above.kind == "heading" and above.heading_path == block.heading_path[:depth]:
                return index
        elif block.lead_in.endswith(above.visible[:LONGEST_READ].strip()):
            return index
    return -1


def words_above(before: Block, after: Block) -> Above | None:
    """Return what the words above two equal clauses now say that they didn't before, or None if that isn't sure."""
    if before.heading_path == after.heading_path and before.lead_in == after.lead_in:
        return None
    is_row = before.kind == "table_row" or after.kind == "table_row"
    leads = ("", "") if is_row else (before.lead_in, after.lead_in)
    places = before.heading_path, leads[0], after.heading_path, leads[1]
    as_item = _turned(*places, is_sentence=False)
    if as_item is None or not _SENTENCE.search(after.visible):
        return as_item
    return _turned(*places, is_sentence=True) or _between_contrary(as_item, after.visible)


def _between_contrary(as_item: Above, text: str) -> Above | None:
    """What headings that would turn an item do to a sentence, None where it says itself who does what or may do it."""
    if _is_of_another_person(as_item.before, as_item.after):
        return None if _PERSON.search(text) else as_item
    return None if _says_itself(text) else as_item._replace(rule=BETWEEN_CONTRARY)


def _says_itself(text: str) -> bool:
    """Whether each sentence denies, or says what users may or must, and not only in a condition or an aside."""
    return all(_is_decided(sentence) for sentence in _SENTENCE_END.split(text.strip()))


def _is_decided(sentence: str) -> bool:
    condition = _CONDITION.search(sentence)
    if condition is None:
        main = sentence
    elif sentence[: condition.start()].strip():
        main = sentence[: condition.start()]
    else:
        main = sentence.partition(",")[2]
    return _DENIES.search(main) is not None or _PERMITS.search(main) is not None


@lru_cache(maxsize=4_000)
def _turned(
    old_path: tuple[str, ...], old_lead: str, new_path: tuple[str, ...], new_lead: str, is_sentence: bool
) -> Above | None:
    olds, news = _levels(old_path, old_lead), _levels(new_path, new_lead)
    force = [next(filter(_puts_out_of_force, side), "") for side in (olds, news)]
    if bool(force[0]) != bool(force[1]):
        rule = OUT_OF_FORCE if force[1] else INTO_FORCE
        return Above(rule, force[0] or next(iter(olds), ""), force[1] or next(iter(news), ""))
    limits = [next(filter(_limits, side), "") for side in (olds, news)]
    if bool(limits[0]) != bool(limits[1]):
        return Above(OTHERS, limits[0] or next(iter(olds), ""), limits[1] or next(iter(news), ""))
    pairs = _first_difference(old_path, old_lead, new_path, new_lead)
    if pairs and (_names_others(*pairs) or binds_others(*pairs) or _is_for_another_time_or_plan(*pairs)):
        return Above(OTHERS, *pairs)
    if is_sentence:
        olds, news = [old_lead] if old_lead else [], [new_lead] if new_lead else []
    for group in _GROUPS:
        was, now = _nearest_side(olds, group), _nearest_side(news, group)
        if was and now and was[1] != now[1]:
            return Above(CONTRARY, was[0], now[0])
    is_turned = pairs and (not is_sentence or pairs == (old_lead, new_lead))
    if pairs and is_turned and (is_denied_only(*pairs) or holds_contrary(*pairs)):
        return Above(CONTRARY, *pairs)
    if pairs and is_turned and (_is_of_another_person(*pairs) or _only_one_denies(*pairs)):
        return Above(OTHERS, *pairs)
    return None


def _limits(words: str) -> bool:
    """Whether a title says to whom or when the clauses below apply; a long lead is cut off elsewhere too easily."""
    return len(words.split()) <= LONGEST_LIMIT and _LIMITS.search(words) is not None


def _is_of_another_person(old: str, new: str) -> bool:
    """Whether nothing but the person differs: "Your obligations" and "Our obligations"."""
    persons = [{*_PERSON.findall(words.lower())} for words in (old, new)]
    rests = [stems(_PERSON.sub(" ", words)) for words in (old, new)]
    return all(persons) and not persons[0] & persons[1] and rests[0] == rests[1]


def _only_one_denies(old: str, new: str) -> bool:
    """Whether two titles or leads speak of the same thing and one of them denies: "shared with nobody"."""
    if any(_JOINS.search(words) or len(_DENIES.findall(words)) > 1 for words in (old, new)):
        return False
    if (_DENIES.search(old) is None) == (_DENIES.search(new) is None):
        return False
    olds, news = ({*stems(_DENIES.sub(" ", words))} - _SMALL_WORDS for words in (old, new))
    return bool(olds & news)


def _is_for_another_time_or_plan(old: str, new: str) -> bool:
    """Whether one holds until a day and the other from one on, or one is of a free plan and the other of a paid one."""
    for one, other in ((old, new), (new, old)):
        if _ENDS_ON_A_DAY.search(one) and _BEGINS_ON_A_DAY.search(other):
            return True
    return all(map(_PLAN.search, (old, new))) and holds_contrary(old, new)


def _puts_out_of_force(words: str) -> bool:
    """Whether these words say that what follows does not hold, without a condition."""
    return _OUT_OF_FORCE.search(words) is not None and _CONDITION.search(words) is None


def _levels(path: tuple[str, ...], lead: str) -> list[str]:
    """The words above a clause, the nearest first."""
    return [words for words in (lead, *reversed(path)) if words and len(words) <= LONGEST_READ]


def _first_difference(
    old_path: tuple[str, ...], old_lead: str, new_path: tuple[str, ...], new_lead: str
) -> tuple[str, str] | None:
    """The nearest words above that differ, of those that stand at the same level on both sides."""
    if bool(old_lead) != bool(new_lead):
        return None
    levels = [(old_lead, new_lead), *zip(reversed(old_path), reversed(new_path), strict=False)]
    return next((pair for pair in levels if pair[0] != pair[1]), None)


def _nearest_side(levels: Sequence[str], group: tuple[re.Pattern[str], re.Pattern[str]]) -> tuple[str, int] | None:
    """The nearest words that are surely of one of two contrary groups, and of which."""
    for words in levels:
        second = group[1].search(words) is not None
        rest = group[1].sub(" ", words)
        first = group[0].search(rest) is not None
        if first or second:
            is_sure = first != second and not _DENIAL.search(rest)
            return (words, int(second)) if is_sure else None
    return None


def _names_others(old: str, new: str) -> bool:
    """Whether a place or another name gave way to one in the same words: "In Germany" and "In France"."""
    was, now = _NAMES_PLACE.match(old), _NAMES_PLACE.match(new)
    if not (was and now) or was["frame"].lower() != now["frame"].lower():
        return False
    is_rest = [re.match(_OTHER_PLACES, found["name"]) is not None for found in (was, now)]
    names = [{*re.findall(r"\w+", found["name"].lower())} for found in (was, now)]
    short = [found["name"].isupper() and len(found["name"]) <= 4 for found in (was, now)]
    if all(short):
        # "US" may be "USA".
        return was["name"][:2] != now["name"][:2]
    is_short = any(short)
    places = set().union(*(words for words, rest in zip(names, is_rest, strict=True) if not rest))
    if is_rest[0] != is_rest[1]:
        return not places & _NO_PLACE
    return not (names[0] & names[1] or is_short or places & _NO_PLACE)
