"""Comparisons of a text with one clause changed, for the tests of what binds nobody."""

from datetime import date
from pathlib import Path

from django.conf import settings

from governance.comparison import Comparison, Context, compare, parse

TEXT = """# Terms of Papertrail

These are the terms of Papertrail, where people keep and share drawings of owls.

## Drawings

We keep what you draw while you stay, and you may take it away at any time.

{}

## The end

You may leave when you like. We answer letters within a week, as far as we can.
"""
DEMONSTRATION = Path(settings.BASE_DIR) / "governance" / "data" / "demonstration"


def changed(old: str, new: str, heading: str = "Drawings", captured_on: date | None = None) -> Comparison:
    """Return what changed when a clause of the text became another one; "" where it came or went."""
    before, after = (TEXT.replace("## Drawings", f"## {heading}").format(clause) for clause in (old, new))
    return compare(parse(before), parse(after), Context(captured_on=captured_on))


def changed_in_long_text(old: str, new: str) -> Comparison:
    """Return what changed in a text with some hundred words besides: the fictional policies of the demonstration."""
    rest = "\n\n".join(path.read_text() for path in sorted(DEMONSTRATION.rglob("01.md")))
    return compare(*(parse(f"{TEXT.format(clause)}\n\n{rest}") for clause in (old, new)))


def rules_of(old: str, new: str, heading: str = "Drawings") -> set[str]:
    """Return the rules by which the changed clauses got their severity."""
    return {difference.severity_rule for difference in changed(old, new, heading).differences}
