"""Words that make a clause bind, found where they say in their sentence what they are called."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.quick_look import folded, holds_any

# What makes a clause bind. What stands in the changed words of one wording more often than in those of the other is
# observed. Of some only the number counts: "won't" is "will not", and what you may do you can do.
BY_NUMBER = frozenset(["negation", "right", "duty", "prohibition", "choice", "discretion"])
PATTERNS = {
    "negation": r"not(?! only\b)|never|nor|neither|cannot|without|\w{2,6}n['’]t",
    "condition": r"(?<!not )only|unless|except|provided that|subject to|until|limited to|solely|as long as|by default",
    "discretion": r"(?:sole|absolute|own|our|its|their|your) (?:sole |absolute |own )?discretion|for any reason"
    r"|without (?:notice|cause)|reserves? the right"
    r"|as we (?:see fit|deem)",
    "choice": r"opt(?:s|ed|ing)?[ -]?(?:in|out)|unsubscribe|(?:withdraw|revoke|withhold)\w*\s(?:\w+\s){0,3}consent"
    r"|(?:your|their|prior|explicit|express)\s(?:\w+\s)?consent|turn(?:ed)? off|(?:right to|can|may) object",
    "right": r"rights? to|entitled|(?:you|they|users?|customers?) (?:can|may|could)(?! not\b)|appeals?|refunds?",
    "waiver": r"waive[sdr]?|waiving",
    "duty": r"must(?! not\b)|shall(?! not\b)|(?<!we are )(?<!legally )(?<!as )(?<!if )(?<!where )(?<!when )required to"
    r"|(?<!not )responsible for|agrees? to|obligated|obliged to|obligation to|(?:you|we|they|users?) have to"
    r"|indemnif\w+",
    "prohibition": r"(?:may|must|shall|can|should) not(?! be (?:able|available)\b)|cannot|do not|prohibit\w*"
    r"|forbidden|not (?:allowed|permitted)|disallow\w*",
    "power": r"we(?: (?:may|can|will|could)|['’]ll)(?! not\b)",
    "party": r"third[ -]part(?:y|ies)|affiliates?|subsidiar(?:y|ies)|group compan(?:y|ies)|vendors?|partners?"
    r"|(?:service )?providers?|advertisers?|ad networks?|admin(?:istrator)?s?|law enforcement|authorit(?:y|ies)"
    r"|employers?|(?:sub-?)?processors?|contractors?|data brokers?|parents?|guardians?",
    "scope": r"any|all|every|each|including|whether or not|and/or|regardless|irrevocabl[ey]|perpetual|worldwide"
    r"|sublicensable|transferable|royalty-free",
}
# What every phrase of a kind holds.
SIGNS = {
    "negation": ("not", "nor", "never", "neither", "without", "n't", "n’t"),
    "condition": (
        "only", "unless", "except", "provided", "subject", "until", "limited", "solely", "as long", "default",
    ),
    "discretion": ("discretion", "for any reason", "without", "reserve", "as we"),
    "choice": ("opt", "unsubscribe", "consent", "turn", "object"),
    "right": ("right", "entitled", "can", "may", "could", "appeal", "refund"),
    "waiver": ("waiv",),
    "duty": ("must", "shall", "required", "responsible", "agree", "oblig", "have to", "indemnif"),
    "prohibition": ("not", "prohibit", "forbidden", "disallow"),
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
PHRASES = {kind: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for kind, pattern in PATTERNS.items()}
_SENTENCE_ENDS = re.compile(r"[.!?;•|](?=\s)")
_SEEN_BESIDE = 300
_MARKS = " *_#>-–—•\"“”'()[]:"
_EXCEPTION = re.compile(
    r"\b(?:unless|except|excluding|other than|without (?:our|the|their|your|prior|express|written|a|first)"
    r"|(?:if|where|as|to the extent) (?:\w+ )?(?:prohibited|forbidden|permitted|allowed))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|nor|neither|nothing|without|unless|where|if|otherwise|extent)|\bnon-|n['’]t)\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_USERS = (
    r"(?:you|users?|customers?|members?|subscribers?|buyers?|sellers?|hosts?|guests?|creators?|publishers?|developers?"
    r"|advertisers?|clients?|drivers?|participants?|visitors?|players?|candidates?|merchants?|minors|children|anyone)"
)
_BOUND_AT_END = re.compile(rf"\b(?:{_USERS}|ads?|content|apps?|accounts?|please)\W*$|:\s*$", re.IGNORECASE)
_USERS_HAVE = re.compile(
    rf"\b(?:{_USERS}|they|consumers?|individuals?|data subjects?) (?:\w+ ){{0,4}}$|\byour (?:\w+ ){{0,2}}$",
    re.IGNORECASE,
)
_OPENS_CLAUSE = re.compile(r"(?:[,:(]|\b(?:and|but|then))\s*$", re.IGNORECASE)
_HAPPENS = re.compile(
    r"\s*(?:also\s|then\s)?(?:be|have|not|only|receive|see|find|experience|need|encounter|notice|include|contact|learn"
    r"|read|visit|lose|otherwise|already|never)\b",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|whether|when|where|before|until|than|as|should)[^\w,;:]+(?:\w+[^\w,;:]+){0,2}$", re.IGNORECASE
)
_NONE_THAT = re.compile(r"\b(?:not|never|no|nor|neither|cannot)[^\w,;:]+(?:\w+[^\w,;:]+){0,3}$", re.IGNORECASE)
_NEVER_AFTER = re.compile(r"\s(?:\w+\s)?(?:never|no longer|neither|not|only)\b", re.IGNORECASE)
_NEVER = re.compile(r"\b(?:not|never|no|nor|neither|nobody|cannot|waives?)\b|n['’]t\b", re.IGNORECASE)
_OF_A_COURT = re.compile(r"\sof (?:the|a|an|any) (?:\w+ )?(?:court|judge|arbitrator|tribunal)s?\b", re.IGNORECASE)
_POWER_TO = re.compile(r"\s(?:to|over|of)\b", re.IGNORECASE)
_HAVE_POWER = re.compile(r"\b(?:ha(?:s|ve)|with|without|own|your|full|legal|necessary) (?:the |no )?$", re.IGNORECASE)
_USED_AS_VERB = re.compile(r" with\b", re.IGNORECASE)
_THING = re.compile(
    r"[ -](?:cookies?|software|content|(?:web)?sites?|apps?|applications?|links?"
    r"|tools?|licen[cs]es?|code|librar(?:y|ies)"
    r"|rights?|materials?|products?|trademarks?|beneficiar(?:y|ies)|data)\b",
    re.IGNORECASE,
)
_IDIOM_BEFORE = re.compile(r"\b(?:at|after|above|if|first of) $", re.IGNORECASE)
_IDIOM_AFTER = re.compile(
    r"\s(?:right\b|questions?|doubts?|concerns?|comments?|feedback|more\b|longer|other\b)", re.IGNORECASE
)
_NOT_SO = re.compile(r"\b(?:not|never|non)[ -]$", re.IGNORECASE)
_VERBS = re.compile(r"\b(?:may|might|can|could|will|shall|must)\b(?! \d)|['’]ll\b", re.IGNORECASE)
_WORDS_TO_VERB = re.compile(r"\s(?:(?:also|then|still|\w{2,12}ly)\s)*(\w+)", re.IGNORECASE)
_SAME = {
    **dict.fromkeys(("any", "every", "each"), "all"),
    "irrevocable": "irrevocably",
    "administrator": "admin",
    "group company": "affiliate",
}
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
    """Every phrase of each kind that the text holds, in order."""
    small = folded(text)
    kinds = [kind for kind, signs in SIGNS.items() if holds_any(small, signs)] if not small.isdigit() else []
    return {kind: found for kind in kinds if (found := _exact(kind, text))}


def _exact(kind: str, text: str) -> list[Phrase]:
    """The phrases of a kind that are what they are called where they stand in their sentence."""
    found = found_in(PHRASES[kind], text)
    is_so = _IS_SO.get(kind)
    return [(words, span) for words, span in found if is_so(words, *_around(text, span))] if is_so else found


def _around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after some words in their sentence."""
    before = _SENTENCE_ENDS.split(text[max(0, span.start - _SEEN_BESIDE) : span.start])[-1]
    return before, _SENTENCE_ENDS.split(text[span.end : span.end + _SEEN_BESIDE], maxsplit=1)[0]


