"""Whether two wordings of a clause say exactly the same: in another notation, with contractions, in another order.

Both are brought into one form and must then be equal, so that any other change beside it shows. "14 days" is two
weeks and "12 months" a year; a month is no number of days, two days are no number of hours, and "$" may be any dollar.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from governance.comparison.text.numerals import SPELLED, number_in_words
from governance.comparison.text.quantities import AGE, AMOUNT, NUMBER, PERIOD, REFERENCE, Quantity, find_quantities
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.word_lists import ALL_MODALS, BE, CONTRACTED_WITH_NOT, DENIALS, DO, HAVE, KINDS_OF_DAYS

NOTATION, CONTRACTION, REORDERED, SAME_OTHERWISE = "notation", "contraction", "reordered", "same_otherwise"
LONGEST_READ = 4_000
LONGEST_MEMBER = 3
# So many words around the changed ones may belong to the list.
LIST_EDGE = 4

_TOKEN = re.compile(r"\w+|[^\w\s]")
_HYPHENS = frozenset("-‐‑")
_JOINED_LETTERS = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
_UNSPOKEN = frozenset(".;:!?()[]“”\"'’‘`´«»*_…—")
_SPELLED = re.compile(rf"\b(?:{SPELLED})\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_KIND_OF_DAYS = re.compile(rf"\b(?:{KINDS_OF_DAYS}|consecutive)\b", re.IGNORECASE)
_UNSURE_CURRENCY = re.compile(r"\b(?:pounds?|francs?|rupees?)\b", re.IGNORECASE)
_CONTRACTIONS = (
    (re.compile(r"\b(?:cannot|can['’]t)"), "can not"),
    (re.compile(r"\bwon['’]t\b"), "will not"),
    (re.compile(r"\bshan['’]t\b"), "shall not"),
    (re.compile(rf"\b({CONTRACTED_WITH_NOT})n['’]t\b"), r"\1 not"),
    (re.compile(r"\b(we|you|they)['’]re\b"), r"\1 are"),
    (re.compile(r"\b(i|we|you|they)['’]ve\b"), r"\1 have"),
    (re.compile(r"\b(i|we|you|they|he|she|it)['’]ll\b"), r"\1 will"),
    (re.compile(r"\bi['’]m\b"), "i am"),
)


_JOINTS = frozenset(("and", "or"))


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.replace("|", " ").split())


# Before a list stands one of these, or the verb after one of the others.
_LEADS_IN = _set_of(
    "to of for from with by in on at as into among about via including the our your its their both either is are be : ("
)
_BEFORE_VERB = _set_of(f"we you they {ALL_MODALS} not also")
# What makes of a member of a list a statement of its own, or gives it a place in an order.
_NO_MEMBER = _set_of(
    f"{DENIALS} none nobody we you they us them it he she i who which that this these those {ALL_MODALS} would"
    f" {DO} {BE} be been {HAVE} had if unless when where to"
    " of for from with by in on at as than then first second last only before after under over until within except"
)
# Where the clause holds one of these, the order of what it lists says something: of payments, ranks, steps and pairs.
_IN_ORDER = _set_of(
    "respectively respective order ordered ordering sequence sequentially priority prioritised prioritized precedence"
    " rank ranked following followed former latter first firstly second secondly third last lastly then next before"
    " after another finally step steps turn successively subsequently applied apply credited allocated offset"
    " towards toward prevail prevails preference versus vs"
)


def equivalence(before: Block, after: Block) -> str:
    """The rule that names how the two wordings say the same; "" where they don't, or differ in marks alone."""
    old, new = readable(before.visible), readable(after.visible)
    if max(len(old), len(new)) > LONGEST_READ or [d.value for d in before.dates] != [d.value for d in after.dates]:
        return ""
    plain = _Wordings(old.lower(), new.lower())
    if _differ_in_marks_or_numbers(*map(_words, plain.as_written)):
        return ""
    if plain.says_the_same_in_numbers():
        return NOTATION
    without_contractions = plain.without_contractions()
    if without_contractions is not plain:
        if without_contractions.says_the_same_as_written():
            return CONTRACTION
        if without_contractions.says_the_same_in_numbers():
            return SAME_OTHERWISE
    if _is_reordered(*plain.as_written):
        return REORDERED
    return SAME_OTHERWISE if _is_reordered(*without_contractions.in_numbers) else ""


@dataclass(frozen=True)
class _Wordings:
    """Two wordings in small letters, and the words of each, as they are written and with every quantity in one form."""

    old: str
    new: str

    @cached_property
    def as_written(self) -> tuple[list[str], list[str]]:
        return _tokens([self.old]), _tokens([self.new])

    @cached_property
    def in_numbers(self) -> tuple[list[str], list[str]]:
        if not any(pattern.search(side) for pattern in (_DIGITS, _SPELLED) for side in (self.old, self.new)):
            return self.as_written
        return _tokens(_with_numbers(self.old)), _tokens(_with_numbers(self.new))

    def says_the_same_as_written(self) -> bool:
        olds, news = self.as_written
        return _words(olds) == _words(news)

    def says_the_same_in_numbers(self) -> bool:
        olds, news = self.in_numbers
        return _words(olds) == _words(news)

    def without_contractions(self) -> "_Wordings":
        """The wordings with every contraction written out; the same object if neither holds one."""
        old, new = _written_out(self.old), _written_out(self.new)
        return self if (old, new) == (self.old, self.new) else _Wordings(old, new)


