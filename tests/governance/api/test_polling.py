"""A program that polls by publication misses nothing, whenever the change was captured and however the pages fall."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.models import Change
from tests.governance.api.filling import fill_changes

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 3, 11, 9, tzinfo=UTC)
PATH = "/api/v1/changes/?published_since="
MINUTE = timedelta(minutes=1)


@pytest.fixture
def changes(db):
    """Changes in the order of their capture, none published."""
    fill_changes(count=12, platforms=3, at=MOMENT - timedelta(days=30))
    Change.objects.update(published_at=None)
    return list(Change.objects.order_by("detected_at", "pk"))


def publish(change, at):
    Change.objects.filter(pk=change.pk).update(published_at=at)


def walk(client, url):
    while url:
        page = client.get(url).json()
        yield from (row["id"] for row in page["results"])
        url = page["next"]


def test_what_was_captured_long_before_it_is_published_is_among_what_is_new(api, changes):
    newest, oldest = changes[-1], changes[0]
    publish(newest, MOMENT - MINUTE)
    publish(oldest, MOMENT + MINUTE)
    assert list(walk(api(), PATH + "2026-03-11T09:00:00Z")) == [oldest.public_id]


def test_pages_go_forward_by_publication_and_what_is_published_meanwhile_shifts_none(api, changes):
    for number, change in enumerate(reversed(changes[1:])):
        publish(change, MOMENT + number // 3 * MINUTE)  # several at one moment
    seen = []
    for public_id in walk(api(), PATH + "2026-03-11T09:00:00Z&page_size=2"):
        if len(seen) == 5:
            publish(changes[0], MOMENT + timedelta(days=1))
        seen.append(public_id)
    expected = Change.objects.order_by("published_at", "pk")
    assert seen == [change.public_id for change in expected]


def test_the_moment_itself_counts_and_history_does_not(api, changes):
    publish(changes[3], MOMENT)
    assert list(walk(api(), PATH + "2026-03-11T09:00:00Z")) == [changes[3].public_id]
    assert list(walk(api(), PATH + "2026-03-12")) == []
    assert api().get(PATH + "yesterday").status_code == 400


def test_other_filters_narrow_it(api, changes):
    for change in changes:
        publish(change, MOMENT)
    slug = changes[0].platform.slug
    category = changes[0].categories[0]
    by_platform = list(walk(api(), f"{PATH}2026-03-01&platform={slug}"))
    by_category = list(walk(api(), f"{PATH}2026-03-01&category={category}"))
    assert by_platform == [c.public_id for c in sorted(changes, key=lambda c: c.pk) if c.platform.slug == slug]
    tagged = Change.objects.filter(category_rows__category=category).order_by("pk").distinct()
    assert by_category == [c.public_id for c in tagged]
