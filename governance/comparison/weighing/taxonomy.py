"""The provision categories: ids, names, definitions, and the phrases that speak for each."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from governance.comparison.text.dated_lines import is_date_of_text

DATA = Path(__file__).resolve().parents[2] / "data"
OTHER = "other"
EFFECTIVE_DATE = "effective_date"
NOTICE_OF_CHANGE = "notice_of_change"
GOVERNING_LAW = "governing_law"
CONTACT_ENTITY = "contact_entity"
PROCESSOR_TERMS = "data_processing_terms"


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
    table = json.loads((DATA / "taxonomy.json").read_text(encoding="utf-8"))
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


def category_shown(category_id: str, visible: str) -> str:
    """The name to show for the category of one clause; a day on which a text was changed is no effective date."""
    is_of_text = category_id == EFFECTIVE_DATE and is_date_of_text(visible)
    return "Date of the document" if is_of_text else category_names()[category_id]


def in_sentence(name: str) -> str:
    """A category's name with a small first letter, unless its first word is an abbreviation."""
    first = name.split()[0]
    return name if first.isupper() else name[:1].lower() + name[1:]


def label_category(category_id: str) -> str:
    """The category the change labels use for it: three regulatory ones are folded into broader ones."""
    return _label_categories()[category_id]


@lru_cache(maxsize=1)
def _label_categories() -> dict[str, str]:
    return {row.id: row.id if row.used_in_change_labels else row.labelled_as[0] for row in categories()}


# Keywords that stand in clauses of every kind as often as in their own.
MISLEADING = frozenset(
    [
        "abuse",
        "access",
        "accessible",
        "account",
        "affiliate",
        "affiliates",
        "aggregate",
        "analytics",
        "applicable law",
        "apps",
        "brand",
        "cap",
        "commission",
        "controls",
        "copyright ©",
        "data subject",
        "delivery",
        "distribute",
        "do not use",
        "eligible",
        "enforcement",
        "examples",
        "feature",
        "feedback",
        "for example",
        "GDPR",
        "goods",
        "Google Play",
        "input",
        "instructions",
        "interests",
        "keep",
        "label",
        "learn more",
        "Limited",
        "listing",
        "notice",
        "orders",
        "our affiliates",
        "output",
        "own",
        "permissions",
        "personal data",
        "product",
        "provide the services",
        "purpose",
        "review",
        "school",
        "services",
        "sole discretion",
        "the services",
        "third party",
        "trademark",
        "verify",
        "warrant",
        "you may not",
    ]
)


def phrases() -> dict[str, list[str]]:
    """The phrases that speak for each category: the keywords of the taxonomy and those of `category_cues.json`.

    Stated dates have none: rules find them.
    """
    more = json.loads((DATA / "category_cues.json").read_text(encoding="utf-8"))
    return {
        row.id: sorted({*row.keywords, *more.get(row.id, ())} - MISLEADING)
        for row in categories()
        if row.id != EFFECTIVE_DATE
    }


# Found by rules on what a clause says, and not by the model.
_FOUND_BY_RULES = frozenset((EFFECTIVE_DATE, CONTACT_ENTITY))
# Phrases and words of names that stand in clauses of other kinds as well.
_SPEAK_OF_LITTLE = frozenset(
    [
        "account", "assign", "by posting", "change", "China", "content", "enterprise", "features", "merger",
        "notice", "notices", "object", "party", "plan", "preferences", "preview", "right", "rules", "scope",
        "service", "services", "Singapore", "third-party", "until then", "users", "what is",
    ]
)  # fmt: skip
_WORDS_OF_NAME = re.compile(r"\w{5,}")


def is_evident(category_id: str, *words: str) -> bool:
    """Whether some words speak themselves of what their category names, so that it can be told without doubt."""
    if category_id in _FOUND_BY_RULES:
        return True
    speaking = _speaking().get(category_id)
    return speaking is not None and speaking.search(" ".join(words)) is not None


@lru_cache(maxsize=1)
def _speaking() -> dict[str, re.Pattern[str]]:
    """What speaks for each category: its phrases, also with an ending, and the longer words of its name."""
    listed = phrases()
    return {
        name: _any_of({*listed.get(name, ()), *_WORDS_OF_NAME.findall(shown.lower())})
        for name, shown in category_names().items()
    }


def _any_of(speaking: set[str]) -> re.Pattern[str]:
    found = "|".join(re.escape(phrase) for phrase in sorted(speaking - _SPEAK_OF_LITTLE))
    return re.compile(rf"\b(?:{found})" if found else r"(?!)", re.IGNORECASE)
