"""The institutional analysis of a text or a change: exposure, material risk, due-diligence actions, precedents.

The same text, tables, day, standpoint and answers give the same analysis, to the byte.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from governance.analysis.diligence import ActionInView, actions_for
from governance.analysis.exposure import RegulatoryExposure, exposure_of
from governance.analysis.law import DATA, regulations
from governance.analysis.precedents import ClosePrecedent, close_precedents
from governance.analysis.risk import RiskRating, rated_categories
from governance.analysis.risk_questions import questions_of_categories
from governance.analysis.sourced import AnalysedClause, SourcedSentence, TextInView
from governance.analysis.standpoint import Standpoint
from governance.analysis.unsure_categories import notes_on

TABLES_OF_ANALYSIS = (
    "regulations.json",
    "regulatory_map.json",
    "regulation_roles.json",
    "risk_questions.json",
    "diligence_answers.json",
    "enforcement_precedents.json",
    "precedent_sectors.json",
)


@dataclass(frozen=True, slots=True)
class InstitutionalAnalysis:
    """All that is said of a text or a change for one standpoint on one day."""

    day: date
    standpoint: Standpoint
    clauses: tuple[AnalysedClause, ...]
    exposure: RegulatoryExposure
    ratings: tuple[RiskRating, ...]
    actions: tuple[ActionInView, ...]
    precedents: tuple[ClosePrecedent, ...]
    notes: tuple[SourcedSentence, ...]


def analyse(text: TextInView, standpoint: Standpoint, day: date) -> InstitutionalAnalysis:
    """Return the analysis of a text as it stands, or of the change that `text` holds."""
    in_view = [one.clause for one in text.changes] if text.is_of_change else list(text.clauses)
    by_category = _by_category(in_view)
    exposure = exposure_of({key: [one.provision for one in rows] for key, rows in by_category.items()}, standpoint, day)
    whole = _by_category(text.clauses)
    answering = {category: whole.get(category, ()) for category in by_category}
    return InstitutionalAnalysis(
        day=day,
        standpoint=standpoint,
        clauses=tuple(clause for rows in by_category.values() for clause in rows),
        exposure=exposure,
        ratings=rated_categories(text, standpoint, day),
        actions=actions_for(answering, text.clauses, text.version, standpoint, text.service),
        precedents=close_precedents(
            categories=by_category,
            regulations={one.regulation.id for one in exposure.in_view},
            sector=text.sector,
            standpoint=standpoint,
            day=day,
        ),
        notes=notes_on(text),
    )


def _by_category(clauses: Sequence[AnalysedClause]) -> dict[str, list[AnalysedClause]]:
    """Return the clauses of each category that is mapped, in the order of the table, each in the order of the text."""
    found: dict[str, list[AnalysedClause]] = {}
    for clause in clauses:
        found.setdefault(clause.category, []).append(clause)
    return {category: found[category] for category in questions_of_categories() if category in found}


@lru_cache(maxsize=1)
def analysis_tables_version() -> str:
    """Return what names this state of all tables of the analysis: the latest day of knowledge, and a digest."""
    digest = hashlib.sha256(b"".join((DATA / name).read_bytes() for name in TABLES_OF_ANALYSIS)).hexdigest()
    return f"{max(one.as_of for one in regulations().values()):%Y-%m-%d}-{digest[:12]}"
