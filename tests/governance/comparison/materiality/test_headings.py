"""A line that names what follows is a heading, with or without its mark."""

import pytest

from governance.comparison import compare, parse

BELOW = "We prohibit the abuse of our drawing tools, and we answer everybody who tells us of such an abuse of them."
ABOVE = "We keep what you draw for as long as you stay, and nobody else sees it but your friends."


def with_line(line: str, below: str = BELOW):
    """Return what changed when a line came between two clauses."""
    before, after = f"# Terms\n\n{ABOVE}\n\n{below}\n", f"# Terms\n\n{ABOVE}\n\n{line}\n\n{below}\n"
    return compare(parse(before), parse(after)), compare(parse(after), parse(before))


@pytest.mark.parametrize("line", ["1. **Abuse of the tools.", "> Prohibited abuse", "* **Drawing tools.**"])
def test_a_heading_in_all_but_its_mark_is_told_in_the_digest(line):
    for comparison in with_line(line):
        assert not comparison.is_alertable
        assert {one.severity_rule for one in comparison.differences} <= {
            "heading_in_disguise",
            "heading_added",
            "heading_removed",
        }


@pytest.mark.parametrize(
    "line",
    [
        "* Abuse of tools",
        "* **Drawings of minors only**",
        "> Allowed abuse",
        "> For residents of Freedonia",
        "1. **Weapons.",
        "1. **Premium tools.",
        "1. **We sell tools.",
        "> Exceptions for abuse",
        "> Forbidden tools",
    ],
)
def test_a_line_that_limits_or_lists_is_no_heading(line):
    for comparison in with_line(line):
        assert "heading_in_disguise" not in {one.severity_rule for one in comparison.differences}


def test_a_heading_over_a_new_clause_leaves_the_clause_to_be_told():
    before, after = f"# Terms\n\n{ABOVE}\n", f"# Terms\n\n{ABOVE}\n\n1. **Abuse of the tools.\n\n{BELOW}\n"
    assert compare(parse(before), parse(after)).is_alertable
