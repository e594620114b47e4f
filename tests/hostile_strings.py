"""Long strings made to be slow for one regular expression, from its own letters, classes and repeats.

A backtracking engine is slow where a repeat can begin at many places, or two repeats can share their characters, before
something that fails. So for each repeat of a pattern there are strings that lead up to it and then feed it.
"""

import re
from collections.abc import Iterator
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONG_REPEAT = 8
MOST_FEEDS = 120
_SAMPLES = "aZ1 .-_,;:(\\[<@/\"'#*|\n§é今"
_KILLERS = ("", "\x00")
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)


def hostile_strings(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Strings of about this length: what the pattern's repeats feed on, after what leads to them."""
    feeds = list(dict.fromkeys(_feeds(parser.parse(pattern.pattern, pattern.flags), "", pattern.flags)))
    for lead, food in feeds[:MOST_FEEDS]:
        for killer in _KILLERS:
            yield lead + _times(food, length) + killer
        yield _times(lead + food, length)
        yield _times(lead + food * min(60, length // 3), length)
    for letters in _letters(pattern):
        yield _times(letters, length)


def _times(piece: str, length: int) -> str:
    return piece * (length // max(len(piece), 1) + 1) if piece else ""


def _letters(pattern: re.Pattern[str]) -> list[str]:
    """Each sign of the pattern alone, beside a letter and beside a blank, such as unclosed brackets."""
    signs = sorted({letter for letter in pattern.pattern if not letter.isalnum()} | {"a", "1", " "})
    return [sign + beside for sign in signs for beside in ("", "a", " ")][:MOST_FEEDS]


def _feeds(items: Any, lead: str, flags: int) -> Iterator[tuple[str, str]]:
    """(what leads to a long repeat, what it feeds on) of every repeat in a parsed pattern."""
    for operation, argument in items:
        for inner in _inner(operation, argument):
            yield from _feeds(inner, lead, flags)
        if operation in _REPEATS:
            _, most, body = argument
            if most >= LONG_REPEAT:
                for food in _examples(body, flags):
                    yield lead, food
        lead += next(iter(_examples([(operation, argument)], flags)), "")


def _inner(operation: Any, argument: Any) -> list[Any]:
    if operation in _REPEATS:
        return [argument[2]]
    if operation is code.BRANCH:
        return list(argument[1])
    if operation is code.SUBPATTERN:
        return [argument[3]]
    if operation is code.ATOMIC_GROUP:
        return [argument]
    return []


def _examples(items: Any, flags: int) -> list[str]:
    """A few short strings that the items match, as far as what stands around them allows."""
    found = [""]
    for operation, argument in items:
        pieces = _pieces(operation, argument, flags)
        found = [one + piece for one in found[:4] for piece in pieces[:12]] if pieces else found
    return [one for one in dict.fromkeys(found) if one]


def _pieces(operation: Any, argument: Any, flags: int) -> list[str]:
    if operation is code.LITERAL:
        return [chr(argument)]
    if operation in (code.IN, code.NOT_LITERAL, code.ANY):
        state = parser.State()
        state.flags = flags
        alone = compiler.compile(parser.SubPattern(state, [(operation, argument)]), flags)
        return [sample for sample in _SAMPLES if alone.fullmatch(sample)]
    if operation in _REPEATS:
        least, _, body = argument
        return [example * max(least, 1) for example in _examples(body, flags)]
    if operation is code.BRANCH:
        return [example for branch in argument[1] for example in _examples(branch, flags)[:1]]
    if operation in (code.SUBPATTERN, code.ATOMIC_GROUP):
        return _examples(argument[3] if operation is code.SUBPATTERN else argument, flags)
    return []
