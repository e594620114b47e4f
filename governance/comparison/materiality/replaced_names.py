"""Which names of things that the service offers gave way to others throughout a text.

A name that stood for a company, a recipient, a court or a plan is none of these: whoever it is replaced by is another
one. So the words that differ must be ordinary ones that the text uses elsewhere ("Cookie Settings", "Privacy
Settings"), or the text must show that the thing under either name is the service's own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from governance.comparison.judging.editing import NAMES_A_PLACE, NO_NAME
from governance.comparison.judging.service_names import KIND, is_of_the_service
from governance.comparison.matching.changed_words import new_span, old_span
from governance.comparison.matching.wording import Stretch
from governance.comparison.text.phrases import PHRASES, Span
from governance.comparison.text.segment import ParsedText
from governance.comparison.text.word_lists import LEGAL_FORMS

# Nobody renames so much at once.
MOST_NAMES = 20
LONGEST_NAME_WORDS = 6
_SEEN = 60
_WORD = r"[A-Z][\w’'&+-]{0,40}+"
_BEFORE = re.compile(rf"(?<![\w’'&+-]){_WORD} (?:(?:{_WORD}|of|for) ){{0,4}}$")
_AFTER = re.compile(rf"(?: (?:(?:of|for) )?{_WORD}){{1,4}}")
_NAME = re.compile(rf"{_WORD}(?: (?:{_WORD}|of|for|and|the))*")
_BEGINS = re.compile(r"^(?:(?:Our|The|Your|This|These|A|An|In|On|Of|For|With|Use|Using|By|If|When)\s)+")
# Things of a service that bear names of ordinary words, and documents, which do too.
_THING = re.compile(
    r"(?:settings?|cent(?:er|re)|tools?|tab|dashboard|portal|pages?|hub|library|survey|gallery|menu|panel)",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"(?:guidelines?|notices?|polic(?:y|ies))", re.IGNORECASE)
_PAPER = re.compile(
    r"\b(?:guidelines?|notices?|polic(?:y|ies)|terms|agreements?|rules|conditions|statements?|addendum|contracts?)\b",
    re.IGNORECASE,
)
_NO_PRODUCT = re.compile(
    rf"\b(?:{LEGAL_FORMS}|sas|sarl|s\.a|bv|b\.v|regulation|directive|act|law|court|shield|clauses|scheme|framework|standard"
    r"|arbitrat\w+|mediat\w+|dispute\w*|resolution|complaints?|appeals?)\b",
    re.IGNORECASE,
)
# In a sentence with these words a name may be that of somebody else.
_OTHERS = re.compile(
    r"\b(?:(?:sub-?)?processors?|recipients?|vendors?|suppliers?|provided by|operated by|hosted (?:by|on)"
    r"|on behalf of|in partnership with"
    r"|third[- ]party (?:services?|tools?|providers?|products?)|service providers?|partners?|authorit(?:y|ies))\b",
    re.IGNORECASE,
)
_WE = r"(?:we|us)"
_OWN_BEFORE = re.compile(
    rf"(?:\bour|\b{_WE} (?:also |will )?(?:provide|offer|operate|run|call)(?: the| an?)?|\bwill provide the)\s[\"“]?$",
    re.I,
)
_OWN_AFTER = re.compile(
    r"[\"”]?(?:['’]s)? (?:features?|tab|dashboard|program(?:me)?|[a-z]+ tools and services|services? (?:which|that) )\b"
)


_MEANS_SERVICES = re.compile(
    r"\W{0,9}(?:the )?[\"“*_]{1,6}Services?[\"”*_]{1,6}\s(?:refers?|means?|includes?)\b", re.IGNORECASE
)


# A capitalised word after one that isn't, so none that only begins a sentence.
_LONGER = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,20} $")


class Renaming(NamedTuple):
    """The words that differ on both sides, and the whole names that they stand in."""

    old: str
    new: str
    old_name: str
    new_name: str


def renamings(old: str, new: str, stretches: Iterable[Stretch]) -> Iterator[Renaming | None]:
    """The changed stretches of a clause as names; None for one that is no name on both sides."""
    for one in stretches:
        was, now = _name_around(old, old_span(one)), _name_around(new, new_span(one))
        is_named = _may_be_renamed(was) and _may_be_renamed(now) and was != now
        digits = [[letter for letter in name if letter.isdigit()] for name in (was, now)]
        yield Renaming(one.old.strip(), one.new.strip(), was, now) if is_named and digits[0] == digits[1] else None


def changed_names(old: str, new: str, stretches: Iterable[Stretch]) -> Iterator[tuple[str, str]]:
    """The capitalised words that the changed stretches of a clause stand among, "" for one that stands in none."""
    return ((_name_around(old, old_span(one)), _name_around(new, new_span(one))) for one in stretches)


def replaced_throughout(
    clauses: Iterable[tuple[str, str, Sequence[Stretch]]], before: ParsedText, after: ParsedText, title: str
) -> frozenset[Renaming]:
    """The names that gave way to others in two places or more, and of which nothing is left."""
    found = [renaming for clause in clauses for renaming in renamings(*clause) if renaming]
    places = Counter((one.old, one.new) for one in found)
    often = {one for one in found if places[one.old, one.new] > 1}
    if not 0 < len(often) <= MOST_NAMES:
        return frozenset()
    return frozenset(one for one in often if _is_gone(one, before, after) and _is_own(one, before, after, title))


def _name_around(text: str, span: Span) -> str:
    """Return the capitalised words that a stretch stands among, with it."""
    words, before, after = text[span.start : span.end], text[max(0, span.start - _SEEN) : span.start], text[span.end :]
    if _is_within_word(before[-1:], (words + after)[:1]) or _is_within_word((before + words)[-1:], after[:1]):
        return ""
    left, right = _BEFORE.search(f"{before.rstrip()} "), _AFTER.match(f" {after[:_SEEN].lstrip()}")
    name = f"{left.group() if left else ''}{words.strip()}{right.group() if right else ''}"
    return _BEGINS.sub("", " ".join(name.split()).strip(" \"“”'‘’.,;:()"))


def _is_within_word(before: str, after: str) -> bool:
    return before.isalnum() and after.isalnum()


def _may_be_renamed(name: str) -> bool:
    """Whether words are a name, and none of a company, a party, a law, a plan or a place."""
    if len(name.split()) > LONGEST_NAME_WORDS or not _NAME.fullmatch(name):
        return False
    return not any(pattern.search(name) for pattern in (NO_NAME, KIND, _NO_PRODUCT, PHRASES["party"]))


def _is_gone(one: Renaming, before: ParsedText, after: ParsedText) -> bool:
    """Whether the old name stands nowhere in the new text, and nothing in the old text was called by the new one."""
    if surroundings(one.old_name, after):
        return False
    whole = re.compile(rf"(?<!\w){re.escape(one.new_name)}(?!\w)")
    return not any(
        _name_around(block.visible, Span(*found.span())) == one.new_name
        for block in before.blocks
        if one.new_name in block.visible
        for found in whole.finditer(block.visible)
    )


def _is_own(one: Renaming, before: ParsedText, after: ParsedText, title: str) -> bool:
    """Whether it is a thing of the service that has either name."""
    if _has_ordinary_name(one, before, after):
        return True
    if _PAPER.search(one.old_name) or _PAPER.search(one.new_name):
        return False
    around = [*surroundings(one.old_name, before), *surroundings(one.new_name, after)]
    if any(NAMES_A_PLACE.search(words) or _OTHERS.search(words) for words in around):
        return False
    shared = " ".join(word for word in one.old_name.split() if word in one.new_name.split() and word[:1].isupper())
    if shared and is_of_the_service(shared, before, title) and is_of_the_service(shared, after, title):
        return True
    return all(
        _is_offered(name, text) or _is_among_services(name, text)
        for name, text in ((one.old_name, before), (one.new_name, after))
    )


def _has_ordinary_name(one: Renaming, before: ParsedText, after: ParsedText) -> bool:
    """Whether both names end with what the thing is, and differ in words that the texts use as ordinary ones."""
    *old, old_thing = one.old_name.split()
    *new, new_thing = one.new_name.split()
    if not (old and new) or old_thing.rstrip("s") != new_thing.rstrip("s"):
        return False
    is_shortened = {*old} <= {*new} or {*new} <= {*old}
    if not (_THING.fullmatch(old_thing) or (is_shortened and _DOCUMENT.fullmatch(old_thing))):
        return False
    return all(_is_used_as_word(word, before) or _is_used_as_word(word, after) for word in {*old} ^ {*new})


def _is_used_as_word(word: str, text: ParsedText) -> bool:
    small = word.lower()
    pattern = re.compile(rf"(?<![\w.@/-]){re.escape(small)}(?![\w@/-]|\.\w)")
    return any(pattern.search(block.visible) for block in text.blocks if small in block.visible)


def _is_offered(name: str, text: ParsedText) -> bool:
    """Whether the text shows that who speaks offers the thing of that name."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(
        _OWN_BEFORE.search(block.visible[max(0, found.start() - _SEEN) : found.start()])
        or _OWN_AFTER.match(block.visible[found.end() : found.end() + _SEEN])
        for block in text.blocks
        if name in block.visible
        for found in whole.finditer(block.visible)
    )


def _is_among_services(name: str, text: ParsedText) -> bool:
    """Whether the clause that says what "Services" means holds the name."""
    holders = (block.visible for block in text.blocks if name in block.visible)
    return any(_MEANS_SERVICES.match(visible) for visible in holders)


def stands_in(name: str, text: ParsedText) -> bool:
    """Whether a text holds a name that isn't the end of a longer one: "Public Paper Policy" is no "Paper Policy"."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(
        not _LONGER.search(block.visible[max(0, found.start() - _SEEN) : found.start()])
        for block in text.blocks
        if name in block.visible
        for found in whole.finditer(block.visible)
    )


def surroundings(name: str, text: ParsedText) -> list[str]:
    """The surroundings of a name wherever it stands in a text."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return [
        block.visible[max(0, found.start() - 2 * _SEEN) : found.end() + 2 * _SEEN]
        for block in text.blocks
        if name in block.visible
        for found in whole.finditer(block.visible)
    ]
