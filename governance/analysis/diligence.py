"""Due-diligence actions for the categories of a text: priority, what to keep as evidence, and what the text answers.

What stands under a heading or a lead-in that may deny it ("We never:") is no answer, nor is a row of a table, whose
other cells may say that it is not so.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from governance.analysis.diligence_rules import RULES, TextAnswer
from governance.analysis.law import DATA, EXPOSURES, engagements
from governance.analysis.sourced import AnalysedClause, SourcedSentence, SourceKind
from governance.analysis.standpoint import Standpoint
from governance.analysis.text_factors import as_spoken
from governance.analysis.turned_truth import is_turned_within, may_turn_from_above, takes_back_behind
from governance.comparison.text.spans import sentence_spans

_IS_ITEM = re.compile(r"\s*(?:[-*+•●▪–]|\(?\w{1,4}[.)])\s")
# What proves that an action was done, by the verb that it begins with.
_EVIDENCE_OF: Mapping[str, str] = MappingProxyType(
    {
        verb: evidence
        for verbs, evidence in (
            ("Ask Obtain Request Seek Establish", "the vendor's answer or document, with its date"),
            (
                "Check Confirm Verify Extract Identify Determine Assess Ensure",
                "the quotation that you rely on and your finding, dated",
            ),
            ("Compare Match Map Diff Review Classify Consider", "the comparison, with both sides and the gaps"),
            ("Test Run Scan Re-scan Screen", "a record of the test: when, by whom, what came out"),
            (
                "Record List Log Note Document Inventory Update Complete Keep Archive Export Calendar",
                "the entry in your own register, dated",
            ),
            ("Track Watch Monitor Set Subscribe Trigger Flag", "the subscription or reminder, and its owner"),
            (
                "Assign Nominate Brief Decide Plan Point Add Use Send If Block Honour Remove Disable Exclude",
                "the decision, its owner and its date",
            ),
        )
        for verb in verbs.split()
    }
)


@dataclass(frozen=True, slots=True)
class DiligenceAction:
    """One action of the table. `id` is its category and its number there, counted from 1."""

    id: str
    category: str
    action: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ActionInView:
    """An action, its priority and, where a rule finds it, what the text says of it."""

    action: DiligenceAction
    priority: str
    stated_priority: SourcedSentence
    is_answered: bool
    answer: SourcedSentence


@lru_cache(maxsize=1)
def diligence_actions() -> dict[str, tuple[DiligenceAction, ...]]:
    """Return the actions of each category, in the order of the table. Raises KeyError for a verb without evidence."""
    rows = json.loads((DATA / "regulatory_map.json").read_text(encoding="utf-8"))
    return {
        category: tuple(
            DiligenceAction(f"{category}.{number}", category, action, _EVIDENCE_OF[action.split()[0]])
            for number, action in enumerate(row["vendor_due_diligence"], start=1)
        )
        for category, row in rows.items()
    }


def actions_for(
    clauses: Mapping[str, Sequence[AnalysedClause]],
    text: Sequence[AnalysedClause],
    version: str,
    standpoint: Standpoint,
    service: Sequence[str] = (),
) -> tuple[ActionInView, ...]:
    """Return the actions for these clauses by category, the highest priority first, else in the order of the table.

    `version` is the text in which answers are looked for, and `text` all of its clauses.
    """
    found = []
    denied = _under_a_denial(text)
    for category, actions in diligence_actions().items():
        if category in clauses:
            priority, stated = _priority(category, standpoint)
            for action in actions:
                answer = _answer(action, clauses[category], text, denied, version, service)
                found.append(ActionInView(action, priority, stated, answer.quotation is not None, answer))
    return tuple(sorted(found, key=lambda one: -EXPOSURES.index(one.priority)))


def _priority(category: str, standpoint: Standpoint) -> tuple[str, SourcedSentence]:
    rows = [one for one in engagements().get(category, ()) if standpoint.leaves_out(one.regulation) is None]
    highest = max(rows, key=lambda one: EXPOSURES.index(one.exposure), default=None)
    if highest is None:
        said = "No mapped regulation in view engages this category."
        return "low", SourcedSentence(said, "priority_none_mapped", SourceKind.TABLE, f"regulatory_map.json:{category}")
    said = f"The highest exposure of this category in view is {highest.exposure}, by {highest.regulation.short_name}."
    reference = f"regulatory_map.json:{category}/{highest.regulation.id}"
    return highest.exposure, SourcedSentence(said, "priority_by_exposure", SourceKind.TABLE, reference)


def _answer(
    action: DiligenceAction,
    clauses: Sequence[AnalysedClause],
    text: Sequence[AnalysedClause],
    denied: frozenset[int],
    version: str,
    service: Sequence[str],
) -> SourcedSentence:
    rule = RULES.get(action.id)
    if rule is None:
        return SourcedSentence("The text is not searched for an answer to this.", "no_rule", SourceKind.TEXT, version)
    looked_in = [*clauses, *(one for one in text if one.category != action.category)] if rule.anywhere else clauses
    for clause in looked_in:
        if clause.words.start in denied or _is_row(clause):
            continue
        if rule.may_be_in(clause.read) and clause.is_english and (words := _sentence_in(clause, rule, service)):
            quotation = clause.quote(words)
            return SourcedSentence(f"The text states: “{quotation.text}”", rule.id, SourceKind.TEXT, version, quotation)
    is_spoken_of = any(rule.is_spoken_of_in(one.read) or not one.is_english for one in (*clauses, *text))
    said = (
        "An answer in the text is not read with certainty." if is_spoken_of else "Our rules find no answer in the text."
    )
    return SourcedSentence(said, rule.id, SourceKind.TEXT, version)


def _under_a_denial(text: Sequence[AnalysedClause]) -> frozenset[int]:
    """Where the clauses begin that stand under a heading or a lead-in with a word that may deny them."""
    found, lead_in, is_first = set(), "", False
    for clause in text:
        is_item = _IS_ITEM.match(clause.words.text) is not None
        if not is_item and not is_first and not _is_row(clause):
            lead_in = ""
        headings = clause.place.headings if clause.place else ()
        if may_turn_from_above(headings, lead_in):
            found.add(clause.words.start)
        is_first = clause.words.text.rstrip(" *_").endswith(":")
        if is_first:
            lead_in = f"{lead_in} {clause.read}" if is_item else clause.read
    return frozenset(found)


def _is_row(clause: AnalysedClause) -> bool:
    return clause.words.text.lstrip().startswith("|")


def _sentence_in(clause: AnalysedClause, rule: TextAnswer, service: Sequence[str]) -> str:
    """Return the sentence of a clause that answers, "" if none does."""
    for start, end in sentence_spans(clause.read):
        words = clause.read[start:end]
        if rule.is_given_by(words, as_spoken(words, service)) and not is_turned_within(words):
            return "" if takes_back_behind(clause.read[end:]) else words
    return ""
