"""Which sentences of a model may be shown: each is held against the statements that it cites, by rules.

Pure functions. A sentence is dropped where a rule is in doubt: the derived statement then stands in its place.
`docs/rewriting.md` says how often a true sentence is kept and a lie dropped, and which lies pass.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from governance.comparison.text.dates import find_days
from governance.comparison.text.quantities import NUMBER, Quantity, find_quantities
from governance.rewriting.guard.arrangement import breaks_bounds, breaks_little_words, breaks_order
from governance.rewriting.guard.parts import Part, parts_of
from governance.rewriting.guard.saying import (
    ModalFact,
    denied_heads,
    doings,
    has_content,
    is_among,
    is_denial,
    is_same,
    modal_facts,
    owned,
)
from governance.rewriting.guard.sides import Side, Spoken, side_of
from governance.rewriting.guard.stems import ReadWord, in_full, words_of
from governance.rewriting.guard.told import HIGH, ToldStatement
from governance.rewriting.guard.words import (
    FIGURES,
    FRAME,
    JUDGEMENTS,
    JUDGEMENTS_UNLESS_STATED,
    LIMITS,
    LOWERING,
    MUST,
    NUMBER_WORDS,
    RAISING,
    SHALL,
    US,
    WILL,
    YOU,
)

MOST_WORDS, MOST_CITES = 30, 4
# The guard's own state: a kept sentence names the rules that it was held against.
GUARD_VERSION = 2
_PLAIN = re.compile(r"[\w \u00a0.,;:'’‘“”\"()%$€£¥/&+–—-]{1,400}+")
_ADDRESS = re.compile(r"(?:https?|www)\b|\w[/.](?:com|org|net|io|html?)\b", re.IGNORECASE)
_MOST_OF_IT, _FEWEST = 0.7, 3
_CONDITIONS = frozenset(("if", "when", "where", "provided", "subject", "condition", "conditions"))


@dataclass(frozen=True, slots=True)
class Proposed:
    """A sentence of the model and the ids of the statements that it says it is about."""

    sentence: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence that may be shown; `is_derived` where it is our own, in place of one that was dropped."""

    sentence: str
    cites: tuple[str, ...]
    is_derived: bool = False


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """What came of all sentences: those that may be shown, none if the whole is dropped, and why others were."""

    sentences: tuple[Checked, ...]
    kept: int
    dropped: dict[str, int]
    left_out: tuple[str, ...] = ()


def checked(proposed: Sequence[Proposed], told: Sequence[ToldStatement]) -> CheckedAnswer:
    """Hold each sentence against what it cites; a dropped one gives way to the statements that it cites.

    Nothing is shown where no sentence was kept, or a statement of high severity is cited by none of those shown;
    `left_out` names these.
    """
    by_id = {one.id: one for one in told}
    shown: list[Checked] = []
    dropped: Counter[str] = Counter()
    for one in proposed:
        why = why_dropped(one.sentence, [by_id[id] for id in one.cites if id in by_id])
        if not 0 < len(one.cites) <= MOST_CITES or not by_id.keys() >= set(one.cites):
            why = "cites"
        if why:
            dropped[why] += 1
            shown += [Checked(by_id[id].sentence, (id,), is_derived=True) for id in one.cites if id in by_id]
        else:
            shown.append(Checked(one.sentence, one.cites))
    shown = list(dict.fromkeys(shown))
    cited = {id for one in shown for id in one.cites}
    left_out = tuple(one.id for one in told if one.severity == HIGH and one.id not in cited)
    kept = sum(not one.is_derived for one in shown)
    return CheckedAnswer(tuple(shown) if kept and not left_out else (), kept, dict(dropped), left_out)


def why_dropped(sentence: str, cited: Sequence[ToldStatement]) -> str:
    """Return the name of the first rule that a sentence breaks, "" where it may stand for what it cites."""
    sentence = in_full(sentence)
    words = words_of(sentence)
    if not _PLAIN.fullmatch(sentence) or _ADDRESS.search(sentence):
        return "not_plain"
    if not cited or not words:
        return "cites"
    if len(sentence.split()) > MOST_WORDS:
        return "too_long"
    if any(word.stem in JUDGEMENTS for word in words):
        return "judgement"
    was, now = side_of(cited, is_past=True), side_of(cited, is_past=False)
    has_figure = bool(find_quantities(sentence) or find_days(sentence))
    figures = {word.stem for word in words} & FIGURES - (was.stems | now.stems)
    if not has_figure and (figures or not _says_something(words)):
        return "empty"
    if any(word.stem in JUDGEMENTS_UNLESS_STATED - (was.stems | now.stems) for word in words):
        return "judgement"
    for part in parts_of(sentence):
        side, other = (was, now) if part.is_past else (now, was)
        for name, breaks in _RULES:
            if breaks(part, side, other):
                return name
    if _breaks_direction(sentence, was, now):
        return "direction"
    return ""


