"""How sure the category of a clause is: one of three words, by the lead that the category model gives it."""

from governance.comparison.weighing.categorise import LEAST_MARGIN, shipped_categoriser
from governance.comparison.weighing.category_features import Passage
from governance.comparison.weighing.taxonomy import OTHER

CLEAR, LIKELY, UNSURE = CONFIDENCES = ("clear", "likely", "unsure")
LIKELIEST = 2
# With so great a lead the next category is far behind.
CLEAR_MARGIN = 2.5 * LEAST_MARGIN


def confidence_of(category: str, passage: Passage) -> str:
    """Return `clear` or `likely` where the model names this category by its lead, else `unsure`."""
    best, margin = shipped_categoriser().ranked(passage)
    if best != category or margin < LEAST_MARGIN:
        return UNSURE
    return CLEAR if margin >= CLEAR_MARGIN else LIKELY


def likeliest_of(passage: Passage) -> tuple[str, ...]:
    """Return the two likeliest categories of a passage whose category is not sure, fewer where there are none."""
    found = shipped_categoriser().likeliest(passage, LIKELIEST + 1)
    return tuple(one for one in found if one != OTHER)[:LIKELIEST]
