"""Timelines: what happened, newest first, filtered and paged, and nothing of it for lower tiers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.models import Change, Document, Event, ProvisionChange
from tests.histories import TEXTS

pytestmark = pytest.mark.django_db

KINDS = {
    "policy_change", "provision_update", "returned_to_earlier_text", "effective_date_announced",
    "effective_date_reached", "document_added", "document_moved", "document_unreachable",
    "document_reachable_again", "document_gone", "document_appeared_again", "document_retired",
}  # fmt: skip


@pytest.fixture
def professional(api, make_user):
    return api(make_user(tier="professional"))


@pytest.fixture
def document(make_document, make_history):
    document = make_document()
    make_history(document)
    return document


def addresses(document: Document) -> list[str]:
    update = ProvisionChange.objects.filter(change__document=document).first()
    return [
        f"/api/v1/platforms/{document.platform.slug}/timeline/",
        f"/api/v1/documents/{document.public_id}/timeline/",
        f"/api/v1/provisions/{update.provision.public_id}/timeline/",
        f"/api/v1/categories/{update.category}/timeline/",
    ]


def rows(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def kinds(found):
    return [row["kind"] for row in found]


def test_the_kinds_are_those_of_the_contract():
    assert set(Event.Kind.values) == KINDS


def test_a_documents_timeline_tells_of_each_change_with_its_updates_after_it(professional, document):
    found = rows(professional, addresses(document)[1])
    assert kinds(found)[-1] == "document_added"
    assert kinds(found)[0] == "policy_change"
    changes = list(Change.objects.filter(document=document).order_by("-detected_at"))
    assert [row["change"]["id"] for row in found if row["kind"] == "policy_change"] == [c.public_id for c in changes]
    for change in changes:
        of_change = [row for row in found if row["change"] and row["change"]["id"] == change.public_id]
        assert kinds(of_change) == ["policy_change"] + ["provision_update"] * change.provision_changes.count()
        assert of_change[0]["sentence"] == of_change[0]["change"]["headline"] == change.headline
        told = [(row["sentence"], row["provision"]["update"]) for row in of_change[1:]]
        assert told == list(change.provision_changes.order_by("position").values_list("sentence", "kind"))
    assert rows(professional, addresses(document)[0]) == found


def test_a_provisions_and_a_categorys_timeline_have_their_updates_only(
    professional, document, make_history, make_document
):
    other = make_document(document_type="privacy-policy")
    make_history(other)
    update = ProvisionChange.objects.filter(change__document=document).first()
    (row,) = rows(professional, addresses(document)[2])
    assert (row["kind"], row["provision"]["id"]) == ("provision_update", update.provision.public_id)
    found = rows(professional, addresses(document)[3])
    assert {row["provision"]["category"] for row in found} == {update.category}
    assert {row["document"]["id"] for row in found} == {document.public_id, other.public_id}


def test_each_filter_keeps_what_it_names(professional, document):
    url = addresses(document)[0]
    everything = rows(professional, url)
    assert kinds(rows(professional, url, kind="document_added,policy_change")) == [
        row["kind"] for row in everything if row["kind"] in ("policy_change", "document_added")
    ]
    high = rows(professional, url, min_severity="high")
    assert high == [row for row in everything if row["severity"] == "high"]
    assert 0 < len(high) < len(everything)
    update = ProvisionChange.objects.filter(change__document=document).first()
    of_category = rows(professional, url, category=update.category)
    assert of_category == [
        row
        for row in everything
        if (row["provision"] and row["provision"]["category"] == update.category)
        or (row["kind"] == "policy_change" and row["change"]["id"] == update.change.public_id)
    ]
    first, last = everything[-1]["occurred_at"], everything[0]["occurred_at"]
    assert kinds(rows(professional, url, until=first)) == ["document_added"]
    assert rows(professional, url, since=last) == [row for row in everything if row["occurred_at"] == last]


@pytest.mark.parametrize(
    "query", ["kind=burnt", "kind=policy_change,burnt", "category=burnt", "min_severity=most", "since=yesterday",
              "since=2026-03-02&until=2026-03-01", "page_size=0", "cursor=burnt", "burnt=1"],
)  # fmt: skip
def test_a_filter_that_does_not_exist_is_refused(professional, document, query):
    for url in addresses(document):
        assert professional.get(f"{url}?{query}").status_code == 400


@pytest.mark.parametrize(
    "path", ["platforms/none", "documents/CW-D-999999", "provisions/CW-P-999999", "categories/none"]
)
def test_what_does_not_exist_has_no_timeline(professional, path):
    assert professional.get(f"/api/v1/{path}/timeline/").status_code == 404


def test_what_is_still_to_come_is_not_told(professional, document):
    url = addresses(document)[1]
    before = rows(professional, url)
    at = timezone.now() + timedelta(days=1)
    Event.objects.create(kind="document_gone", platform=document.platform, document=document, occurred_at=at)
    assert rows(professional, url) == before
    assert rows(professional, url, until=f"{at + timedelta(days=2):%Y-%m-%d}") == before


def test_pages_of_one_moment_neither_repeat_nor_lose_an_event(professional, document):
    url = addresses(document)[1]
    everything = [row["id"] for row in rows(professional, url)]
    found, following = [], f"{url}?page_size=1"
    while following:
        page = professional.get(following).json()
        found += [row["id"] for row in page["results"]]
        following = page["next"]
    assert found == everything


def test_a_timeline_is_read_in_a_bounded_number_of_statements(professional, document, make_history):
    url = addresses(document)[1]
    professional.get(url)  # the key's first use is noted
    few = count_queries(professional, url)
    make_history(document, texts=tuple(f"{TEXTS[0]}\n\nYou pay {n} dollars a month.\n" for n in range(2, 12)))
    assert len(rows(professional, url, page_size=100)) > 25
    assert count_queries(professional, url) == few


def count_queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.mark.parametrize(("who", "status", "code"), [
    ("nobody", 401, "not_authenticated"), ("free", 403, "tier_required"), ("watcher", 403, "tier_required"),
    ("unscoped", 403, "scope_required"),
])  # fmt: skip
def test_lower_tiers_get_no_word_of_it_whatever_they_ask(api, make_user, document, who, status, code):
    if who == "unscoped":
        client = api(make_user(tier="professional"), scopes=("write",))
    else:
        client = api() if who == "nobody" else api(make_user(tier=who))
    words = [row["sentence"] for row in rows(api(make_user(tier="professional")), addresses(document)[1])]
    for url in [*addresses(document), "/api/v1/platforms/none/timeline/", "/api/v1/documents/CW-D-999999/timeline/"]:
        for query in ("", "?kind=policy_change", "?kind=burnt", "?min_severity=high", "?cursor=burnt"):
            answer = client.get(url + query)
            assert (answer.status_code, answer.json()["code"]) == (status, code), url
            assert not any(word in answer.content.decode() for word in words)
            if code == "tier_required":
                assert answer.json()["required_tier"] == "professional"
