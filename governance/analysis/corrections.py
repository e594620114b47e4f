"""What a text says of what stands before it: that it is otherwise, does not apply, or not for all.

"Correction: the above period is 60 days." "The preceding section does not apply to guests." "Notwithstanding the above,
we …" A clause that points back so speaks of the two clauses before it and of the list that they belong to, or of the
whole section where it names one. What is so corrected states no value that is sure and answers no question. What merely
points back ("in addition to the above") corrects nothing. English only.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING

from governance.analysis.turning_words import ENDED
from governance.comparison.text.reader_text import as_read
from governance.comparison.text.spans import sentence_spans

if TYPE_CHECKING:
    from governance.analysis.comparing import Clause


class Correction(IntEnum):
    """What is said of what stands before: nothing, that it does not hold for all, or that it does not hold."""

    NONE = 0
    LIMITS = 1
    TAKES_BACK = 2


_I = re.IGNORECASE
_SECTION = r"(?:sections?|articles?|chapters?)"
_PART = (
    rf"(?:{_SECTION}|clauses?|paragraphs?|sentences?|sub-?(?:sections?|clauses?|paragraphs?)|provisions?|statements?"
    r"|periods?|rules?|limits?|limitations?|numbers?|figures?|promises?|rights?|bullets?|items?|lists?)"
)
_OF_TEXT = rf"(?:\w+\s){{0,2}}?{_PART}\b"
# "The above", "the preceding section", "the period above"; "this section" is what it stands in.
_BACK = (
    r"(?:(?:the|these|those|any|all)\s(?:of\sthe\s)?(?:above|foregoing|aforementioned|aforesaid|above-?mentioned)\b"
    rf"(?!\saddress)(?:\s{_OF_TEXT})?"
    rf"|(?:the|any)\s(?:immediately\s|directly\s)?(?:preceding|previous|prior|last|former|earlier)\s{_OF_TEXT}"
    rf"|(?:the|any|all)\s{_OF_TEXT}\s(?:above|before)\b|(?:what|anything)\s(?:\w+\s){{0,3}}?above\b|above\b(?=[,;:]))"
)
_THIS = rf"(?:this|that|these|those|such)\s{_PART}\b"
_DENIED = (
    r"(?:do(?:es)?|did|shall|will|can|may)(?:n['’]t|\snot|\snever)|no\slonger|cannot|never"
    r"|(?:is|are|was|were|be)(?:n['’]t|\snot)\s(?:\w+\s)?(?:true|correct|right|valid|in\sforce|binding|applicable|available|so|the\scase|given)"
)
_OTHERWISE = (
    rf"(?:is|are|was|were|has\sbeen|have\sbeen|been)\s(?:\w+ly\s)?(?:{ENDED}|wrong|false|incorrect|mistaken|replaced|superseded"
    r"|amended|void|outdated|changed|corrected|now\b|in\sfact\b|instead\b|(?:\w+\s){0,2}?\d)|should\s(?:read|be)\b|reads?\s(?:now|as)\b"
)
_OF_SOME = (
    r"appl(?:y|ies)\sonly|only\sappl(?:y|ies)|(?:is|are)\s(?:limited|restricted|subject|different)\b|exclud\w{1,3}\b"
    r"|differs?\b"
)
_OPENS = (
    r"\W{0,6}(?:\(?[\da-z][\d.]{0,6}[.)]\s{1,3})?(?:(?:but|and|however|also|note\sthat|please\snote(?:\sthat)?),?\s)?"
)
_CORRECTS = re.compile(
    rf"{_OPENS}(?:(?:correction|corrigendum|erratum|errata)\b(?=[^.]{{0,160}}?(?:\d|{_BACK}|\binstead\b|\bread\b|\bperiods?\b))"
    r"(?![^.]{0,160}\b(?:rights?|request|ask|inaccura\w{1,4})\b))",
    _I,
)
_SUBJECT = re.compile(
    rf"{_OPENS}(?P<some>[^.;:,]{{1,60}}[:,]\s)?(?P<none>(?:none|nothing|neither)\sof\s)?(?:{_BACK}|{_THIS})(?P<said>[^.;]{{0,160}})",
    _I,
)
_GOES_ON = r"(?:\s(?:in|of|on|about|for)(?:\s[\w.]+){1,4}?|\s\w+ly|\s(?:also|just|then))?"
_IS_DENIED = re.compile(rf"{_GOES_ON}\s?(?:{_DENIED})\b(?P<what>[^.;]{{0,40}})", _I)
_IS_OTHERWISE = re.compile(rf"{_GOES_ON}\s(?:{_OTHERWISE})", _I)
_IS_OF_SOME = re.compile(rf"{_GOES_ON}\s(?:{_OF_SOME})", _I)
# "does not apply to guests": to others it does.
_TO_SOME = re.compile(
    r"\s?(?:\w+\s){0,2}?(?:appl(?:y|ies)|cover|extend|include|affect|limit|exclude|restrict)\w{0,2}\b\s\w", _I
)
_IN_SPITE = re.compile(
    r"\b(?:notwithstanding|despite|regardless\sof|irrespective\sof|in\sspite\sof|contrary\sto|(?:as\san|by\sway\sof)\sexceptions?\s(?:to|from)"
    rf"|in\sderogation\s(?:of|from)|deviating\sfrom|unlike|except(?:ions?)?\s(?:to|from))\s(?:{_BACK}|{_THIS})",
    _I,
)
_EXCEPTION = re.compile(
    rf"{_OPENS}(?:exceptions?\b(?:[:.–—]|\s(?:to|from)\s(?:{_BACK}|{_THIS})|\sappl)"
    r"|[^.;]{0,80}\b(?:different|other|longer|shorter|special)\s(?:\w+\s)?(?:periods?|rules?|limits?|times?)\sappl(?:y|ies)\b)",
    _I,
)
# No other sentence of it is looked at; most have none of these.
_MAY_CORRECT = re.compile(
    r"above|foregoing|aforesaid|aforementioned|preceding|previous|prior|last|former|earlier|before|correction|corrigend"
    rf"|errat|exception|appl(?:y|ies)\b|(?:this|that|these|those|such)\s{_PART}",
    _I,
)
_NAMES_A_SECTION = re.compile(rf"\b(?:{_SECTION}|heading)\b", _I)
_POINTS_AT_ITSELF = re.compile(rf"{_OPENS}(?:{_THIS})", _I)
_ITEM = re.compile(r"\A\s{0,12}(?:[*•·+–-]\s|\(?[a-z\d]{1,4}\\?[.)]\s|\|)", _I)
BEFORE, MOST_ITEMS, SENTENCES_BEHIND, MOST_READ = 2, 60, 2, 400
# Most clauses that correct others have one of these words: for looking for them among those of other categories.
WORDS_THAT_CORRECT = (
    *("above", "foregoing", "aforementioned", "preceding", "previous", "orrection", "xception"),
    *("his section", "his clause", "his paragraph"),
)


def correction_in(words: str) -> Correction:
    """Return what a sentence, as read, says of what stands before it."""
    sentence = words[:MOST_READ]
    if not _MAY_CORRECT.search(sentence):
        return Correction.NONE
    if _CORRECTS.match(sentence):
        return Correction.TAKES_BACK
    if subject := _SUBJECT.match(sentence):
        said = subject["said"]
        if subject["none"]:
            return Correction.TAKES_BACK
        if denied := _IS_DENIED.match(said):
            is_of_some = subject["some"] or _TO_SOME.match(denied["what"])
            return Correction.LIMITS if is_of_some else Correction.TAKES_BACK
        if _IS_OTHERWISE.match(said):
            return Correction.TAKES_BACK
        if _IS_OF_SOME.match(said):
            return Correction.LIMITS
    return Correction.LIMITS if _IN_SPITE.search(sentence) or _EXCEPTION.match(sentence) else Correction.NONE


def correction_behind(text: str, end: int) -> Correction:
    """Return what the next two sentences of a clause say of what ends at `end`."""
    behind = [one for one in sentence_spans(text, end, min(len(text), end + 2 * MOST_READ)) if one[0] >= end]
    found = (correction_in(as_read(text[first:last])) for first, last in behind[:SENTENCES_BEHIND])
    return max(found, default=Correction.NONE)


def is_corrected_by(behind: Iterable[str]) -> bool:
    """Return whether one of the clauses behind another, the next BEFORE of them, says otherwise of it."""
    return any(correction_in(_first_sentence(text)) for text in behind)


def what_is_said_of(clause: "Clause", end: int) -> Correction:
    """Return what the clauses behind, or the next sentences of its own, say of the sentence of a clause up to `end`."""
    return max(clause.corrected, correction_behind(clause.text, end))


def with_corrections(clauses: Sequence["Clause"]) -> list["Clause"]:
    """Return the clauses, in their order, each with what the clauses behind it in its document say of it."""
    documents: dict[tuple[int, int | None], list[Clause]] = defaultdict(list)
    for clause in clauses:
        if not clause.text.lstrip().startswith("#"):
            documents[clause.document_id, None if clause.place is not None else clause.version_id].append(clause)
    said: dict[int, Correction] = {}
    for own in documents.values():
        ordered = sorted(own, key=lambda one: one.start if one.place is None else one.place)
        for place, clause in enumerate(ordered):
            sentence = _first_sentence(clause.text)
            if correction := correction_in(sentence):
                for corrected in _spoken_of(ordered, place, sentence):
                    said[corrected.provision_id] = max(correction, said.get(corrected.provision_id, correction))
    return [
        replace(one, corrected=max(one.corrected, said[one.provision_id])) if one.provision_id in said else one
        for one in clauses
    ]


def _first_sentence(text: str) -> str:
    if not _MAY_CORRECT.search(text, 0, MOST_READ):
        return ""
    spans = sentence_spans(text, 0, min(len(text), MOST_READ))
    return as_read(text[slice(*spans[0])]) if spans else ""


def _spoken_of(ordered: Sequence["Clause"], place: int, sentence: str) -> Iterator["Clause"]:
    """Yield the clauses before the one at `place` that its sentence speaks of, the nearest first."""
    own, before = ordered[place].heading_path, ordered[:place][::-1]
    if _POINTS_AT_ITSELF.match(sentence):
        before = [one for one in before[:MOST_ITEMS] if one.heading_path == own]
    if not before:
        return
    above, is_of_section = before[0].heading_path, _NAMES_A_SECTION.search(sentence) is not None
    for number, one in enumerate(before[:MOST_ITEMS]):
        is_in_list = number and _ITEM.match(before[number - 1].text)
        if not (number < BEFORE or (one.heading_path == above and (is_of_section or is_in_list))):
            return
        yield one
