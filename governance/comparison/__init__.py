"""Pure comparison of policy texts: cut, match, judge, sift, weigh, tell. No database, no framework.

before, after = parse(old_text), parse(new_text)
comparison = compare(before, after, Context(earlier_digests=[before.digest]))
"""

from governance.comparison.matching.folding import fold, folded_diff
from governance.comparison.matching.reconstruct import NotReconstructible, reconstruct
from governance.comparison.matching.wording import unified_diff, word_diff
from governance.comparison.pipeline import compare
from governance.comparison.result import Comparison, Context, Difference, DifferenceCounts
from governance.comparison.telling.describe import Description, describe
from governance.comparison.telling.headlines import headline
from governance.comparison.text.normalise import NORMALISER_VERSION
from governance.comparison.text.quality_signs import looks_failed
from governance.comparison.text.segment import Block, ParsedText, parse
from governance.comparison.weighing.taxonomy import Category, categories

__all__ = [
    "NORMALISER_VERSION",
    "Block",
    "Category",
    "Comparison",
    "Context",
    "Description",
    "Difference",
    "DifferenceCounts",
    "NotReconstructible",
    "ParsedText",
    "categories",
    "compare",
    "describe",
    "fold",
    "folded_diff",
    "headline",
    "looks_failed",
    "parse",
    "reconstruct",
    "unified_diff",
    "word_diff",
]
