"""Which due-diligence actions the text itself can answer, and by which words of a clause.

An action without a row in `diligence_answers.json` is never answered by the text. A rule looks at one sentence at a
time, so that what it needs stands together; it rather misses an answer than takes another sentence for one. Who acts
counts (`by`): that the reader must tell the service is no answer to when the service tells the reader.
"""

import json
import re
from typing import Any, NamedTuple

from governance.analysis.law import DATA
from governance.comparison.text.quantities import find_quantities

# A title answers nothing.
LEAST_WORDS = 7
_DEFINES = re.compile(
    r"[”\"*]\s{0,2}(?:\([^()]{1,40}\) )?(?:means?|ha(?:s|ve) the meaning|refers? to|includes?)\b", re.IGNORECASE
)


# A title in the form of a question, and what sends the reader elsewhere.
_POINTS = re.compile(
    r"^\W*(?:how|what|why|which)\b|^\W*for (?:more|further|other|\w+ (?:questions?|requests?|information))\b[^.;]{0,40}"
    r"\b(?:see|visit|refer|consult|read)\b",
    re.IGNORECASE,
)
# A sentence that asks, or says what is not promised, answers nothing.
_SAYS_NOTHING = re.compile(
    r"\b(?:ask\w*|check\w*|know|verif\w+|determine|see|confirm|inquire\w*)\b(?: \w+){0,4} whether\b"
    r"|\buntil (?:\w+ ){0,3}(?:19|20)\d\d\b|\bno longer (?:appl|offer|hold|valid)\w*|\b(?:used to|formerly"
    r"|previously|withdrawn"
    r"|untrue|not true|false|wrong|would|could)\b"
    r"|\bto no (?:effect|avail)\b|\bwithout (?:any )?(?:consequences?|effect)\b|\b(?:which )?we may (?:ignore"
    r"|disregard)\b"
    r"|\b(?:do|does) not (?:state|promise|say|specify|commit|undertake|guarantee)\b|\bonly an? (?:example"
    r"|illustration)\b",
    re.IGNORECASE,
)


class TextAnswer(NamedTuple):
    """What a sentence must hold: words of each pattern, and a quantity of one of these kinds, if any is named.

    `by` says who must act in it; it is looked for where the service is called "we". Only where a sentence answers
    whatever its clause is about, it may stand `anywhere`; else in a clause of the category of the action. A text
    without any word of its `matter` says nothing of it.
    """

    id: str
    holds: tuple[re.Pattern[str], ...]
    lacks: re.Pattern[str] | None
    quantities: tuple[str, ...]
    by: re.Pattern[str] | None
    anywhere: bool
    matter: re.Pattern[str]

    def may_be_in(self, clause: str) -> bool:
        """Return whether the words that it needs stand in a clause, together or not."""
        return all(pattern.search(clause) for pattern in self.holds)

    def is_spoken_of_in(self, clause: str) -> bool:
        """Return whether a word of the matter stands in a clause at all."""
        return self.matter.search(clause) is not None or self.holds[0].search(clause) is not None

    def is_given_by(self, sentence: str, spoken: str) -> bool:
        """Return whether the sentence holds all of it; `spoken` is the sentence with the service called "we".

        A title and a definition answer nothing.
        """
        if len(sentence.split()) < LEAST_WORDS:
            return False
        if any(pattern.search(sentence) for pattern in (_DEFINES, _POINTS, _SAYS_NOTHING)):
            return False
        if self.by is not None and not self.by.search(spoken):
            return False
        if not all(pattern.search(sentence) for pattern in self.holds):
            return False
        if self.lacks is not None and (self.lacks.search(sentence) or self.lacks.search(spoken)):
            return False
        return not self.quantities or any(one.dimension in self.quantities for one in find_quantities(sentence))


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)


def _answer_of(row: dict[str, Any]) -> TextAnswer:
    lacks, by = (_pattern(row[name]) if name in row else None for name in ("lacks", "by"))
    return TextAnswer(
        row["rule"],
        tuple(map(_pattern, row["holds"])),
        lacks,
        tuple(row.get("quantities", ())),
        by,
        row.get("anywhere", False),
        _pattern(row["matter"]),
    )


# By the id of the action; read at once, so that a malformed row fails at the start.
RULES: dict[str, TextAnswer] = {
    row["action"]: _answer_of(row) for row in json.loads((DATA / "diligence_answers.json").read_text(encoding="utf-8"))
}
