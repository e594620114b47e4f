"""Whether a number is stated for some alone, or for a while: "for accounts opened in May", "residents of Ontario"."""

import re

from governance.analysis.stated_scope import statement_behind
from governance.analysis.sub_processors.places import countries_in

_I = re.IGNORECASE
_WHO = (
    r"(?:accounts?|users?|customers?|clients?|subscribers?|members?|residents?|citizens?|consumers?|students?|pupils?|teachers?"
    r"|business(?:es)?|companies|organi[sz]ations?|individuals|people|persons|developers?|sellers?|buyers?|merchants?"
    r"|employees|visitors|guests|plans?|tiers?|subscriptions?|editions?|orders|purchases|contracts|countries|states)"
)
# None of these sets some apart from others.
_OF_ALL = (
    r"(?:our|the|all|any|each|every|an?|your|those|these|such|other|both|most|many|its|their|of|and|or|new|former|end|user"
    r"|customer)"
)
_SET_APART = (
    r"(?:opened|created|made|placed|registered|signed|based|located|resid\w{2,3}|living|established|incorporated|aged|on|in"
    r"|from|outside|under|before|after|since|with|without|using|of (?:the )?(?-i:[A-Z]))"
)
_KINDS = r"(?:students|pupils|teachers|businesses|enterprises|employees|guests|visitors)"
_HARD_STOP = re.compile(r"[.;:!?]\s|\n")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DATE = rf"(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH} \d|(?:19|20)\d\d\b|{_MONTH} (?:19|20)\d\d)"
_OF_SOME = re.compile(
    rf"\b(?:for|of|to|from|with|by|on|in) (?:{_OF_ALL} )*(?:(?!{_OF_ALL} )[\w’'-]+ ){{1,2}}{_WHO}\b"
    rf"|\b(?:for|of|to|from|with|by|on) (?:{_OF_ALL} )*{_WHO} {_SET_APART}\b"
    rf"|\A\W{{0,4}}(?:{_OF_ALL} )*(?:{_WHO} {_SET_APART}|(?!{_OF_ALL} )[\w’'-]+ {_WHO} (?!{_OF_ALL} ))\b"
    rf"|\b(?:for|of) {_KINDS}\b|\bresidents? of\b|\b(?-i:[A-Z][\w-]+) (?:residents|citizens)\b"
    r"|\b(?:live|reside|are located|are based) in (?:the )?(?-i:[A-Z])"
    rf"|\b(?:before|since|after|prior to|until|till|through|from|ends? on|expires? on|valid (?:to|through)) {_DATE}"
    r"|\b(?:temporar(?:y|ily)|for (?:a limited time|the time being|now)|until further notice)\b"
    r"|\b(?:during|in) (?:the|our|this) (?:[\w-]+ )?(?:beta|trial|pilot|preview|promotion)\b",
    _I,
)
_OPENS_IN = re.compile(r"\W{0,4}(?:in|within|for|throughout) (?P<where>[^,.;:]{2,60})[,:]", _I)


def stated_for_some(sentence: str, start: int, end: int) -> int | None:
    """Return where the words begin that must be quoted with `sentence[start:end]`, since it is stated for some alone.

    None where the statement sets no people, things, places or days apart.
    """
    opens = max((found.end() for found in _HARD_STOP.finditer(sentence, 0, start)), default=0)
    opening, behind = sentence[opens:start], statement_behind(sentence, end)
    place = _OPENS_IN.match(opening)
    if _OF_SOME.search(opening) or (place and countries_in(place["where"])):
        return opens + len(opening) - len(opening.lstrip(" *•-–(,"))
    return start if _OF_SOME.search(behind) else None
