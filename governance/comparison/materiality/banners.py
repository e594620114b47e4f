"""Whether a line only says that the page was revised: what was revised is seen in the other clauses."""

import re

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.materiality.lapsed import BINDS, DOCUMENT, points_elsewhere
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.word_lists import WORDS_OF_FORCE

LONGEST_BANNER_WORDS = 60
_SIGNS = (
    "added", "refreshed", "clarif", "organi", "simplif", "reword", "rewr", "restructured", "streamlined", "improved",
)  # fmt: skip
_WE = r"\W*we(?:\shave|['’]ve)?\s(?:(?:also|recently|just|now)\s)?"
# What only the wording of a page gets: of what the service does more may come than words.
_OF_WORDING = (
    r"(?:details?|information|clarity|clarifications?|examples?|explanations?|wording|language|disclosures?"
    r"|descriptions?|headings?|summary|summaries)"
)
_REVISED = (
    r"(?:refreshed|clarified|re-?organi[sz]ed|simplified|reworded|rewritten|rewrote|restructured|streamlined|improved)"
)
_BY_US = re.compile(
    rf"{_WE}(?:added\s(?:\w+\s){{0,2}}{_OF_WORDING}"
    rf"|{_REVISED}\s(?:(?:the|some|its|our|this)\s)?(?:\w+\s){{0,2}}(?:{DOCUMENT}|{_OF_WORDING}))\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    rf"\W*(?:(?:our|the|this)\s)?(?:\w+\s){{0,2}}{DOCUMENT}\s(?:(?:has|have)\sbeen\s|is\s|was\s|were\s|are\s)?"
    r"(?:updated|refreshed|revised)\W*$",
    re.IGNORECASE,
)
# What only says again what the clauses say.
_SUMMARY = re.compile(r"\W*(?:in (?:summary|short|a nutshell|plain english)|summary|tl;?\s?dr)\s?:", re.IGNORECASE)
# What a line says besides when it binds, limits or announces.
_SAYS_MORE = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|effective|takes? effect|as of|until|in force|appl(?:y|ies)|sell|belongs?)\b|\d",
    re.IGNORECASE,
)
_ASSURES = re.compile(rf"{_WE}clarified\sthat\swe\s(?:do not|don['’]t|never|will not|won['’]t)\b", re.IGNORECASE)
_MORE = re.compile(
    r"\W*(?:more|further|additional)\s(?:\w+\s)?(?:information|details?)\s(?:is|are|can be)\s(?:available|found)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[^\W\d_]{2})[.!?;:](?=\s|$)")


def banner(edit: Edit, edits: Edits) -> bool:
    """Whether a line only sums up, or came or went and says that the page was revised and where more is to be read.

    That a document was updated may announce what is to come, so it counts beside a line that says how alone.
    """
    if _SUMMARY.match(edit.old or edit.new) and _SUMMARY.match(edit.new or edit.old):
        return True
    if edit.is_modified:
        return False
    line = edit.old or edit.new
    if _TITLE.match(line):
        blocks, at = (edits.after if edit.after else edits.base).blocks, edit.shown.index
        return any(_is_banner(one.visible) for one in (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2]))
    return _is_banner(line)


def _is_banner(line: str) -> bool:
    if len(line.split()) > LONGEST_BANNER_WORDS or not holds_any(folded(line), _SIGNS):
        return False
    sentences = [one for one in _ENDS.split(line) if any(map(str.isalnum, one))]
    return any(map(_BY_US.match, sentences)) and all(map(_is_of_banner, sentences))


def _is_of_banner(sentence: str) -> bool:
    if _ASSURES.match(sentence):
        return True
    if _SAYS_MORE.search(sentence) or BINDS.search(sentence):
        return False
    return any((_BY_US.match(sentence), _TITLE.match(sentence), _MORE.match(sentence), points_elsewhere(sentence)))
