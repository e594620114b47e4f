"""Which events a change brings, and when an announced date of effect is reached."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.models import Change, Event, ProvisionChange
from governance.record.events import reach_dates
from governance.record.reclassification import reclassify

pytestmark = pytest.mark.django_db

FIRST = "# Terms\n\nWe keep your data for 30 days.\n\nYou may cancel at any time.\n"


def dated(day, days=90):
    """The terms with another period and a day on which they take effect."""
    return FIRST.replace("30 days", f"{days} days") + f"\nThese terms take effect on {day:%-d %B %Y}.\n"


def kinds(document):
    return list(Event.objects.filter(document=document).order_by("-occurred_at", "-pk").values_list("kind", flat=True))


def reached(document):
    found = Event.objects.filter(document=document, kind="effective_date_reached")
    return list(found.order_by("occurred_at").values_list("occurred_at", flat=True))


def start_of(day):
    return datetime.combine(day, time.min, UTC)


@pytest.fixture
def coming(now):
    return (now + timedelta(days=5)).date()


@pytest.fixture
def document(make_document, make_history, coming):
    document = make_document()
    make_history(document, texts=(FIRST, dated(coming)))
    return document


def test_a_change_brings_its_events_the_policy_change_first(document):
    change = Change.objects.get()
    updates = change.provision_changes.count()
    assert updates > 1
    assert kinds(document) == [
        "policy_change", "effective_date_announced", *["provision_update"] * updates, "document_added",
    ]  # fmt: skip
    of_updates = Event.objects.filter(kind="provision_update").order_by("-pk")
    for event, update in zip(of_updates, ProvisionChange.objects.order_by("position"), strict=True):
        assert (event.provision_change, event.provision, event.change) == (update, update.provision, change)
        assert (event.category, event.severity) == (update.category, update.severity)
        assert event.occurred_at == change.detected_at


def test_a_change_without_a_change_of_meaning_or_wording_brings_none(make_document, make_history):
    document = make_document()
    make_history(document, texts=(FIRST, FIRST.replace("any time", "**any** time")))
    assert Change.objects.get().label == "cosmetic"
    assert kinds(document) == ["document_added"]


def test_a_day_of_effect_that_alone_moved_is_announced_and_reached(make_document, make_history, coming):
    document, later = make_document(), coming + timedelta(days=7)
    make_history(document, texts=(FIRST, dated(coming), dated(later)))
    last = Change.objects.order_by("detected_at").last()
    assert last.label == "cosmetic"
    assert list(last.events.values_list("kind", "pending_date")) == [("effective_date_announced", later)]
    assert reach_dates(start_of(later)) == {"reached": 1}
    assert reached(document) == [start_of(later)]


def test_a_day_that_is_awaited_is_not_announced_again(make_document, make_history, coming):
    document = make_document()
    again = dated(coming).replace(f"{coming:%-d %B %Y}", f"{coming:%B %-d, %Y}")
    make_history(document, texts=(FIRST, dated(coming), again))
    assert Event.objects.filter(document=document, kind="effective_date_announced").count() == 1


def test_a_return_to_an_earlier_text_is_an_event(make_document, make_history, now):
    document = make_document()
    make_history(
        document, texts=(FIRST, FIRST.replace("30", "90"), FIRST.replace("30", "60"), FIRST.replace("30", "90"))
    )
    returned = Event.objects.filter(document=document, kind="returned_to_earlier_text")
    told = Change.objects.filter(label__in=Change.REPORTED_LABELS, rule__contains="returned")
    assert set(returned.values_list("change", flat=True)) == set(told.values_list("pk", flat=True))


def test_a_date_is_reached_once_on_its_day(document, now, coming):
    assert reach_dates(now) == {"reached": 0}
    assert reach_dates(start_of(coming) - timedelta(seconds=1)) == {"reached": 0}
    assert reach_dates(start_of(coming)) == {"reached": 1}
    assert reach_dates(start_of(coming)) == {"reached": 0}
    assert reached(document) == [start_of(coming)]
    assert kinds(document)[0] == "effective_date_reached"


def test_a_date_that_came_while_nothing_ran_is_reached_on_its_day(document, coming):
    assert reach_dates(start_of(coming) + timedelta(days=40)) == {"reached": 1}
    assert reached(document) == [start_of(coming)]


def test_a_date_that_a_later_version_moved_is_not_reached(make_document, make_history, coming):
    later, document = coming + timedelta(days=7), make_document()
    make_history(document, texts=(FIRST, dated(coming), dated(later, 60)))
    assert reach_dates(start_of(coming)) == {"reached": 0}
    assert reach_dates(start_of(later)) == {"reached": 1}
    assert reached(document) == [start_of(later)]


@pytest.mark.parametrize("words", ["These terms take effect on {later:%-d %B %Y}.", "These terms are in effect."])
def test_a_date_that_the_text_no_longer_states_is_not_reached(make_document, make_history, coming, words):
    document, later = make_document(), coming + timedelta(days=30)
    first = dated(coming)
    line = first.strip().splitlines()[-1]
    make_history(document, texts=(FIRST, first, first.replace(line, words.format(later=later))))
    assert reach_dates(start_of(coming)) == {"reached": 0}
    assert reached(document) == []


def test_a_date_that_a_later_version_repeats_is_reached(make_document, make_history, coming):
    document = make_document()
    make_history(document, texts=(FIRST, dated(coming), dated(coming, 60)))
    reach_dates(start_of(coming))
    assert set(reached(document)) == {start_of(coming)}


def test_a_date_of_a_withdrawn_change_is_not_reached(document, now, coming):
    Change.objects.update(held_until=now, withdrawn_at=now)
    assert reach_dates(start_of(coming)) == {"reached": 0}
    assert reached(document) == []


def test_comparing_again_keeps_one_event_of_each(document, coming):
    reach_dates(start_of(coming))
    before = kinds(document)
    Change.objects.update(comparison_version=1, headline="Old words")
    assert reclassify(document=document)
    reach_dates(start_of(coming))
    assert kinds(document) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "provision_update"},
        {"kind": "policy_change", "category": "retention"},
        {"kind": "policy_change", "pending_date": "2026-03-01"},
    ],
)
def test_a_row_that_contradicts_its_kind_is_refused(document, fields):
    event = Event(platform=document.platform, document=document, occurred_at=timezone.now(), **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()
