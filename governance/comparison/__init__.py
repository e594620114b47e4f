"""Pure comparison of policy texts: parse, match, classify, describe. No database, no framework.

before, after = parse(old_text), parse(new_text)
comparison = compare(before, after, Context(earlier_digests=[before.digest]))
"""

from governance.comparison.describe import Description, describe
from governance.comparison.normalise import NORMALISER_VERSION
from governance.comparison.pipeline import compare
from governance.comparison.reconstruct import NotReconstructible, reconstruct
from governance.comparison.result import Comparison, Context, Counts, Difference
from governance.comparison.segment import Block, ParsedText, parse
from governance.comparison.signals import looks_failed
from governance.comparison.summarise import headline
from governance.comparison.taxonomy import Category, categories
from governance.comparison.wording import clause_diff, unified_diff, word_diff

__all__ = [
    "NORMALISER_VERSION",
    "Block",
    "Category",
    "Comparison",
    "Context",
    "Counts",
    "Description",
    "Difference",
    "NotReconstructible",
    "ParsedText",
    "categories",
    "clause_diff",
    "compare",
    "describe",
    "headline",
    "looks_failed",
    "parse",
    "reconstruct",
    "unified_diff",
    "word_diff",
]
