"""Days of effect that are not of the whole text: of a section of it, or for some of those whom it binds.

A rule on words alone; English only.
"""

import re
from collections.abc import Iterator
from datetime import date

from governance.comparison.text.dates import StatedDate, find_days
from governance.comparison.text.effective_dates import effective_date_of
from governance.comparison.text.segment import parse

_PART = (
    r"(?:(?:sub-?)?sections?|clauses?|articles?|paragraphs?|parts?|annex(?:es)?|appendi(?:x|ces)|schedules?|exhibits?"
    r"|chapters?|§{1,3})\s?(?:\d|[IVXA-Z]+\b)"
)
# Where these terms themselves are what takes effect: "as section 5 says these terms take effect".
_OF_THE_WHOLE = (
    r"(?<!of\s)(?<!to\s)(?<!in\s)\b(?:these|this|our|the)\s(?:\w+\s)?(?:terms|policy|agreement|notice)\s"
    r"(?:will\s|shall\s)?(?:take|come|enter|go|appl|become)"
)
_CHANGES_OF = r"\b(?:changes?|amendments?|updates?|revisions?)\s(?:to|of|in)\s(?:the\s)?(?:\w+\s)?"
_OF_A_PART = re.compile(
    rf"(?:\A[^\w§]{{0,20}}+(?:the\s|this\s)?(?:\w{{1,30}}+\s){{0,3}}?|{_CHANGES_OF}){_PART}(?![^,;]{{0,200}}?{_OF_THE_WHOLE})",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"\A\W*(?:as|in|under|by|according|pursuant|subject|see|per|with)\b", re.IGNORECASE)
_SOME = re.compile(
    r"\A,?\s(?:for|to)\s(?!(?:you|all|everyone|everybody|anyone|each|every)\b(?!\s(?:else|others)))(?:[\w’'-]{1,30}\s){0,4}"
    r"(?:users?|sellers?|buyers?|customers?|consumers?|members?|residents?|accounts?|persons?|people|businesses"
    r"|merchants?"
    r"|creators?|developers?|subscribers?|hosts?|guests?|teams?|organi[sz]ations?|plans?|subscriptions?|minors|adults"
    r"|those|else|others)\b",
    re.IGNORECASE,
)
# "…, except section 4, which takes effect on".
_EXCEPTED = re.compile(
    rf"\b(?:except|save|other\sthan|exception\sof|excluding|but|apart\sfrom)\b[^;.]{{0,40}}?{_PART}[^;.]{{0,60}}?"
    r"\b(?:takes?|comes?|enters?|becomes?|applies|apply|effective|goes|go)\b[^;.]{0,40}\Z",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 600


def is_of_a_part(lead: str) -> bool:
    """Whether the words before a day of effect speak of a section of the text, not of the text."""
    return _OF_A_PART.search(lead) is not None and _PREPOSITION.match(lead) is None


def effects_of_excepted_parts(sentence: str) -> Iterator[tuple[StatedDate, date]]:
    """Yield each day on which a part takes effect that the sentence excepts from the day of the whole text."""
    if len(sentence) > _LONGEST_SENTENCE:
        return
    last = 0
    for stated in find_days(sentence):
        if stated.exact and last and _EXCEPTED.search(sentence[last : stated.start]):
            yield stated, stated.exact
        last = stated.end


def effects_for_some(sentence: str, detected_on: date) -> Iterator[tuple[StatedDate, date]]:
    """Yield each day on which the text takes effect for some, as "1 May for new users and 1 June for others" says."""
    if len(sentence) > _LONGEST_SENTENCE:
        return
    days = [stated for stated in find_days(sentence) if stated.exact]
    for stated in days:
        if stated.exact and _SOME.match(sentence[stated.end :]):
            # What the sentence would say of this day alone.
            alone = f"{sentence[: days[0].start]}{sentence[stated.start : stated.end]}."
            if effective_date_of(parse(alone).blocks, detected_on) == stated.exact:
                yield stated, stated.exact
