"""Words of a sentence in its order, each with its stem, the clause that it stands in, and whether it is a name."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.spans import sentence_spans

_WORD = re.compile(r"[^\W_]{1,60}+(?:['’.&+@-][^\W_]{1,60}+){0,12}+")
_PAUSE = re.compile(r"[,;:.!?()“”\"—–|·\n]")
_STOP = re.compile(r"[.!?;\n|]")
_IRREGULAR = {
    "sold": "sell", "kept": "keep", "held": "hold", "given": "give", "gave": "give", "made": "make", "told": "tell",
    "sent": "send", "paid": "pay", "bought": "buy", "children": "child", "lost": "lose", "left": "leave",
    "chosen": "choose", "chose": "choose", "written": "write", "taken": "take", "took": "take", "shown": "show",
    "known": "know", "people": "person", "said": "say", "became": "become", "got": "get", "sought": "seek",
    "used": "use", "using": "use", "uses": "use", "ads": "ad", "began": "begin",
    "begun": "begin", "forbidden": "forbid", "found": "find", "lives": "live",
}  # fmt: skip
_SHORT_FORMS = re.compile(r"(?<=\w)['’](?P<verb>ll|re|ve|m)\b", re.IGNORECASE)
_IN_FULL = {"ll": " will", "re": " are", "ve": " have", "m": " am"}


def in_full(text: str) -> str:
    """Return the text with "we will" for "we'll"."""
    return _SHORT_FORMS.sub(lambda match: _IN_FULL[match["verb"].lower()], text)


class ReadWord(NamedTuple):
    """A word: as it stands, in small letters, its stem; which clause and which sentence it is of, counted from 0."""

    text: str
    small: str
    stem: str
    clause: int
    sentence: int
    start: int
    is_name: bool


@lru_cache(maxsize=500)
def words_of(text: str) -> tuple[ReadWord, ...]:
    """Return the words of a text. A name has a capital or a digit within, and does not begin its sentence."""
    found: list[ReadWord] = []
    clause = sentence = end = 0
    ends = [stop for _, stop in sentence_spans(text)]
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        clause += bool(_PAUSE.search(between))
        is_first = not found or bool(_STOP.search(between))
        sentence = bisect_right(ends, match.start())
        word = match.group()
        small = word.lower().replace("’", "'")
        is_name = any(letter.isupper() for letter in (word[1:] if is_first else word)) and small not in ("i", "i'm")
        found.append(ReadWord(word, small, stem(small), clause, sentence, match.start(), is_name))
        end = match.end()
    return tuple(found)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the part of a word that its forms share: "disclosed", "discloses" and "disclosing" have one."""
    word = word.lower().replace("’", "'")
    word = word.removesuffix("'s").removesuffix("'")
    word = _IRREGULAR.get(word, word)
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("eed"):
            return _undoubled(word[: -len(ending)])
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else _undoubled(word)


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou" else word.removesuffix("e")
