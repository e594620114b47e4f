"""The days that changes bring: stated in their texts, quoted exactly, and counted from a day that is named."""

from datetime import UTC, date, datetime, timedelta

import pytest

from governance.analysis.days_of_changes import RULES
from governance.change_days import note_days
from governance.models import Change, ChangeDay, ReadForDays

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    """The texts of these tests name days of the spring of 2026."""
    return datetime(2026, 3, 11, 10, 30, tzinfo=UTC)


BASE = """# Terms of Service

## Content

We use your content to provide the service to you and to no other end.
"""


@pytest.fixture
def days(make_history, now):
    """The days of the change from the first text to the last, as (kind, day, base, base day, quotation, part)."""

    def found(*texts, document=None):
        make_history(document, texts)
        note_days(now)
        rows = ChangeDay.objects.select_related("version__stored_text").order_by("kind", "position")
        return [
            (row.kind, row.day, row.base, row.base_day, row.version.text[row.start : row.end],
             row.version.text[row.part_start : row.part_end])
            for row in rows
        ]  # fmt: skip

    return found


def test_a_day_of_effect_is_quoted(days):
    after = f"{BASE}\nWe may sell your content to our partners.\n\nThese terms take effect on 4 May 2026. Read them.\n"
    ((kind, day, base, base_day, quotation, part),) = days(BASE, after)
    assert (kind, day, base, base_day) == ("effective_date", date(2026, 5, 4), "", None)
    assert part == "4 May 2026"
    assert part in quotation
    assert "take effect on" in quotation


OBJECTING = "If you do not agree with an amendment of these terms, you may object within 30 days of the notice of it."


def test_an_objection_to_new_terms_is_counted_from_the_detection_where_no_day_is_stated(days, now):
    after = f"{BASE}\nWe may sell your content to our partners.\n\n{OBJECTING}\n"
    ((kind, day, base, base_day, quotation, part),) = days(f"{BASE}\n{OBJECTING}\n", after)
    detected = (now - timedelta(days=1)).date()
    assert (kind, base, base_day) == ("objection_end", "detected", detected)
    assert day == detected + timedelta(days=30)
    assert (quotation, part) == (OBJECTING, "30 days")


def test_it_is_counted_from_the_update_that_the_text_states(days, now):
    updated = now - timedelta(days=5)
    line = f"Last updated: {updated:%-d %B %Y}"
    after = f"{line}\n\n{BASE}\nWe may sell your content to our partners.\n\n{OBJECTING}\n"
    found = [row for row in days(f"{BASE}\n{OBJECTING}\n", after) if row[0] == "objection_end"]
    assert [(row[1], row[2], row[3]) for row in found] == [
        (updated.date() + timedelta(days=30), "updated", updated.date())
    ]


def test_an_opt_out_of_what_is_new_is_found_and_one_of_what_was_there_is_not(days):
    old = "You may opt out of newsletters until 1 June 2026 by writing to us."
    new = "We may use your content to train our models, and you may opt out until 1 July 2026 in your settings."
    found = days(f"{BASE}\n{old}\n", f"{BASE}\n{old}\n\n{new}\n")
    assert [(row[0], row[1], row[4]) for row in found] == [("opt_out_end", date(2026, 7, 1), new)]


def test_a_change_of_wording_brings_no_objection(days):
    assert days(f"{BASE}\n{OBJECTING}\n", f"{BASE}\n{OBJECTING}\n".replace("to no other end", "to no other  end")) == []


def test_a_stated_day_that_a_later_text_no_longer_has_is_gone(make_history, now):
    first = f"{BASE}\nWe may sell your content.\n\nThese terms take effect on 4 May 2026.\n"
    second = first.replace("4 May 2026", "1 June 2026").replace("sell your content", "sell your content to anybody")
    make_history(None, (BASE, first, second))
    note_days(now)
    found = ChangeDay.objects.filter(kind="effective_date").order_by("day").values_list("day", "is_gone")
    assert list(found) == [(date(2026, 5, 4), True), (date(2026, 6, 1), False)]


def test_a_day_that_was_stated_when_it_came_stays(make_history, now):
    first = f"{BASE}\nWe may sell your content.\n\nThese terms take effect on {now - timedelta(days=2):%-d %B %Y}.\n"
    make_history(None, (BASE, first, first.replace("take effect on", "took effect on").replace(first[-18:], "then.\n")))
    note_days(now)
    assert list(ChangeDay.objects.filter(kind="effective_date").values_list("is_gone", flat=True)) == [False]


