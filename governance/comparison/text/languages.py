"""Which language a text or a clause is in, and the words of the languages that are read beside English.

The words stand in `governance/data/languages`, a file a language. What function words do not tell a library does, which
is loaded when it is first needed. See ADR 39.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.comparison.text.normalise import plain_words, visible_text
from governance.comparison.text.segment import Block

ENGLISH = "English"
FOLDER = Path(__file__).resolve().parents[2] / "data" / "languages"
_ENGLISH_WORDS = frozenset(
    "the and of to for that with your our this are or by you we will may not in is be".split()  # noqa: SIM905
)
# A clause has few function words. Those of one language are sure where they outnumber those of every other.
LEAST_IN_A_CLAUSE = 3
# What is shorter holds no three of them.
SHORTEST_TELLING = 8
# What a text says near its beginning tells its language as well as the whole.
SAMPLE_WORDS, LEAST_BLOCK_WORDS = 150, 6
# Words that deny stand near the verb that they deny.
_NEAR, _WORDS_BEFORE, _WORDS_AFTER = 60, 2, 3
# In these a word that denies may come after what the verb is about: "Sie dürfen die Federn nicht verkaufen".
_WORDS_AFTER_IN = {"German": 7, "Dutch": 7}
_WORD = re.compile(r"[^\W\d_]+")
# The kinds of phrases that the words of a language can be, as `phrases.PATTERNS` names them.
KINDS = ("negation", "exclusion", "condition", "discretion", "choice", "right", "duty", "prohibition", "power", "party")
_NOT_IF_DENIED = frozenset(("duty", "right", "power"))

LEAST_SAMPLE_LETTERS = 80
_NAMES = {
    "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": ENGLISH, "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "gu": "Gujarati",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kn": "Kannada", "ko": "Korean", "ku": "Kurdish",
    "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "ml": "Malayalam", "mr": "Marathi", "ms": "Malay",
    "nl": "Dutch", "no": "Norwegian", "or": "Oriya", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovene", "sq": "Albanian", "sr": "Serbian",
    "sv": "Swedish", "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "yo": "Yoruba", "zh": "Chinese",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """The words of a language that is read beside English.

    `function_words` tell it from others, `patterns` are what binds in it by kind, `categories` the phrases that speak
    for a kind of provision, `units` its names of periods, by the English ones.
    """

    name: str
    function_words: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]
    denies: frozenset[str]
    categories: Mapping[str, Sequence[str]]
    units: Mapping[str, Sequence[str]]


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """The languages read beside English, by name. Raises where a file is missing or malformed."""
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    return {row["name"]: _language(row) for row in rows}


def _language(row: Mapping[str, Any]) -> Language:
    force = row["force"]
    patterns = {kind: _alternatives(force[kind]) for kind in KINDS}
    if denied := force["forbids_when_denied"]:
        verbs, denials = (f"(?:{'|'.join(map(re.escape, words))})" for words in (denied, force["negation"]))
        patterns["prohibition"] = f"{patterns['prohibition']}|{verbs}(?:\\s[\\w-]{{1,30}}){{0,6}}?\\s{denials}"
    return Language(
        row["name"],
        frozenset(row["function_words"]),
        {kind: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for kind, pattern in patterns.items()},
        frozenset(force["denies"]),
        row["categories"],
        row["units"],
    )


def _alternatives(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in sorted(phrases, key=len, reverse=True))


@lru_cache(maxsize=4_000)
def language_of_clause(text: str) -> str:
    """The language whose function words a clause holds most of, "" where these are too few to say."""
    if len(text) < SHORTEST_TELLING:
        return ""
    known = _languages_by_word()
    found: dict[str, int] = {}
    for names, times in Counter(map(known.get, _WORD.findall(text.lower()))).items():
        for name in names or ():
            found[name] = found.get(name, 0) + times
    most = max(found.values(), default=0)
    leading = [name for name, times in found.items() if times == most]
    return leading[0] if most >= LEAST_IN_A_CLAUSE and len(leading) == 1 else ""


@lru_cache(maxsize=1)
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    """The languages that each function word is one of."""
    found: dict[str, tuple[str, ...]] = {}
    lists = {ENGLISH: _ENGLISH_WORDS} | {name: one.function_words for name, one in languages().items()}
    for name, words in lists.items():
        for word in words:
            found[word] = (*found.get(word, ()), name)
    return found


def phrases_in(language: str, text: str) -> dict[str, list[tuple[str, int, int]]]:
    """(words in small letters, start, end) of the phrases that bind in a clause of this language, by kind."""
    one = languages()[language]
    found = {}
    for kind, pattern in one.patterns.items():
        matches = [match for match in pattern.finditer(text) if not (kind in _NOT_IF_DENIED and _denied(one, match))]
        if matches:
            found[kind] = [(match.group().lower(), *match.span()) for match in matches]
    return found


def _denied(language: Language, match: re.Match[str]) -> bool:
    """Whether a word that denies stands before or after the words, with one word between or two."""
    text, (start, end) = match.string, match.span()
    before = _WORD.findall(text[max(0, start - _NEAR) : start])[-_WORDS_BEFORE:]
    after = _WORD.findall(text[end : end + _NEAR])[: _WORDS_AFTER_IN.get(language.name, _WORDS_AFTER)]
    return not language.denies.isdisjoint(word.lower() for word in (*before, *after))


def name_of_language(tag: str) -> str:
    """The English name of a language by its tag (BCP 47), such as "French" of "fr-CA"; "" if it isn't known here."""
    return _NAMES.get(tag.partition("-")[0].lower(), "")


