"""Word and line differences between two wordings, exact and bounded in time.

The bounds are counts, never clocks, so that the same texts give the same result everywhere. Where they are reached, a
stretch made to be slow is shown as deleted and inserted whole; the rest of the text is compared as finely as ever.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from governance.comparison.text.order import longest_increasing

MAX_EXACT_TOKENS = 500
# On 1,000 real version pairs one gap takes up to 460 steps a token, but all gaps of a text together at most 0.4 million
# above 25 a token, and anchors are needed 5 rounds deep.
STEPS_PER_TOKEN = 40
RESERVED_STEPS = 2_000_000
MAX_ROUNDS = 8
# A word carries the blank before it: blanks of their own would match everywhere and hide the words.
_TOKEN = re.compile(r" ?\w+|\W")

Operation = tuple[str, str]


def word_diff(before: str, after: str) -> list[Operation]:
    """`equal`, `insert` and `delete` pieces: equal + delete is `before`, equal + insert is `after`, letter for letter.

    Lines are aligned first and words only inside changed lines, so two long texts do not cost their product.
    """
    return _word_diff(before, after, _Reserve(RESERVED_STEPS))


def clause_diff(before: str, after: str) -> list[Operation]:
    """Like `word_diff`, for two wordings of one clause: it takes no more steps than their own words allow."""
    return _word_diff(before, after, _Reserve(0))


def _word_diff(before: str, after: str, reserve: "_Reserve") -> list[Operation]:
    result: list[Operation] = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, one, two, three, four in _opcodes(old, new, reserve):
        if tag == "equal":
            _add(result, "equal", "".join(old[one:two]))
        else:
            _diff_tokens(result, "".join(old[one:two]), "".join(new[three:four]), reserve)
    return result


class Stretch(NamedTuple):
    """A changed stretch: its old and new wording, where each begins, and the equal text after it."""

    old: str
    new: str
    following: str
    old_start: int
    new_start: int


def changed_pieces(before: str, after: str) -> list[tuple[str, str]]:
    """(old, new) wording of each changed stretch; stretches one word apart are one."""
    pieces = ((one.old.strip(), one.new.strip()) for one in changed_stretches(before, after))
    return [(old, new) for old, new in pieces if old or new]


@lru_cache(maxsize=256)
def changed_stretches(before: str, after: str) -> tuple[Stretch, ...]:
    """Every changed stretch in order, joined over a single equal word: `before[old_start:][:len(old)] == old`.

    A comparison asks this of every changed clause, so there is no reserve: each clause has its own share of steps.
    """
    found: list[Stretch] = []
    old_start = new_start = old_end = new_end = 0
    glue = 0
    is_open = False
    for operation, piece in _word_diff(before, after, _Reserve(0)):
        if operation == "equal":
            if is_open and len(piece.split()) > 1:
                found.append(Stretch(before[old_start:old_end], after[new_start:new_end], piece, old_start, new_start))
                is_open = False
            if is_open:
                glue = len(piece)
            else:
                old_end, new_end = old_end + len(piece), new_end + len(piece)
            continue
        if not is_open:
            old_start, new_start, is_open = old_end, new_end, True
        old_end, new_end, glue = old_end + glue, new_end + glue, 0
        if operation == "delete":
            old_end += len(piece)
        else:
            new_end += len(piece)
    if is_open:
        following = before[old_end : old_end + glue]
        found.append(Stretch(before[old_start:old_end], after[new_start:new_end], following, old_start, new_start))
    return tuple(found)


def equal_stretches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int]]:
    """(place in `before`, place in `after`, length) of the stretches that both have in the same order."""
    opcodes = _opcodes(before, after, _Reserve(0))
    return [(one, three, two - one) for tag, one, two, three, _ in opcodes if tag == "equal"]


def unified_diff(before: str, after: str) -> str:
    """A unified line diff with three lines of context, empty when the texts are equal."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[str] = []
    for group in _groups(_opcodes(old, new, _Reserve(RESERVED_STEPS))):
        first, last = group[0], group[-1]
        lines.append(f"@@ -{first[1] + 1},{last[2] - first[1]} +{first[3] + 1},{last[4] - first[3]} @@")
        for tag, one, two, three, four in group:
            if tag == "equal":
                lines += [" " + line for line in old[one:two]]
            else:
                lines += ["-" + line for line in old[one:two]] + ["+" + line for line in new[three:four]]
    return "\n".join(["--- before", "+++ after", *lines]) + "\n" if lines else ""


def _diff_tokens(result: list[Operation], before: str, after: str, reserve: "_Reserve") -> None:
    """Word-level operations of one changed stretch; a very long one is first cut by its common ends."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    for tag, one, two, three, four in _opcodes(old, new, reserve):
        if tag == "equal":
            _add(result, "equal", "".join(old[one:two]))
        else:
            _add(result, "delete", "".join(old[one:two]))
            _add(result, "insert", "".join(new[three:four]))


def _add(result: list[Operation], operation: str, piece: str) -> None:
    if not piece:
        return
    if result and result[-1][0] == operation:
        result[-1] = (operation, result[-1][1] + piece)
    else:
        result.append((operation, piece))


Opcode = tuple[str, int, int, int, int]
# From and to in the old tokens, from and to in the new ones, and how many rounds of anchors led here.
Gap = tuple[int, int, int, int, int]


@dataclass(slots=True)
class _Reserve:
    """The steps that the gaps of one diff may take together, beyond each gap's own share."""

    steps: int


