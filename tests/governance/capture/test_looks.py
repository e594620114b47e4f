"""What is new must come twice, what is odd must stay for a day, and what comes and goes is not told."""

from datetime import timedelta

import pytest

from governance.capture.gate.attempts import AttemptState, GateVerdict
from governance.capture.gate.looks import NEW_TEXT, Look, after_looks
from tests.governance.capture.pages import NOON

pytestmark = pytest.mark.pure
GOOD = GateVerdict(AttemptState.VERIFIED)
THIN = GateVerdict(AttemptState.SUSPECT, "thin", "It has 90 words only.")


def looked(*looks):
    """Earlier looks, from minutes ago, the code of the verdict and the text; the last one first."""
    return [Look(NOON - timedelta(minutes=minutes), code, text) for minutes, code, text in looks]


def verdict(text, *looks, found=GOOD, current="old", is_declared_anew=False):
    said = after_looks(found, text, at=NOON, earlier=looked(*looks), current=current, is_declared_anew=is_declared_anew)
    return said.state.value, said.code


def test_the_text_that_is_known_and_the_first_one_are_believed_at_once():
    assert verdict("old", (360, "", "old")) == ("verified", "")
    assert verdict("new", current="") == ("verified", "")


def test_a_new_text_is_looked_at_once_more_and_believed_if_it_is_there_again():
    assert verdict("new", (360, "", "old")) == ("suspect", NEW_TEXT)
    assert verdict("new", (2, NEW_TEXT, "new"), (360, "", "old")) == ("verified", "")


def test_a_page_that_is_new_at_each_look_is_believed_at_the_third():
    assert verdict("c", (2, NEW_TEXT, "b"), (360, "", "old")) == ("suspect", NEW_TEXT)
    assert verdict("d", (2, NEW_TEXT, "c"), (4, NEW_TEXT, "b"), (360, "", "old")) == ("verified", "")


def test_a_wording_that_came_and_went_must_stay_for_a_day():
    before = ((358, "", "old"), (360, NEW_TEXT, "new"), (720, "", "old"))
    assert verdict("new", *before) == ("suspect", NEW_TEXT)
    assert verdict("new", (2, NEW_TEXT, "new"), *before) == ("suspect", NEW_TEXT)
    days_ago = tuple((minutes + 1440, code, text) for minutes, code, text in before)
    assert verdict("new", (700, NEW_TEXT, "new"), (1440, NEW_TEXT, "new"), *days_ago) == ("verified", "")


def test_a_wording_that_was_believed_once_is_new_when_it_comes_back():
    looks = ((720, "", "old"), (1080, "", "new"), (1082, NEW_TEXT, "new"))
    assert verdict("new", (2, NEW_TEXT, "new"), *looks) == ("verified", "")


def test_what_is_doubted_is_believed_when_the_same_has_stayed_for_a_day():
    assert verdict("odd", (360, "", "old"), found=THIN) == ("suspect", "thin")
    assert verdict("odd", (1380, "thin", "odd"), (1500, "", "old"), found=THIN)[0] == "suspect"
    stayed = ((700, "thin", "odd"), (1440, "thin", "odd"), (1500, "", "old"))
    assert verdict("odd", *stayed, found=THIN) == ("verified", "")
    gap = ((700, "thin", "odd"), (800, "", "old"), (1440, "thin", "odd"))
    assert verdict("odd", *gap, found=THIN)[0] == "suspect"


@pytest.mark.parametrize("code", ["links", "language", "other_document"])
def test_what_is_surely_not_the_document_is_believed_only_where_it_was_declared_anew(code):
    found = GateVerdict(AttemptState.SUSPECT, code, "It is another one.")
    stayed = ((1440, code, "odd"), (90_000, code, "odd"), (90_360, "", "old"))
    assert verdict("odd", *stayed, found=found) == ("suspect", code)
    assert verdict("odd", (90_360, "", "old"), found=found, is_declared_anew=True) == ("suspect", code)
    assert verdict("odd", *stayed, found=found, is_declared_anew=True) == ("verified", "")


@pytest.mark.parametrize("code", ["thin", "links", "language"])
def test_before_the_first_good_text_a_second_look_is_enough(code):
    found = GateVerdict(AttemptState.SUSPECT, code, "It is odd.")
    assert verdict("odd", (60, code, "odd"), found=found, current="") == ("verified", "")


def test_what_is_no_document_is_none_however_often_it_comes():
    wall = GateVerdict(AttemptState.BLOCKED, "wall", "A wall.")
    assert verdict("x", (1500, "wall", "x"), found=wall) == ("blocked", "wall")
