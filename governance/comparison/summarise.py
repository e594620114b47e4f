"""What a change is called: one line that holds no word of its clauses."""

from governance.comparison.result import COSMETIC, EXTRACTION, FLAPPING, INITIAL, Comparison
from governance.comparison.statements import ANNOUNCED, REWRITTEN
from governance.comparison.taxonomy import EFFECTIVE_DATE, OTHER, category_names, in_sentence

HEADLINE_CATEGORIES = 3


def headline(platform_name: str, document_title: str, comparison: Comparison) -> str:
    """E.g. 'OpenAI changed its Privacy Policy: retention and deletion, AI training use'."""
    what = f"its {document_title}"
    if comparison.label == INITIAL:
        return f"{platform_name}: first record of {what}"
    if comparison.label in _WITHOUT_CHANGE:
        return f"{platform_name}: {_WITHOUT_CHANGE[comparison.label]} {what}"
    codes = {statement.code for statement in comparison.statements}
    verb = "changed"
    if comparison.rule == "rolled_back":
        verb = "returned to an earlier text of"
    elif REWRITTEN in codes:
        verb = "rewrote"
    elif ANNOUNCED in codes and comparison.counts.total == 1:
        return f"{platform_name} announced a change of {what}"
    topics = _topics(comparison)
    return f"{platform_name} {verb} {what}" + (f": {topics}" if topics else "")


# What was captured differs, and the document did not change.
_WITHOUT_CHANGE = {
    COSMETIC: "no change of wording in",
    FLAPPING: "an earlier text again in",
    EXTRACTION: "another capture, not another text, of",
}


def _topics(comparison: Comparison) -> str:
    names = category_names()
    categories = comparison.main_categories or comparison.categories
    shown = [names[category] for category in categories if category not in (OTHER, EFFECTIVE_DATE)]
    if comparison.categories == (EFFECTIVE_DATE,):
        return "stated dates"
    return ", ".join(in_sentence(name) for name in shown[:HEADLINE_CATEGORIES])
