"""The regulations that clauses engage, as the tables `regulations.json` and `regulatory_map.json` state them.

`governance/data/README.md` says how the tables were made. What nobody has seen in a source is marked: a regulation by
`is_verified`, an article by `is_source_checked`.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"
TABLES = ("regulations.json", "regulatory_map.json")
EXPOSURES = ("low", "medium", "high")
# What a row of dates says of its day. Nothing else in the table tells entry into force from application.
_ENTRY = re.compile(r"(?:entry into force|effective|takes effect)\b", re.IGNORECASE)
_APPLICATION = re.compile(r"(?:full )?application$", re.IGNORECASE)


class LegalStanding(StrEnum):
    """Whether a regulation binds anybody on a day."""

    NOT_YET = "not_yet_applicable"
    IN_FORCE = "in_force"
    IN_STAGES = "in_force_in_stages"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its reference, its title, and what it requires in our words."""

    reference: str
    title: str
    requires: str
    is_source_checked: bool


@dataclass(frozen=True, slots=True)
class DateOfApplication:
    """A day from which some of a regulation applies, and what."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Regulation:
    """One regulation. `table_status` is the table's own word as of the day `as_of`; `standing_on` counts by a day.

    `in_force_since` is the main date of the table, which may be that of entry into force or of application. `regions`
    are those of the people it protects; `applies_when` says whom it binds. `source_tier` is 1 for an official source,
    2 for a law firm, publisher or specialist, 3 for the press.
    """

    id: str
    short_name: str
    full_name: str
    citation: str
    jurisdiction: str
    regions: tuple[str, ...]
    regulators: tuple[str, ...]
    in_force_since: date | None
    in_force_until: date | None
    dates: tuple[DateOfApplication, ...]
    table_status: str
    status_note: str
    scope: str
    applies_when: str
    articles: Mapping[str, Article]
    official_url: str
    source_url: str
    source_tier: int | None
    is_verified: bool
    verified_scope: str
    as_of: date

    def standing_on(self, day: date) -> LegalStanding:
        """Return whether it binds anybody on this day, as far as the table knows."""
        if self.in_force_until is not None and day >= self.in_force_until:
            return LegalStanding.LAPSED
        since = self.in_force_since or max((one.day for one in self.dates), default=None)
        if since is not None and day < since:
            return LegalStanding.NOT_YET
        return LegalStanding.IN_STAGES if self.next_date(day) else LegalStanding.IN_FORCE

    def next_date(self, day: date) -> DateOfApplication | None:
        """Return the first date of application after this day, None if all have come."""
        return min((one for one in self.dates if one.day > day), key=lambda one: one.day, default=None)

    def standing_sentence(self, day: date) -> str:
        """Return in a sentence how it stands on this day."""
        standing, coming = self.standing_on(day), self.next_date(day)
        if standing == LegalStanding.LAPSED:
            assert self.in_force_until
            return f"It lapsed on {spelled(self.in_force_until)}."
        said = [self._main_date(day)]
        if standing == LegalStanding.NOT_YET:
            said.insert(0, "It does not apply yet.")
        elif not said[0]:
            said = ["It is in force."]
        if coming and coming.what not in said[-1]:
            said.append(f"From {spelled(coming.day)}: {coming.what.rstrip('.')}.")
        return " ".join(filter(None, said))

    def _main_date(self, day: date) -> str:
        """Since when it is in force and since when it has applied, as far as the table tells these apart."""
        reached = [one for one in self.dates if one.day <= day]
        entry = next((one.day for one in reached if _ENTRY.match(one.what)), None)
        applied = next((one.day for one in reached if _APPLICATION.match(one.what)), None)
        if entry and applied:
            return f"It has been in force since {spelled(entry)} and has applied since {spelled(applied)}."
        if entry:
            return f"It has been in force since {spelled(entry)}."
        if applied:
            return f"It has applied since {spelled(applied)}."
        main = self.in_force_since
        if main is None or any(one.day == main and day < main for one in self.dates):
            return ""
        what = next((f": {one.what.rstrip('.')}" for one in self.dates if one.day == main), "")
        return f"{'It is in force. ' if day >= main else ''}Its main date in our table is {spelled(main)}{what}."


@dataclass(frozen=True, slots=True)
class Engagement:
    """A category of clauses engages articles of a regulation, with the reason. `exposure` is low, medium or high.

    High: the regulation is about this kind of clause and carries fines, criminal liability or loss of enforceability.
    Medium: indirectly or on conditions. Low: context. It rates the pair, never a company.
    """

    category: str
    regulation: Regulation
    articles: tuple[Article, ...]
    exposure: str
    rationale: str


@lru_cache(maxsize=1)
def regulations() -> dict[str, Regulation]:
    """Return every regulation by its id, in the order of the table. Raises if the table is malformed."""
    return {row["id"]: _regulation(row) for row in _read("regulations.json")}


@lru_cache(maxsize=1)
def engagements() -> dict[str, tuple[Engagement, ...]]:
    """Return what the clauses of each category engage, the highest exposure first, else in the order of the table.

    Raises if a regulation or an article that the table names isn't there.
    """
    return {category: _engagements(category, row) for category, row in _read("regulatory_map.json").items()}


@lru_cache(maxsize=1)
def tables_version() -> str:
    """Return what names this state of the tables: the latest day of knowledge in them, and a digest of their bytes."""
    digest = hashlib.sha256(b"".join((DATA / name).read_bytes() for name in TABLES)).hexdigest()
    return f"{max(regulation.as_of for regulation in regulations().values()):%Y-%m-%d}-{digest[:12]}"


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _regulation(row: dict[str, Any]) -> Regulation:
    checked = set(row["articles_verified"])
    articles = (
        Article(one["ref"], one["title"], one["what_it_requires"], one["ref"] in checked) for one in row["key_articles"]
    )
    dates = (DateOfApplication(date.fromisoformat(one["date"]), one["what"]) for one in row["application_dates"])
    return Regulation(
        id=row["id"],
        short_name=row["short_name"],
        full_name=row["full_name"],
        citation=row["citation"],
        jurisdiction=row["jurisdiction"],
        regions=tuple(row["user_regions"]),
        regulators=tuple(row["regulators"]),
        in_force_since=_day(row["in_force_since"]),
        in_force_until=_day(row["in_force_until"]),
        dates=tuple(sorted(dates, key=lambda one: one.day)),
        table_status=row["status"],
        status_note=row["status_note"] or "",
        scope=row["scope"],
        applies_when=row["applies_when"],
        articles={article.reference: article for article in articles},
        official_url=row["official_url"] or "",
        source_url=row["source_url"] or "",
        source_tier=row["source_tier"],
        is_verified=row["verified"],
        verified_scope=row["verified_scope"] or "",
        as_of=date.fromisoformat(row["as_of"]),
    )


def _engagements(category: str, row: dict[str, Any]) -> tuple[Engagement, ...]:
    found = []
    for one in row["regulations"]:
        regulation = regulations()[one["regulation_id"]]
        articles = tuple(regulation.articles[reference] for reference in one["articles"])
        found.append(Engagement(category, regulation, articles, one["exposure"], one["rationale"]))
    return tuple(sorted(found, key=lambda engagement: -EXPOSURES.index(engagement.exposure)))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def spelled(day: date) -> str:
    """Return the day in words, such as 2 December 2026."""
    return f"{day:%-d %B %Y}"