def language_of_blocks(blocks: Sequence[Block]) -> str:
    """The English name of the language that the clauses of a text are in, "" where that is not sure.

    Function words tell English; of what else a text may be in the library knows more, on the same sample.
    """
    return _language_of((block.words, block.word_count) for block in blocks if block.word_count >= LEAST_BLOCK_WORDS)


def language_of_clauses(clauses: Iterable[str]) -> str:
    """The same of clauses as they are stored, in the order of their text."""
    reduced = (plain_words(visible_text(clause)) for clause in clauses)
    return _language_of((words, len(words.split())) for words in reduced)


def _language_of(clauses: Iterable[tuple[str, int]]) -> str:
    sample = _sample(clauses)
    voted = language_of_clause(sample)
    return voted if voted == ENGLISH else _asked_of_library(sample) or voted


def _sample(clauses: Iterable[tuple[str, int]]) -> str:
    taken: list[str] = []
    count = 0
    for words, word_count in clauses:
        if word_count < LEAST_BLOCK_WORDS:
            continue
        taken.append(words)
        count += word_count
        if count >= SAMPLE_WORDS:
            break
    return " ".join(taken)[: 10 * SAMPLE_WORDS]


# Two versions of a document begin alike.
@lru_cache(maxsize=100)
def _asked_of_library(sample: str) -> str:
    if sum(map(len, _WORD.findall(sample))) < LEAST_SAMPLE_LETTERS:
        return ""
    found = _detector().detect(sample)
    return _NAMES.get(found.language or "", "") if found.is_reliable() else ""


@lru_cache(maxsize=1)
def _detector() -> Any:
    """The library's detector: some 50 MB, so it is loaded where it is needed and once."""
    from eld import LanguageDetector

    return LanguageDetector()


def is_read(language: str) -> bool:
    """Whether words of right, duty and limit are known in a language; of an unknown one they are taken for English."""
    return language in ("", ENGLISH) or language in languages()


def unit_pattern() -> str:
    """The alternatives of a pattern of the names of periods in these languages, longest first."""
    return "|".join(sorted(map(re.escape, units_by_name()), key=len, reverse=True))


@lru_cache(maxsize=1)
def units_by_name() -> dict[str, str]:
    """The English name of each unit of time."""
    return {
        name: unit
        for one in languages().values()
        for unit, names in one.units.items()
        for name in names
        if name != unit
    }
