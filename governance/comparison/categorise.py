"""Which kind of provision a clause is: keyword evidence from the taxonomy, `other` when there is none."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TAXONOMY_PATH = Path(__file__).resolve().parent.parent / "data" / "taxonomy.json"
OTHER = "other"
EFFECTIVE_DATE = "effective_date"


@dataclass(frozen=True, slots=True)
class Category:
    """One row of the taxonomy. `labelled_as` names the broader categories of those the change labels do not use."""

    id: str
    name: str
    definition: str
    used_in_change_labels: bool
    keywords: tuple[str, ...] = ()
    labelled_as: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def categories() -> list[Category]:
    """The categories of the taxonomy, in its order. Raises when the file is missing or malformed."""
    table = json.loads(TAXONOMY_PATH.read_text(encoding="utf-8"))
    return [
        Category(
            id=row["id"],
            name=row["name"],
            definition=row["definition"],
            used_in_change_labels=row.get("used_in_change_labels", True),
            keywords=tuple(row["keywords"]),
            labelled_as=tuple(row.get("labelled_as", ())),
        )
        for row in table["categories"]
    ]


@lru_cache(maxsize=1)
def category_names() -> dict[str, str]:
    """The name to show for each category id."""
    return {category.id: category.name for category in categories()}


def categorise(changed: str, clause: str, headings: Iterable[str]) -> str:
    """The best supported category of a changed clause: its changed words count most, then its headings, then the rest."""
    score: Counter[str] = Counter()
    for text, weight in ((changed, 3), (" ".join(list(headings)[-2:]), 3), (clause[:2_000], 1)):
        for category, strength in _evidence(text.lower()).items():
            score[category] += weight * strength
    score.pop(EFFECTIVE_DATE, None)
    if not score:
        return OTHER
    best, points = score.most_common(1)[0]
    return best if points >= 3 else OTHER


def _evidence(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    pattern, owners = _keyword_table()
    for keyword in {match.group(1) for match in pattern.finditer(text)}:
        for category in owners[keyword]:
            found[category] += 2 if " " in keyword else 1
    return found


@lru_cache(maxsize=1)
def _keyword_table() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """One pattern for all keywords, longest first, and the categories each of them speaks for."""
    owners: dict[str, list[str]] = {}
    for category in categories():
        if category.used_in_change_labels:
            for keyword in category.keywords:
                owners.setdefault(keyword.lower().strip("."), []).append(category.id)
    longest_first = sorted(owners, key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")(?:s|es|d|ed|ing)?\b"), owners
