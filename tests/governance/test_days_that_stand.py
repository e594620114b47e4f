"""A day stands while the last good text states it, whatever the change that moved it means, and is one of its kind."""

from datetime import UTC, date, datetime, timedelta

import pytest

from governance.change_days import note_days
from governance.models import Change, ChangeDay
from governance.record.versions import Recorded, record_version

pytestmark = pytest.mark.django_db
BASE = """# Terms of Service

## Content

We use your content to provide the service to you and to no other end.
"""
OPT_OUT = "Unless you opt out by 1 July 2026, we use your content to train models."


@pytest.fixture
def now() -> datetime:
    """The texts of these tests name days of the spring of 2026."""
    return datetime(2026, 3, 11, 10, 30, tzinfo=UTC)


@pytest.fixture
def noted(make_history, now):
    """The days that are noted of a history, each as (kind, day, rule, whether it is gone), the oldest change first."""

    def found(*texts):
        make_history(None, texts)
        note_days(now)
        rows = ChangeDay.objects.order_by("change__detected_at", "kind", "position")
        return list(rows.values_list("kind", "day", "rule", "is_gone"))

    return found


def of(kind, found):
    return [(day, is_gone) for its_kind, day, _, is_gone in found if its_kind == kind]


def effect(day):
    return f"{BASE}\nWe may sell your content.\n\nThese terms take effect on {day}.\n"


def test_a_day_that_alone_moved_is_listed_and_the_one_before_is_gone(noted):
    found = noted(BASE, effect("4 May 2026"), effect("1 June 2026"))
    assert of("effective_date", found) == [(date(2026, 5, 4), True), (date(2026, 6, 1), False)]


def test_a_day_that_stands_there_only_as_something_else_is_gone(noted):
    other = effect("4 May 2026").replace("These terms take effect on", "We were founded by birds, who rested on")
    assert of("effective_date", noted(BASE, effect("4 May 2026"), other)) == [(date(2026, 5, 4), True)]


def test_a_day_that_is_only_written_otherwise_stands(noted):
    found = of("effective_date", noted(BASE, effect("4 May 2026"), effect("May 4, 2026")))
    assert set(found) == {(date(2026, 5, 4), False)}


@pytest.mark.parametrize("after", [BASE, f"{BASE}\nWe train nothing.\n"])
def test_an_end_is_gone_once_the_text_went_back_or_on_without_it(noted, after):
    assert of("opt_out_end", noted(BASE, f"{BASE}\n{OPT_OUT}\n", after)) == [(date(2026, 7, 1), True)]


@pytest.mark.parametrize("label", ["flapping", "cosmetic", "extraction", "editorial"])
def test_an_end_that_was_noted_is_gone_whatever_the_change_means_that_took_it(make_history, now, label):
    (*_, last) = make_history(None, (BASE, f"{BASE}\n{OPT_OUT}\n"))
    note_days(now)
    assert not ChangeDay.objects.get().is_gone
    later = now + timedelta(hours=1)
    back = record_version(Recorded(document=last.document, data=BASE.encode(), captured_at=later), now=later)
    Change.objects.filter(to_version=back).update(label=label)
    note_days(later)
    assert ChangeDay.objects.get().is_gone


def test_an_end_stands_again_once_its_text_does(noted):
    found = noted(BASE, f"{BASE}\n{OPT_OUT}\n", BASE, f"{BASE}\n{OPT_OUT}\n")
    assert (date(2026, 7, 1), False) in of("opt_out_end", found)


def test_an_end_is_gone_once_the_text_says_that_the_choice_is_over(noted):
    first = f"{BASE}\nYou may opt out until 1 July 2026 in your settings.\n"
    over = first.replace("settings.\n", "settings. This possibility no longer exists.\n")
    assert of("opt_out_end", noted(BASE, first, over)) == [(date(2026, 7, 1), True)]


def test_a_counted_end_is_gone_once_it_is_denied(noted):
    may = f"{BASE}\nWe sell it. You may object to these changes within 30 days of the notice.\n"
    found = noted(BASE, may, may.replace("may object", "may no longer object").replace("sell", "rent"))
    assert [is_gone for _, is_gone in of("objection_end", found)] == [True]


def test_two_ends_on_one_day_are_one(noted):
    text = f"{BASE}\n{OPT_OUT}\n\nYou may opt out of arbitration until 1 July 2026 by mail.\n"
    assert of("opt_out_end", noted(BASE, text)) == [(date(2026, 7, 1), False)]


def test_objecting_to_these_changes_is_objecting_to_terms(noted):
    text = f"{BASE}\nWe sell it. You may object to these changes within 30 days of the notice. We reply to it.\n"
    assert len(of("objection_end", noted(BASE, text))) == 1


@pytest.mark.parametrize("clause", [
    "You may opt out within 30 days of 15 February 2026.",
    "You may opt out within 60 days of the close of the mediation.",
    "Should you not opt out within the 30-day period, you are bound by it.",
    "You may object to these changes within 30 days of 15 February 2026.",
    "You may object to these changes within 30 days of the hatching of an owl.",
])  # fmt: skip
def test_a_period_whose_first_day_is_not_known_brings_no_day(noted, clause):
    assert noted(BASE, f"{BASE}\nWe may sell your content. {clause}\n") == []


@pytest.mark.parametrize(("sentence", "days", "rule"), [
    ("These terms take effect on 4 May 2026 for new users and on 1 June 2026 for existing users.",
     [date(2026, 5, 4), date(2026, 6, 1)], "effective-date-for-some"),
    ("These terms take effect on 4 May 2026 for business customers.", [date(2026, 5, 4)], "effective-date-for-some"),
    ("Section 5 of these terms takes effect on 4 May 2026.", [date(2026, 5, 4)], "effective-date-of-part"),
    ("The changes to section 5 of these terms take effect on 4 May 2026.", [date(2026, 5, 4)],
     "effective-date-of-part"),
    ("As section 5 says, these terms take effect on 4 May 2026.", [date(2026, 5, 4)], "effective-date"),
    ("These terms do not take effect on 4 May 2026 for new users.", [], ""),
    ("These terms cease to be in effect on 4 May 2026 for new users.", [], ""),
])  # fmt: skip
def test_a_day_of_effect_for_some_or_of_a_part_is_said_to_be_one(noted, sentence, days, rule):
    found = noted(BASE, f"{BASE}\nWe may sell your content.\n\n{sentence}\n")
    assert [(day, its_rule) for _, day, its_rule, _ in found] == [(day, rule) for day in days]


def test_days_for_some_are_gone_once_they_moved(noted):
    sentence = "These terms take effect on 4 May 2026 for new users and on 1 June 2026 for existing users."
    first = f"{BASE}\nWe may sell your content.\n\n{sentence}\n"
    found = of("effective_date", noted(BASE, first, first.replace("1 June", "1 July")))
    assert set(found) == {(date(2026, 5, 4), False), (date(2026, 6, 1), True), (date(2026, 7, 1), False)}