def _says_something(words: Sequence[ReadWord]) -> bool:
    return any(has_content(word) and word.stem not in FRAME for word in words)


def _breaks_numbers(part: Part, side: Side, other: Side) -> bool:
    """Whether it has a number, unit, currency or date that this text doesn't state."""
    quantities = find_quantities(part.text)
    if any(not any(one.states_the_same(stated) for stated in side.quantities) for one in quantities):
        return True
    if any(not _counts_the_same(part, one, side) for one in quantities if one.dimension == NUMBER):
        return True
    if {day[2:5] for day in find_days(part.text)} - side.days:
        return True
    in_quantities = " ".join(part.text[one.start : one.end].lower() for one in quantities)
    return any(
        word.small in NUMBER_WORDS and NUMBER_WORDS[word.small] not in side.numbers and word.small not in in_quantities
        for word in part.words
    )


def _counts_the_same(part: Part, quantity: Quantity, side: Side) -> bool:
    """Whether what a bare number counts is what such a number counts in this text."""
    after = [word.stem for word in words_of(part.text[quantity.end :]) if has_content(word) and word.stem not in FRAME]
    return not after or any(
        quantity.states_the_same(one) and any(is_same(after[0], stem) for stem in counted)
        for one, counted in side.counted
    )


def _breaks_names(part: Part, side: Side, other: Side) -> bool:
    return any(word.is_name and word.small.removesuffix("'s") not in side.names for word in part.words)


def _breaks_doers(part: Part, side: Side, other: Side) -> bool:
    """Whether "we" or "you" do something, or own something, that this text doesn't say of them."""
    for who, done in doings(part.words):
        done = tuple(stem for stem in done if stem not in FRAME or stem in side.stems)
        if done and not any(who == one and is_among(done[0], stems) for one, stems in side.done):
            return True
    for whose, what in owned(part.words):
        if what and not any(whose == one and is_among(what[0], stems) for one, stems in side.owned):
            return True
    parties = {"we" if word.small in US else "you" for word in part.words if word.small in US or word.small in YOU}
    return not parties <= side.parties


def _breaks_negation(part: Part, side: Side, other: Side) -> bool:
    """Whether it denies what this text doesn't deny, or states what this text only denies."""
    denied = denied_heads(part.words)
    if any(not any(is_among(heads[0], set(stated)) for stated in side.denied) for heads in denied):
        return True
    ours = {stem for heads in denied for stem in heads}
    repeated = _repeated(part, side)
    never = [
        side.only_denied,
        *(one.only_denied for one in repeated[:1] if all(other.only_denied for other in repeated)),
    ]
    return _lacks(part, ours, never)


def _breaks_modality(part: Part, side: Side, other: Side) -> bool:
    """Whether a verb has another may, must or will than in this text, or lost the one that it always has there."""
    facts = modal_facts(part.words)
    if any(not any(_is_said(one, stated) for stated in side.facts) for one in facts):
        return True
    ours = {stem for fact in facts for stem in fact.heads}
    repeated = _repeated(part, side)
    always = [side.only_modal, *(one.only_modal for one in repeated[:1] if all(other.only_modal for other in repeated))]
    return _lacks(part, ours, always)


def _lacks(part: Part, ours: set[str], stated: Sequence[frozenset[str]]) -> bool:
    """Whether a word of the part is always a head in what is stated, and is none here."""
    heads = {stem for some in stated for stem in some}
    return any(is_among(word.stem, heads) and not is_among(word.stem, ours) for word in part.words)


def _repeated(part: Part, side: Side) -> list[Spoken]:
    """The sentences of the text that most of the part's words are of, those with the largest share of them."""
    stems = _content(part)
    if len(stems) < _FEWEST:
        return []
    shares = [(sum(is_among(stem, one.stems) for stem in stems) / len(stems), one) for one in side.sentences]
    best = max((share for share, _ in shares), default=0.0)
    return [one for share, one in shares if share == best >= _MOST_OF_IT]


