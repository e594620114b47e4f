"""What stands around a sentence and can turn its truth: then it states no value and answers no question.

That is a lead-in ("We never:"), a heading ("What we never do"), another cell of its row ("No", or a name), words of the
sentence itself ("it is false that", "hardly ever", "until 2024") or the sentence behind it ("This has been
withdrawn."), also in another paragraph (`corrections`).
In doubt it counts as turned: what is missing misleads nobody. The words are in `turning_words`.

Cells of comparisons and pre-answers, the days of choices (`hollow_choices`) and due diligence ask here. Three
differences are meant. A day is a choice's own end, so "until 2027" and "only until 3 May" in a sentence or a cell turn
a value and no choice, nor does a heading such as "Proposed changes". A choice is read in French and German, too
(`open_choices`). And what due diligence calls an answer stands under no heading or lead-in with any word of denial.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from governance.analysis.corrections import Correction, correction_in, what_is_said_of, with_corrections
from governance.analysis.stated_scope import denies, is_said_of_another
from governance.analysis.table_rows import is_beside_somebody, with_headers
from governance.analysis.turning_words import (
    BOUNDING_LEAD_IN,
    BOUNDS_A_ROW,
    DENIES_BELOW,
    DENIES_VALUES_BELOW,
    LATER,
    MAY_DENY,
    NOT_IN_FORCE_LEAD_IN,
    PAST,
    PAST_LEAD_IN,
    SAYS_NO,
    TAKES_BACK,
    UNTRUE,
)
from governance.comparison.text.reader_text import as_read
from governance.comparison.text.spans import cell_spans, sentence_spans

if TYPE_CHECKING:
    from governance.analysis.comparing import Clause

_I = re.IGNORECASE
_OTHERS_START = (
    r"(?:\A|[.;:] |, (?:and|but) )\W{0,4}(?:most |many |some )?(?:(?:other|rival|competing) (?:companies"
    r"|services|platforms"
    r"|providers|vendors)|competitors|rivals)"
)
_WITHIN = re.compile(
    rf"{PAST.pattern}|{UNTRUE.pattern}|\b(?:hardly|rarely|seldom|scarcely|barely)\b"
    r"|\bif (?:we|you|it|they|the \w+|this|that)(?: \w+)? were\b|\b(?:were|had) (?:we|you|it|they) (?:a|an|to"
    r"|not|been)\b"
    r"|\b(?:we|you|they|it) would(?! (?:like|need)\b)|['’]d (?:delete|give|tell|refund|notify|keep)\b"
    r"|\b(?:competitors?|others|other (?:companies|services|platforms|providers|vendors))\b[^.;]{0,80}?"
    r"\b(?:boasts?|claims?|says?|promises?|tells?|advertises?|offers?|deletes?|keeps?)\b"
    r"|\?[”\"’']?\s"
    # What others do, what was only planned or considered, and what is said to be stopped or made up.
    r"|\bunlike (?:most|many|some|other|our|the) \w+|\b(?:some|critics|rivals|people)\b[^.;]{0,20} (?:say|claim"
    r"|believe)s?\b"
    r"|\b(?:we|they|it) (?:had |have |has )?(?:once )?(?:planned|considered|intended|thought of|proposed"
    r"|decided against)\b"
    r"|\bwere going to\b|\bdecided against\b|\b(?:stop believing|(?:rumou?r|misconception|myth) that)\b"
    r"|\A\W{0,4}(?!(?:this|that|it|which) )(?:\w+ ){1,3}means that\b"
    r"|(?<!you )(?<!users )(?<!customer )\b(?:may|can|could|might) (?:\w+ )?(?:ask|order|require|force|compel"
    r"|oblige|instruct|request) us to\b"
    r"|\bwe (?:have |had )?(?:stopped|ceased|given up) \w+ing\b|\bfar from \w+ing\b"
    r"|, (?:and|but|while|whereas) we (?:\w+ )?(?:keep|store|retain|delete|do|have) (?:none|nothing|no)\b"
    rf"|{_OTHERS_START} (?:lets?|allows?|keeps?|trains?|gives?|stores?|deletes?|encrypts?)\b",
    _I,
)
# "… within 30 days, but we will not honour it"; "…; we do not".
_TAKEN_BACK = re.compile(
    r"(?:\b(?:but|however|yet|though|although|even if|while)\b|[;–—])[^.;:!?–—]{0,40}?(?:"
    r"(?:\b(?:not|never|need not|cannot)|n['’]t) (?:\w{1,30}+ ){0,2}?(?:honou?r|accept|grant|respect|heed|observe"
    r"|allow|permit|follow"
    r"|offer|(?:take|give) effect|count|act on|do (?:so|this|that|it)|(?:have|need|be able) to|bound|available|possible"
    r"|effective)\b"
    r"|\b(?:may|will|can|shall|always|we) (?:\w{1,30}+ )?(?:refuse|ignore|reject|disregard|deny|decline|overrule)"
    r"|\b(?:is|are|has|have)(?: \w+)? (?:refused|ignored|rejected|void|withdrawn|suspended|ineffective|excluded)\b"
    r"|\b(?:no|without) effect\b)"
    r"|[;–—] ?(?:we|you|they|it|this) (?:do|does|will|can|would|did|may|must|are|is)(?:n['’]t|not| not| never)\W*\Z",
    _I,
)
_LIST_ITEM = re.compile(r"\A\s{0,12}(?:[*•·+–-]\s|\(?[a-z\d]{1,4}\\?[.)]\s|\([ivx]{1,5}\)|<li)", _I)
_NUMBERED = re.compile(r"[\s*•·–-]{0,8}\(?(?:(?P<number>\d[\d.]{0,6})|(?P<letter>[a-z]))\\?[.)]", _I)
_LEADS_IN = re.compile(r"[:：][*_\s”\"]*\Z")
_FIRST_SENTENCE = re.compile(r"[^.!?]{0,400}[.!?]?")
MOST_OF_A_LEAD_IN = 600


def is_turned_around(clause: "Clause", start: int, end: int) -> bool:
    """Return whether the truth of the sentence `clause.text[start:end]` can be turned by what stands around it."""
    text = clause.text
    before = text[:start].rstrip(" \n*•·-–>")
    return (
        turns_as_lead_in(clause.lead_in)
        or turns_as_lead_in(before)
        or (not denies(as_read(text[start:end])) and any(map(turns_values_as_heading, clause.heading_path)))
        or _another_cell_turns(text, start, end)
        or is_beside_somebody(clause, start, end)
        or _is_taken_back_behind(text, start, end)
        or what_is_said_of(clause, end) is Correction.TAKES_BACK
    )


def turns_as_lead_in(lead_in: str) -> bool:
    """Return whether the last sentence of a lead-in turns what it leads in to: "We never:"."""
    if not _LEADS_IN.search(lead_in):
        return False
    words = as_read(lead_in[-MOST_OF_A_LEAD_IN:])
    last = re.split(r"(?<=[.!?;])\s", words)[-1]
    return denies(last) or any(one.search(last) for one in (_WITHIN, PAST_LEAD_IN, NOT_IN_FORCE_LEAD_IN))


def is_bounded_by_lead_in(lead_in: str) -> bool:
    """Return whether what a lead-in leads in to holds for some alone, or on a condition: "If you pay for Archive:"."""
    return (
        bool(_LEADS_IN.search(lead_in)) and BOUNDING_LEAD_IN.search(as_read(lead_in[-MOST_OF_A_LEAD_IN:])) is not None
    )


def turns_as_heading(heading: str) -> bool:
    """Return whether a heading denies what stands below, or says that it is past: "Choices that no longer exist"."""
    return DENIES_BELOW.search(heading) is not None


def turns_values_as_heading(heading: str) -> bool:
    """Return whether nothing below a heading is stated as it is: denied, past or only planned ("Roadmap")."""
    return DENIES_VALUES_BELOW.search(as_read(heading)) is not None


def may_turn_from_above(headings: Iterable[str], lead_in: str) -> bool:
    """Return whether any word of the headings and the lead-in may deny what stands below, though it needn't."""
    return _may_deny(" ".join((*headings, lead_in)))


