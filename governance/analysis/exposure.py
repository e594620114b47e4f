"""Which regulations the clauses of a text engage, by statute and article, and what a person's standpoint leaves out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.analysis.law import (
    EXPOSURES,
    Article,
    DateOfApplication,
    Engagement,
    LegalStanding,
    Regulation,
    engagements,
)
from governance.analysis.sourced import SourcedSentence, SourceKind
from governance.analysis.standpoint import LeftOutBy, Standpoint, roles_of_regulations


@dataclass(frozen=True, slots=True)
class EngagedByCategory:
    """A category of clauses that engages a regulation: by which articles, why, and the provisions of it."""

    category: str
    exposure: str
    stated: SourcedSentence
    articles: tuple[Article, ...]
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegulationInView:
    """A regulation that is engaged, as it stands on the day. `roles` says whom it binds, as far as the table says."""

    regulation: Regulation
    standing: LegalStanding
    standing_sentence: SourcedSentence
    dates: tuple[DateOfApplication, ...]
    next_date: DateOfApplication | None
    unchecked: SourcedSentence | None
    roles: SourcedSentence
    engaged_by: tuple[EngagedByCategory, ...]


@dataclass(frozen=True, slots=True)
class RegulationLeftOut:
    """A regulation that the text engages and the person's standpoint leaves out, and why."""

    regulation: Regulation
    by: LeftOutBy
    stated: SourcedSentence


@dataclass(frozen=True, slots=True)
class RegulatoryExposure:
    """What is in view, the highest exposure first, and what is left out, in the order of the table."""

    in_view: tuple[RegulationInView, ...]
    left_out: tuple[RegulationLeftOut, ...]


def exposure_of(provisions: Mapping[str, Sequence[str]], standpoint: Standpoint, day: date) -> RegulatoryExposure:
    """Return what the clauses engage; `provisions` are the ids of those of each category, in the order of the text."""
    rows: dict[str, list[Engagement]] = {}
    for category in provisions:
        for one in engagements().get(category, ()):
            rows.setdefault(one.regulation.id, []).append(one)
    in_view, left_out = [], []
    for found in rows.values():
        regulation = found[0].regulation
        if by := standpoint.leaves_out(regulation):
            left_out.append(_left_out(regulation, by))
        else:
            in_view.append(_in_view(regulation, found, provisions, day))
    in_view.sort(key=lambda one: (one.standing == LegalStanding.LAPSED, *_weight(one), one.regulation.id))
    return RegulatoryExposure(tuple(in_view), tuple(sorted(left_out, key=lambda one: (one.by, one.regulation.id))))


def _weight(found: RegulationInView) -> tuple[int, int]:
    ranks = [EXPOSURES.index(one.exposure) for one in found.engaged_by]
    return -max(ranks), -sum(rank == max(ranks) for rank in ranks)


def _in_view(
    regulation: Regulation, rows: Iterable[Engagement], provisions: Mapping[str, Sequence[str]], day: date
) -> RegulationInView:
    ordered = sorted(rows, key=lambda one: (-EXPOSURES.index(one.exposure), one.category))
    unchecked = sorted({one.reference for row in ordered for one in row.articles if not one.is_source_checked})
    return RegulationInView(
        regulation=regulation,
        standing=regulation.standing_on(day),
        standing_sentence=_of_table(regulation, regulation.standing_sentence(day), "standing"),
        dates=regulation.dates,
        next_date=regulation.next_date(day),
        unchecked=_unchecked(regulation, unchecked),
        roles=_roles(regulation),
        engaged_by=tuple(
            EngagedByCategory(
                row.category,
                row.exposure,
                SourcedSentence(
                    row.rationale, "engagement", SourceKind.TABLE, f"regulatory_map.json:{row.category}/{regulation.id}"
                ),
                row.articles,
                tuple(provisions[row.category]),
            )
            for row in ordered
        ),
    )


def _of_table(regulation: Regulation, sentence: str, rule: str, file: str = "regulations.json") -> SourcedSentence:
    return SourcedSentence(sentence, rule, SourceKind.TABLE, f"{file}:{regulation.id}")


def _unchecked(regulation: Regulation, references: Sequence[str]) -> SourcedSentence | None:
    """Say what nobody has seen in a source: the regulation, or some of the articles that are named."""
    parts = []
    if not regulation.is_verified:
        parts.append("No source was seen for the identity and dates of this regulation.")
    if references:
        parts.append(f"Not source-checked: {', '.join(references)}.")
    return _of_table(regulation, " ".join(parts), "not_source_checked") if parts else None


def _roles(regulation: Regulation) -> SourcedSentence:
    known = roles_of_regulations().get(regulation.id)
    if known is None:
        said = "The table does not say which role this regulation binds, so roles do not leave it out."
        return _of_table(regulation, said, "role_not_said")
    said = f"The table's scope names “{known.words}”."
    return _of_table(regulation, said, "role_said", "regulation_roles.json")


def _left_out(regulation: Regulation, by: LeftOutBy) -> RegulationLeftOut:
    if by is LeftOutBy.JURISDICTION:
        said = f"{regulation.short_name} is of {regulation.jurisdiction}, which is none of your jurisdictions."
    else:
        known = roles_of_regulations()[regulation.id]
        said = f"The scope of {regulation.short_name} names “{known.words}”, which is none of your roles."
    return RegulationLeftOut(regulation, by, _of_table(regulation, said, f"left_out_by_{by}"))
