"""What the category model reads in a clause: stemmed words and known phrases, each with the place it was found in.

All values are whole numbers, so that a sum is the same in whatever order and on whatever machine it is made.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.languages import languages
from governance.comparison.weighing.taxonomy import phrases

UNIT = 1_000
CLAUSE_LENGTH, PLACE_LENGTH = 4_000, 300
CLAUSE, CHANGED, HEADING, UPPER, TITLE, NEIGHBOUR = "clause", "changed", "heading", "upper", "title", "neighbour"
SIGNS, CHANGED_SIGNS = "signs", "changed_signs"
PLACES = (CLAUSE, CHANGED, HEADING, UPPER, TITLE, NEIGHBOUR, SIGNS, CHANGED_SIGNS)
OF_THE_CLAUSE = (CLAUSE, CHANGED, SIGNS, CHANGED_SIGNS)
# For each place: the table of its words, how much they count, and how much its phrases count. What changed in a clause
# says more than the rest of it. The words of headings and titles count little: each platform has its own, and a model
# that goes by them knows only the platforms it was trained on.
CLAUSE_WORDS, HEADING_WORDS, TITLE_WORDS = "clause_words", "heading_words", "title_words"
TABLES = (CLAUSE_WORDS, HEADING_WORDS, TITLE_WORDS, SIGNS, CHANGED_SIGNS)
_COUNTS = {
    CLAUSE: (CLAUSE_WORDS, 1.0, 1.0),
    CHANGED: (CLAUSE_WORDS, 1.0, 2.0),
    HEADING: (HEADING_WORDS, 0.25, 1.0),
    UPPER: (HEADING_WORDS, 0.18, 1.0),
    TITLE: (TITLE_WORDS, 0.3, 1.0),
    NEIGHBOUR: ("", 0.0, 0.5),
    SIGNS: (SIGNS, 0.6, 0.0),
    CHANGED_SIGNS: (CHANGED_SIGNS, 0.6, 0.0),
}
# What a clause holds that is no word: each of these says much, however many words stand around it. Before each pattern
# stands what a text must hold for it to be looked for.
_SIGN_PATTERNS = {
    "a mail address": ("@", re.compile(r"[\w.+-]@[\w-]{1,60}\.\w").search),
    "a telephone number": (
        "0",
        re.compile(
            r"\b(?:tel|phone|fax)\b|\+\d[\d\s().-]{6,20}|\b\d{3}[\s.-]\d{3}[\s.-]\d{3,4}\b", re.IGNORECASE
        ).search,
    ),
    "a postal address": (
        "0",
        re.compile(
            r"\b\d{1,5}[a-z]?,?\s(?:[A-Z][\w.']{1,20}\s){1,3}"
            r"(?:St|Street|Ave|Avenue|Road|Rd|Blvd|Boulevard|Drive|Lane|Way|Suite|Floor|Square|Place|Court)\b"
            r"|stra(?:ss|ß)e\b|\brue\s|\bStr\.|\bSuite\b|\bP\.?O\.? Box|\b[A-Z]{2}\s\d{5}\b|\b\d{4,5}\s[A-Z][a-z]"
        ).search,
    ),
    "a company's form": (
        "",
        re.compile(
            r"\b(?=[A-Z])(?:Inc|LLC|L\.L\.C|Ltd|Limited|GmbH|Corp|Corporation|AG|PLC|S\.?A\.?S?|B\.?V|S\.?r\.?l|Pty|FZE|KK|AB|Oy|ApS|SE)\b"
        ).search,
    ),
    "a web address": ("www", re.compile(r"https?://|www\.", re.IGNORECASE).search),
    "an amount or a share": ("0", re.compile(r"[$€£]\s?\d|\d\s?(?:USD|EUR|GBP|%)", re.IGNORECASE).search),
    "a period": ("0", re.compile(r"\b\d{1,4}\s(?:day|month|year|hour|week)s?\b", re.IGNORECASE).search),
    "a row of a table": ("", re.compile(r"\s{0,4}\|").match),
    "words in capitals": (
        "",
        # As \b(?:[A-Z]{3,20}\W{1,3}){4}, but beginning with a letter, which is looked for several times faster.
        re.compile(r"[A-Z](?<!\w[A-Z])[A-Z]{2,19}\W{1,3}(?:[A-Z]{3,20}\W{1,3}){3}").search,
    ),
    "an item of a list": ("", re.compile(r"\s{0,4}[*•-]\s").match),
}
_OF_CONTACTS = frozenset(("a mail address", "a telephone number", "a postal address"))
_MAIL = re.compile(r"[\w.+-]{1,60}@[\w.-]{1,60}|\b(?:tel|phone|fax|email|rue|and|und|et)\b", re.IGNORECASE)
_MORE_THAN_NUMBERS = re.compile(r"[^\d\s.,]")
_DIGIT = re.compile(r"\d")
STRONGEST_HIT = 4
SHORTEST_STEM, LONGEST_WORD = 3, 60
# Few letters are no address, amount or row, and need not be looked through for one.
SHORTEST_SIGN = 6
_HIT_VALUES = [round(UNIT * math.sqrt(strength)) for strength in range(STRONGEST_HIT + 1)]
_WORD = re.compile(r"[^\W\d_]+|\d+")
_IDLE_WORDS = (
    "a also an and any are as at be been by can do for from has have if in is it its may not of on or other our such"
    " that the their these they this those to us was we were which will with you your"
)
_IDLE = frozenset(_IDLE_WORDS.split())


class Passage(NamedTuple):
    """A clause and what is around it.

    `changed` are the words of it that changed, empty where the whole clause is meant. `neighbours` are the clauses
    before and after it in the same section. `title` is that of the document. `lead_in` are the words before a list
    that its items continue. `language` is the text's, if we have phrases in it; English phrases are always looked for.
    """

    clause: str
    changed: str = ""
    headings: Sequence[str] = ()
    title: str = ""
    neighbours: Sequence[str] = ()
    lead_in: str = ""
    language: str = ""


class Hit(NamedTuple):
    """A known phrase that was found, and the category it speaks for. Phrases count twice as much as words."""

    category: str
    phrase: str
    strength: int


class Word(NamedTuple):
    """A word and its stem."""

    stem: str
    text: str


class TextFeatures(NamedTuple):
    """The different words of a text, stemmed, the known phrases in it, and how much they speak for each category."""

    stems: tuple[str, ...]
    hits: tuple[Hit, ...]
    spoken_for: tuple[tuple[str, int], ...]


class Finding(NamedTuple):
    """What is found at one place: the table of its words, how much each of them counts, and how much a phrase does."""

    place: str
    table: str
    word_value: int
    phrase_share: float
    reading: TextFeatures


def findings(passage: Passage) -> Iterator[Finding]:
    """Everything the model may weigh in a passage, always in the same order."""
    for place, text in texts_of(passage):
        yield finding_at(place, text, passage.language)


def finding_at(place: str, text: str, language: str = "") -> Finding:
    """What the model may weigh in a text at a place."""
    table, word_share, phrase_share = _COUNTS[place]
    if place in (SIGNS, CHANGED_SIGNS):
        signs = signs_of(text)
        return Finding(
            place, table, round(word_share * UNIT) if signs else 0, phrase_share, TextFeatures(signs, (), ())
        )
    reading = read(text, language)
    value = round(word_share * UNIT / math.sqrt(len(reading.stems))) if table and reading.stems else 0
    return Finding(place, table, value, phrase_share, reading)


def texts_of(passage: Passage) -> list[tuple[str, str]]:
    """(place, text) of the parts of a passage that may say something, long ones cut off."""
    clause, changed, headings, title, neighbours, *_ = passage
    # A number alone is no word of the model.
    found = [] if clause.isdecimal() else [(CLAUSE, clause[:CLAUSE_LENGTH])]
    if changed and changed != clause:
        found.append((CHANGED, changed[:CLAUSE_LENGTH]))
    if headings:
        found.append((HEADING, headings[-1][:PLACE_LENGTH]))
        if len(headings) > 1:
            found.append((UPPER, " / ".join(headings[:-1])[:PLACE_LENGTH]))
    if title:
        found.append((TITLE, title[:PLACE_LENGTH]))
    found += [(NEIGHBOUR, neighbour[:PLACE_LENGTH]) for neighbour in neighbours if not neighbour.isdecimal()]
    if len(clause) >= SHORTEST_SIGN:
        found.append((SIGNS, clause[:CLAUSE_LENGTH]))
    if len(changed) >= SHORTEST_SIGN:
        found.append((CHANGED_SIGNS, changed[:CLAUSE_LENGTH]))
    return found


@lru_cache(maxsize=10_000)
def signs_of(text: str) -> tuple[str, ...]:
    """The names of what a text holds that is no word: addresses, amounts, that it is a row. Takes linear time."""
    if not _MORE_THAN_NUMBERS.search(text):
        return ()
    needed = {"": True, "0": _DIGIT.search(text) is not None, "@": "@" in text, "www": "www." in text or "://" in text}
    return tuple([name for name, (need, found) in _SIGN_PATTERNS.items() if needed[need] and found(text)])


@lru_cache(maxsize=10_000)
def read(text: str, language: str = "") -> TextFeatures:
    """The words and phrases of a text. Takes linear time."""
    stems = _stems(text)
    unlike = dict.fromkeys(stems)
    words = tuple([stem for stem in unlike if stem not in _IDLE and len(stem) > 1 and not stem.isdigit()])
    hits = tuple(dict.fromkeys(_hits(stems, language)))
    strengths: dict[str, int] = {}
    for hit in hits:
        strengths[hit.category] = strengths.get(hit.category, 0) + hit.strength
    spoken_for = tuple([(name, _HIT_VALUES[min(found, STRONGEST_HIT)]) for name, found in strengths.items()])
    return TextFeatures(words, hits, spoken_for)


def is_contact_detail(text: str) -> bool:
    """Whether some words are a postal address, a telephone number or a mail address and say nothing else."""
    if not SHORTEST_SIGN <= len(text) <= PLACE_LENGTH or not _OF_CONTACTS.intersection(signs_of(text)):
        return False
    return not any(word.islower() and len(word) >= SHORTEST_STEM for word in _WORD.findall(_MAIL.sub(" ", text)))


def words_at(place: str, text: str) -> list[Word]:
    """The words behind the stems of a reading, each as it first stands in the text; of signs their names."""
    if place in (SIGNS, CHANGED_SIGNS):
        return [Word(name, name) for name in signs_of(text)]
    first: dict[str, str] = {}
    for word in _WORD.findall(text.lower()):
        first.setdefault(stem_of(word[:LONGEST_WORD]), word)
    return [Word(stem, first[stem]) for stem in read(text).stems]


def _stems(text: str) -> list[str]:
    return [stem_of(word[:LONGEST_WORD]) for word in _WORD.findall(text.lower())]


def _hits(stems: list[str], language: str) -> list[Hit]:
    words, beginnings = _known_phrases()[language]
    single = [hit for stem in stems if stem in words for hit in words[stem]]
    return single + [
        hit
        for index, stem in enumerate(stems[:-1])
        if stem in beginnings
        for phrase, hit in beginnings[stem].get(stems[index + 1], ())
        if len(phrase) == 2 or tuple(stems[index : index + len(phrase)]) == phrase
    ]


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """The word without a plain English ending, so that "retained" speaks for "retain" and "cookies" for "cookie"."""
    if len(word) <= SHORTEST_STEM or word.isdigit():
        return word
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


Phrase = tuple[str, ...]


Table = tuple[dict[str, list[Hit]], dict[str, dict[str, list[tuple[Phrase, Hit]]]]]


@lru_cache(maxsize=1)
def _known_phrases() -> dict[str, Table]:
    """Known single words, by stem, and longer phrases, by their first stem and their second, of each language.

    "" is English.
    """
    others = {name: one.categories for name, one in languages().items()}
    return {name: _table_of(listed) for name, listed in ({"": phrases()} | others).items()}


def _table_of(listed: Mapping[str, Sequence[str]]) -> Table:
    words: dict[str, list[Hit]] = {}
    beginnings: dict[str, dict[str, list[tuple[Phrase, Hit]]]] = {}
    known = set()
    for category, texts in listed.items():
        for text in texts:
            stems = tuple(_stems(text))
            if (stems, category) in known:
                continue
            known.add((stems, category))
            if len(stems) == 1:
                words.setdefault(stems[0], []).append(Hit(category, text, 1))
            else:
                following = beginnings.setdefault(stems[0], {}).setdefault(stems[1], [])
                following.append((stems, Hit(category, text, 2)))
    return words, beginnings
