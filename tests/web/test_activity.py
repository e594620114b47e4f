"""The bars of a platform's and a document's changes, and the numbers beside them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from governance.models import Change
from governance.models.changes import Severity
from tests.histories import TEXTS
from web.pages.activity import BOTTOM, TOP, activity_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def detected(make_document, make_history):
    """A change of this document that was detected then, with this severity."""
    document = make_document()

    def make(at, severity=Severity.LOW):
        change = make_history(document, texts=(*TEXTS[:2],))[1].change if not Change.objects.exists() else None
        change = change or Change.objects.first()
        Change.objects.filter(pk=change.pk).update(detected_at=at, severity=severity, label=Change.Label.SUBSTANTIVE)
        return Change.objects.get(pk=change.pk)

    return make


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 1, 1), date(2026, 12, 1)),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), date(2027, 3, 1), date(2028, 2, 1)),
        (datetime(2026, 1, 1, tzinfo=UTC), date(2025, 2, 1), date(2026, 1, 1)),
    ],
)
def test_twelve_months_end_with_this_one(now, first, last):
    months = activity_of(Change.objects.all(), now).months
    assert (len(months), months[0].first_day, months[-1].first_day) == (12, first, last)


def test_a_change_counts_in_its_month_and_no_longer_after_a_year(detected):
    change = detected(datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), Severity.HIGH)
    for now, place in ((datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), 11), (datetime(2026, 12, 1, tzinfo=UTC), 0)):
        found = activity_of(Change.objects.all(), now)
        assert [month.total for month in found.months].index(1) == place
        assert found.months[place].counts == (("high", 1), ("medium", 0), ("low", 0))
    assert activity_of(Change.objects.all(), datetime(2027, 1, 1, tzinfo=UTC)).total == 0
    assert activity_of(Change.objects.all(), change.detected_at - timedelta(seconds=1)).total == 0


def test_what_changes_no_meaning_or_wording_is_not_counted(detected, now):
    change = detected(now)
    Change.objects.filter(pk=change.pk).update(label=Change.Label.COSMETIC)
    assert activity_of(Change.objects.all(), now).total == 0


def test_the_fullest_month_fills_the_plot_and_an_empty_year_divides_by_nothing(detected, now):
    assert activity_of(Change.objects.none(), now).most == 0
    detected(now)
    (part,) = activity_of(Change.objects.all(), now).months[-1].parts
    assert (part.y, part.y + part.height) == (TOP, BOTTOM)


def test_platform_and_document_show_the_bars_and_the_same_numbers(detected, now):
    change = detected(now, Severity.MEDIUM)
    for path in (f"/platforms/{change.platform.slug}/", f"/documents/{change.document.public_id}/"):
        html = Client().get(path).content.decode()
        assert html.count('<rect class="bar-') == 1
        row = re.search(rf'<th scope="row">{now:%B %Y}</th>(.*?)</tr>', html)[1]
        assert re.findall(r">(\d+)<", row) == ["0", "1", "0", "1"]
