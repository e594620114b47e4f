"""Why a change of a clause may matter: a table of one sentence for each category and direction, with the law it states.

The order of the table is that of consequence for a reader; clauses of one severity are told in it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from governance.comparison.result import ADDED, MODIFIED, MOVED, REMOVED
from governance.comparison.weighing.taxonomy import DATA

RAISED, LOWERED, WIDENED, NARROWED = "raised", "lowered", "widened", "narrowed"
DIRECTIONS = (ADDED, REMOVED, MODIFIED, RAISED, LOWERED, WIDENED, NARROWED)
# What a rule on a modified clause says of its direction, by the end of the rule's name.
_RULE_ENDS = {
    "_raised": RAISED,
    "_lowered": LOWERED,
    "party_added": WIDENED,
    "item_added": WIDENED,
    "party_removed": NARROWED,
    "item_removed": NARROWED,
}


@dataclass(frozen=True, slots=True)
class Citation:
    """The article that a sentence states: its statute's short name and its number there."""

    regulation: str
    short_name: str
    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Why:
    """One neutral sentence. `direction` is the one that the table has a sentence for."""

    category: str
    direction: str
    sentence: str
    citations: tuple[Citation, ...] = ()


def direction_of(kind: str, severity_rule: str) -> str:
    """Which way a clause changed, as far as the rule that weighed it knows."""
    if kind != MODIFIED:
        return kind
    return next((found for end, found in _RULE_ENDS.items() if severity_rule.endswith(end)), MODIFIED)


def why_it_may_matter(category: str, kind: str, severity_rule: str) -> Why | None:
    """The sentence for a changed clause; None for one that only moved and for a category that is unknown here."""
    row = _table().get(category)
    if kind == MOVED or row is None:
        return None
    return row.get(direction_of(kind, severity_rule)) or row[kind]


def consequence_rank(category: str) -> int:
    """The place of a category in the order of consequence; unknown ones come last."""
    return _ranks().get(category, len(_ranks()))


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    return {category: place for place, category in enumerate(_table())}


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Why]]:
    rows = json.loads((DATA / "why_it_may_matter.json").read_text(encoding="utf-8"))["categories"]
    regulations = {row["id"]: row for row in json.loads((DATA / "regulations.json").read_text(encoding="utf-8"))}
    return {
        category: {
            direction: Why(category, direction, told["sentence"], _citations(told.get("citations", ()), regulations))
            for direction, told in by_direction.items()
        }
        for category, by_direction in rows.items()
    }


def _citations(rows: Iterable[dict[str, str]], regulations: dict[str, dict[str, str]]) -> tuple[Citation, ...]:
    return tuple(
        Citation(row["regulation"], found["short_name"], row["ref"], found["official_url"])
        for row in rows
        for found in [regulations[row["regulation"]]]
    )


def every_why() -> list[Why]:
    """Every sentence of the table."""
    return [why for by_direction in _table().values() for why in by_direction.values()]
