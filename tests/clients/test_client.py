"""The Python client: what it returns, the errors it raises, the pages it fetches, and where it waits."""

import httpx2
import pytest
from clausewatch_client import ApiError, Client, NoAnswer

from governance.models import Change

pytestmark = pytest.mark.django_db


def answering(*answers):
    """A client of a site that gives these answers, and the requests that it got."""
    left, got = list(answers), []

    def answer(request):
        got.append(request)
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    return Client("key", site="http://owl.example", transport=httpx2.MockTransport(answer)), got


def test_a_stranger_reads_the_record(client_of, make_document, make_history):
    versions = make_history(make_document())
    document = versions[0].document
    client = client_of()
    (platform,) = client.platforms(document.platform.name)
    assert platform["slug"] == document.platform.slug
    assert client.platform(platform["slug"])["slug"] == platform["slug"]
    assert [one["id"] for one in client.documents(platform["slug"])] == [document.public_id]
    current = client.document(document.public_id)["current_version"]
    assert current
    assert client.text(current["id"]) == versions[-1].text
    changes = list(client.changes(platform=platform["slug"]))
    assert [one["id"] for one in changes] == [one.public_id for one in Change.objects.order_by("-pk")]
    assert client.change(changes[0]["id"])["headline"] == changes[0]["headline"]
    assert {one["id"] for one in client.categories()} > {"retention", "ai_training_use"}


def test_a_person_watches_and_is_told_of_the_cap(client_of, make_user, make_platform):
    for slug in ("owl", "raven"):
        make_platform(slug)
    client = client_of(make_user())
    item = client.watch("owl")
    assert client.watch("owl")["id"] == item["id"]
    with pytest.raises(ApiError) as full:
        client.watch("raven")
    assert (full.value.status, full.value.code, full.value.more["limit"]) == (403, "watchlist_full", 1)
    (watchlist,) = client.watchlists()
    assert [one["platform"] for one in client.watched(watchlist["id"])] == ["owl"]
    client.unwatch(watchlist["id"], item["id"])
    assert list(client.watched(watchlist["id"])) == []
    assert client.subscription()["tier"] == client.me()["tier"] == "free"
    assert list(client.alerts()) == []


def test_what_a_tier_lacks_is_an_error_that_names_it(client_of, make_user, make_document):
    document = make_document()
    with pytest.raises(ApiError) as refused:
        list(client_of(make_user()).timeline(document=document.public_id))
    assert (refused.value.code, refused.value.more["required_tier"]) == ("tier_required", "professional")
    professional = client_of(make_user("pro@example.com", tier="professional"))
    assert list(professional.timeline(platform=document.platform.slug)) == []
    assert professional.deadlines()["deadlines"] == []
    with pytest.raises(ValueError, match="either"):
        professional.timeline()


def test_a_wrong_field_is_named(client_of, make_user):
    with pytest.raises(ApiError) as wrong:
        client_of(make_user(tier="watcher")).make_watchlist("Owls", cadence="hourly")
    assert wrong.value.status == 400
    assert "cadence" in wrong.value.fields


def test_pages_are_fetched_as_they_are_needed(client_of, transport, make_platform):
    for number in range(60):
        make_platform(f"owl-{number:02d}", name=f"Owl {number:02d}")
    found = client_of().platforms("Owl")
    assert next(found)["slug"] == "owl-00"
    assert len(transport.asked) == 1
    assert len(list(found)) == 59
    assert len(transport.asked) > 1
    assert all(path.startswith("/api/v1/platforms/?q=Owl") for path in transport.asked)


def test_the_next_page_is_asked_of_the_same_site_whatever_the_answer_says():
    first = {"results": [1], "next": "https://evil.example/api/v1/alerts/?cursor=abc", "previous": None}
    client, got = answering(
        httpx2.Response(200, json=first), httpx2.Response(200, json={"results": [2], "next": None, "previous": None})
    )
    assert list(client.alerts()) == [1, 2]
    assert [str(request.url) for request in got] == [
        "http://owl.example/api/v1/alerts/",
        "http://owl.example/api/v1/alerts/?cursor=abc",
    ]
    assert {request.headers["authorization"] for request in got} == {"Bearer key"}


def test_a_name_from_outside_stays_one_part_of_the_path():
    client, got = answering(httpx2.Response(404, json={"code": "not_found", "detail": "Nothing."}))
    with pytest.raises(ApiError):
        client.platform("../me/?x=")
    assert got[0].url.raw_path == b"/api/v1/platforms/..%2Fme%2F%3Fx%3D/"


def test_where_the_api_asks_to_wait_the_call_is_made_again(monkeypatch):
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)
    busy = httpx2.Response(503, json={"code": "busy", "detail": "Later."}, headers={"Retry-After": "2"})
    often = httpx2.Response(429, json={"code": "throttled", "detail": "Slower."}, headers={"Retry-After": "7"})
    client, got = answering(often, busy, httpx2.Response(200, json={"tier": "free"}))
    assert client.subscription() == {"tier": "free"}
    assert (slept, len(got)) == ([7.0, 2.0], 3)
    client, got = answering(often, httpx2.Response(201, json={"id": "1"}))
    assert client.make_watchlist("Owls") == {"id": "1"}
    client, got = answering(busy)
    with pytest.raises(ApiError, match="busy"):
        client.make_watchlist("Owls")  # it may have been made
    client, got = answering(httpx2.Response(429, json={"code": "throttled"}, headers={"Retry-After": "61"}))
    with pytest.raises(ApiError) as refused:
        client.subscription()
    assert refused.value.retry_after == 61


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx2.ConnectError("nobody there"), "nobody there"),
        (httpx2.ReadTimeout("slow"), "No answer within"),
        (httpx2.Response(200, text="<html>"), "not JSON"),
    ],
)
def test_a_site_that_gives_no_answer_is_no_refusal(answer, said):
    client, _ = answering(answer)
    with pytest.raises(NoAnswer, match=said):
        client.me()


def test_an_error_that_is_no_json_still_has_its_status():
    client, _ = answering(httpx2.Response(502, text="<html>"))
    with pytest.raises(ApiError) as broken:
        client.me()
    assert (broken.value.status, broken.value.code) == (502, "")


def test_a_site_that_asks_for_no_pause_is_not_asked_without_end(monkeypatch):
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)
    client, got = answering(*[httpx2.Response(429, json={"code": "x"}, headers={"Retry-After": "0"})] * 100)
    with pytest.raises(ApiError):
        client.subscription()
    assert slept == [1.0] * 60
    assert len(got) == 61


def test_what_can_not_be_asked_is_said_and_not_a_fault_of_the_program():
    client, got = answering()
    with pytest.raises(NoAnswer, match="can't be asked"):
        list(client.platforms("x" * 100_000))
    assert got == []


@pytest.mark.parametrize("key", ["cw_secret\n", "cw_secret\u2019", "cw_se\x00cret"])
def test_a_key_that_no_header_can_carry_is_said_without_the_key(key):
    with pytest.raises(NoAnswer, match="no API key has") as refused:
        Client(key, site="http://owl.example")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("site", ["http://[owl", "http://owl.example:port", "nonsense"])
def test_a_site_that_is_no_address_is_said(site):
    with pytest.raises(NoAnswer):
        Client("cw_key", site=site).me()
