"""Pages of a list: none lost and none twice, whatever stands in the cursor."""

import base64
import json
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Change, Platform
from tests.governance.api.filling import fill_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def many_alike():
    """More platforms of one name than DRF's cursors can count."""
    Platform.objects.bulk_create(Platform(slug=f"p-{n}", name="Acme", sector="social") for n in range(1_120))


def walk(client, url, direction="next"):
    while url:
        page = client.get(url).json()
        yield page["results"]
        url = page[direction]


def test_every_row_comes_once_however_many_share_a_position(api, many_alike):
    rows = [row["slug"] for page in walk(api(), "/api/v1/platforms/?page_size=100") for row in page]
    assert len(rows) == len(set(rows)) == 1_120


def test_the_way_back_shows_the_same_pages(api, many_alike):
    client, url = api(), "/api/v1/platforms/?page_size=400&sector=social"
    there, links = [], []
    while url:
        page = client.get(url).json()
        there.append([row["slug"] for row in page["results"]])
        links.append(url)
        url = page["next"]
    assert page["previous"]
    back = [[row["slug"] for row in results] for results in walk(client, page["previous"], "previous")]
    assert [there[-1], *back] == list(reversed(there))
    assert len(there) == 12  # a page has 100 rows at most


def test_rows_added_meanwhile_shift_nothing(api, make_platform):
    for n in range(6):
        make_platform(f"b-{n}")
    first = api().get("/api/v1/platforms/?page_size=3").json()
    make_platform("a-new")
    second = api().get(first["next"]).json()
    assert [row["slug"] for row in first["results"] + second["results"]] == [f"b-{n}" for n in range(6)]


def test_the_first_page_has_no_previous_and_the_last_no_next(api, make_platform):
    assert api().get("/api/v1/platforms/").json() == {"next": None, "previous": None, "results": []}
    make_platform()
    page = api().get("/api/v1/platforms/?page_size=1").json()
    assert (page["next"], page["previous"], len(page["results"])) == (None, None, 1)


OF_CHANGES = sha256(b"/api/v1/changes/").hexdigest()[:8]


def cursor(*values, of=OF_CHANGES):
    return base64.urlsafe_b64encode(json.dumps([of, *values]).encode()).decode().rstrip("=")


def test_a_cursor_of_this_list_is_taken_and_of_another_refused(api, db):
    begin = ("after", "2026-01-01T00:00:00Z", 1)
    assert api().get("/api/v1/changes/", {"cursor": cursor(*begin)}).status_code == 200
    assert api().get("/api/v1/changes/", {"cursor": cursor(*begin, of="0badcafe")}).status_code == 400
    assert api().get("/api/v1/law-changes/", {"cursor": cursor(*begin)}).status_code == 400


@pytest.mark.parametrize(
    "given",
    [
        "x",
        "....",
        "é",
        "=" * 50,
        "A" * 5_000,
        cursor(),
        cursor("after"),
        cursor("sideways", "2026-01-01T00:00:00Z", 1),
        cursor("after", "2026-01-01T00:00:00Z"),
        cursor("after", "2026-01-01T00:00:00Z", 1, 2),
        cursor("after", "yesterday", 1),
        cursor("after", "2026-01-01T00:00:00Z", "one"),
        cursor("after", "2026-01-01T00:00:00Z", None),
        cursor("after", "2026-01-01T00:00:00Z", True),
        cursor("after", "2026-01-01T00:00:00Z", 10**30),
        cursor("after", "2026-01-01T00:00:00Z", 1.5),
        cursor("after", "2026-01-01T00:00:00\0", 1),
        cursor("after", "\ud800", 1),
        cursor("after", {}, []),
        cursor("after", 5, 1),
        base64.urlsafe_b64encode(b"[" * 9_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b'{"after": 1}').decode(),
    ],
)
def test_a_cursor_that_is_none_is_refused_by_name(api, db, given):
    answer = api().get("/api/v1/changes/", {"cursor": given})
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["errors"]) == ["cursor"]


@pytest.mark.parametrize("given", ["1000000000", "9" * 40, "0101"])
def test_a_page_size_above_the_most_counts_as_that(api, db, given):
    assert api().get("/api/v1/platforms/", {"page_size": given}).status_code == 200


@pytest.mark.parametrize("given", ["0", "-1", "many", "1.5", " ", "١٢", "00"])
def test_a_page_size_that_is_none_is_refused_by_name(api, db, given):
    answer = api().get("/api/v1/platforms/", {"page_size": given})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["page_size"])


def test_changes_of_the_same_moment_are_all_listed_under_every_filter(api, now):
    fill_changes(count=260, platforms=2, at=now, step_seconds=0)
    category = Change.objects.first().categories[0]
    for query, expected in (("", 260), (f"&category={category}", 65), ("&platform=filled-1", 130)):
        rows = [row["id"] for page in walk(api(), f"/api/v1/changes/?page_size=25{query}") for row in page]
        assert len(rows) == len(set(rows)) == expected, query


PUBLIC = [
    "/api/v1/platforms/",
    "/api/v1/platforms/{platform}/",
    "/api/v1/documents/",
    "/api/v1/documents/{document}/",
    "/api/v1/documents/{document}/versions/",
    "/api/v1/documents/{document}/as-of/?at=2026-03-09",
    "/api/v1/documents/{document}/diff/?from={version}&to={version}",
    "/api/v1/versions/{version}/",
    "/api/v1/versions/{version}/text/",
    "/api/v1/changes/",
    "/api/v1/changes/?category=ai_training_use",
    "/api/v1/changes/?platform={platform}",
    "/api/v1/changes/{change}/",
    "/api/v1/provisions/",
    "/api/v1/provisions/{provision}/",
    "/changes/{change}/",
    "/",
]


@pytest.mark.dated
@pytest.mark.parametrize("tier", [None, "professional"])
def test_an_answer_asks_the_same_number_of_queries_for_any_number_of_rows(
    api, make_user, make_document, make_history, collection, tier
):
    client = api(make_user(tier=tier)) if tier else api()
    document = make_document(collection=collection)
    versions = make_history(document)
    change = versions[1].change
    names = {
        "document": document.public_id,
        "platform": document.platform.slug,
        "version": versions[0].public_id,
        "change": change.public_id,
        "provision": change.provision_changes.first().provision.public_id,
    }
    paths = [path.format(**names) for path in PUBLIC + (["/api/v1/provisions/{provision}/history/"] if tier else [])]

    def queries(url):
        cache.clear()  # where the figures of the front page are kept
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(url)
        assert answer.status_code == 200, answer.content
        return len(captured)

    queries(paths[0])  # a key notes its first use
    few = {path: queries(path) for path in paths}
    for number in range(3):
        make_history(make_document(document.platform, f"type-{number}", collection=collection))
        make_history()
    assert {path: queries(path) for path in paths} == few
    assert max(few.values()) <= 13, few
