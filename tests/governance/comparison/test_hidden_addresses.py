"""Addresses hidden from robots and markup of links: what comes back with them is no return of an earlier text."""

from dataclasses import replace

import pytest

from governance.comparison import compare, parse
from governance.comparison.text.addresses import with_plain_addresses, without_addresses
from tests.governance.comparison.test_classifying import history, judged
from tests.governance.comparison.texts import TERMS, with_date

SHOWN = TERMS + "\n\n## Contact\n\nYou reach us at any time:\n\nhelp@papertrail.example\n\nWe answer within a week.\n"
HIDDEN = SHOWN.replace("help@papertrail.example", "[email protected]")
NEEDS_A_PROGRAM = SHOWN.replace("help@papertrail.example", "JavaScript is required to view this address")
IN_WORDS = SHOWN.replace("help@papertrail.example", "help AT papertrail DOT example")
WRITTEN_OUT = SHOWN.replace("help@papertrail.example", "help [at] papertrail (dot) example")
MARKUP = (
    SHOWN.replace("You reach us", "\\[You reach us\\]\\[your-contact\\]") + "\n\\[your-contact\\]: /terms#contact\n"
)


@pytest.mark.parametrize(
    ("other", "label"),
    [
        (HIDDEN, "cosmetic"),
        (WRITTEN_OUT, "cosmetic"),
        (IN_WORDS, "cosmetic"),
        (NEEDS_A_PROGRAM, "extraction"),
        (MARKUP, "cosmetic"),
    ],
)
def test_what_hides_an_address_or_shows_markup_is_set_aside(other, label):
    for before, after in ((SHOWN, other), (other, SHOWN)):
        comparison = judged(before, after)
        assert (comparison.label, comparison.is_alertable) == (label, False)


@pytest.mark.parametrize("other", [HIDDEN, WRITTEN_OUT, IN_WORDS, NEEDS_A_PROGRAM, MARKUP])
def test_a_return_to_shown_addresses_or_repaired_markup_waits_for_nothing_and_is_no_roll_back(other):
    for before, after in ((SHOWN, other), (other, SHOWN)):
        context = history(before, after, before_stood_hours=400.0)
        assert compare(parse(before), parse(after), context).hold_hours == 0
        stayed = compare(parse(before), parse(after), replace(context, is_confirmed=True))
        assert stayed.rule != "rolled_back"
        assert not stayed.is_alertable


@pytest.mark.parametrize("other", ["owls@papertrail.example", ""])
def test_a_return_to_another_address_or_none_is_no_roll_back(other):
    before = SHOWN.replace("help@papertrail.example", "Write to us at help@papertrail.example about your drawings.")
    after = before.replace("help@papertrail.example", other)
    context = history(before, after, before_stood_hours=400.0)
    assert compare(parse(before), parse(after), context).hold_hours == 0
    stayed = compare(parse(before), parse(after), replace(context, is_confirmed=True))
    assert stayed.rule != "rolled_back"


def test_a_newer_date_over_an_address_that_is_shown_again_is_no_roll_back():
    dated = with_date(SHOWN, "June 4, 2026")
    comparison = compare(parse(HIDDEN), parse(dated), history(HIDDEN, SHOWN))
    assert comparison.rule != "rolled_back"
    assert not comparison.is_alertable


def test_another_address_is_told_however_it_is_written():
    before = SHOWN.replace("help@papertrail.example", "Write to help@papertrail.example for all that you need.")
    after = before.replace("help@papertrail.example", "ask [at] inkwell [dot] example")
    assert judged(before, after).label == "substantive"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Write to help (at) papertrail (dot) example.", "Write to help@papertrail.example."),
        ("help[at]papertrail.example", "help@papertrail.example"),
        ("Write to help AT papertrail DOT example.", "Write to help@papertrail.example."),
        ("Look at the dot in the drawing.", "Look at the dot in the drawing."),
        ("We look at [a] drawing (at night).", "We look at [a] drawing (at night)."),
    ],
)
def test_an_address_that_is_written_out_is_an_address(text, plain):
    assert with_plain_addresses(text) == plain


def test_a_text_is_read_without_its_addresses():
    texts = ["Ask help@papertrail.example.", "Ask [email protected]", "Ask help(at)papertrail.example"]
    assert {without_addresses(text).strip(" .") for text in texts} == {"Ask"}
