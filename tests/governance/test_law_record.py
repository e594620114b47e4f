"""Changes of the law are noted once, from the first look at the tables on."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.law_record import follow_law
from governance.models import KnownLaw, LawChange

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_first_look_notes_nothing_and_a_day_that_comes_is_noted_once():
    assert follow_law(FIRST) == {"law_changes": 0}
    assert not LawChange.objects.exists()
    assert follow_law(FIRST + DAY) == {"law_changes": 0}
    assert follow_law(FIRST + 2 * DAY) == {"law_changes": 1}
    assert follow_law(FIRST + 2 * DAY) == {"law_changes": 0}
    change = LawChange.objects.get()
    assert (change.kind, change.regulation, change.day.isoformat()) == ("date_reached", "eu_ai_act", "2026-12-02")
    assert change.is_material
    assert {row["regulation"] for row in change.concerned} == {"eu_ai_act"}
    assert all(row["rationale"] and row["articles"] for row in change.concerned)


def test_days_that_passed_while_nothing_ran_are_noted_each():
    follow_law(FIRST)
    assert follow_law(FIRST + 60 * DAY) == {"law_changes": 3}
    assert {(one.regulation, one.day.isoformat()) for one in LawChange.objects.all()} == {
        ("eu_ai_act", "2026-12-02"), ("us_co_admt", "2027-01-01"), ("eu_data_act", "2027-01-12"),
    }  # fmt: skip


def test_a_clock_that_goes_back_notes_nothing_twice():
    follow_law(FIRST)
    follow_law(FIRST + 2 * DAY)
    assert follow_law(FIRST) == {"law_changes": 0}
    assert follow_law(FIRST + 2 * DAY) == {"law_changes": 0}
    assert LawChange.objects.count() == 1


def test_new_tables_are_one_event_with_what_they_state_differently():
    follow_law(FIRST)
    known = KnownLaw.objects.get()
    known.content["engagements"]["retention"].pop("gdpr")
    known.content["regulations"]["us_co_admt"]["status"] = "proposed"
    known.tables_version = "2026-01-01-earlier"
    known.save()
    assert follow_law(FIRST) == {"law_changes": 1}
    assert follow_law(FIRST) == {"law_changes": 0}
    change = LawChange.objects.get()
    assert (change.kind, change.regulation, len(change.sentences)) == ("tables_renewed", "", 2)
    assert ("retention", "gdpr") in {(row["category"], row["regulation"]) for row in change.concerned}


def test_tables_in_which_only_words_differ_are_no_event():
    follow_law(FIRST)
    KnownLaw.objects.update(tables_version="2026-01-01-earlier")
    assert follow_law(FIRST) == {"law_changes": 0}
    assert KnownLaw.objects.get().tables_version != "2026-01-01-earlier"