def _prohibits(words: str, before: str, after: str) -> bool:
    """Whether a use is ruled out: no promise of the service, no denial of a prohibition, nothing with an exception."""
    if _EXCEPTION.search(before) or _EXCEPTION.search(after) or _DENIED.search(before):
        return False
    if words.startswith(("prohibit", "forbidden", "not allowed", "not permitted", "disallow")):
        return True
    return not before.strip(_MARKS) or _BOUND_AT_END.search(before) is not None


def _entitles(words: str, before: str, after: str) -> bool:
    """Whether the user is given something: no right of the service, no mention of what a user may happen to do."""
    if words.startswith(("right", "entitled")):
        return _USERS_HAVE.search(before) is not None and not _DENIED.search(before)
    if words.startswith(("appeal", "refund")):
        return not _DENIED.search(before)
    return (not before.strip(_MARKS) or _OPENS_CLAUSE.search(before) is not None) and not _HAPPENS.match(after)


def _grants(_words: str, before: str, after: str) -> bool:
    """Whether the service says that it may or will do something: no condition, nothing that it will never do."""
    return not (_HYPOTHETICAL.search(before) or _NONE_THAT.search(before) or _NEVER_AFTER.match(after))


def _leaves_to_one_side(words: str, before: str, after: str) -> bool:
    """Whether one side decides freely: no promise of the contrary, no court's discretion, no mishap."""
    if _NEVER.search(before) or _OF_A_COURT.match(after):
        return False
    return not (words.startswith("for any reason") and _HYPOTHETICAL.search(before))


