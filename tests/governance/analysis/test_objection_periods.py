"""How long one may object is read from the clause that states it, and from no other."""

from datetime import date

import pytest

from governance.analysis.objection_periods import (
    ObjectionPeriod,
    PeriodKind,
    objection_days,
    objection_period,
    objection_periods,
)
from governance.analysis.period_units import PeriodUnit, last_day

pytestmark = pytest.mark.pure

OBJECTION, TERMINATION, NOTICE = PeriodKind
DAY, BUSINESS, WEEK, MONTH = PeriodUnit.DAY, PeriodUnit.BUSINESS_DAY, PeriodUnit.WEEK, PeriodUnit.MONTH

STATED = [
    ("You may object within thirty (30) days of the notice.", OBJECTION, 30, DAY, "notice"),
    ("You may object within 30 days of this change by giving us notice.", OBJECTION, 30, DAY, "change"),
    ("You may object within 30 days of the change taking effect.", OBJECTION, 30, DAY, "effect"),
    ("Customer has 14 calendar days after being informed to object in writing.", OBJECTION, 14, DAY, "being_informed"),
    ("Within ten business days after receipt of our notice, you may object to a new sub-processor.", OBJECTION, 10,
     BUSINESS, "receipt"),
    ("Customer may object to the new Subprocessor by written notice within 30 (thirty) days after being informed of "
     "the change.", OBJECTION, 30, DAY, "being_informed"),
    ("We shall give Customer ten business days’ prior notice, during which Customer can object to the replacement.",
     OBJECTION, 10, BUSINESS, "notice"),
    ("Customer may object to the use of such sub-processor within 30 days of receiving notice of the change.",
     OBJECTION, 30, DAY, "receipt"),
    ("The objection period is two weeks from publication of the updated list.", OBJECTION, 2, WEEK, "publication"),
    ("A 30-day objection period begins with the update of the page.", OBJECTION, 30, DAY, ""),
    ("Customers may object to a new sub-processor within ten (10) business days.", OBJECTION, 10, BUSINESS, ""),
    ("If you object to the amended terms, tell us within one month after notification.", OBJECTION, 1, MONTH, "notice"),
    ("The Customer must object at least 10 days before the change takes effect.", OBJECTION, 10, DAY, "effect"),
    ("If Customer objects to any such change, Customer may terminate by giving notice within 90 days of being informed "
     "of the change.", TERMINATION, 90, DAY, "being_informed"),
    ("We announce new sub-processors at least 30 days in advance. You may object in writing.", NOTICE, 30, DAY, ""),
    ("The Customer may object to a new Sub-processor within ten (10)calendar days of notice.", OBJECTION, 10, DAY,
     "notice"),
    ("Customer may only object within ten (10) days of such notice by providing a written objection to us.", OBJECTION,
     10, DAY, "notice"),
    ("You may object to a change by mail within **30 days** of notice.", OBJECTION, 30, DAY, "notice"),
    ("The Client may contest such change in writing within eight (8) calendar days.", OBJECTION, 8, DAY, ""),
    ("In the event of an objection to a sub-processor Customer may terminate during thirty (30) days following the "
     "notification.", TERMINATION, 30, DAY, "notice"),
    ("Der Kunde kann dem Einsatz eines weiteren Unterauftragnehmers innerhalb von 14 Tagen nach Erhalt der Mitteilung "
     "widersprechen.", OBJECTION, 14, DAY, "receipt"),
    ("Der Auftraggeber kann binnen zehn (10) Werktagen ab Mitteilung Einspruch erheben.", OBJECTION, 10, BUSINESS,
     "notice"),
    ("Le Client peut s’opposer au nouveau sous-traitant dans un délai de trente (30) jours à compter de la "
     "notification.", OBJECTION, 30, DAY, "notice"),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "kind", "length", "unit", "runs_from"), STATED)