def _differ_in_marks_or_numbers(olds: Sequence[str], news: Sequence[str]) -> bool:
    """Whether nothing but marks differs, or some digits in the places of others: no notation makes these the same."""
    if len(olds) != len(news):
        return False
    return all(one == other or (one.isdigit() and other.isdigit()) for one, other in zip(olds, news, strict=True))


def _words(tokens: Sequence[str]) -> list[str]:
    return [word for word in tokens if word != ","]


def _written_out(text: str) -> str:
    """The text without contractions."""
    if "'" in text or "’" in text or "cannot" in text:
        for pattern, written_out in _CONTRACTIONS:
            text = pattern.sub(written_out, text)
    return text


def _tokens(pieces: Iterable[str]) -> list[str]:
    """The words of the pieces of a text, with its commas and signs; a quantity in one form is a word."""
    found = []
    for piece in pieces:
        if piece.startswith("\0"):
            found.append(piece)
        else:
            words = piece if _HYPHENS.isdisjoint(piece) else _JOINED_LETTERS.sub(" ", piece)
            found += [one for one in _TOKEN.findall(words) if one not in _UNSPOKEN]
    return found


def _with_numbers(text: str) -> Iterator[str]:
    """The text in pieces, each number with its unit as one in a form of its own, which begins with a null."""
    at = 0
    for quantity in find_quantities(text):
        yield from _with_spelled(text[at : quantity.start])
        yield _in_one_form(quantity, text[quantity.start : quantity.end])
        at = quantity.end
    yield from _with_spelled(text[at:])


def _with_spelled(text: str) -> Iterator[str]:
    at = 0
    for match in _SPELLED.finditer(text):
        yield text[at : match.start()]
        yield f"\0{NUMBER}  {number_in_words(match.group()):.12g}"
        at = match.end()
    yield text[at:]


def _in_one_form(quantity: Quantity, words: str) -> str:
    if quantity.dimension == REFERENCE:
        return words
    numbers = f"{quantity.value:.12g}"
    if quantity.comma_value != quantity.value:
        numbers += f" or {quantity.comma_value:.12g}"
    unit = quantity.unit
    if quantity.dimension == PERIOD:
        spelled, digits = _SPELLED.search(words), _DIGITS.findall(words)
        if spelled and any(float(one) != number_in_words(spelled.group()) for one in digits):
            return words
        unit = " ".join([quantity.counted_in, *_KIND_OF_DAYS.findall(words)])
    elif quantity.dimension == AMOUNT:
        unsure = _UNSURE_CURRENCY.search(words)
        unit = unsure.group().removesuffix("s") if unsure else "us$" if quantity.is_us_dollar else unit
    elif quantity.dimension == AGE:
        unit = " ".join(_TOKEN.findall(_SPELLED.sub("", _DIGITS.sub("", words))))
    return f"\0{quantity.dimension} {unit} {numbers}"


def _is_reordered(olds: Sequence[str], news: Sequence[str]) -> bool:
    """Whether the members of one list stand in another order and nothing else differs."""
    if len(olds) != len(news) or sorted(olds) != sorted(news) or _IN_ORDER & {*olds}:
        return False
    differing = [at for at, (one, other) in enumerate(zip(olds, news, strict=True)) if one != other]
    if not differing:
        return False
    first, last = differing[0], differing[-1] + 1
    starts = [at for at in range(first, max(-1, first - LIST_EDGE - 1), -1) if _leads_in(olds, at)]
    ends = range(last, min(len(olds), last + LIST_EDGE) + 1)
    return any(
        _same_members(olds[start:end], news[start:end]) and not _is_another_list_beside(olds, start, end)
        for start in starts
        for end in ends
    )


def _is_another_list_beside(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether members of two lists may belong together: "sellers and buyers are the licensor and the licensee"."""
    return not _JOINTS.isdisjoint((*tokens[:start], *tokens[end:]))


def _leads_in(tokens: Sequence[str], at: int) -> bool:
    """Whether a list may begin at this place."""
    if at == 0 or tokens[at - 1] in _LEADS_IN or tokens[at - 1] == ",":
        return True
    return at > 1 and tokens[at - 2] in _BEFORE_VERB


def _same_members(olds: Sequence[str], news: Sequence[str]) -> bool:
    members = _members(olds)
    return members is not None and members == _members(news)


def _members(tokens: Sequence[str]) -> list[str] | None:
    """The members of a list in alphabetical order, and the one word that joins them; None if it is no plain list."""
    joints = {token for token in tokens if token in _JOINTS}
    members: list[list[str]] = [[]]
    for token in tokens:
        if token in (",", *_JOINTS):
            members.append([])
        else:
            members[-1].append(token)
    named = [member for member in members if member]
    is_plain = all(len(member) <= LONGEST_MEMBER and not _NO_MEMBER & {*member} for member in named)
    has_signs = any(not token.isalpha() for member in named for token in member)
    if len(joints) != 1 or len(named) < 2 or not is_plain or has_signs:
        return None
    return [*sorted(" ".join(member) for member in named), *joints]
