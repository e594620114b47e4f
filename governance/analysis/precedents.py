"""Decisions, settlements and judgments about clauses of the same kind, the closest first. Shown, and never scored.

A precedent is shown because its category matches, with its status before any amount. No monitored company is compared
with a respondent; that a list is empty says nothing.
"""

import json
from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from governance.analysis.law import DATA
from governance.analysis.sourced import SourcedSentence, SourceKind
from governance.analysis.standpoint import Standpoint

STATUSES: Mapping[str, str] = {
    "final": "final", "settled": "settled, which is no finding", "under_appeal": "under appeal",
    "annulled": "annulled", "superseded": "superseded", "not_checked": "not checked whether it still stands",
}  # fmt: skip
_NO_LONGER = ("annulled", "superseded")
# Whose authorities decide under the law of the Union.
_OF_THE_EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
_PRECISION = {"day": "%-d %B %Y", "month": "%B %Y", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class Precedent:
    """One row of the table. `latest` is the last day that its date can mean.

    Only where `relation` is `basis` it rested on the regulations.

    `sector` is that of the respondent's service, "" where it is none of our sectors.
    """

    id: str
    title: str
    authority: str
    jurisdiction: str
    day: date
    latest: date
    dated: str
    date_kind: str
    respondent: str
    regulations: tuple[str, ...]
    relation: str
    legal_basis: str
    articles: tuple[str, ...]
    articles_from_source: bool
    categories: tuple[str, ...]
    outcome: str
    amount: str
    status: str
    status_note: str
    source_url: str
    source_tier: int | None
    is_verified: bool
    sector: str

    @property
    def place(self) -> str:
        """Return whose law it is under: a member state's authority decides under that of the EU."""
        return "EU" if self.jurisdiction in _OF_THE_EU else self.jurisdiction

    @property
    def no_longer_stands(self) -> bool:
        return self.status in _NO_LONGER


@dataclass(frozen=True, slots=True)
class ClosePrecedent:
    """A precedent with what it has in common. `status` says how it stands, `amount` follows it and is never alone."""

    precedent: Precedent
    same_categories: tuple[str, ...]
    same_regulations: tuple[str, ...]
    same_sector: bool
    in_your_jurisdictions: bool
    stated: SourcedSentence


def close_precedents(
    *, categories: Collection[str], regulations: Collection[str], sector: str, standpoint: Standpoint, day: date
) -> tuple[ClosePrecedent, ...]:
    """Return the precedents of these categories up to a day, closest first; what no longer stands comes last.

    Of one of which only the month or the year is known the last day counts.

    Closeness is how many categories they share, then whether a regulation, the sector and the jurisdiction are the
    same, then the later date.
    """
    found = []
    for one in precedents():
        same = tuple(category for category in one.categories if category in categories)
        if same and one.latest <= day:
            laws = tuple(law for law in one.regulations if law in regulations and one.relation == "basis")
            is_near = bool(standpoint.jurisdictions) and standpoint.is_in_jurisdiction(one.place)
            stated = _stated(one)
            found.append(ClosePrecedent(one, same, laws, bool(sector) and one.sector == sector, is_near, stated))
    return tuple(sorted(found, key=_closeness))


def _closeness(one: ClosePrecedent) -> tuple[bool, int, bool, bool, bool, int, str]:
    return (
        one.precedent.no_longer_stands,
        -len(one.same_categories),
        not one.same_regulations,
        not one.same_sector,
        not one.in_your_jurisdictions,
        -one.precedent.day.toordinal(),
        one.precedent.id,
    )


def _stated(one: Precedent) -> SourcedSentence:
    label = f"{one.status.capitalize()}. " if one.no_longer_stands else ""
    amount = f" Amount as reported: {one.amount}." if one.amount else ""
    said = f"{label}{one.authority}, {one.dated}; status: {STATUSES[one.status]}. {one.outcome}{amount}"
    if not one.is_verified:
        said = f"{said} No source was seen for this row."
    return SourcedSentence(said, "same_category", SourceKind.TABLE, f"enforcement_precedents.json:{one.id}")


@lru_cache(maxsize=1)
def precedents() -> tuple[Precedent, ...]:
    """Return every precedent, in the order of the table."""
    rows = json.loads((DATA / "enforcement_precedents.json").read_text(encoding="utf-8"))
    sectors = json.loads((DATA / "precedent_sectors.json").read_text(encoding="utf-8"))
    found = []
    for row in rows:
        day = date.fromisoformat(row["date"])
        found.append(
            Precedent(
                id=row["id"],
                title=row["title"],
                authority=row["authority"],
                jurisdiction=row["jurisdiction"],
                day=day,
                latest=_latest(day, row["date_precision"]),
                dated=f"{day:{_PRECISION[row['date_precision']]}}",
                date_kind=row["date_kind"],
                respondent=row["respondent"],
                regulations=tuple(row["regulation_ids"]),
                relation=row["regulation_relation"],
                legal_basis=row["legal_basis"] or "",
                articles=tuple(row["articles"]),
                articles_from_source=row["articles_basis"] == "source",
                categories=tuple(row["provision_categories"]),
                outcome=row["outcome"],
                amount=_amount(row),
                status=row["status"],
                status_note=row["status_note"] or "",
                source_url=row["source_url"] or "",
                source_tier=row["source_tier"],
                is_verified=row["verified"],
                sector=sectors.get(row["id"], ""),
            )
        )
    return tuple(found)


def _latest(day: date, precision: str) -> date:
    if precision == "year":
        return day.replace(month=12, day=31)
    return day.replace(day=monthrange(day.year, day.month)[1]) if precision == "month" else day


def _amount(row: Mapping[str, object]) -> str:
    amount, note = row["amount"], row["amount_note"]
    if not isinstance(amount, dict) or amount["value"] is None:
        return ""
    said = f"{amount['currency']} {amount['value']:,}"
    return f"{said} ({note})" if note else said