def test_a_period_for_objecting_is_read(clause, kind, length, unit, runs_from):
    found = objection_period(clause)
    assert found is not None
    assert (found.kind, found.length, found.unit, found.runs_from) == (kind, length, unit, runs_from)
    assert clause[found.period_start : found.period_end].strip()
    assert found.start <= found.period_start < found.period_end <= found.end <= len(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "You may object to direct marketing at any time; we act within 30 days of your notice.",
        "You have the right to object to the processing of your data; we reply within one month after receipt.",
        "A respondent may object to a claim within 14 days of the notice.",
        "We give at least 30 days notice before a new sub-processor is engaged.",
        "If the objection is not resolved within 30 days of our receipt of the objection, either party may leave.",
        "If no resolution is reached within 60 days from the date of our receipt of the written objection, you may go.",
        "We answer within 60 days of the written objection to a sub-processor.",
        "Whoever enters the contest may send a photograph within 30 days of the notice.",
        "If the objections have not been resolved within 30 days, either party may terminate the agreement.",
        "If Buyer objects to a sub-processor, we may terminate by providing 30 days’ written notice to Buyer.",
        "The object of this agreement is a licence of 30 days after notice.",
        "Customer may object within ten (15) days of the notice.",
        "Customer may object to a new sub-processor on reasonable grounds.",
        "You may share up to 50,000 Post Objects per recipient in 30 days.",
        "You may object in writing. You ask for an audit at the latest 60 working days before its day.",
        "A party that has Einwände gegen die Rechnung sends them innerhalb von 21 Tagen nach Erhalt.",
        "",
    ],
)
def test_what_states_no_period_for_objecting_gives_none(clause):
    assert objection_period(clause) is None


def test_what_follows_an_objection_is_no_period_for_it():
    clause = (
        "We tell Customer of new sub-processors. Customer may object within 15 days of the date of such notice. If the "
        "objection is not resolved within 45 days of our receipt of it, Customer may terminate the order."
    )
    assert [(one.length, one.subject) for one in objection_periods(clause)] == [(15, "sub_processors")]
    found = objection_period(clause)
    assert isinstance(found, ObjectionPeriod)
    assert clause[found.start : found.end] == "Customer may object within 15 days of the date of such notice."
    assert clause[found.period_start : found.period_end] == "15 days"


def test_what_may_be_objected_to_is_what_the_sentence_says_first():
    clause = (
        "You may object to changes to these terms within 10 days of the notice. A sub-processor list is on our site. "
        "You may object to it within 20 days of the notice."
    )
    assert [(one.length, one.subject) for one in objection_periods(clause)] == [(10, "terms"), (20, "sub_processors")]


@pytest.mark.parametrize(
    ("length", "unit", "since", "last"),
    [
        (30, DAY, date(2026, 1, 31), date(2026, 3, 2)),
        (2, WEEK, date(2026, 11, 30), date(2026, 12, 14)),
        (1, MONTH, date(2028, 1, 31), date(2028, 2, 29)),
        (12, MONTH, date(2026, 12, 1), date(2027, 12, 1)),
        (10, BUSINESS, date(2026, 11, 27), date(2026, 12, 11)),
        (1, BUSINESS, date(2026, 11, 28), date(2026, 11, 30)),
        (48, PeriodUnit.HOUR, date(2026, 11, 30), date(2026, 12, 2)),
    ],
)
def test_the_last_day_is_counted_from_the_day_after(length, unit, since, last):
    assert last_day(length=length, unit=unit, since=since) == last


@pytest.mark.parametrize(("clause", "days"), [
    ("If you object to this change by 31 December 2026, your old price stays.", [(date(2026, 12, 31), False)]),
    ("You may object to the new price before 15 January 2027.", [(date(2027, 1, 14), True)]),
    ("Unless you object to the change on or before 15 January 2027, it applies.", [(date(2027, 1, 15), False)]),
    ("Customer may object to a new sub-processor by 31 December 2026.", []),
    ("You may object to a change of advertising by 31 December 2026.", []),
    ("Nobody objected to the change by 31 December 2020.", []),
])  # fmt: skip
def test_a_stated_day_for_objecting_to_a_change_is_read(clause, days):
    assert [(stated.day, stated.is_day_before) for _, _, stated in objection_days(clause)] == days
