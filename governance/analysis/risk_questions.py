"""The questions that a person answers about their own use of a platform, and which answer means more risk.

The questions are those of `regulatory_map.json`; `risk_questions.json` gives each an id that stays, and says by a hand
pass over all of them whether a yes means more or less. Where neither can be said, the factor stays unknown.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from governance.analysis.law import DATA

ANSWERS = ("yes", "no")


class YesIs(StrEnum):
    """What a yes means."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class RiskQuestion:
    """One question. `factor` is likelihood or impact; without `yes_is` no yes or no answers it, and `note` says why."""

    id: str
    category: str
    factor: str
    question: str
    yes_is: YesIs | None
    note: str

    def worth(self, answer: str) -> int:
        """Return what an answer counts: 1 for more risk, -1 for less."""
        return 1 if (answer == "yes") == (self.yes_is is YesIs.MORE) else -1


@lru_cache(maxsize=1)
def risk_questions() -> dict[str, RiskQuestion]:
    """Return every question by its id, in the order of the table."""
    rows = json.loads((DATA / "risk_questions.json").read_text(encoding="utf-8"))
    return {
        row["id"]: RiskQuestion(
            row["id"],
            row["category"],
            row["factor"],
            row["question"],
            YesIs(row["yes_is"]) if row["yes_is"] else None,
            row.get("note", ""),
        )
        for row in rows
    }


@lru_cache(maxsize=1)
def questions_of_categories() -> dict[str, tuple[RiskQuestion, ...]]:
    """Return the questions of each category, in the order of the table."""
    found: dict[str, tuple[RiskQuestion, ...]] = {}
    for question in risk_questions().values():
        found[question.category] = (*found.get(question.category, ()), question)
    return found


@lru_cache(maxsize=1)
def answerable() -> tuple[str, ...]:
    """Return the ids of the questions that a yes or no answers."""
    return tuple(question.id for question in risk_questions().values() if question.yes_is)
