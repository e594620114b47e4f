"""Fills the shapes of `analysis_shapes.py`, faster than serializers would: a text may have thousands of clauses."""

from dataclasses import asdict
from datetime import date
from typing import Any

from governance.analysis.diligence import ActionInView
from governance.analysis.exposure import RegulationInView, RegulatoryExposure
from governance.analysis.institutional import InstitutionalAnalysis, analysis_tables_version
from governance.analysis.precedents import ClosePrecedent
from governance.analysis.risk import NarrowingAnswer, RiskFactor, RiskRating, grid
from governance.analysis.risk_method import BANDS, EVENT, METHOD, RISK_TABLE
from governance.analysis.sourced import AnalysedClause, ExactWords, SourcedSentence
from governance.analysis.standpoint import Standpoint
from governance.comparison.weighing.taxonomy import category_names

DISCLAIMER = "This describes what the text says and what our tables state. It makes no legal determination."


def describe_frame(day: date, standpoint: Standpoint) -> dict[str, Any]:
    """Return what every analysis begins with."""
    return {
        "as_of": day.isoformat(),
        "disclaimer": DISCLAIMER,
        "method": {"version": METHOD, "event": EVENT, "bands": list(BANDS), "grid": [list(row) for row in RISK_TABLE]},
        "tables_version": analysis_tables_version(),
        "standpoint": {"jurisdictions": list(standpoint.jurisdictions), "roles": list(standpoint.roles)},
    }


def describe_analysis(found: InstitutionalAnalysis) -> dict[str, Any]:
    """Return what is shown of an analysis, without the document that it is of."""
    return {
        "clauses": [describe_clause(clause) for clause in found.clauses],
        "exposure": _exposure(found.exposure),
        "material_risk": [describe_rating(rating) for rating in found.ratings],
        "due_diligence": [_action(one) for one in found.actions],
        "precedents": [_precedent(one) for one in found.precedents],
        "notes": [_stated(one) for one in found.notes],
    }


def describe_clause(clause: AnalysedClause) -> dict[str, Any]:
    return {"provision": clause.provision, "category": clause.category, "quotation": _words(clause.words)}


def describe_rating(rating: RiskRating) -> dict[str, Any]:
    cells = grid(rating)
    return {
        "category": rating.category,
        "category_name": category_names()[rating.category],
        "band": rating.label,
        "sentence": rating.sentence,
        "low": rating.risk.low,
        "high": rating.risk.high,
        "basis": rating.basis,
        "category_confidence": rating.clause.confidence,
        "clause": describe_clause(rating.clause),
        "change_kind": rating.change.kind if rating.change else None,
        "likelihood": rating.likelihood._asdict(),
        "impact": rating.impact._asdict(),
        "factors": [_factor(factor) for factor in rating.factors],
        "narrows_most": _narrowing(rating.narrows_most),
        "possible_cells": [dict(zip(("likelihood", "impact", "risk"), cell, strict=True)) for cell in cells],
    }


def _words(words: ExactWords) -> dict[str, Any]:
    return {"version": words.version, "start": words.start, "end": words.end, "text": words.text}


def _stated(stated: SourcedSentence) -> dict[str, Any]:
    return {
        "sentence": stated.sentence,
        "rule": stated.rule,
        "source": stated.source.value,
        "reference": stated.reference,
        "quotation": _words(stated.quotation) if stated.quotation else None,
    }


def _factor(factor: RiskFactor) -> dict[str, Any]:
    return {
        "code": factor.code,
        "name": factor.name,
        **factor.interval._asdict(),
        "question": factor.question.id if factor.question else None,
        "stated": _stated(factor.stated),
    }


def _narrowing(answer: NarrowingAnswer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    question = answer.question
    return {"question": question.id, "text": question.question, "if_yes": answer.if_yes, "if_no": answer.if_no}


def _exposure(exposure: RegulatoryExposure) -> dict[str, Any]:
    return {
        "in_view": [_regulation(one) for one in exposure.in_view],
        "left_out_count": len(exposure.left_out),
        "left_out": [
            {
                "regulation": one.regulation.id,
                "short_name": one.regulation.short_name,
                "by": one.by.value,
                "stated": _stated(one.stated),
            }
            for one in exposure.left_out
        ],
    }


def _regulation(one: RegulationInView) -> dict[str, Any]:
    dates = [{"day": when.day.isoformat(), "what": when.what} for when in one.dates]
    return {
        "regulation": one.regulation.id,
        "short_name": one.regulation.short_name,
        "jurisdiction": one.regulation.jurisdiction,
        "standing": one.standing.value,
        "standing_sentence": _stated(one.standing_sentence),
        "dates": dates,
        "next_date": {"day": one.next_date.day.isoformat(), "what": one.next_date.what} if one.next_date else None,
        "not_source_checked": _stated(one.unchecked) if one.unchecked else None,
        "roles": _stated(one.roles),
        "engaged_by": [
            {
                "category": row.category,
                "category_name": category_names()[row.category],
                "exposure": row.exposure,
                "rationale": _stated(row.stated),
                "articles": [asdict(article) for article in row.articles],
                "provisions": list(row.provisions),
            }
            for row in one.engaged_by
        ],
    }


def _action(one: ActionInView) -> dict[str, Any]:
    return {
        "id": one.action.id,
        "category": one.action.category,
        "action": one.action.action,
        "evidence": one.action.evidence,
        "priority": one.priority,
        "priority_stated": _stated(one.stated_priority),
        "is_answered_by_text": one.is_answered,
        "answer": _stated(one.answer),
    }


def _precedent(one: ClosePrecedent) -> dict[str, Any]:
    row = one.precedent
    return {
        "id": row.id,
        "title": row.title,
        "authority": row.authority,
        "jurisdiction": row.jurisdiction,
        "dated": row.dated,
        "date_kind": row.date_kind,
        "status": row.status,
        "status_note": row.status_note,
        "no_longer_stands": row.no_longer_stands,
        "amount": row.amount,
        "same_categories": list(one.same_categories),
        "same_regulations": list(one.same_regulations),
        "same_sector": one.same_sector,
        "in_your_jurisdictions": one.in_your_jurisdictions,
        "stated": _stated(one.stated),
        "source_url": row.source_url,
        "source_tier": row.source_tier,
        "is_verified": row.is_verified,
    }
