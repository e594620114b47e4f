"""What is counted from a day of effect follows that day: anew where it moves, gone where it is not stated."""

from datetime import UTC, date, datetime

import pytest

from governance.change_days import note_days
from governance.models import ChangeDay

pytestmark = pytest.mark.django_db
BASE = """# Terms of Service

## Content

We use your content to provide the service to you and to no other end.
"""
CLAUSES = [
    ("You may opt out of arbitration within 30 days after these terms take effect.", "opt_out_end", 30),
    ("You may object to an amendment of these terms within 30 days after they take effect.", "objection_end", 30),
    ("You may object to an amendment of these terms at least 10 days before they take effect.", "objection_end", -10),
]
FIRST, SECOND = "These terms take effect on 4 May 2026.", "These terms take effect on 1 June 2026."


@pytest.fixture
def now() -> datetime:
    """The texts of these tests name days of the spring of 2026."""
    return datetime(2026, 3, 11, 10, 30, tzinfo=UTC)


@pytest.fixture
def counted(make_history, now):
    """The days that are counted from a day of effect, as (kind, day, base day, whether it is gone)."""

    def found(*texts):
        make_history(None, texts)
        note_days(now)
        rows = ChangeDay.objects.filter(base="effective").order_by("day")
        return list(rows.values_list("kind", "day", "base_day", "is_gone"))

    return found


def text(clause, effect):
    return f"{BASE}\nWe may sell your content to our partners.\n\n{clause}\n\n{effect}\n"


@pytest.mark.parametrize(("clause", "kind", "length"), CLAUSES)
def test_a_counted_day_follows_the_day_of_effect(counted, clause, kind, length):
    ends = {30: (date(2026, 6, 3), date(2026, 7, 1)), -10: (date(2026, 4, 24), date(2026, 5, 22))}[length]
    assert counted(BASE, text(clause, FIRST), text(clause, SECOND)) == [
        (kind, ends[0], date(2026, 5, 4), True),
        (kind, ends[1], date(2026, 6, 1), False),
    ]


@pytest.mark.parametrize("effect", ["These terms do not take effect yet.", "We will tell you the day of their effect."])
@pytest.mark.parametrize(("clause", "kind", "length"), CLAUSES)
def test_it_is_gone_where_no_day_of_effect_is_stated_any_more(counted, clause, kind, length, effect):
    found = counted(BASE, text(clause, FIRST), text(clause, effect))
    assert [(row[0], row[3]) for row in found] == [(kind, True)]
    assert abs(length) in (10, 30)


def test_it_comes_back_with_the_day_that_is_stated_then(counted):
    clause = CLAUSES[0][0]
    none = "These terms do not take effect yet."
    found = counted(BASE, text(clause, FIRST), text(clause, none), text(clause, SECOND))
    assert [row[1:] for row in found] == [
        (date(2026, 6, 3), date(2026, 5, 4), True),
        (date(2026, 7, 1), date(2026, 6, 1), False),
    ]


def test_it_stays_where_the_day_of_effect_does(counted):
    clause = CLAUSES[0][0]
    later = text(clause, FIRST).replace("our partners", "anybody")
    found = counted(BASE, text(clause, FIRST), later)
    assert {row[1:] for row in found} == {(date(2026, 6, 3), date(2026, 5, 4), False)}


def test_new_terms_bring_no_end_of_what_was_over_and_is_not_touched(counted):
    clause = CLAUSES[0][0]
    old = text(clause, "These terms take effect on 4 May 2025.")
    assert counted(old, old.replace("4 May 2025", "4 May 2026")) == []


def test_a_day_at_the_earliest_is_no_day_of_effect(counted):
    effect = "These terms take effect on 4 May 2026 at the earliest."
    assert counted(BASE, text(CLAUSES[0][0], effect)) == []
    assert not ChangeDay.objects.filter(kind="effective_date").exists()
