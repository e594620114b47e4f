"""Until when one may opt out: what the words state, and nothing where they don't."""

from datetime import date

import pytest

from governance.analysis.opt_out_periods import opt_out_periods

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You may opt out within 30 days of receiving this notice.", (None, 30, "day", "notice")),
        ("You can opt out of arbitration within thirty (30) days after you first accept these Terms.",
         (None, 30, "day", "own_act")),
        ("To opt out, write to us within 14 days from the effective date of this change.", (None, 14, "day", "effect")),
        ("You have 10 business days from the posting of the update to opt out.",
         (None, 10, "business_day", "publication")),
        ("If you reject the change, tell us no later than 2 weeks after notification.", (None, 2, "week", "notice")),
        ("You may opt-out until 1 March 2027 in your settings.", (date(2027, 3, 1), 0, None, "")),
        ("You may opt out before 1 March 2027.", (date(2027, 2, 28), 0, None, "")),
        ("The new price applies unless you opt out in your account settings before 15 January 2027.",
         (date(2027, 1, 14), 0, None, "")),
        ("You have until 15 January 2027 to opt out.", (date(2027, 1, 15), 0, None, "")),
        ("You have ninety (90) days from the Effective Date to reject these Terms.", (None, 90, "day", "effect")),
        ("You may opt out within 14 days of this change by writing to us.", (None, 14, "day", "change")),
        ("Please opt out by March 15, 2027 if you do not want this.", (date(2027, 3, 15), 0, None, "")),
        ("You may opt out for a period of 60 days.", (None, 60, "day", "")),
        ("You may opt out within 30 days after the update has taken effect.", (None, 30, "day", "effect")),
        ("You may opt out within 30 days of account creation or of any update.", (None, 30, "day", "own_act")),
    ],
)  # fmt: skip
def test_a_period_is_read_with_what_it_runs_from(text, expected):
    (found,) = opt_out_periods(text)
    assert (found.until, found.length, found.unit, found.runs_from) == expected
    assert text[found.start : found.end].strip() == text.strip()
    assert text[found.period_start : found.period_end] in text


@pytest.mark.parametrize(("text", "runs_from"), [
    ("You may opt out within 30 days of 15 April 2026", "other"),
    ("Notice of the opt-out will be given within 60 days of the close of the mediation.", "other"),
    ("Should you not opt out within the 30-day period, you are bound.", "other"),
    ("Tell us that you opt out within 30 days from the date that you first consent to these terms.", "own_act"),
    ("To opt out, you must notify us no later than 30 days after first becoming subject to these terms.", "own_act"),
    ("You can decline this agreement by mail within 30 days of entering into it.", "own_act"),
    ("You may opt out within 30 days of the announcement.", "notice"),
])  # fmt: skip
def test_what_a_period_runs_from_is_not_guessed(text, runs_from):
    assert [found.runs_from for found in opt_out_periods(text)] == [runs_from]


@pytest.mark.parametrize(
    "text",
    [
        "You have one year to bring a claim, unless you opt out.",
        "If you opt out, the terms in effect prior to 15 February 2027 may apply.",
        "While this may not begin before 3 November 2026, you can opt out at any time.",
        "You may opt out at any time.",
        "If you choose to opt out, your choice is stored in a cookie, valid for five years.",
        "You may opt out within 2 years of notice.",
        "We will process your opt-out within 15 business days.",
        "If you opt out, we will stop within 10 days.",
        "We keep your data for 30 days. You may opt out of marketing.",
        "Within 10 days of your opt-out we delete the data.",
        "Ten (15) days are given to nobody who may opt out within ten (15) days of notice.",
        "You can opt out if your account was created before 1 March 2027.",
        "If you opted out before 1 March 2027, nothing changes.",
        "Those who did not opt out by 1 March 2020 are bound.",
        "You may adopt outlandish names within 30 days of notice.",
        "",
    ],
)
def test_nothing_is_read_where_no_such_period_is_stated(text):
    assert opt_out_periods(text) == []


def test_places_are_exact_in_a_longer_text():
    before, after = "We serve everybody as well as we can. ", " You may leave by 2 May 2027."
    text = f"{before}You may opt out within 30 days of this notice.{after}"
    (found,) = opt_out_periods(text)
    assert text[found.start : found.end] == "You may opt out within 30 days of this notice."
    assert text[found.period_start : found.period_end] == "30 days"
