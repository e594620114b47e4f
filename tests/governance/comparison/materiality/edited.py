"""Comparisons of a text with one clause changed, for the tests of what binds nobody."""

from governance.comparison import Comparison, compare, parse

TEXT = """# Terms of Papertrail

These are the terms of Papertrail, where people keep and share drawings of owls.

## Drawings

We keep what you draw while you stay, and you may take it away at any time.

{}

## The end

You may leave when you like. We answer letters within a week, as far as we can.
"""


def changed(old: str, new: str, heading: str = "Drawings") -> Comparison:
    """Return what changed when a clause of the text became another one; "" where it came or went."""
    before, after = (TEXT.replace("## Drawings", f"## {heading}").format(clause) for clause in (old, new))
    return compare(parse(before), parse(after))


def rules_of(old: str, new: str, heading: str = "Drawings") -> set[str]:
    """Return the rules by which the changed clauses got their severity."""
    return {difference.severity_rule for difference in changed(old, new, heading).differences}
