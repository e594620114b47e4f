"""Words that make a clause bind, by kind, such as duties and negations, found only where they have that meaning."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.exactness import IS_SO, NOBODY
from governance.comparison.text.languages import language_of_clause, languages, phrases_in
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.word_lists import CONTRACTED_NOT

# Of "no more than", "no. 4", "not only" and "whether or not" none denies anything.
_THAN = r"(?:longer|later|more|less|fewer|earlier|sooner|greater|higher|lower|larger) than"
_NO_DENIAL = (
    rf"only|just|merely|simply|least|{_THAN}|(?:to )?exceed(?:ing|s)?"
    r"|(?:(?:be(?:ing)?|necessarily) )?(?:limited|restricted) to"
)
# "Non-refundable" denies, "non-exclusive" and "non-personal" describe.
_NON = r"non-?\w{3,20}[ai]ble"
NEGATION = (
    # Only contractions begin with other letters.
    rf"(?=[cn])(?:(?<!or )not(?! (?:{_NO_DENIAL})\b)|never|nor|neither|cannot|nobody|no one|none|nothing|nowhere"
    r"|no longer(?! than\b)"
    rf"|no(?!\.|\s(?:one|longer|later|more|less|fewer|earlier|sooner|matter|doubt|{_THAN}|\d))|{_NON})|{CONTRACTED_NOT}"
)
# What denies nothing but the noun behind it.
WITHOUT = r"without(?! limit(?:ation|ing)\b| (?:undue |unreasonable )?delay\b)"
# What makes a clause bind. What stands in the changed words of one wording more often than in those of the other is
# observed. Of some only the number counts: "won't" is "will not", and what you may do you can do.
BY_NUMBER = frozenset(["negation", "right", "duty", "prohibition", "choice", "discretion", "exclusion"])
PATTERNS = {
    "negation": NEGATION,
    "condition": r"(?<!not )(?<!save )only|unless|except|provided that|subject to|until"
    r"|(?<!not )limited to|solely|as long as"
    rf"|(?:if|when|where) (?:\w+ ){{1,8}}{WITHOUT}",
    "exclusion": rf"{WITHOUT}|{_NON}",
    "discretion": r"(?:sole|absolute|own|our|its|their|your) (?:sole |absolute |own )?discretion|for any reason"
    r"|without (?:notice|cause)|reserves? the right"
    r"|as we (?:see fit|deem)",
    "choice": r"opt(?:s|ed|ing)?[ -]?(?:in|out)|unsubscribe|(?:withdraw|revoke|withhold)\w*\s(?:\w+\s){0,3}consent"
    r"|(?:your|their|prior|explicit|express)\s(?:\w+\s)?consent|turn(?:ed)? off|(?:right to|can|may) object",
    "right": r"rights? to|entitled|refunds?"
    r"|(?:you|they|users?|customers?) (?:can|may|could|are (?:free|allowed|permitted) to)(?! not\b)",
    "waiver": r"waive[sdr]?|waiving|giv(?:es?|ing) up (?:the|your|any|all|their|its) (?:\w+ )?rights?",
    "duty": r"must(?! not\b)|(?:shall|will)(?! not\b)"
    r"|(?<!we are )(?<!legally )(?<!as )(?<!if )(?<!where )(?<!when )required to"
    r"|responsible for|agrees? (?:not )?to|obligated|obliged to|obligation to"
    r"|(?:you|we|they|users?) have to|indemnif(?:y|ies)",
    "prohibition": r"(?:may|must|shall|can) (?:not|never)|cannot|(?:mus|ca|sha|do)n['’]t|mustn['’]t|do not|never"
    rf"|{NOBODY} (?:may|shall|must)|prohibit(?:s|ed)?|forbid(?:s|den)?|disallow(?:s|ed)?"
    r"|(?:not|no longer) (?:allowed|permitted)",
    "power": r"we(?: (?:may|can|will|could)|['’]ll)(?! not\b)",
    "party": r"third[ -]part(?:y|ies)|affiliates?|subsidiar(?:y|ies)|group compan(?:y|ies)|vendors?|partners?"
    r"|(?:service )?providers?|advertisers?|ad networks?|admin(?:istrator)?s?|law enforcement|authorit(?:y|ies)"
    r"|employers?|(?:sub-?)?processors?|contractors?|data brokers?|parents?|guardians?",
    "scope": r"any|all|every|each|including|whether or not|and/or|regardless|irrevocabl[ey]|perpetual|worldwide"
    r"|sublicensable|transferable|royalty-free",
}
# What every phrase of a kind holds.
SIGNS = {
    "negation": ("no", "never", "neither", "n't", "n’t"),
    "condition": (
        "only", "unless", "except", "provided", "subject", "until", "limited", "solely", "as long", "without",
    ),
    "exclusion": ("without", "non"),
    "discretion": ("discretion", "for any reason", "without", "reserve", "as we"),
    "choice": ("opt", "unsubscribe", "consent", "turn", "object"),
    "right": ("right", "entitled", "can", "may", "could", "refund", "free to", "allowed to", "permitted to"),
    "waiver": ("waiv", "give up", "gives up", "giving up"),
    "duty": ("must", "shall", "will", "required", "responsible", "agree", "oblig", "have to", "indemnif"),
    "prohibition": ("no", "never", "neither", "n't", "n’t", "prohibit", "forbid", "disallow"),
    "power": ("we may", "we can", "we will", "we could", "we'll", "we’ll"),
    "party": (
        "third", "part", "affiliate", "subsidiar", "group compan", "vendor", "provider", "advertiser", "ad network",
        "admin", "law enforcement", "authorit", "employer", "processor", "contractor", "data broker", "guardian",
        "parent",
    ),
    "scope": (
        "any", "all", "every", "each", "including", "whether", "and/or", "regardless", "irrevocabl", "perpetual",
        "worldwide", "sublicensable", "transferable", "royalty-free",
    ),
}  # fmt: skip
# The letters that the phrases of a kind begin with: at most words nothing else of the pattern is tried.
_FIRST_LETTERS = {
    "condition": "aeilopsuw", "discretion": "afiorstwy", "exclusion": "nw",
    "choice": "cemoprtuwy", "right": "certuy", "waiver": "gw",
    "duty": "aimorstuwy", "prohibition": "cdfmnps", "power": "w", "party": "acdeglpstv", "scope": "aeiprstw",
}  # fmt: skip


def _pattern_of(kind: str) -> re.Pattern[str]:
    first = f"(?=[{_FIRST_LETTERS[kind]}])" if kind in _FIRST_LETTERS else ""
    return re.compile(rf"\b{first}(?:{PATTERNS[kind]})\b", re.IGNORECASE)


PHRASES = {kind: _pattern_of(kind) for kind in PATTERNS}
_SENTENCE_ENDS = re.compile(r"[.!?;•|](?=\s)")
_SEEN_BESIDE = 300
_VERBS = re.compile(r"\b(?:may|might|can|could|will|shall|must)\b(?! \d)|['’]ll\b", re.IGNORECASE)
_WORDS_TO_VERB = re.compile(r"\s(?:(?:also|then|still|\w{2,12}ly)\s)*(\w+)", re.IGNORECASE)
_SAME = {
    **dict.fromkeys(("any", "every", "each"), "all"),
    "irrevocable": "irrevocably",
    "administrator": "admin",
    "group company": "affiliate",
}
# Words that say what others of the same row say; those that aren't conditions in `PATTERNS` may be other things too.
_SAME_CONDITIONS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"unless|except|save(?= (?:for|as|that|where|when|if|to|only|with|in|by|what)\b)|(?<=[,;] )save"
        r"|other than|excluding|with the exception of|apart from|aside from|if not",
        r"provided|providing(?= that\b)|on (?:the )?condition(?= that\b)|(?:as|so) long as",
        r"(?<!not )only|solely|exclusively|(?:limited|restricted|confined) to|nothing but",
        r"subject to|in (?:accordance|compliance|line|conformity) with|according to|conditional (?:up)?on"
        r"|contingent (?:up)?on",
        r"until|till|up to|before",
    )
)
_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?:ies|ing|ed|es|s|e|y)$")


class Span(NamedTuple):
    """Words of a clause: `readable(block.visible)[start:end]`."""

    start: int
    end: int


Phrase = tuple[str, Span]


def found_in(pattern: re.Pattern[str], text: str) -> list[Phrase]:
    return [(match.group().lower(), Span(*match.span())) for match in pattern.finditer(text)]


@lru_cache(maxsize=4_000)
def phrases_of(text: str) -> dict[str, list[Phrase]]:
    """Every phrase of each kind that the text holds, in order. Of a text in a language read here, the words of that."""
    if (language := language_of_clause(text)) in languages():
        read = phrases_in(language, text)
        return {
            kind: [(words, Span(start, end)) for words, start, end in read[kind]] for kind in PATTERNS if kind in read
        }
    small = folded(text)
    kinds = [kind for kind, signs in SIGNS.items() if holds_any(small, signs)] if not small.isdigit() else []
    return {kind: found for kind in kinds if (found := _exact(kind, text))}


def _exact(kind: str, text: str) -> list[Phrase]:
    """The phrases of a kind that have its meaning where they stand in their sentence."""
    found = found_in(PHRASES[kind], text)
    is_so = IS_SO.get(kind)
    return [(words, span) for words, span in found if is_so(words, *_around(text, span))] if is_so else found


def _around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after some words in their sentence."""
    before = _SENTENCE_ENDS.split(text[max(0, span.start - _SEEN_BESIDE) : span.start])[-1]
    return before, _SENTENCE_ENDS.split(text[span.end : span.end + _SEEN_BESIDE], maxsplit=1)[0]


