"""Neutral sentences about differences, made from their words and nothing else."""

from governance.comparison.categorise import category_names
from governance.comparison.result import ADDED, MOVED, REMOVED, Comparison
from governance.comparison.segment import Block
from governance.comparison.wording import changed_pieces

QUOTE_LENGTH = 120
CHANGED_PIECE_LENGTH = 80
HEADLINE_CATEGORIES = 3


def sentence_of(kind: str, category: str, before: Block | None, after: Block | None) -> str:
    """One sentence, e.g. 'Retention, section 4.2: “30 days” became “90 days”.'"""
    block = after or before
    place = _place(category, block)
    if kind == ADDED:
        return f"{place}: added {_quoted(after.visible)}."
    if kind == REMOVED:
        return f"{place}: removed {_quoted(before.visible)}."
    if kind == MOVED:
        return f"{place}: moved without a change of wording."
    changes = changed_pieces(before.visible, after.visible)
    if len(changes) == 1:
        old, new = changes[0]
        if old and new:
            return f"{place}: {_quoted(old)} became {_quoted(new)}."
        return f"{place}: {'added ' + _quoted(new) if new else 'removed ' + _quoted(old)}."
    if not changes:
        return f"{place}: the formatting changed."
    old, new = changes[0]
    first = f"{_quoted(old)} became {_quoted(new)}" if old and new else f"added {_quoted(new)}" if new else f"removed {_quoted(old)}"
    more = len(changes) - 1
    return f"{place}: {first}, and {more} more {'change' if more == 1 else 'changes'} in the clause."


def headline(platform_name: str, document_title: str, comparison: Comparison) -> str:
    """E.g. 'OpenAI changed its Privacy Policy: retention, AI training'."""
    if comparison.label == "initial":
        return f"{platform_name}: first record of its {document_title}"
    verb = "returned to an earlier text of" if comparison.rule == "rolled_back" else "changed"
    names = category_names()
    shown = [names[category] for category in comparison.categories if category not in ("other", "effective_date")]
    topics = ", ".join(_in_sentence(name) for name in shown[:HEADLINE_CATEGORIES])
    if not topics and "effective_date" in comparison.categories:
        topics = "stated dates"
    return f"{platform_name} {verb} its {document_title}" + (f": {topics}" if topics else "")


def _place(category: str, block: Block) -> str:
    name = category_names()[category]
    if block.label:
        return f"{name}, section {block.label}"
    if block.heading_path:
        return f"{name}, under {_quoted(block.heading_path[-1], 60)}"
    return name


def _quoted(wording: str, limit: int = QUOTE_LENGTH) -> str:
    wording = " ".join(wording.replace("\\", "").replace("**", "").split()).strip(" *_#|.,;:")
    if len(wording) > limit:
        wording = wording[:limit].rsplit(" ", 1)[0] + " …"
    return f"“{wording}”"


def _in_sentence(name: str) -> str:
    """The name with a small first letter, unless its first word is an abbreviation."""
    first = name.split()[0]
    return name if first.isupper() else name[:1].lower() + name[1:]
