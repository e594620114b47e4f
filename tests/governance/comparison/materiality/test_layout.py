"""Only the number of a clause, or the day of an update, changed."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("or (iii) the artist breaks a rule.", "or (iv) the artist breaks a rule.", "renumbered"),
        ("the owls of the school;", "the owls of the school; b.", "renumbered"),
        ("", "Last updated: May 4, 2026", "stated_date"),
        ("UpdatedMay 4, 2026", "", "stated_date"),
        ("Day on which it was last updated: 4 May 2026", "Day on which it was last updated: 9 May 2026", "stated_date"),
        ("Papertrail 2026-03-20T13:00:15+01:00", "Papertrail 2026-03-20T14:18:35+01:00", "stated_date"),
    ],
)  # fmt: skip
def test_a_number_of_a_clause_or_a_day_of_an_update_is_none_of_the_same_day(old, new, rule):
    assert rules_of(old, new) <= {rule}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may keep 3 owls.", "You may keep 4 owls."),
        ("3 owls may be kept.", "4 owls may be kept."),
        ("(30) days are what you have.", "(90) days are what you have."),
        ("You may draw (a) owls.", "You may draw (b) hens."),
        ("Drawings from before 4 May 2026 are deleted.", "Drawings from before 9 May 2026 are deleted."),
        ("Owls last updated on 4 May 2026 are kept in force.", "Owls last updated on 9 May 2026 are kept in force."),
        ("The day on which you leave: 4 May 2026", "The day on which you leave: 9 May 2026"),
    ],
)  # fmt: skip
def test_a_number_or_a_day_that_provides_something_is_told_the_same_day(old, new):
    assert changed(old, new).is_alertable