def _opcodes(old: Sequence[str], new: Sequence[str], reserve: _Reserve) -> list[Opcode]:
    """Like difflib's, in linear time: anchored at lines or words that occur once in both, then difflib on small gaps.

    A gap that has no anchor, or is still large after `MAX_ROUNDS` rounds of them, is one replaced stretch.
    """
    result: list[Opcode] = []
    work: list[Gap] = [(0, len(old), 0, len(new), 0)]
    while work:
        one, two, three, four, rounds = work.pop()
        while one < two and three < four and old[one] == new[three]:
            _extend(result, "equal", one, one + 1, three, three + 1)
            one, three = one + 1, three + 1
        tail = 0
        while two - tail > one and four - tail > three and old[two - tail - 1] == new[four - tail - 1]:
            tail += 1
        if tail:
            work.append((two - tail, two, four - tail, four, rounds))
            two, four = two - tail, four - tail
        if one == two and three == four:
            continue
        if one == two or three == four:
            _extend(result, "replace", one, two, three, four)
        elif (two - one) + (four - three) <= MAX_EXACT_TOKENS:
            for tag, a, b, c, d in _CountedMatcher(old[one:two], new[three:four], reserve).get_opcodes():
                _extend(result, "equal" if tag == "equal" else "replace", one + a, one + b, three + c, three + d)
        else:
            gaps = _split_at_anchors(old, new, (one, two, three, four, rounds)) if rounds < MAX_ROUNDS else []
            if gaps:
                work.extend(reversed(gaps))
            else:
                _extend(result, "replace", one, two, three, four)
    return result


class _CountedMatcher(difflib.SequenceMatcher[str]):
    """difflib's matcher with its steps counted: a search that would take more than are left finds nothing."""

    a: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, old: Sequence[str], new: Sequence[str], reserve: _Reserve) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._share = STEPS_PER_TOKEN * (len(old) + len(new))
        self._reserve = reserve
        # A search visits, for each token it covers in `old`, every occurrence of that token in `new`.
        self._steps_before = list(accumulate((1 + len(self.b2j.get(token, ())) for token in old), initial=0))

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        steps = self._steps_before[len(self.a) if ahi is None else ahi] - self._steps_before[alo]
        beyond = max(0, steps - self._share)
        if beyond > self._reserve.steps:
            return difflib.Match(alo, blo, 0)
        self._share -= steps - beyond
        self._reserve.steps -= beyond
        return super().find_longest_match(alo, ahi, blo, bhi)


def _split_at_anchors(old: Sequence[str], new: Sequence[str], gap: Gap) -> list[Gap]:
    """Stretches between tokens that occur exactly once on each side and keep their order (patience diff)."""
    one, two, three, four, rounds = gap
    places = _unique_places(old, one, two)
    others = _unique_places(new, three, four)
    common = sorted((place, others[token]) for token, place in places.items() if token in others)
    if not common:
        return []
    keep = set(longest_increasing([place for _, place in common]))
    gaps: list[Gap] = []
    rounds, at_old, at_new = rounds + 1, one, three
    for first, second in common:
        if second in keep:
            if at_old < first or at_new < second:
                gaps.append((at_old, first, at_new, second, rounds))
            gaps.append((first, first + 1, second, second + 1, rounds))
            at_old, at_new = first + 1, second + 1
    if at_old < two or at_new < four:
        gaps.append((at_old, two, at_new, four, rounds))
    return gaps


def _unique_places(tokens: Sequence[str], start: int, stop: int) -> dict[str, int]:
    places: dict[str, int] = {}
    repeated: set[str] = set()
    for index in range(start, stop):
        token = tokens[index]
        if token in places:
            repeated.add(token)
        places[token] = index
    return {token: place for token, place in places.items() if token not in repeated}


def _extend(result: list[Opcode], tag: str, one: int, two: int, three: int, four: int) -> None:
    if result and result[-1][0] == tag and result[-1][2] == one and result[-1][4] == three:
        result[-1] = (tag, result[-1][1], two, result[-1][3], four)
    else:
        result.append((tag, one, two, three, four))


def _groups(opcodes: list[Opcode], context: int = 3) -> list[list[Opcode]]:
    """Changed stretches with `context` equal lines around them, joined where these touch."""
    groups: list[list[Opcode]] = []
    current: list[Opcode] = []
    for number, (tag, one, two, three, four) in enumerate(opcodes):
        if tag != "equal":
            current.append((tag, one, two, three, four))
            continue
        is_first, is_last = number == 0, number == len(opcodes) - 1
        head = (tag, one, min(two, one + context), three, min(four, three + context))
        tail = (tag, max(one, two - context), two, max(three, four - context), four)
        if is_first:
            current = [tail]
        elif is_last:
            current.append(head)
        elif two - one <= 2 * context:
            current.append((tag, one, two, three, four))
        else:
            groups.append([*current, head])
            current = [tail]
    if any(opcode[0] != "equal" for opcode in current):
        groups.append(current)
    return groups
