"""Where words may be cut: never within a word, a number, an address, a pair of brackets or of quotation marks."""

import re

_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "„": "“", "«": "»", "《": "》", "「": "」"}
_OPENERS, _CLOSERS = frozenset("([{“„«《「"), frozenset(")]}”»》」")
_HALVES = _OPENERS | _CLOSERS
_MARKS = " *#|,;:·•●▪■◦‣\t–—"
_ENDS = frozenset(_MARKS) | _OPENERS | frozenset("!?-/&'’\"…")
_ABBREVIATION = re.compile(r"(?:^|[^\w.])(?:[^\W\d_]{1,3}\.){2,5}$")
_JOINT = re.compile(r"[/@?&=_-]|\.(?=\w)")
# Scripts that put no blanks between words: from the marks of Chinese on.
_WITHOUT_BLANKS = "\u2e80"
_MARKS_WITHOUT_BLANKS = re.compile("[、。，；：！？）》」]")
# So many letters before a cut a bracket that is not closed there takes what follows it with it.
_TAIL = 20
LONGEST_WORD = 80


def bare(words: str) -> str:
    """The words without marks at their ends, and without half a pair of brackets or quotation marks there."""
    if words[:1].isalnum() and words[-1:].isalnum() and _HALVES.isdisjoint(words):  # as nearly all are
        return words
    while True:
        found = _without_half_pairs(_without_marks(words))
        if found == words:
            return words
        words = found


def bare_end(words: str) -> str:
    """The words without marks and halves of pairs at their end, where they are cut off with an ellipsis."""
    kept = words.rstrip()
    while kept and (kept[-1] in _ENDS or (kept[-1] == "." and not _ABBREVIATION.search(kept[-20:]))):
        kept = kept[:-1]
    return kept or words.rstrip()


def _without_marks(words: str) -> str:
    words = words.strip(_MARKS)
    words = words.lstrip(".") if words[:2] != ".." and not words[1:2].isalnum() else words
    if words.endswith(".") and not _ABBREVIATION.search(words[-20:]):
        words = words.rstrip(".")
    return words


def _without_half_pairs(words: str) -> str:
    if not words:
        return words
    first, last = words[0], words[-1]
    if last in _OPENERS and (last not in _CLOSERS or words.count("„") == 0):
        return words[:-1]
    if first in _CLOSERS or (first in "’'" and not words[1:2].isalnum()):
        return words[1:]
    if _PAIRS.get(first) == last and first in "“«" and words.count(first) == 1 and len(words) > 2:
        return words[1:-1]
    if first in _OPENERS and _PAIRS[first] not in words:
        return words[1:]
    opener = next((one for one, other in _PAIRS.items() if other == last), "")
    return words[:-1] if last in _CLOSERS and opener and opener not in words and "„" not in words else words


def cut(words: str, limit: int) -> str:
    """The words as far as they go into `limit` letters; a first word that is longer is kept as far as it can be."""
    if len(words) <= limit:
        return words
    found = bare(words[: place_to_cut(words, limit)])
    opened = max((found.rfind(mark, -_TAIL) for mark in "([“„«"), default=-1)
    is_open = opened > 0 and _PAIRS[found[opened]] not in found[opened:]
    return bare(found[:opened]) or found if is_open else found


def place_to_cut(words: str, limit: int, start: int = 0) -> int:
    """The last place after `start` and up to `limit` letters from it that stands between two words."""
    most = start + limit
    if len(words) <= most:
        return len(words)
    place = words.rfind(" ", start + 1, most + 1)
    while place > start and words[place - 1].isdigit() and words[place + 1 : place + 2].isdigit():
        place = words.rfind(" ", start + 1, place)
    if place < start + limit // 2 and words[most] >= _WITHOUT_BLANKS and words[most - 1] >= _WITHOUT_BLANKS:
        marks = [found.end() for found in _MARKS_WITHOUT_BLANKS.finditer(words, start + limit // 2, most)]
        return marks[-1] if marks else most
    if place > start:
        return place
    after = words.find(" ", most, start + limit + LONGEST_WORD)
    if after > 0 or len(words) <= most + LONGEST_WORD:
        return after if after > 0 else len(words)
    joints = [found.start() for found in _JOINT.finditer(words, start + 1, most)]
    return joints[-1] if joints else most