def only_here(kind: str, spans: Sequence[Span], here: str, there: str) -> list[Span]:
    """Those of the phrases of one wording that the whole other wording does not hold in any form."""
    if not spans:
        return []
    ours, theirs = phrases_of(here).get(kind, ()), phrases_of(there).get(kind, ())
    if language_of_clause(here) in languages():
        return [*spans[: max(0, len(ours) - len(theirs))]]
    if kind in BY_NUMBER:
        # Words that the other wording holds too, if in a sense that isn't sure, did not come or go.
        loosely = len(PHRASES[kind].findall(here)) - len(PHRASES[kind].findall(there)) if there else len(spans)
        return [*spans[: max(0, min(len(ours) - len(theirs), loosely))]]
    if kind == "power":
        more = max(0, len(_VERBS.findall(here)) - len(_VERBS.findall(there)))
        return [span for span in spans if not _is_done(here, span, there)][:more]
    words, others = {span: found for found, span in ours}, {_meant(found) for found, _ in theirs}
    alone = [span for span in spans if _meant(words[span]) not in others and not _is_denied(words[span], there)]
    return (
        [span for span in alone if not _is_said_otherwise(words[span], here, there)] if kind == "condition" else alone
    )


def _is_said_otherwise(condition: str, here: str, there: str) -> bool:
    """Whether the other wording has as many words that say the same, such as "save" for "except"."""
    alike = next((pattern for pattern in _SAME_CONDITIONS if pattern.match(condition)), None)
    return alike is not None and len(alike.findall(there)) >= len(alike.findall(here))


def _is_denied(words: str, there: str) -> bool:
    """Whether the other wording holds the contrary: "transferable" became "non-transferable" and did not go."""
    small = there.lower()
    return "non" in small and re.search(rf"\bnon-?{re.escape(words)}\b", there, re.IGNORECASE) is not None


def _is_done(text: str, span: Span, other: str) -> bool:
    """Whether the other wording holds the verb that follows "we may", in any form."""
    verb = _WORDS_TO_VERB.match(text, span.end)
    return verb is not None and bool(other) and {*stems(verb.group(1))} <= {*stems(other)}


def _meant(words: str) -> str:
    """One word for all forms and spellings of a phrase."""
    plain = words.replace("-", " ").removeprefix("service ").replace("sub processor", "subprocessor")
    plain = plain.removesuffix("ies") + "y" if plain.endswith("ies") else plain.removesuffix("s")
    return _SAME.get(plain, plain)


def stems(words: str) -> list[str]:
    return [_ENDING.sub("", word) if len(word) > 3 else word for word in _WORD.findall(words.lower())]