def _is_said(fact: ModalFact, stated: ModalFact) -> bool:
    says = {fact.says, stated.says}
    same = len(says) == 1 or (SHALL in says and says <= {SHALL, MUST, WILL})
    return same and fact.is_denied == stated.is_denied and any(is_same(fact.heads[0], stem) for stem in stated.heads)


def _breaks_limits(part: Part, side: Side, other: Side) -> bool:
    """Whether the sentence of this text that it repeats has an "only" or an "unless" that it lost."""
    smalls = {word.small for word in part.words}
    repeated = _repeated(part, side)
    if not repeated or smalls & LIMITS:
        return False
    if smalls & _CONDITIONS:
        return all(one.has_exception for one in repeated)
    return all(one.has_limit for one in repeated)


def _breaks_mixture(part: Part, side: Side, other: Side) -> bool:
    """Whether its words are of several sentences of one clause, which together may say what none of them says."""
    stems = _content(part)
    left = {stem for stem in stems if not is_among(stem, side.around)}
    for text in {one.text for one in side.sentences}:
        missed = [
            {stem for stem in left if not is_among(stem, one.stems)} for one in side.sentences if one.text == text
        ]
        left = min(missed, key=len)
    return bool(left)


def _breaks_words(part: Part, side: Side, other: Side) -> bool:
    """Whether it has a word that neither this text nor the short list of others has."""
    before = ""
    for word in part.words:
        is_stated = is_among(word.stem, side.stems) or word.small in NUMBER_WORDS or word.small[0].isdigit()
        is_frame = word.stem in FRAME and before not in ("we", "you")
        if has_content(word) and not is_stated and not is_frame:
            return True
        if is_denial(word) and word.small == "without" and word.stem not in side.stems:
            return True
        before = word.small
    return False


def _content(part: Part) -> set[str]:
    return {word.stem for word in part.words if has_content(word) and word.stem not in FRAME}


def _is_of_no_clause(part: Part, side: Side, other: Side) -> bool:
    """Whether it tells of the old text where nothing of that is cited, as of a clause that was added."""
    return part.is_past and not side.has_clause and bool(_content(part))


def _breaks_kind(part: Part, side: Side, other: Side) -> bool:
    """Whether it says that something is new, or gone, that the other text has as well."""
    stems = _content(part)
    if not part.claims or not (side.has_clause or other.has_clause):
        return False
    quantities = find_quantities(part.text)
    news = any(not any(one.states_the_same(stated) for stated in other.quantities) for one in quantities)
    days = {day[2:5] for day in find_days(part.text)} - other.days
    modals = any(not any(_is_said(one, stated) for stated in other.facts) for one in modal_facts(part.words))
    denials = {stem for heads in denied_heads(part.words) for stem in heads}
    denied = any(not any(is_among(stem, set(stated)) for stated in other.denied) for stem in denials)
    return bool(stems or quantities) and not (stems - other.stems or news or days or modals or denied)


def _breaks_direction(sentence: str, was: Side, now: Side) -> bool:
    """Whether it says that something rose or fell, and no number did."""
    ways = {
        one.way_to(other)
        for one in was.quantities
        for other in now.quantities
        if one.dimension == other.dimension
        and one.unit == other.unit
        and not any(one.states_the_same(stated) for stated in now.quantities)
        and not any(other.states_the_same(stated) for stated in was.quantities)
    }
    stems = {word.stem for word in words_of(sentence) if word.small != "longer" or " no longer" not in f" {sentence}"}
    for claimed, way in ((RAISING, "raised"), (LOWERING, "lowered")):
        if any(not is_among(stem, was.stems | now.stems) for stem in stems & claimed) and ways != {way}:
            return True
    return False


_RULES: tuple[tuple[str, Callable[[Part, Side, Side], bool]], ...] = (
    ("kind", _is_of_no_clause),
    ("numbers", _breaks_numbers),
    ("names", _breaks_names),
    ("negation", _breaks_negation),
    ("modality", _breaks_modality),
    ("doers", _breaks_doers),
    ("words", _breaks_words),
    ("kind", _breaks_kind),
    ("limits", _breaks_limits),
    ("mixture", _breaks_mixture),
    ("bounds", breaks_bounds),
    ("little_words", breaks_little_words),
    ("order", breaks_order),
)
