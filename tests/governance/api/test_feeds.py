"""Public feeds: what changed, headlines only, the same entry for ever, and nothing made anew for who has it."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Change, ChangeCategory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def document(make_document, make_platform, make_history):
    document = make_document(make_platform("acme", name="Acme & <Sons>"))
    make_history(document)
    return document


def addresses(document):
    category = ChangeCategory.objects.values_list("category", flat=True).first()
    return [
        f"/api/v1/feeds/platforms/{document.platform.slug}.atom",
        f"/api/v1/feeds/documents/{document.public_id}.atom",
        f"/api/v1/feeds/categories/{category}.atom",
    ]


def entries(answer):
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def titles(answer):
    return [entry.findtext(f"{ATOM}title") for entry in entries(answer)]


def test_each_feed_has_the_headlines_the_newest_first(api, document):
    headlines = list(Change.objects.order_by("-detected_at", "-pk").values_list("headline", flat=True))
    assert len(headlines) == 2
    for url in addresses(document)[:2]:
        assert titles(api().get(url)) == headlines
    of_category = titles(api().get(addresses(document)[2]))
    assert of_category
    assert set(of_category) <= set(headlines)


def test_an_entry_has_an_id_for_ever_and_a_link_to_the_change(api, document):
    change = Change.objects.order_by("-detected_at", "-pk").first()
    first = entries(api().get(addresses(document)[0]))[0]
    assert first.findtext(f"{ATOM}id").endswith(f",2026:/changes/{change.public_id}")
    assert first.find(f"{ATOM}link").get("href").endswith(f"/changes/{change.public_id}/")
    assert first.find(f"{ATOM}category").get("term") == change.get_severity_display()
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Acme & <Sons>"
    assert first.find(f"{ATOM}summary") is None


def test_who_has_the_feed_gets_304_in_three_queries_and_a_new_one_after_a_change(api, document, make_history):
    url = addresses(document)[1]
    answer = api().get(url)
    with CaptureQueriesContext(connection) as queries:
        again = api().get(url, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert len(queries) <= 3
    Change.objects.update(headline="Another headline")
    assert api().get(url, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 200


def test_an_empty_feed_stays_the_same_at_any_time(api, make_document):
    document = make_document()
    url = f"/api/v1/feeds/documents/{document.public_id}.atom"
    answer = api().get(url)
    assert entries(answer) == []
    updated = ElementTree.fromstring(answer.content).findtext(f"{ATOM}updated")
    assert updated.startswith(document.created_at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert api().get("/api/v1/feeds/categories/other.atom").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"label": Change.Label.COSMETIC},
        {"held_until": "2099-01-01T00:00:00Z"},
        {"held_until": "2020-01-01T00:00:00Z", "withdrawn_at": "2020-01-02T00:00:00Z"},
    ],
    ids=["of no meaning", "held", "withdrawn"],
)
def test_what_is_no_change_or_not_sure_is_not_told(api, document, fields):
    Change.objects.update(**fields)
    for url in addresses(document):
        assert titles(api().get(url)) == []


def test_hostile_names_and_headlines_make_a_feed_all_the_same(api, document):
    Change.objects.update(headline="a\x01b ]]> <script>\u202e & \ufffe c")
    for url in addresses(document):
        assert all("<script>" in title and "\x01" not in title for title in titles(api().get(url)))


def test_what_is_not_there_is_404(api):
    for of in ("platforms/none", "documents/CW-D-999999", "categories/none"):
        answer = api().get(f"/api/v1/feeds/{of}.atom")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_demonstration_is_in_no_feed_of_a_category(api, document):
    document.platform.is_demonstration = True
    document.platform.save()
    assert titles(api().get(addresses(document)[2])) == []
    assert titles(api().get(addresses(document)[0]))
