"""A word in the place of its contrary, and another time per which something is counted, turn what a clause says."""

import pytest

from tests.governance.comparison.single_clauses import compared, reasons

CONTRARY = [
    ("Data are kept inside the EU.", "Data are kept outside the EU."),
    ("You may leave before the fair.", "You may leave after the fair."),
    ("Copies are free of charge.", "Copies are for a charge."),
    ("Copies are free of charge.", "Copies are for a fee."),
    ("We delete unlawful drawings.", "We delete lawful drawings."),
    ("We refuse to pay claims.", "We agree to pay claims."),
    ("We accept your drawings.", "We reject your drawings."),
    ("You can opt in to it.", "You can opt out of it."),
    ("Fees of banks are included.", "Fees of banks are excluded."),
    ("The licence is revocable by you.", "The licence is irrevocable by you."),
    ("The licence is exclusive.", "The licence is non-exclusive."),
    ("Drawings are public here.", "Drawings are private here."),
    ("Sharing drawings with guests is off by default.", "Sharing drawings with guests is on by default."),
    ("Sharing is turned off for the hens.", "Sharing is turned on for the hens."),
    ("Drawing owls: off by default.", "Drawing owls: on by default."),
    ("Drawing of owls, default off.", "Drawing of owls, default on."),
    ("Drawing is deactivated for hens.", "Drawing is activated for hens."),
    ("We ask for explicit consent of owls.", "We ask for implied consent of owls."),
    ("The light of the tower is off until dusk.", "The light of the tower is on until dusk."),
]
OTHER_INTERVAL = [
    ("A plan costs 10 EUR a month.", "A plan costs 10 EUR a week."),
    ("A plan costs 10 EUR per month.", "A plan costs 10 EUR per annum."),
    ("A plan costs €10 a month.", "A plan costs €10 a year."),
    ("A plan renews each month.", "A plan renews every year."),
    ("You pay a monthly fee.", "You pay a yearly fee."),
    ("You may draw twice a day.", "You may draw twice a week."),
]
NEITHER = [
    ("We keep formed owls.", "We keep informed owls."),
    ("We count the owls.", "We discount the owls."),
    ("We refuse to pay claims.", "We decline to pay claims."),
    ("A plan costs 10 EUR a month.", "A plan costs 10 EUR per month."),
    ("A plan costs 10 EUR a year.", "A plan costs 10 EUR per annum."),
    ("You pay a monthly fee.", "You pay a fee each month."),
    ("Pay in a month.", "Pay in a year."),
    ("The owl is on the tower.", "The owl is off the tower."),
]


@pytest.mark.parametrize(("old", "new"), CONTRARY)
def test_a_word_in_the_place_of_its_contrary_turns_the_clause(old, new):
    for one, other in ((old, new), (new, old)):
        comparison = compared(one, other)
        assert (comparison.is_alertable, comparison.severity_rule) == (True, "word_turned")
        assert comparison.severity != "low"
        assert not [kind for kind in reasons(one, other) if kind.startswith(("duty", "choice", "scope"))]


@pytest.mark.parametrize(("old", "new"), OTHER_INTERVAL)
def test_another_time_per_which_something_is_counted_is_said(old, new):
    for one, other in ((old, new), (new, old)):
        comparison = compared(one, other)
        assert (comparison.is_alertable, comparison.severity_rule) == (True, "interval_changed")
        assert comparison.severity != "low"


@pytest.mark.parametrize(("old", "new"), NEITHER)
def test_words_that_only_look_contrary_and_the_same_time_in_other_words_are_neither(old, new):
    for one, other in ((old, new), (new, old)):
        assert not [kind for kind in reasons(one, other) if kind.startswith(("word_turned", "interval"))]
        assert "scope" not in {kind.split("_")[0] for kind in reasons(one, other)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may not leave the yard before noon.", "You may leave the yard after noon."),
        ("You may not leave the yard within 30 days.", "You may leave the yard after 30 days."),
        ("We do not accept it from owls.", "We reject it from owls."),
    ],
)
def test_what_is_turned_twice_is_not_said_to_be_the_opposite(old, new):
    for one, other in ((old, new), (new, old)):
        assert not [kind for kind in reasons(one, other) if kind.startswith(("reversed", "word_turned"))]
        assert compared(one, other).is_alertable


def test_a_heading_that_holds_a_contrary_is_told_at_once():
    assert compared("## Before you sign\n\nRead it.", "## After you sign\n\nRead it.").is_alertable


@pytest.mark.parametrize(
    "added", ["You waive none of your rights.", "We waive our right to a fee.", "We waive any fee."]
)
def test_what_gives_up_no_right_of_the_reader_is_no_waiver(added):
    assert "waiver_added" not in reasons("Owls fly at night.", f"Owls fly at night. {added}")


@pytest.mark.parametrize(
    "added",
    ["You waive your right to a trial.", "You waive all of your rights.", "You and we waive our right to a jury."],
)
def test_what_gives_up_a_right_of_the_reader_is_a_waiver(added):
    assert "waiver_added" in reasons("Owls fly at night.", f"Owls fly at night. {added}")
