"""A day on which something begins, is put off, or is of others, is no day of effect and no end of a choice."""

from datetime import date

import pytest

from governance.analysis.days_of_changes import (
    EFFECT,
    EFFECT_OF_PART,
    WHOLE_EFFECT,
    DatedChange,
    days_of_change,
)
from governance.comparison.text.effective_dates import effective_date_of
from governance.comparison.text.segment import parse

pytestmark = pytest.mark.pure


def days(text):
    parsed = parse(f"# Terms\n\n{text}\n")
    change = DatedChange(
        effective_date=effective_date_of(parsed.blocks, None),
        detected_on=date(2026, 11, 1),
        updated_on=None,
        touched=[(0, len(parsed.text))],
    )
    return days_of_change(parsed, change)


@pytest.mark.parametrize("text", [
    "Our old Terms, effective 1 December 2025, continue to apply until 1 March 2027.",
    "Effective date: 1 December 2026 (postponed)",
    "Effective date: 1 December 2026. Postponed to 1 January 2027.",
    "These Terms were effective from 1 March 2020 to 30 November 2026.",
    "Effective date: 2026-12-01 / 2027-01-01",
    "These Terms take effect on 1 December 2026 or, if you are in the EU, on 1 March 2027.",
])  # fmt: skip
def test_it_is_no_day_of_effect_of_the_whole_text(text):
    assert [one for one in days(text) if one.rule == WHOLE_EFFECT] == []


@pytest.mark.parametrize("text", [
    "You will be able to opt out by 10 December 2026, when the new settings are released.",
    "To opt out, you must have been a member by 10 December 2026.",
    "You may opt out by 10 December 2026 or 30 days after you join, whichever is later.",
    "You may opt out of arbitration by 10 December 2026 (extended to 20 December 2026).",
    "You may opt out of arbitration 10 days before 10 December 2026.",
    "You may opt out of arbitration within 10 days before 10 December 2026.",
    "You may opt out of arbitration well before 10 December 2026.",
    "You may opt out of arbitration until further notice, at least until 10 December 2026.",
    "Our landlord may object to the amended Terms within 30 days.",
    "Your sub-licensees may object to the amended Terms within 30 days of the notice.",
])  # fmt: skip
def test_it_ends_no_choice_of_the_reader(text):
    assert days(text) == []


@pytest.mark.parametrize("text", [
    "You will be able to opt out of arbitration until 10 December 2026.",
    "You may opt out of arbitration by 10 December 2026. No reason is needed.",
    "You may opt out of arbitration by 10 December 2026. No fee is charged.",
])  # fmt: skip
def test_a_choice_that_ends_then_has_its_day(text):
    assert [one.day for one in days(text)] == [date(2026, 12, 10)]


def test_a_part_that_is_excepted_has_its_own_day_of_effect():
    found = days("These Terms take effect on 1 May 2027, except section 4, which takes effect on 1 June 2027.")
    assert [(one.kind, one.day, one.rule) for one in found] == [
        (EFFECT, date(2027, 5, 1), WHOLE_EFFECT),
        (EFFECT, date(2027, 6, 1), EFFECT_OF_PART),
    ]


def test_the_days_of_new_users_and_of_everyone_else_are_both_told():
    found = days("These Terms take effect on 1 December 2026 for new users and on 15 January 2027 for everyone else.")
    assert [one.day for one in found] == [date(2026, 12, 1), date(2027, 1, 15)]


OPTING_OUT = "You may opt out of the new Terms by 10 December 2026."


def choices(text):
    return [one.day for one in days(text) if one.rule != WHOLE_EFFECT]


@pytest.mark.parametrize(
    "text",
    [
        f"{OPTING_OUT}\n\nCorrection: the above period is over on 1 December 2026.",
        f"{OPTING_OUT}\n\n## More\n\nThe preceding section does not apply to business accounts.",
        f"{OPTING_OUT}\n\nNotwithstanding the above, guests may not.",
        f"{OPTING_OUT[:-1]}¹.\n\n¹ Guests may not.",
        f"{OPTING_OUT} The above does not apply.",
    ],
)
def test_a_day_of_a_choice_that_a_footnote_or_the_next_clause_may_change_is_none(text):
    assert choices(OPTING_OUT) == [date(2026, 12, 10)]
    assert choices(text) == []
