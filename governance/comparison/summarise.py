"""Neutral sentences about differences, made from their words and nothing else."""

from itertools import zip_longest

from governance.comparison.categorise import category_names
from governance.comparison.result import MOVED, Comparison
from governance.comparison.segment import Block
from governance.comparison.wording import described_pieces

QUOTE_LENGTH = 120
CHANGED_PIECE_LENGTH = 80
HEADLINE_CATEGORIES = 3


def sentence_of(kind: str, category: str, before: Block | None, after: Block | None) -> str:
    """One sentence, e.g. 'Retention, section 4.2: “30 days” became “90 days”.'"""
    shown = after or before
    assert shown, "A difference has at least one side."
    place = _place(category, shown)
    if before is None:
        return f"{place}: added {_quoted(shown.visible)}."
    if after is None:
        return f"{place}: removed {_quoted(shown.visible)}."
    if kind == MOVED:
        return f"{place}: moved without a change of wording."
    if before.words == after.words and before.dates and after.dates:
        changes = _changed_dates(before, after)
    else:
        changes = [
            (old, new)
            for old, new in described_pieces(before.visible, after.visible)
            if _has_words(old) or _has_words(new)
        ]
    if not changes:
        return f"{place}: punctuation or formatting changed."
    more = len(changes) - 1
    rest = f", and {more} more {'change' if more == 1 else 'changes'} in the clause" if more else ""
    return f"{place}: {_change(*changes[0])}{rest}."


def _change(old: str, new: str) -> str:
    if _has_words(old) and _has_words(new):
        return f"{_quoted(old)} became {_quoted(new)}"
    return f"added {_quoted(new)}" if _has_words(new) else f"removed {_quoted(old)}"


def _changed_dates(before: Block, after: Block) -> list[tuple[str, str]]:
    pairs = zip_longest(before.dates, after.dates)
    return [
        (before.visible[old.start : old.end] if old else "", after.visible[new.start : new.end] if new else "")
        for old, new in pairs
        if not (old and new and old.value == new.value)
    ]


def _has_words(piece: str) -> bool:
    return any(character.isalnum() for character in piece)


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