@lru_cache(maxsize=1_000)
def _may_deny(words: str) -> bool:
    """Whether any of these words may deny something; the clauses of a section stand under the same ones."""
    return MAY_DENY.search(words) is not None


def says_before_that_it_is_past(words: str) -> bool:
    """Return whether the words before a list, or before what they lead in to, say that it is past or untrue."""
    return (DENIES_BELOW.search(words) or PAST_LEAD_IN.search(words) or UNTRUE.search(words)) is not None


def says_no_beside(row: str) -> bool:
    """Return whether a cell of a row of a table is nothing but a no to what another cell states."""
    return row.lstrip().startswith("|") and any(map(SAYS_NO.fullmatch, row.split("|")))


def takes_back_behind(following: str) -> bool:
    """Return whether the sentence with which a text goes on takes back the one before it, and not only for later."""
    sentence = _FIRST_SENTENCE.match(following.lstrip())
    if sentence is None:
        return False
    if correction_in(as_read(sentence.group())) is Correction.TAKES_BACK:
        return True
    if not TAKES_BACK.match(sentence.group()):
        return False
    return LATER.search(sentence.group()) is None


def is_led_in_for_another(lead_in: str) -> bool:
    """Return whether a lead-in says that what follows is done by somebody else than the service: "Customer shall:"."""
    return is_said_of_another(as_read(lead_in[-MOST_OF_A_LEAD_IN:])) if lead_in else False


