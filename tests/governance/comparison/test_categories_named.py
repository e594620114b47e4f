"""A sentence names the category of a clause only where the clause's own words speak of it, and its heading does."""

import pytest

from governance.comparison.text.segment import parse
from governance.comparison.weighing.subjects import _is_confirmed

pytestmark = pytest.mark.pure


def confirmed(category, heading, clause):
    block = parse(f"# Terms\n\n## {heading}\n\n{clause}\n").blocks[-1]
    return _is_confirmed(category, block)


def test_a_clause_and_its_heading_confirm_a_category():
    assert confirmed("tracking_cookies", "Cookies", "We store cookies for a year.")
    assert confirmed("liability_limitation", "LIABILITY", "OUR AGGREGATE LIABILITY IS LIMITED TO TEN EUR.")


@pytest.mark.parametrize(
    ("category", "heading", "clause"),
    [
        ("tracking_cookies", "Cookies we set", "Your search for a great owl has never been easier."),
        ("tracking_cookies", "How it works", "We store cookies for a year."),
        ("content_moderation_appeal", "Inkwell Monitor", "Inkwell Monitor asks why an account was closed."),
        (
            "marketing_communications",
            "European Electronic Communications Code",
            "Small guilds may waive Art. 102 of the European Electronic Communications Code.",
        ),
    ],
)
def test_a_heading_alone_or_a_name_confirms_none(category, heading, clause):
    assert not confirmed(category, heading, clause)
