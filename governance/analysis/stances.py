"""What a sentence does for its reader: a power of the service, a ban on it, a way out, a right, a promise, a waiver.

Only what the words surely state, with its object and its beneficiary. A sentence of none of them is unread: it may say
anything.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from governance.analysis.acts import bans_in, has_any_ban, is_in_doubt, powers_in
from governance.analysis.defaults import is_out_of_this
from governance.analysis.promises import promises
from governance.analysis.text_factors import as_spoken, is_stated_power


class Stance(StrEnum):
    """What a sentence states. A waiver is one of the reader."""

    POWER = "power"
    BAN = "limit"
    WAY_OUT = "choice"
    RIGHT = "right"
    PROMISE = "promise"
    WAIVER = "waiver"


# What the reader is left with where nothing else is said.
PROTECTIONS = frozenset({Stance.BAN, Stance.WAY_OUT, Stance.RIGHT, Stance.PROMISE})

_I = re.IGNORECASE
# Rights of others are none of the reader.
_READER = r"(?<!other )(?<!another )(?<!certain )(?<!third )(?:you|users?|consumers?|customers?|members?|subscribers?)"
_CAN = (
    r"(?:can|may|are (?:free|allowed|permitted|entitled) to|have (?:the|a) right to|has (?:the|a) right to)"
    r"(?! not\b| only\b)"
)
_MORE = r" (?:(?:also|always|then|still|instead|at any time|choose to|ask us to|request to)[, ] ?)?"
_WAY_OUT = re.compile(
    rf"\b{_READER} {_CAN}{_MORE}(?:opt[ -]?out|object|unsubscribe|decline|turn (?:\w+ ){{0,3}}off|disable|deactivate"
    r"|withdraw (?:\w+ ){0,2}consent|revoke (?:\w+ ){0,2}consent)\b|\byour right to (?:object|opt[ -]?out|withdraw)\b",
    _I,
)
_RIGHT = re.compile(
    rf"\b{_READER} {_CAN}{_MORE}(?:appeal|sue|bring (?:\w+ ){{0,3}}(?:claims?|actions?|proceedings)"
    r"|(?:lodge|file) (?:\w+ ){0,2}complaints?"
    r"|complain|contest|(?:cancel|terminate)(?= (?:at any time|(?:your|the|this|these|any)"
    r" (?:\w+ )?(?:account|subscription|contract|agreement|terms|membership|box|plan|renewal|orders?))\b)|(?:get"
    r"|request|claim|receive) (?:\w+ ){0,3}refunds?"
    r"|(?:delete|erase|export|correct|rectify|download|access|obtain|request|review)"
    r" (?:\w+ ){0,5}(?:data|information|content|copy|letters|account))\b"
    rf"|\b{_READER} (?:is|are) entitled to (?:\w+ ){{0,4}}(?:refunds?|compensation|notice)\b",
    _I,
)
_WAIVER = re.compile(
    rf"\b(?:{_READER}|each party|the parties|both parties|you and we)(?: (?:agree to|both|each|hereby|also"
    r"|irrevocably|expressly|knowingly|voluntarily|and)){0,4} waives?\b(?! (?:no|none|nothing|neither|not|any fee)\b)"
    r"(?=[^.;]{0,80}\b(?:rights?|claims?|jury|trial|class|objections?|defen[cs]es?|remed(?:y|ies)|protections?)\b)",
    _I,
)
_NO_WAIVER = re.compile(
    r"\b(?:nothing|not|never|no|none|neither|nor|without|unless|if|ask(?:s|ed)?|require[sd]?|make[sd]?|force[sd]?)\b"
    r"|n['’]t\b",
    _I,
)
_OF_A_DEVICE = re.compile(
    r"\b(?:in an? (?:month|year)|once a|after \w+ (?:months?|years?)|browsers?|devices?|cookies?|downloads?)\b", _I
)
# What bounds, denies, prices or reverses a right, and what a reader vouches for or gives.
_NOT_SURELY = re.compile(
    r"\b(?:not|never|no|nor|neither|none|nothing|nobody|cannot|unless|except|only|cease[sd]?|waives?|lapses?|forfeit\w*"
    r"|expires?|represents?|warrants?|grants?|agrees?|responsible|liable|indemnif\w+|must|deemed|accept\w*|fees?"
    r"|at your own|if you (?:have|own)|pay(?:s|ing|ment)?|charges?|costs?|prices?|penalt\w+|euros?|dollars?"
    r"|our (?:\w+ )?(?:consent|approval|permission|discretion)|if we|provided that|subject to"
    r"|against (?:you|customer|users?)|but|however|need not|after we|approv\w+"
    r"|we (?:may|can|will|might) (?:refuse|reject|deny|decline|ignore|continue)"
    r"|by (?:closing|ending|terminating|deleting|ceasing|stopping|not using))\b|n['’]t\b|[$€£]",
    _I,
)
_WITH_A_BOUND = re.compile(
    r"\b(?:warrant\w*|remed(?:y|ies)|remains?|provided that|unless|governed by|refunds?|notice|notify|subject to)\b", _I
)

# An illustration of what another sentence states, and what the law says whether the text does or not.
_EXAMPLE = re.compile(r"(?:^|[.;:] )[^\w.;:]{0,20}+(?:for (?:example|instance)|e\.g\.|such as)\b", _I)
_AS_THE_LAW_SAYS = re.compile(
    r"\b(?:in (?:accordance|compliance|line) with|(?:required|prescribed|set|provided) by"
    r"|comply with|under) (?!this\b|these\b|our\b)[^.;]{0,30}\b(?:laws?|regulations?|statutes?)\b|\banother law\b",
    _I,
)
_OUT_OF_A_BENEFIT = re.compile(
    r"\bopt[ -]?out of (?:\w+ ){0,3}(?:discounts?|refunds?|benefits?|rewards?|protection|support)\b", _I
)
_YOURS, _NEAR = re.compile(r"\byour?\b", _I), 12
_WITHOUT_NOTICE = re.compile(r"\bwithout (?:\w+ )?notice\b", _I)


def stances_of(sentence: str, service: Sequence[str] = (), around: str = "") -> frozenset[Stance]:
    """Return all that the sentence surely states, nothing if it is unread. `around` is the clause that it stands in."""
    if _EXAMPLE.search(sentence):
        return frozenset()
    spoken = as_spoken(sentence, service)
    found = set()
    is_of_law = _AS_THE_LAW_SAYS.search(spoken) is not None
    if any(is_stated_power(spoken, act.start) for act in powers_in(spoken)):
        found.add(Stance.POWER)
    if not is_of_law and any(True for _ in bans_in(spoken)):
        found.add(Stance.BAN)
    waiver = _WAIVER.search(spoken)
    if waiver and not is_in_doubt(spoken) and not _NO_WAIVER.search(spoken[: waiver.start()]):
        found.add(Stance.WAIVER)
    if not is_of_law and promises(spoken):
        found.add(Stance.PROMISE)
    if not _NOT_SURELY.search(spoken) and not is_in_doubt(spoken):
        if _WAY_OUT.search(spoken) and not _OUT_OF_A_BENEFIT.search(spoken) and is_out_of_this(sentence, around):
            found.add(Stance.WAY_OUT)
        is_of_a_device = _OF_A_DEVICE.search(spoken) is not None
        if not is_of_a_device and any(not _is_right_of_others(match) for match in _RIGHT.finditer(spoken)):
            found.add(Stance.RIGHT)
    return frozenset(found)


def _is_right_of_others(match: re.Match[str]) -> bool:
    """Whether it is a right of others to what is the reader's: "users can delete your content"."""
    words = match.string[match.start() : match.end() + _NEAR]
    return not words.lower().startswith("you") and _YOURS.search(words) is not None


def is_bounded(sentence: str) -> bool:
    """Return whether a bound or a remedy is stated beside the power, that goes with it."""
    return _WITH_A_BOUND.search(sentence) is not None and _WITHOUT_NOTICE.search(sentence) is None


def has_ban(sentence: str, service: Sequence[str] = ()) -> bool:
    """Return whether the service promises not to do something, even with an exception."""
    return has_any_ban(as_spoken(sentence, service))
