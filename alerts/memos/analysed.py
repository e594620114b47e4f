"""The institutional analysis of all that a memo is about, as plain data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from governance.analysis.diligence import ActionInView
from governance.analysis.exposure import RegulationInView
from governance.analysis.institutional import InstitutionalAnalysis, analyse
from governance.analysis.precedents import ClosePrecedent
from governance.analysis.risk import RiskFactor, RiskRating
from governance.analysis.sourced import ExactWords, SourcedSentence, TextInView
from governance.analysis.standpoint import Standpoint
from governance.comparison.weighing.taxonomy import category_names

MOST_RATINGS, MOST_PRECEDENTS = 20, 30
_PRIORITIES = ("high", "medium", "low")


@dataclass(slots=True)
class AnalysisOfMemo:
    """What is said of all texts in view together; each list in the order in which the memo tells it."""

    clauses: list[dict[str, Any]] = field(default_factory=list)
    exposure: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    risk: list[dict[str, Any]] = field(default_factory=list)
    ratings_left_out: int = 0
    given_count: int = 0
    actions: list[dict[str, Any]] = field(default_factory=list)
    precedents: list[dict[str, Any]] = field(default_factory=list)
    open_questions: list[dict[str, str]] = field(default_factory=list)


def analysis_of(texts: Sequence[tuple[str | None, TextInView]], standpoint: Standpoint, day: date) -> AnalysisOfMemo:
    """Return the analysis of these texts, each with the id of its change or None."""
    found = AnalysisOfMemo()
    analyses = [(change, analyse(text, standpoint, day)) for change, text in texts]
    ratings = [(rating, change) for change, one in analyses for rating in one.ratings]
    ratings.sort(key=lambda one: one[0].weight, reverse=True)
    found.risk = [_rating(rating, change) for rating, change in ratings[:MOST_RATINGS]]
    found.ratings_left_out = len(ratings) - len(found.risk)
    found.given_count = sum(not rating.label.startswith("Not assessable") for rating, _ in ratings)
    found.clauses = [
        {"provision": one.clause.provision, "name": _name(one.category), "quotation": _words(one.clause.words)}
        for one, _ in ratings[:MOST_RATINGS]
    ]
    whole = [one for _, one in analyses]
    found.exposure = list(_laws(whole))
    found.left_out = list(_left_out(whole))
    found.actions = list(_actions(whole))
    found.precedents = list(_precedents(whole))
    found.open_questions = list(_open_questions(rating for rating, _ in ratings[:MOST_RATINGS]))
    return found


def _laws(analyses: Iterable[InstitutionalAnalysis]) -> Iterable[dict[str, Any]]:
    """Yield each regulation in view once, with what engages it in any of the texts."""
    laws: dict[str, RegulationInView] = {}
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for one in analyses:
        for law in one.exposure.in_view:
            laws.setdefault(law.regulation.id, law)
            engaged = rows.setdefault(law.regulation.id, {})
            for row in law.engaged_by:
                told = engaged.setdefault(
                    row.category,
                    {
                        "category": row.category,
                        "name": _name(row.category),
                        "exposure": row.exposure,
                        "articles": [article.reference for article in row.articles],
                        "rationale": row.stated.sentence,
                        "reference": row.stated.reference,
                        "provisions": [],
                    },
                )
                told["provisions"] += [key for key in row.provisions if key not in told["provisions"]]
    for key, law in laws.items():
        coming = law.next_date
        yield {
            "id": key,
            "name": law.regulation.short_name,
            "citation": law.regulation.citation,
            "jurisdiction": law.regulation.jurisdiction,
            "standing": law.standing_sentence.sentence,
            "source": law.standing_sentence.reference,
            "next_date": {"day": coming.day.isoformat(), "what": coming.what} if coming else None,
            "not_checked": law.unchecked.sentence if law.unchecked else "",
            "engaged_by": list(rows[key].values()),
        }


def _left_out(analyses: Iterable[InstitutionalAnalysis]) -> Iterable[dict[str, str]]:
    found = {row.regulation.id: row.stated for one in analyses for row in one.exposure.left_out}
    yield from ({"sentence": stated.sentence, "reference": stated.reference} for stated in found.values())


def _rating(rating: RiskRating, change: str | None) -> dict[str, Any]:
    narrows = rating.narrows_most
    return {
        "change": change,
        "category": rating.category,
        "name": _name(rating.category),
        "label": rating.label,
        "sentence": rating.sentence,
        "basis": rating.basis,
        "confidence": rating.clause.confidence,
        "clause": _words(rating.clause.words),
        "likelihood": [rating.likelihood.low, rating.likelihood.high],
        "impact": [rating.impact.low, rating.impact.high],
        "risk": [rating.risk.low, rating.risk.high],
        "factors": [_factor(one) for one in rating.factors],
        "narrows_most": narrows
        and {
            "id": narrows.question.id,
            "question": narrows.question.question,
            "if_yes": narrows.if_yes,
            "if_no": narrows.if_no,
        },
    }


def _factor(factor: RiskFactor) -> dict[str, Any]:
    return {
        "code": factor.code,
        "name": factor.name,
        "interval": [factor.interval.low, factor.interval.high],
        **_stated(factor.stated),
    }


def _stated(stated: SourcedSentence) -> dict[str, Any]:
    return {
        "sentence": stated.sentence,
        "rule": stated.rule,
        "source": stated.source.value,
        "reference": stated.reference,
        "quotation": _words(stated.quotation) if stated.quotation else None,
    }


def _actions(analyses: Iterable[InstitutionalAnalysis]) -> Iterable[dict[str, Any]]:
    """Yield each action once, at its highest priority, with the first answer that a text gives."""
    found: dict[str, ActionInView] = {}
    for one in analyses:
        for action in one.actions:
            known = found.get(action.action.id)
            if known is None or (action.is_answered and not known.is_answered):
                found[action.action.id] = action
    for action in sorted(found.values(), key=lambda row: _PRIORITIES.index(row.priority)):
        yield {
            "id": action.action.id,
            "priority": action.priority,
            "action": action.action.action,
            "evidence": action.action.evidence,
            "answer": action.answer.sentence,
            "rule": action.answer.rule,
            "quotation": _words(action.answer.quotation) if action.answer.quotation else None,
        }


def _precedents(analyses: Iterable[InstitutionalAnalysis]) -> Iterable[dict[str, Any]]:
    found: dict[str, ClosePrecedent] = {}
    for one in analyses:
        for row in one.precedents:
            found.setdefault(row.precedent.id, row)
    ordered = sorted(found.values(), key=lambda row: row.precedent.no_longer_stands)
    for row in ordered[:MOST_PRECEDENTS]:
        yield {
            "id": row.precedent.id,
            "title": row.precedent.title,
            "status": row.precedent.status,
            "sentence": row.stated.sentence,
            "reference": row.stated.reference,
            "source_url": row.precedent.source_url,
        }


def _open_questions(ratings: Iterable[RiskRating]) -> Iterable[dict[str, str]]:
    """Yield each question whose answer is missing for a rating that is told, once."""
    found = {
        one.question.id: one.question.question
        for rating in ratings
        for one in rating.factors
        if one.awaits_answer and one.question is not None
    }
    yield from ({"id": key, "question": question} for key, question in found.items())


def _words(words: ExactWords) -> dict[str, Any]:
    return {"version": words.version, "start": words.start, "end": words.end, "text": words.text}


def _name(category: str) -> str:
    return category_names()[category]
