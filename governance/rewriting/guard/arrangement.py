"""What the order and the small words of a sentence say: who does what to whom, how many, how much at most, and when.

A sentence may have every word of its clause and say something else: "partners may share your data with us". Its words
must stand in the order of a sentence of the clause, but for a passive and for a condition that stands first; and small
words that bound, count or join must be said there of the same word.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from governance.comparison.text.dates import find_days
from governance.comparison.text.quantities import REFERENCE, find_quantities
from governance.rewriting.guard.parts import Part
from governance.rewriting.guard.saying import DOERS, has_content, is_among, is_object
from governance.rewriting.guard.sides import Side, Spoken
from governance.rewriting.guard.stems import ReadWord, words_of
from governance.rewriting.guard.words import FRAME, LIMITS, set_of

_BE = set_of("is are be been being was were am")
_JOINTS = set_of("and or nor but")
_TURNS = _JOINTS | set_of("who which that whom whose while whereas")
_CONDITIONS = set_of("if when where once whenever provided unless until")
_AGENTS = {"us": "we", "you": "you"}

# Others than "we", "you" and "it" are named by these, and must be in the text.
_PRONOUNS = set_of("they them theirs themselves he him his she her hers i me my")
# What counts a word, and what only part of it is meant with, which a sentence may not lose.
_COUNTING = set_of("all any some every each both another")
_PARTLY = set_of("some certain most many few several limited part")
_LIKE = {
    "every": "each", "prior": "before", "following": "after", "into": "to", "onto": "to", "over": "more",
    "above": "more", "exceed": "more", "exceeds": "more", "exceeding": "more", "longer": "more", "greater": "more",
    "higher": "more", "under": "less", "below": "less", "fewer": "less", "shorter": "less", "lower": "less",
    "about": "around", "approximately": "around", "minimum": "least", "maximum": "most", "older": "more",
}  # fmt: skip
# Before or behind a number, an amount or a day.
_BOUNDS_BEFORE = set_of(
    "least most up over under within more less fewer longer shorter greater higher lower minimum maximum about around "
    "approximately above below until exceed exceeds exceeding before after prior following by since first next last "
    "another additional every each almost nearly only not no"
)
_BOUNDS_BEHIND = set_of(
    "more less fewer older longer over under before after prior following into later ago each every per additional"
)
_BETWEEN_BOUNDS = set_of("a an the of than to in at for or on period version")
_BOUND_WITHIN, _BOUND_BEHIND = 6, 3
# What leads to the word behind it; the text has to lead to that word so.
_LEADING = set_of(
    "from to by with against before prior after following under over within until since during without into"
)
# When and why: these are said by the text, or not at all.
_WHEN_AND_WHY = set_of("while whereas during before after until because since although unless")
_LED_WITHIN = 4
_AS_UNDER = frozenset(("accordance", "according", "pursuant"))  # "under the rules" says the same
_GIVES_OR_TAKES = frozenset(("from", "to"))
_MARKS = '.,;:!?()“”"'


def breaks_little_words(part: Part, side: Side, other: Side) -> bool:
    """Whether a small word that says something is not said in the text, or of another word there, or is lost."""
    stated = [word for one in side.sentences for word in one.words]
    smalls = {_like(word.small) for word in stated}
    if any(word.small in _PRONOUNS and word.small not in smalls for word in part.words):
        return True
    for place, word in enumerate(part.words):
        if word.small not in _WHEN_AND_WHY or _ends_its_clause(part.words, place):
            continue
        if _like(word.small) not in smalls:
            return True
    return (
        not _are_among(_counted(part.words), list(_counted(stated)))
        or _loses_a_part(part, side)
        or _leads_elsewhere(part.words, stated)
        or _joins_otherwise(part.words, side.sentences)
    )


def breaks_bounds(part: Part, side: Side, other: Side) -> bool:
    """Whether a number, an amount or a day is at most, at least, before or after, where this text says otherwise."""
    texts = side.texts
    stated = [(one, _bound(text, one.start, one.end)) for text in texts for one in find_quantities(text)]
    for one in find_quantities(part.text):
        if one.dimension == REFERENCE:
            continue
        here = _bound(part.text, one.start, one.end)
        if here not in [bound for quantity, bound in stated if one.states_the_same(quantity)]:
            return True
    days = {(day[2:5], _bound(text, day[0], day[1])) for text in texts for day in find_days(text)}
    return any((day[2:5], _bound(part.text, day[0], day[1])) not in days for day in find_days(part.text))


def breaks_order(part: Part, side: Side, other: Side) -> bool:
    """Whether its words stand in another order than in the sentences of the text that they are of."""
    if _is_repeated(part.words, side.sentences):
        return False
    ways = list(_ways(part.words))
    wanted = {stem for stem in ways[0] if stem not in DOERS and stem not in side.around}
    shares = [(sum(is_among(stem, one.stems) for stem in wanted), one) for one in side.sentences]
    best = max((share for share, _ in shares), default=0)
    if not best:
        return False
    if best == len(wanted):
        return not any(_follows(ways, part.words, one) for share, one in shares if share == best)
    # Its words are of several clauses: it follows each of them.
    by_text: dict[int, list[tuple[int, Spoken]]] = {}
    for share, one in shares:
        by_text.setdefault(one.text, []).append((share, one))
    for some in by_text.values():
        most = max(share for share, _ in some)
        if most and not any(_follows(ways, part.words, one) for share, one in some if share == most):
            return True
    return False


def _is_repeated(words: Sequence[ReadWord], sentences: Sequence[Spoken]) -> bool:
    """Whether what follows "the text now says that" stands in a sentence word by word."""
    smalls = [word.small for word in words]
    if "that" in smalls and not any(
        has_content(one) and one.stem not in FRAME for one in words[: smalls.index("that")]
    ):
        smalls = smalls[smalls.index("that") + 1 :]
    said = f" {' '.join(smalls)} "
    return any(said in f" {' '.join(word.small for word in one.words)} " for one in sentences)


def _like(small: str) -> str:
    return _LIKE.get(small, small)


def _ends_its_clause(words: Sequence[ReadWord], place: int) -> bool:
    return place + 1 == len(words) or words[place + 1].clause != words[place].clause


def _counted(words: Sequence[ReadWord]) -> Iterator[tuple[str, str]]:
    """Each word that counts, with the word that it counts."""
    for place, word in enumerate(words):
        if word.small in _COUNTING:
            behind = _next_content(words, place)
            yield _like(word.small), behind.stem if behind else ""


def _next_content(words: Sequence[ReadWord], place: int, within: int = _LED_WITHIN + 2) -> ReadWord | None:
    for one in words[place + 1 : place + 1 + within]:
        if one.sentence != words[place].sentence:
            return None
        if has_content(one):
            return one
    return None


def _are_among(said: Iterable[tuple[str, str]], stated: Sequence[tuple[str, str]]) -> bool:
    return all(any(one[0] == other[0] and is_among(one[1], {other[1]}) for other in stated) for one in said)


def _loses_a_part(part: Part, side: Side) -> bool:
    """Whether "some of your data" became "your data"."""
    smalls = {word.small for word in part.words}
    content = {word.stem for word in part.words if has_content(word)}
    for one in side.sentences:
        for place, word in enumerate(one.words):
            behind = _next_content(one.words, place) if word.small in _PARTLY else None
            if behind and word.small not in smalls and is_among(behind.stem, content):
                return not any(
                    is_among(behind.stem, other.stems) and not _PARTLY & {x.small for x in other.words}
                    for other in side.sentences
                )
    return False


def _led(words: Sequence[ReadWord]) -> Iterator[tuple[str, str]]:
    """Each word that leads to another one, with that."""
    for place, word in enumerate(words):
        if word.small not in _LEADING or (place + 1 < len(words) and words[place + 1].small in _AGENTS):
            continue
        behind = _next_content(words, place, _LED_WITHIN)
        if behind is not None and behind.clause == word.clause and not behind.small[0].isdigit():
            yield _like(word.small), behind.stem


def _leads_elsewhere(words: Sequence[ReadWord], stated: Sequence[ReadWord]) -> bool:
    """Whether it leads to a word by another small word than the text does: "by partners" for "with partners"."""
    known, smalls = list(_led(stated)), {word.small for word in stated}
    for leads, stem in _led(words):
        if leads == "less" and not smalls.isdisjoint(_AS_UNDER):
            continue
        ways = {way for way, other in known if is_among(stem, {other})}
        if ways and leads not in ways:
            return True
        if not ways and leads not in _GIVES_OR_TAKES and leads not in map(_like, smalls):
            return True
    return False


def _joins_otherwise(words: Sequence[ReadWord], sentences: Sequence[Spoken]) -> bool:
    """Whether an "or" became an "and" between two words, or the other way round."""
    for place, word in enumerate(words):
        if word.small not in ("and", "or"):
            continue
        ahead = next((other for other in reversed(words[:place]) if has_content(other)), None)
        behind = _next_content(words, place)
        if ahead is None or behind is None:
            continue
        joints = {joint for one in sentences for joint in _between(one.words, ahead.stem, behind.stem)}
        if joints and word.small not in joints:
            return True
    return False


def _between(words: Sequence[ReadWord], ahead: str, behind: str) -> Iterator[str]:
    """Each "and" and "or" that stands between the first of these words and the second, where they are nearest."""
    begins: int | None = None
    for place, word in enumerate(words):
        if begins is not None and is_among(behind, {word.stem}):
            yield from (one.small for one in words[begins:place] if one.small in ("and", "or"))
            begins = None
        if is_among(ahead, {word.stem}):
            begins = place


def _bound(text: str, begins: int, ends: int) -> frozenset[str]:
    """What is said of a number right before and right behind it."""
    ahead, behind = text[max(0, begins - 60) : begins], text[ends : ends + 40]
    for mark in _MARKS:
        ahead, behind = ahead.rpartition(mark)[2], behind.partition(mark)[0]
    found, is_from_there = set[str](), False
    for word in reversed(words_of(ahead)[-_BOUND_WITHIN:]):
        # "to" is of "up to" and "prior to"; otherwise, as in "from 30 to 60", what stands before is of another number.
        if word.small not in _BOUNDS_BEFORE | _BETWEEN_BOUNDS or (is_from_there and word.small not in ("up", "prior")):
            break
        is_from_there = word.small == "to"
        if word.small in _BOUNDS_BEFORE:
            found.add(_like(word.small))
    for word in words_of(behind)[:_BOUND_BEHIND]:
        if word.small in _BOUNDS_BEHIND:
            found.add(f"{_like(word.small)}…")
        elif word.small not in _JOINTS:
            break
    return frozenset(found)


def _ways(words: Sequence[ReadWord]) -> Iterator[tuple[str, ...]]:
    """The stems of a sentence in its order, its passives turned, and again with a condition moved."""
    some = _active(words)
    yield tuple(_told(some))
    for place, word in enumerate(some):
        if word.small in _CONDITIONS and place:
            yield tuple(_told([*some[place:], *some[:place]]))
    if some and some[0].small in _CONDITIONS:
        ends = next((at for at, word in enumerate(some) if word.clause != some[0].clause), 0)
        if ends:
            yield tuple(_told([*some[ends:], *some[:ends]]))


def _told(words: Sequence[ReadWord]) -> Iterator[str]:
    for place, word in enumerate(words):
        if word.small == "we" or (word.small == "you" and not is_object(words, place)):
            yield word.small
        elif word.small in _AGENTS and place and words[place - 1].small == "by":
            yield _AGENTS[word.small]
        elif has_content(word) and word.stem not in FRAME:
            yield word.stem


def _active(words: Sequence[ReadWord]) -> list[ReadWord]:
    """The words with each "your data may be shared by us" turned into "by us … shared … your data"."""
    found, place = list(words), 0
    while place < len(found):
        done = next((at for at in range(place + 1, min(place + 4, len(found))) if has_content(found[at])), None)
        place += 1
        if found[place - 1].small not in _BE or done is None or not _is_done(found[done]):
            continue
        ends = done + 1
        while ends + 1 < len(found) and found[ends].small in _JOINTS and _is_done(found[ends + 1]):
            ends += 2
        agent: list[ReadWord] = []
        if ends + 1 < len(found) and found[ends].small == "by":
            at = next((at for at in range(ends + 1, min(ends + 5, len(found))) if _is_agent(found[at])), ends)
            agent = found[ends : at + 1]
        begins, after = _begin(found, place - 1), ends + len(agent)
        found[begins:after] = [*agent, *found[done:ends], *found[begins:done]]
        place = after
    return found


def _begin(words: Sequence[ReadWord], place: int) -> int:
    """Where what is said of the verb at this place begins."""
    begins = place
    while begins and words[begins - 1].clause == words[place].clause:
        if words[begins - 1].small in _CONDITIONS | _TURNS:
            break
        begins -= 1
    return begins


def _is_done(word: ReadWord) -> bool:
    return word.small != word.stem and not word.small.endswith(("s", "ing"))


def _is_agent(word: ReadWord) -> bool:
    return has_content(word) or word.small in _AGENTS


def _follows(ways: Sequence[tuple[str, ...]], words: Sequence[ReadWord], one: Spoken) -> bool:
    said, path = frozenset(word.stem for word in words), _active(one.words)
    return any(_is_along(way, path, said) for way in ways)


def _is_along(way: Sequence[str], path: Sequence[ReadWord], said: frozenset[str]) -> bool:
    """Whether the stems stand along the path in their order, and none behind a turn of which something was left out."""
    places: list[int] = []
    at = 0
    for stem in way:
        found = next((place for place in range(at, len(path)) if _is_it(stem, path, place)), None)
        if found is None:
            if stem in DOERS or any(_is_it(stem, path, place) for place in range(at)):
                return False
            continue  # of another clause, or of the statement around
        places.append(found)
        at = found + 1
    gaps = ((path[one + 1 : other], path[other].small) for one, other in pairwise(places))
    return not any(_leaves_out_behind_a_turn(skipped, after, said) for skipped, after in gaps)


def _is_it(stem: str, path: Sequence[ReadWord], place: int) -> bool:
    word = path[place]
    if stem in DOERS:
        return word.small == stem or (word.small == "us" and stem == "we")
    return is_among(stem, {word.stem})


def _leaves_out_behind_a_turn(skipped: Sequence[ReadWord], after: str, said: frozenset[str]) -> bool:
    """Whether what follows may be said of a word that was left out, as in "share your location and sell your email".

    What begins with the turn may be left out up to a condition: "with us and our partners only if you agree".
    """
    turns = [place for place, word in enumerate(skipped) if word.small in _TURNS]
    if not turns:
        return False
    ahead, behind = skipped[: turns[0]], skipped[turns[-1] + 1 :]
    limits = {after, *(word.small for word in behind)} & (_CONDITIONS | LIMITS)
    if limits and not any(map(has_content, ahead)):
        return False
    return any((has_content(word) or word.small in _PRONOUNS) and word.stem not in said for word in behind)