def is_turned_within(sentence: str) -> bool:
    """Return whether words of the sentence itself say that it is untrue, past, imagined or taken back."""
    return bool(_WITHIN.search(sentence) or _TAKEN_BACK.search(sentence))


def with_surroundings(clauses: Sequence["Clause"]) -> list["Clause"]:
    """Return the clauses, in their order, each with what leads in to it, the header of its table, and what corrects it.

    What was found before stays, where the clauses that say so are not among these.
    """
    return with_headers(with_corrections(with_lead_ins(clauses)))


def with_lead_ins(clauses: Sequence["Clause"]) -> list["Clause"]:
    """Return the clauses, each item of a list and each that follows a lead-in with the words that lead in to it.

    Of a document's clauses under one heading, the nearest before it that ends with a colon leads in to an item. Where
    their order isn't known, since they are of different versions, one that turns what it leads in to counts first.
    """
    leading: dict[tuple[int, tuple[str, ...]], list[Clause]] = {}
    for clause in clauses:
        if _LEADS_IN.search(clause.text):
            leading.setdefault((clause.document_id, clause.heading_path), []).append(clause)
    if not leading:
        return list(clauses)
    following = _directly_behind(clauses)
    found = []
    for clause in clauses:
        above = leading.get((clause.document_id, clause.heading_path), [])
        lead_in = clause.lead_in or _lead_in_of(clause, above, following.get(clause.provision_id))
        found.append(replace(clause, lead_in=lead_in) if lead_in != clause.lead_in else clause)
    return found


def _lead_in_of(clause: "Clause", above: Iterable["Clause"], directly: "Clause | None") -> str:
    if not _LIST_ITEM.match(clause.text):
        return directly.text if directly else ""
    own = [one for one in above if one.provision_id != clause.provision_id and not _are_siblings(one, clause)]
    before = [one for one in own if one.version_id == clause.version_id and one.start < clause.start]
    if before:
        return max(before, key=lambda one: one.start).text
    others = [one.text for one in own if one.version_id != clause.version_id]
    return next((text for text in others if turns_as_lead_in(text)), others[0] if others else "")


def _are_siblings(lead_in: "Clause", item: "Clause") -> bool:
    """Whether a lead-in is an item numbered like the other, "5." and "6.", so that it leads in to others."""
    first, second = _NUMBERED.match(lead_in.text), _NUMBERED.match(item.text)
    return first is not None and second is not None and first.lastgroup == second.lastgroup


def _directly_behind(clauses: Sequence["Clause"]) -> dict[int, "Clause"]:
    """By the key of a clause, the lead-in that stands directly before it in the version where both came."""
    ordered = sorted(clauses, key=lambda one: (one.document_id, one.version_id, one.start))
    return {
        second.provision_id: first
        for first, second in pairwise(ordered)
        if (first.document_id, first.version_id) == (second.document_id, second.version_id)
        and 0 <= second.start - first.end <= 4
        and first.heading_path == second.heading_path
        and _LEADS_IN.search(first.text)
    }


def _another_cell_turns(text: str, start: int, end: int) -> bool:
    if not text.lstrip().startswith("|"):
        return False
    others = [(first, last) for first, last in cell_spans(text) if not first < end or not start < last]
    return any(BOUNDS_A_ROW.search(as_read(text[first:last])) or "~~" in text[first:last] for first, last in others)


def _is_taken_back_behind(text: str, start: int, end: int) -> bool:
    following = [one for one in sentence_spans(text, end, min(len(text), end + 400)) if one[0] >= end]
    return bool(following) and takes_back_behind(as_read(text[slice(*following[0])]))