def test_each_change_is_read_once_and_again_when_it_is_judged_anew(days, now, make_history):
    days(BASE, f"{BASE}\nWe may sell your content.\n\nThese terms take effect on 4 May 2026.\n")
    before = list(ChangeDay.objects.values_list("pk"))
    assert note_days(now) == {"changes_read": 0, "days_found": 0}
    Change.objects.update(comparison_version=9_999)
    assert note_days(now)["changes_read"] == 1
    assert note_days(now)["changes_read"] == 0
    ReadForDays.objects.update(rules=RULES - 1)
    assert note_days(now)["changes_read"] == 1
    assert len(before) == ChangeDay.objects.count() == 1


def test_new_sub_processors_can_be_objected_to_by_the_agreement(days, make_platform, make_document, make_history, now):
    platform = make_platform()
    agreement = make_document(platform, "data-processor-agreement")
    clause = "Customer may object to a new sub-processor in writing within 14 days after receipt of the notice."
    make_history(agreement, (f"# Data Processing Agreement\n\n## Sub-processors\n\n{clause}\n",))
    head = "# Sub-processors\n\n| Entity | Purpose | Country |\n| --- | --- | --- |\n| Owl Ltd | Mail | Ireland |\n"
    found = days(head, f"{head}| Bolt Inc | Hosting | France |\n", document=make_document(platform, "sub-processors"))
    detected = (now - timedelta(days=1)).date()
    assert [(row[0], row[1], row[4]) for row in found] == [("objection_end", detected + timedelta(days=14), clause)]


PRICE = "We may raise your price. "


@pytest.mark.parametrize(("sentence", "kind", "day"), [
    ("It applies unless you opt out in your account settings before 15 January 2027.", "opt_out_end",
     date(2027, 1, 14)),
    ("If you object to this change by 31 December 2026, your old price stays.", "objection_end", date(2026, 12, 31)),
])  # fmt: skip
def test_a_day_to_choose_by_is_found_in_what_is_new(days, sentence, kind, day):
    ((found_kind, found_day, base, _, quotation, _),) = days(BASE, f"{BASE}\n{PRICE}{sentence}\n")
    assert (found_kind, found_day, base, quotation) == (kind, day, "", sentence)


def test_ninety_days_to_reject_are_counted_from_the_effect_that_is_stated(days):
    clause = "You have ninety (90) days from the Effective Date to reject these Terms."
    found = days(BASE, f"{BASE}\nWe may sell your content. {clause}\n\nThese terms take effect on 4 May 2026.\n")
    assert [row[1:4] for row in found if row[0] == "opt_out_end"] == [(date(2026, 8, 2), "effective", date(2026, 5, 4))]


def test_the_earliest_day_that_the_words_allow_is_counted_from(days, now):
    effect = (now - timedelta(days=9)).date()
    clause = "You may object to an amendment within 30 days of this change."
    line = f"These terms take effect on {effect:%-d %B %Y}."
    found = days(f"{BASE}\n{clause}\n", f"{BASE}\nWe may sell your content.\n\n{clause}\n\n{line}\n")
    assert [row[1:4] for row in found if row[0] == "objection_end"] == [
        (effect + timedelta(days=30), "effective", effect)
    ]


@pytest.mark.parametrize(("clause", "kind"), [
    (OBJECTING, "objection_end"), ("You may opt out within 30 days of notice of this change.", "opt_out_end"),
])  # fmt: skip
def test_a_counted_day_is_gone_once_a_later_text_has_not_its_sentence(make_history, now, clause, kind):
    first = f"{BASE}\nWe may sell your content. {clause}\n"
    make_history(None, (BASE, first, first.replace(clause, "We may rent your content.")))
    note_days(now)
    assert list(ChangeDay.objects.filter(kind=kind).values_list("is_gone", flat=True)) == [True]


def test_a_counted_day_stays_where_its_sentence_is_only_set_anew(make_history, now):
    first = f"{BASE}\nWe may sell your content.\n\n{OBJECTING}\n"
    anew = first.replace("30 days", "**30 days**").replace("your content.", "your content to anybody.")
    make_history(None, (f"{BASE}\n{OBJECTING}\n", first, anew))
    note_days(now)
    assert set(ChangeDay.objects.filter(kind="objection_end").values_list("is_gone", flat=True)) == {False}


def test_the_end_of_objecting_to_a_change_that_was_taken_back_is_gone(make_history, now):
    before = f"{BASE}\n{OBJECTING}\n"
    make_history(None, (before, f"{BASE}\nWe may sell your content.\n\n{OBJECTING}\n", before))
    note_days(now)
    first = ChangeDay.objects.filter(kind="objection_end").order_by("change__detected_at").first()
    assert first is not None
    assert first.is_gone


def test_what_can_not_be_read_stops_no_other(make_history, now, monkeypatch):
    make_history(None, (BASE, f"{BASE}\nWe sell your content.\n\nThese terms take effect on 4 May 2026.\n"))
    monkeypatch.setattr("governance.change_days.parse", lambda text: 1 / 0)
    assert note_days(now) == {"changes_read": 1, "days_found": 0}
    assert note_days(now)["changes_read"] == 0
