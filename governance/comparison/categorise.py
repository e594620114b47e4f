"""Which kind of provision a clause is: keyword evidence from the taxonomy, `other` when there is none."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TAXONOMY_PATH = Path(__file__).resolve().parent.parent / "data" / "taxonomy.json"
_WORD = re.compile(r"[^\W\d_]+|\d+")
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


# Words the taxonomy's hints leave out and clauses of these kinds use all the time.
MORE_CUES = {
    "retention": ("keep", "kept", "how long", "stored for"),
    "ai_training_use": ("training", "machine learning models", "artificial intelligence models"),
    "disinformation_deepfakes": ("AI-generated", "impersonation", "likeness", "synthetic"),
    "liability_limitation": ("liable", "disclaim all liability"),
    "payment_refund_autorenew": ("renewal", "price", "billing", "taxes"),
    "hate_violence_harassment": ("harass", "unwanted contact", "threat"),
    "creator_monetisation": ("monetise", "monetisation", "earnings"),
    "contact_entity": ("OpCo", "Limited", "data protection officer", "Attn"),
    "tracking_cookies": ("cookie policy",),
    "data_processing_terms": ("subprocessor", "sub-processors"),
    "user_rights": ("right to", "privacy request"),
    "notice_of_change": ("updated terms", "new terms"),
}
CHANGED_WEIGHT, CLAUSE_WEIGHT, HEADING_WEIGHT = 3, 2, 2
ENOUGH = 4


def categorise(changed: str, clause: str, headings: Sequence[str]) -> str:
    """The best supported category of a changed clause: its changed words count most, then its other words and headings.

    `changed` and `clause` are the same for an added or removed clause. Too little support gives `other`.
    """
    score: Counter[str] = Counter()
    parts = [(changed[:4_000], CHANGED_WEIGHT), (" / ".join(headings[-2:]), HEADING_WEIGHT)]
    if clause is not changed:
        parts.append((clause[:2_000], CLAUSE_WEIGHT))
    for text, weight in parts:
        for category, strength in _evidence(text).items():
            score[category] += weight * strength
    score.pop(EFFECTIVE_DATE, None)
    if not score:
        return OTHER
    best, points = score.most_common(1)[0]
    return best if points >= ENOUGH else OTHER


@lru_cache(maxsize=4_000)
def _evidence(text: str) -> Counter[str]:
    """How strongly each category is spoken for; a phrase counts twice as much as a word."""
    stems = [_stem(word) for word in _WORD.findall(text.lower())]
    sentence = " " + " ".join(stems) + " "
    table = _keywords_by_first_stem()
    found: Counter[str] = Counter()
    for stem in dict.fromkeys(stems):
        for phrase, category in table.get(stem, ()):
            if phrase == stem:
                found[category] += 1
            elif f" {phrase} " in sentence:
                found[category] += 2
    return found


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """The word without a plain English ending, so that "retained" speaks for "retain" and "cookies" for "cookie"."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=1)
def _keywords_by_first_stem() -> dict[str, list[tuple[str, str]]]:
    """(stemmed keyword, category id) by the first stem of the keyword."""
    table: dict[str, list[tuple[str, str]]] = {}
    for category in categories():
        if category.used_in_change_labels:
            for keyword in {*category.keywords, *MORE_CUES.get(category.id, ())}:
                stems = [_stem(word) for word in _WORD.findall(keyword.lower())]
                table.setdefault(stems[0], []).append((" ".join(stems), category.id))
    return table