def _names_others(words: str, before: str, after: str) -> bool:
    """Whether people or firms are named: no right to do something, no thing of a third party."""
    if words.startswith("authorit"):
        return not (_POWER_TO.match(after) or _HAVE_POWER.search(before))
    if words.startswith("partner") and _USED_AS_VERB.match(after):
        return False
    return not (words.startswith("third") and _THING.match(after)) and not before.lower().endswith("non-")


def _widens(words: str, before: str, after: str) -> bool:
    """Whether the word says how far something goes: no idiom, and no "not" that makes it its contrary."""
    if words in ("all", "any", "each", "every"):
        return not (_IDIOM_BEFORE.search(before) or _IDIOM_AFTER.match(after))
    return _NOT_SO.search(before) is None


_IS_SO: dict[str, Callable[[str, str, str], bool]] = {
    "prohibition": _prohibits,
    "right": _entitles,
    "power": _grants,
    "discretion": _leaves_to_one_side,
    "party": _names_others,
    "scope": _widens,
}


def only_here(kind: str, spans: Sequence[Span], here: str, there: str) -> list[Span]:
    """Those of the phrases of one wording that the whole other wording does not hold in any form."""
    ours, theirs = phrases_of(here).get(kind, ()), phrases_of(there).get(kind, ())
    if kind in BY_NUMBER:
        return [*spans[: max(0, len(ours) - len(theirs))]]
    if kind == "power":
        more = max(0, len(_VERBS.findall(here)) - len(_VERBS.findall(there)))
        return [span for span in spans if not _is_done(here, span, there)][:more]
    words, others = {span: found for found, span in ours}, {_meant(found) for found, _ in theirs}
    return [span for span in spans if _meant(words[span]) not in others]


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
