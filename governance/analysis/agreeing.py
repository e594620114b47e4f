"""How many signs, beside the rule that found it, say that a sentence is about its category.

A rule looks at words, and words of one category are found in clauses about another. So a sentence is shown in a
comparison only where other signs agree: the class of its clause, what the model says of the sentence alone, and the
headings above it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from governance.analysis.statement_rules import RULES, SAME_AS
from governance.analysis.stating import FoundStatement
from governance.comparison.text.reader_text import as_read
from governance.comparison.weighing.categorise import LEAST_MARGIN_OF_SENTENCE, shipped_categoriser
from governance.comparison.weighing.category_features import Passage

FEWEST_SIGNS, ENOUGH_SIGNS, CLAUSES_ENOUGH = 1, 3, 2
CLEAR_MARGIN_OF_SENTENCE = 2.0
HEADINGS_READ = 2
_REST = re.compile(r"\A\W{0,6}(?:(?:and|or|but|nor)\b|(?:which|who|where|that) )")
_OPENS_A_LIST = re.compile(
    r"\b(?:following|as follows|below)\b[^.;]{0,160}[:：]\Z"
    r"|\A[^.;:]{0,120}\b(?:to|for|when|if|by|in order to|including|such as|because|include|includes)[:：]\Z",
    re.IGNORECASE,
)
# What another sentence means, what is no case of it, and what the reader vouches for while a platform acts.
_SAYS_OF_ANOTHER = re.compile(
    r"\A\W{0,6}(?:this|that|it) means\b|\b(?:does|do|shall|will) not (?:itself )?constitute\b"
    r"|\A\W{0,6}\d{4}-\d{2}-\d{2}:|\b(?:we(?: have|['’]ve)) (?:combined|updated|revised|reorgani[sz]ed)\b"
    r"|\b(?:these|this|our|the) (?:\w+ ){0,2}(?:guidelines|polic(?:y|ies)|notice|statement) (?:explain|describe)s?\b"
    r"|\bnon-(?:marketing|advertising|personal)\b",
    re.IGNORECASE,
)
_READER_VOUCHES = re.compile(r"\byou (?:hereby )?(?:represent|warrant)\b", re.IGNORECASE)
_VOUCHED_FOR = (
    "children_age",
    "user_content_licence",
    "copyright_complaints",
    "account_eligibility",
    "indemnity",
    "prohibited_use",
    "api_developer_obligations",
    "downstream_flowdown",
    "marketplace_seller",
    "export_sanctions",
)
# Uses that are ruled out are mostly items of a list, of which only the first lines say so: "Threats or harassment".
_LISTED = (
    "prohibited_use",
    "csam_child_safety",
    "disinformation_deepfakes",
    "hate_violence_harassment",
    "adult_sexual_content",
    "regulated_goods_fraud",
    "high_risk_ai_use",
)
_ITEM = re.compile(r"\A\s{0,8}(?:[*•·+-]|\(?[a-z\d]{1,3}[.)])\s", re.IGNORECASE)
_NOT_A_USE = re.compile(
    r"\b(?:we|our|us|reports?|reported|learn|see|more|detect|may contain|can contain|exposure|if you)\b|[?:]\s{0,3}\Z",
    re.IGNORECASE,
)
FEWEST_WORDS_OF_ITEM, MOST_WORDS_OF_ITEM = 2, 80


def least_signs(signs: Sequence[int]) -> int:
    """Return how many signs a sentence of a platform needs, given those that its sentences have.

    Three where two sentences have so many, else two where one has, else one.
    """
    strongest = sorted(signs, reverse=True)
    if len(strongest) >= CLAUSES_ENOUGH and strongest[CLAUSES_ENOUGH - 1] >= ENOUGH_SIGNS:
        return ENOUGH_SIGNS
    return max(FEWEST_SIGNS, min(ENOUGH_SIGNS - 1, strongest[0])) if strongest else FEWEST_SIGNS


def listed_in(clause: str, category: str, classed: str) -> Iterator[FoundStatement]:
    """Yield the whole clause where it is an item of a list of uses that are ruled out, by its class and its words."""
    if category not in _LISTED or classed != category or not _ITEM.match(clause):
        return
    item = as_read(clause)
    names_it = any(words.search(item) for one in RULES[category] for words in one.all_of[:2])
    if names_it and FEWEST_WORDS_OF_ITEM <= len(item.split()) <= MOST_WORDS_OF_ITEM and not _NOT_A_USE.search(item):
        start = len(clause) - len(clause.lstrip())
        yield FoundStatement(f"{category}.listed", len(RULES[category]), start, len(clause.rstrip()))


def signs_of(clause: str, found: FoundStatement, category: str, classed: str, headings: Sequence[str]) -> int:
    """Return how many signs, from 0 to 4, agree that a sentence of a clause is about the category.

    One is the class of the clause, one that the model takes the sentence alone for the category, another that it does
    so clearly, and one that it takes one of the nearest headings for it. A single one that isn't the class counts only
    where the model takes the sentence under its headings for the category. What opens a list or speaks of another
    sentence has none, and the rest of a sentence one less.
    """
    sentence = as_read(clause[found.start : found.end])
    if _OPENS_A_LIST.search(sentence) or _SAYS_OF_ANOTHER.search(sentence):
        return 0
    if category not in _VOUCHED_FOR and _READER_VOUCHES.search(sentence):
        return 0
    same = SAME_AS[category]
    best, lead = _read_alone(sentence)
    alone = (lead >= LEAST_MARGIN_OF_SENTENCE) + (lead >= CLEAR_MARGIN_OF_SENTENCE) if best in same else 0
    above = any(_read_alone(heading)[0] == category for heading in headings[-HEADINGS_READ:])
    signs = (classed in same) + alone + above - (_REST.search(sentence) is not None)
    if signs != 1 or classed in same:
        return max(signs, 0)
    best, lead = shipped_categoriser().ranked(Passage(sentence, headings=headings))
    return int(best in same and lead >= LEAST_MARGIN_OF_SENTENCE)


@lru_cache(maxsize=4_000)
def _read_alone(text: str) -> tuple[str, float]:
    return shipped_categoriser().ranked(Passage(text))
