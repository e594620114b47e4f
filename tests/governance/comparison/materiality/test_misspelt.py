"""A word that is none, and nearly one, was misspelt; a word of force, or another word, never is."""

import pytest

from tests.governance.comparison.materiality.edited import changed_in_long_text

PUT_RIGHT = [
    ("Owls follow the guidedlines of the house.", "Owls follow the guidelines of the house."),
    ("Owls follow any applicable saws of the house.", "Owls follow any applicable laws of the house."),
    ("Show us a alid document of the owl.", "Show us a valid document of the owl."),
    ("WE DRAW WHEHER YOU LOOK.", "WE DRAW WHETHER YOU LOOK."),
    ("We recieve drawings.", "We receive drawings."),
    ("The behaviour of owls is organised.", "The behavior of owls is organized."),
    ("Owls await the fulfilment of the order.", "Owls await the fulfillment of the order."),
    ("We are having trouble playing this song.", "We are having trouble with playing this song."),
    ("Drawings from l’Italie arrive.", "Drawings from léItalie arrive."),
]
OTHER_WORDS = [
    ("You give us content.", "You give us consent."),
    ("Owls pay a monthly visit.", "Owls pay a bimonthly visit."),
    ("The owls are paid.", "The owls are unpaid."),
    ("You may nott leave.", "You may not leave."),
    ("We share it with Papertrial.", "We share it with Paperworld."),
    ("We keep drawings for seven years.", "We keep drawings for eleven years."),
    ("Drawings are kept by owls.", "Drawings are kept from owls."),
    ("We lend drawings to owls in need.", "We lend drawings to owls without need."),
]


@pytest.mark.parametrize(("old", "new"), PUT_RIGHT)
def test_spelling_is_told_in_the_digest(old, new):
    comparison = changed_in_long_text(old, new)
    assert {one.severity_rule for one in comparison.differences} == {"grammar"}
    assert not comparison.is_alertable


@pytest.mark.parametrize(("old", "new"), OTHER_WORDS)
def test_another_word_is_no_spelling(old, new):
    assert "grammar" not in {one.severity_rule for one in changed_in_long_text(old, new).differences}
