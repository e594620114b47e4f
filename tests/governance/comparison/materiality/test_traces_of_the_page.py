"""Letters that were misread and remarks of whoever made a page bind nobody; a word that changed beside them is told."""

import pytest

from tests.governance.comparison.single_clauses import compared, reasons

pytestmark = pytest.mark.pure

PLAIN = "All drawings must follow the ‘Code of Owls’ of the tower."
MISREAD = PLAIN.replace("‘", "‘".encode().decode("latin-1"))
REMARK = r"You may draw by the app \[comment\]: <> (was apq before) or by hand."
WITHOUT_REMARK = "You may draw by the app or by hand."


@pytest.mark.parametrize(("before", "after"), [(PLAIN, MISREAD), (WITHOUT_REMARK, REMARK)])
def test_a_trace_of_the_page_is_not_told_the_same_day(before, after):
    for one, other in ((before, after), (after, before)):
        assert not compared(one, other).is_alertable
        assert "left_behind" in reasons(one, other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PLAIN, MISREAD.replace("must", "must not")),
        (WITHOUT_REMARK, REMARK.replace("may", "must")),
        (WITHOUT_REMARK, r"You may draw by the app (not by others) or by hand."),
        ("You owe 5 EUR.", "You owe 5 EUR Â 7 EUR."),
    ],
)
def test_what_changed_beside_it_is_told(before, after):
    assert compared(before, after).is_alertable
    assert compared(after, before).is_alertable
