"""What makes words of a choice give none: asked, false, imagined, taken back, or left to the service.

A rule on words alone; English only. `open_choices` says which choices are open, `turned_truth` what turns any sentence;
here is what only a choice has: that the service need not heed it, and that another clause withdraws it.
"""

import re

from governance.analysis.choosers import Span
from governance.analysis.turning_words import BEEN, ENDED, IMAGINED, LATER, RIGHT, UNTRUE

_I = re.IGNORECASE
_ASKED = re.compile(r"\?[\s\"'”’)*_]*\Z")
_IF_WE_LIKE = re.compile(
    r"\b(?:if|where|when|provided(?:\sthat)?|as\slong\sas)\swe\s"
    r"(?:agree|consent|approve|allow|permit|accept|decide|choose|want)\b(?!\s(?:otherwise|to\s\w+))"
    r"|\bunless\swe\s(?:refuse|object|disagree|decline|decide|reject)\b|\b(?:with|subject\sto|upon|at)\sour\s(?:\w+\s){0,3}?(?:consent|approval|agreement|permission|discretion)\b",
    _I,
)
_NEXT_CLAUSE = re.compile(r";|,\s(?:and|or)\s|\sand\swe\s")
_UNHEEDED = re.compile(
    r"\bwe\s(?:\w+ly\s)?(?:(?:need|do|will|shall|are|may|can)(?:\s?not|n['’]t)|can['’]t|won['’]t|never)\s"
    r"(?:(?:be\s)?(?:obliged|bound|required)\sto\s|have\sto\s)?"
    r"(?:heed|honou?r|follow|respect|observe|act\son|take\saccount)\b"
    r"|\bwe\s(?:may|can|reserve\sthe\sright\sto|are\sfree\sto|will)\s(?:\w+ly\s)?(?:ignore|disregard|refuse|reject"
    r"|overrule|override)\s(?:it|them|this|your|any|such|that|the\s(?:objection|opt-out|choice))\b"
    r"|\b(?:has|have|will\shave|shall\shave)\sno\s(?:\w+\s)?effect\b(?!\son)",
    _I,
)
_SILENT = re.compile(r"\bif\s\w+\s(?:(?:do|does|did)\snot|(?:do|does|did)n['’]t)\s", _I)
_NOTHING_LOST = re.compile(
    r"\b(?:lose|loses)\snothing\b|\bnothing\s(?:happens|follows)\b"
    r"|\b(?:since|because|as)\s[^,;]{1,60}\b(?:(?:does|do)\snot|(?:does|do)n['’]t|never)\s(?:apply|bind)\b",
    _I,
)
_ENDED_BEHIND = re.compile(
    rf"\A(?:(?!\b(?:who|which|that|where|if|when|once|unless|after|until)\b)[^,;.:]){{0,90}}?\b(?:{BEEN})\s"
    rf"(?:\w+\s)?{ENDED}",
    _I,
)
_OF_A_RIGHT = re.compile(rf"\b{RIGHT}\b", _I)
# Another clause that takes the choice back: "The option to opt out of training is withdrawn."
_WITHDRAWN = re.compile(
    rf"\b(?:{RIGHT}|period|ability)s?\s(?:\w+\s){{0,4}}?(?:to|of|for)\s(?:opt(?:ing)?(?:\s|-)out|object(?:ing)?)\b"
    rf"(?P<of>(?:\s[\w-]+){{0,8}}?)\s(?:(?:{BEEN})\s(?:\w+\s)?{ENDED}|(?:has|have)\s(?:now\s)?expired"
    r"|no\slonger\s(?:exists?|applies)|(?:is|are)\sno\slonger\s\w+)"
    r"|\b(?:can|may)\s(?:now\s)?no\slonger\s(?:opt\sout|object)\b(?P<from>(?:\s[\w-]+){0,5})"
    rf"|\b(?:opting\sout|objecting)\b(?P<to>(?:\s[\w-]+){{0,5}}?)\s(?:(?:{BEEN})\s(?:\w+\s)?{ENDED}"
    r"|is\s(?:not\spossible\sany\s?more|no\slonger\spossible))"
    r"|\b(?:we\s)?no\slonger\s(?:offer|allow|accept|honou?r)\w*\s(?:\w+\s){0,3}?(?:opt(?:ing)?(?:\s|-)outs?|objections?)"
    r"\b(?P<object>(?:\s[\w-]+){0,5})",
    _I,
)
_LITTLE_WORDS = frozenset(
    ("of", "from", "to", "the", "a", "an", "any", "our", "your", "this", "that", "such", "in", "on", "for", "and", "by")
)


def is_hollow(sentence: str, act: Span, part: Span, lead: str) -> bool:
    """Whether the sentence gives no choice for all its words; `lead` are those of the clause before the act."""
    if _ASKED.search(sentence) or UNTRUE.search(sentence[: act[0]]) or IMAGINED.search(sentence[: act[1]]):
        return True
    behind = sentence[max(act[1], part[1]) :]
    own = _NEXT_CLAUSE.split(behind, maxsplit=1)[0]
    if any(_IF_WE_LIKE.search(words) for words in (lead, sentence[act[1] : part[0]], own)):
        return True
    unheeded = _UNHEEDED.search(behind)
    if unheeded and not LATER.search(behind[: unheeded.end()]):
        return True
    if _SILENT.search(sentence[: act[0]]) and _NOTHING_LOST.search(behind):
        return True
    return _OF_A_RIGHT.search(lead) is not None and _ENDED_BEHIND.match(behind) is not None


def is_withdrawn_in(text: str, sentence: str, *, is_objection: bool) -> bool:
    """Whether the text says anywhere that the choice of the sentence is withdrawn: to object, or to opt out.

    What is said of another thing to opt out of takes nothing back: the sentence has to name it too.
    """
    for match in _WITHDRAWN.finditer(text):
        opening = text[max(text.rfind(mark, 0, match.start()) for mark in ".\n") + 1 : match.end()]
        if LATER.search(opening) or is_objection is not ("object" in match.group().lower()):
            continue
        named = (
            set(re.findall(r"\w+", (match["of"] or match["object"] or match["from"] or match["to"] or "").lower()))
            - _LITTLE_WORDS
        )
        if not named or named & set(re.findall(r"\w+", sentence.lower())):
            return True
    return False
