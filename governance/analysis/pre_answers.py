"""Questions that vendor questionnaires ask, in our own words, answered by quotations or not at all.

The questions are the table `data/questionnaire.json`. A rule of a statement (`statement_rules`) or a narrower one
(`answer_rules`) says which sentence answers a question; a denial is an answer, what is said of another party none.
Nobody is told yes or no: the sentence is quoted.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from governance.analysis.answer_rules import ANSWER_RULES
from governance.analysis.comparing import Clause, each_once
from governance.analysis.corrections import what_is_said_of
from governance.analysis.objection_periods import PeriodKind, objection_periods
from governance.analysis.stated_scope import is_said_of_another
from governance.analysis.statement_rules import RULES
from governance.analysis.statement_rules.rule import DENIED, StatementRule
from governance.analysis.stating import FoundStatement, looked_in, sentences_by, states_category
from governance.analysis.turned_truth import (
    is_led_in_for_another,
    is_turned_around,
    is_turned_within,
    with_surroundings,
)
from governance.comparison.text.reader_text import as_read
from governance.comparison.weighing.categorise import shipped_categoriser
from governance.comparison.weighing.category_features import Passage

TABLE = Path(__file__).resolve().parents[1] / "data" / "questionnaire.json"
OTHER = "other"
PLAIN_ANYWHERE = (
    "answer.data_protection_officer",
    "answer.controller",
    "answer.not_sold",
    "answer.sold",
    "answer.ended_by_customer",
    "answer.returned_at_end",
    "answer.exit",
    "answer.location",
    "answer.role",
    "answer.no_training_choice",
    "answer.personnel_confidentiality",
    "answer.automated_decisions",
    "answer.availability",
    "answer.continuity_plan",
)
# What is only planned answers nothing: "We plan to be certified."
_INTENDED = re.compile(
    r"\b(?:we|our \w+)(?: \w+)? (?:plan|intend|hope|aspire|expect|seek|want|wish) to\b|\bworking (?:on|towards?)\b"
    r"|\bin the process of\b|\bnot yet\b|\bfrom 20\d\d\b",
    re.IGNORECASE,
)
SHOWN_ANSWERS = 3
FAMILIES = ("SIG", "CAIQ", "DPIA", "DORA")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, which families of questionnaires ask it, and the rules that find its answer, the first first.

    `objection_to` is what a period for objecting must be for to answer it too, or empty. `is_of_service`: only what is
    said of the service answers it, and nothing of its readers or of others.
    """

    id: str
    question: str
    asked_by: tuple[str, ...]
    category: str
    rules: tuple[StatementRule, ...]
    objection_to: str
    is_of_service: bool = False


@dataclass(frozen=True, slots=True)
class AnswerQuotation:
    """A sentence that answers a question: `clause.text[statement.start:statement.end]`, with the rule that found it."""

    clause: Clause
    statement: FoundStatement


@dataclass(frozen=True, slots=True)
class PreAnswer:
    """A question with the sentences that answer it. `left_out` counts those not shown.

    Without any none was found, which does not say that the text states none.
    """

    question: Question
    quotations: tuple[AnswerQuotation, ...]
    left_out: int


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Return every question in the order of the table. Raises KeyError for a rule that there isn't."""
    known = {one.id: one for rules in RULES.values() for one in rules} | ANSWER_RULES
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(
        Question(
            row["id"],
            row["question"],
            tuple(row["asked_by"]),
            row["category"],
            tuple(known[name] for name in row["rules"]),
            row.get("objection_to", ""),
            row.get("whose") == "service",
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def questionnaire_version() -> str:
    """Return what names this state of the table: a digest of its bytes."""
    return hashlib.sha256(TABLE.read_bytes()).hexdigest()[:12]


def pre_answers(clauses: Sequence[Clause]) -> list[PreAnswer]:
    """Return each question with what these clauses of one platform answer."""
    surrounded = with_surroundings(clauses)
    return [_answered(question, surrounded) for question in questions()]


def _answered(question: Question, clauses: Sequence[Clause]) -> PreAnswer:
    found = sorted(
        _quotations(question, clauses),
        key=lambda one: (
            one.statement.rank,
            one.clause.classed != question.category,
            one.clause.document_id,
            one.clause.start,
            one.clause.provision_id,
        ),
    )
    once = each_once(found, lambda one: one.clause.text[one.statement.start : one.statement.end])
    return PreAnswer(question, tuple(once[:SHOWN_ANSWERS]), max(0, len(once) - SHOWN_ANSWERS))


def _quotations(question: Question, clauses: Sequence[Clause]) -> Iterator[AnswerQuotation]:
    for clause in clauses:
        for statement in (*sentences_by(clause.text, question.rules), *_objections(question, clause)):
            if _is_about(question, clause, statement):
                yield AnswerQuotation(clause, statement)
                break


def _objections(question: Question, clause: Clause) -> Iterator[FoundStatement]:
    if question.objection_to:
        for period in objection_periods(clause.text):
            if period.kind is PeriodKind.OBJECTION and period.subject == question.objection_to:
                yield FoundStatement(period.rule, len(question.rules), period.start, period.end)


def _is_about(question: Question, clause: Clause, statement: FoundStatement) -> bool:
    """Whether a sentence is about what is asked, which a paragraph of several subjects isn't as a whole.

    A narrow rule says itself what a sentence is about. In a clause of an unrelated class the model must take the
    sentence alone for a related one, but for the rules in PLAIN_ANYWHERE, which nothing else is said by.
    """
    words = as_read(clause.text[statement.start : statement.end])
    if question.is_of_service and (is_said_of_another(words) or is_led_in_for_another(clause.lead_in)):
        return False
    if is_turned_within(words) or _INTENDED.search(words):
        return False
    if is_turned_around(clause, statement.start, statement.end) or what_is_said_of(clause, statement.end):
        return False
    is_near = clause.classed in looked_in(question.category)
    if statement.rule.removesuffix(DENIED) in {one.id for one in RULES[question.category]}:
        return states_category(clause.text, statement, question.category, clause.classed, clause.heading_path)
    if is_near or statement.rule in PLAIN_ANYWHERE:
        return True
    return shipped_categoriser().ranked(Passage(words))[0] in set(looked_in(question.category)) - {OTHER}
