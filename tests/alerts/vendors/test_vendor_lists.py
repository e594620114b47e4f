"""Lists of vendors: brought along, matched, watched and asked for, by their person alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import PlatformAsking, PlatformRequest, Vendor, VendorList, WatchedPlatform, WatchItem, Watchlist
from alerts.vendors.lists import MOST_LISTS, ask_for_vendors, import_vendors, watch_vendors
from alerts.watching import watchlists
from alerts.watching.watchlists import WatchlistFull, watch_platforms
from governance.record.platforms import set_facts

pytestmark = pytest.mark.django_db
URL = "/api/v1/vendor-lists/"
LIST = "name,website\nAcmebox,\nOwl Post,https://owl.example/terms\nBolt,\nAcmebax,\n,\n"


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(api, person):
    return api(person)


@pytest.fixture
def acme(make_platform):
    platform = make_platform("acmebox", homepage="https://acme.example")
    set_facts(platform)
    platform.save()
    return platform


@pytest.fixture
def brought(client, acme):
    return client.generic("POST", f"{URL}?name=Ours", LIST, content_type="text/csv").json()


def vendors(client, brought, **query):
    return client.get(f"{URL}{brought['id']}/vendors/", query).json()["results"]


def test_a_list_is_matched_with_the_platforms(client, brought):
    assert {name: brought[name] for name in ("name", "rows", "empty_rows", "matched", "suggested", "unmatched")} == {
        "name": "Ours",
        "rows": 4,
        "empty_rows": 0,
        "matched": 1,
        "suggested": 1,
        "unmatched": 2,
    }
    first, *_, last = vendors(client, brought)
    assert (first["platform"]["slug"], first["confidence"]) == ("acmebox", "exact")
    assert first["matched_by"] == "its name is the platform's"
    assert (last["platform"], last["confidence"], last["matched_by"]) == (None, None, None)
    assert [platform["slug"] for platform in last["suggestions"]] == ["acmebox"]
    assert [vendor["name"] for vendor in vendors(client, brought, match="unmatched")] == ["Owl Post", "Bolt"]
    assert client.get(URL).json()["results"] == [brought] == [client.get(f"{URL}{brought['id']}/").json()]


def test_the_same_file_is_the_same_list_matched_anew(client, brought, make_platform):
    platform = make_platform("bolt")
    set_facts(platform)
    platform.save()
    again = client.generic("POST", f"{URL}?name=Theirs", LIST, content_type="text/csv")
    assert again.status_code == 200
    assert again.json()["id"] == brought["id"]
    assert (again.json()["name"], again.json()["matched"]) == ("Theirs", 2)
    assert (VendorList.objects.count(), Vendor.objects.count()) == (1, 4)


def test_json_brings_a_list_too(client, acme):
    answer = client.post(URL, {"csv": "Acmebox\n"}, format="json")
    assert (answer.status_code, answer.json()["name"], answer.json()["matched"]) == (201, "Vendors", 1)


@pytest.mark.parametrize(
    ("body", "kind", "status", "said"),
    [
        (b"name\n\x00", "text/csv", 400, "zero byte"),
        (b'"', "text/csv", 400, "can't be read as CSV"),
        (b"", "text/csv", 400, ""),
        (b"a" * 900_001, "text/csv", 413, "larger than"),
        (b"a,b", "text/plain", 415, ""),
        (b'{"csv": ""}', "application/json", 400, ""),
        (b'{"csv": 7}', "application/json", 400, ""),
        (b'{"csv": "a", "name": "x\\ny"}', "application/json", 400, "one line"),
    ],
)
def test_what_is_no_list_is_refused(client, body, kind, status, said):
    answer = client.generic("POST", URL, body, content_type=kind)
    assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.content
    assert VendorList.objects.count() == 0


def test_a_name_that_is_none_is_refused(client):
    for name in ("x" * 101, "", "a%00b", "a%0Ab"):
        answer = client.generic("POST", f"{URL}?name={name}", b"Acme\n", content_type="text/csv")
        assert answer.status_code == 400, name


def test_10_000_rows_are_read_matched_and_stored_in_a_bounded_number_of_statements(person, acme, now):
    text = "name,website\n" + "".join(f"Vendor {n},https://v{n}.example/\n" for n in range(9_999)) + "Acmebox,\n"
    with CaptureQueriesContext(connection) as queries:
        stored, _ = import_vendors(user=person, name="Large", data=text.encode(), now=now)
    assert stored.row_count == 10_000
    assert len(queries) < 100  # SQLite takes a thousand values a statement
    assert stored.vendors.filter(platform=acme).count() == 1


def test_a_person_has_so_many_lists(person, now, client):
    for number in range(MOST_LISTS):
        import_vendors(user=person, name="One", data=f"Vendor {number}\n".encode(), now=now)
    answer = client.generic("POST", URL, b"One more\n", content_type="text/csv")
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (409, "vendor_lists_full", MOST_LISTS)


def test_a_watchlist_is_made_once_of_what_is_matched(client, person, brought, acme):
    made = client.post(f"{URL}{brought['id']}/watchlist/", {}, format="json")
    again = client.post(f"{URL}{brought['id']}/watchlist/", {}, format="json")
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    watchlist = Watchlist.objects.get(pk=made.json()["watchlist"])
    assert (watchlist.name, watchlist.user) == ("Ours", person)
    assert list(watchlist.items.values_list("platform", flat=True)) == [acme.pk]
    assert client.get(f"{URL}{brought['id']}/").json()["watchlist"] == str(watchlist.pk)


def test_many_platforms_are_watched_in_a_fixed_number_of_statements(
    person, make_platform, now, django_assert_num_queries
):
    watchlist = watchlists.default_watchlist(person, now)
    keys = [make_platform().pk for _ in range(5)]
    watchlists.watch_platform(watchlist=watchlist, platform=make_platform(), now=now)
    with CaptureQueriesContext(connection) as few:
        assert watch_platforms(watchlist=watchlist, platform_ids=keys[:2], now=now) == 2
    with CaptureQueriesContext(connection) as more:
        assert watch_platforms(watchlist=watchlist, platform_ids=keys, now=now) == 3
    assert len(more) == len(few)
    positions = WatchedPlatform.objects.filter(user=person).order_by("position").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3, 4, 5, 6]
    assert watch_platforms(watchlist=watchlist, platform_ids=keys, now=now) == 0


def test_the_cap_holds_for_many_at_once_all_or_none(make_user, make_platform, now):
    user = make_user(tier="watcher")
    watchlist = watchlists.default_watchlist(user, now)
    keys = [make_platform().pk for _ in range(11)]
    with pytest.raises(WatchlistFull) as refused:
        watch_platforms(watchlist=watchlist, platform_ids=keys, now=now)
    assert (refused.value.limit, refused.value.upgrade_to) == (10, "professional")
    assert WatchItem.objects.count() == WatchedPlatform.objects.count() == 0
    assert watch_platforms(watchlist=watchlist, platform_ids=keys[:10], now=now) == 10


def test_a_watchlist_that_was_deleted_is_made_again(person, brought, now):
    stored = VendorList.objects.get()
    first, _ = watch_vendors(vendor_list=stored, now=now)
    watchlists.delete_watchlist(watchlist=first, now=now)
    second, is_new = watch_vendors(vendor_list=stored, now=now)
    assert is_new
    assert second.pk != first.pk


def test_the_others_are_asked_for_once(client, person, brought):
    url = f"{URL}{brought['id']}/requests/"
    asked = client.post(url, {}, format="json").json()
    assert asked == {"asked": 1, "asked_before": 0, "here": 0, "not_askable": 2, "left": 0}
    assert client.post(url, {}, format="json").json() == {**asked, "asked": 0, "asked_before": 1}
    assert PlatformAsking.objects.get(user=person).url == "https://owl.example/terms"
    assert PlatformRequest.objects.get().host == "owl.example"


def test_more_than_a_person_may_wait_for_is_left(person, now, monkeypatch):
    monkeypatch.setattr("alerts.vendors.lists.MOST_ASKED_FOR", 25)
    text = "name,url\n" + "".join(f"Vendor {n},v{n}.example\n" for n in range(40))
    stored, _ = import_vendors(user=person, name="Many", data=text.encode(), now=now)
    asked = ask_for_vendors(vendor_list=stored, now=now)
    assert (asked.asked, asked.left) == (25, 15)


def test_two_hundred_are_asked_for_in_as_many_statements_as_three(person, now, make_user, make_document, make_platform):
    platform = make_platform("bolt")
    set_facts(platform)
    platform.save()
    make_document(platform, state="active")
    counts = []
    for asker, several in ((person, 3), (make_user(tier="professional"), 200)):
        text = "name,url\n" + "".join(f"Vendor {n},v{n}.example\n" for n in range(several)) + ",nothing\n"
        stored, _ = import_vendors(user=asker, name="Many", data=text.encode(), now=now)
        Vendor.objects.create(vendor_list=stored, position=0, name="Bolt", address="bolt.example")
        with CaptureQueriesContext(connection) as asking:
            became = ask_for_vendors(vendor_list=stored, now=now)
        counts.append(len(asking))
        assert (became.asked, became.here, became.not_askable) == (several, 1, 1)
    assert counts[1] <= counts[0] + 2 < 20  # SQLite takes so many values at once
    assert PlatformRequest.objects.count() == 200


def test_trying_ends(person, now, monkeypatch):
    monkeypatch.setattr("alerts.vendors.lists.MOST_TRIED", 3)
    stored, _ = import_vendors(user=person, name="Same", data=b"name,url\n" + b"Owl,owl.example\n" * 9, now=now)
    asked = ask_for_vendors(vendor_list=stored, now=now)
    assert (asked.asked, asked.asked_before, asked.left) == (1, 2, 6)


def test_a_vendor_that_has_come_since_is_here(person, now, make_platform, make_document):
    stored, _ = import_vendors(user=person, name="One", data=b"name,url\nBolt,bolt.example\n", now=now)
    platform = make_platform("bolt")
    set_facts(platform)
    platform.save()
    make_document(platform, state="active")
    assert ask_for_vendors(vendor_list=stored, now=now).here == 1


def test_a_platform_that_is_removed_leaves_its_vendor_unmatched(client, brought, acme):
    acme.delete()
    assert client.get(f"{URL}{brought['id']}/").json()["unmatched"] == 3
    assert all(vendor["matched_by"] is None for vendor in vendors(client, brought))


def test_strangers_find_nothing_and_lower_tiers_are_told_what_is_missing(api, make_user, brought):
    stranger, lower = api(make_user(tier="professional")), api(make_user(tier="watcher"))
    parts = ("", "vendors/", "watchlist/", "requests/")
    for part in parts:
        method = "GET" if part in ("", "vendors/") else "POST"
        path = f"{URL}{brought['id']}/{part}"
        assert stranger.generic(method, path, b"{}", content_type="application/json").status_code == 404
        refused = lower.generic(method, path, b"{}", content_type="application/json")
        assert (refused.status_code, refused.json()["required_tier"]) == (403, "professional")
        assert b"Owl" not in refused.content
    assert stranger.delete(f"{URL}{brought['id']}/").status_code == 404
    assert lower.generic("POST", URL, b"Acme\n", content_type="text/csv").status_code == 403
    assert stranger.get(URL).json()["results"] == []


def test_a_key_that_may_only_write_is_shown_what_it_made_alone(api, person, acme):
    client = api(person, scopes=("write",))
    assert client.generic("POST", URL, b"Acme\n", content_type="text/csv").status_code == 201
    assert client.generic("POST", URL, b"Acme\n", content_type="text/csv").status_code == 204


def test_a_list_is_deleted_with_its_vendors(client, brought):
    assert client.delete(f"{URL}{brought['id']}/").status_code == 204
    assert (VendorList.objects.count(), Vendor.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_imports_at_once_are_one_list(person, acme, now, at_once):
    def bring():
        return import_vendors(user=person, name="Ours", data=LIST.encode(), now=now)[1]

    assert sorted(at_once(bring, bring)) == [False, True]
    assert (VendorList.objects.count(), Vendor.objects.count()) == (1, 4)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_watchlists_at_once_are_one(person, acme, now, at_once):
    stored, _ = import_vendors(user=person, name="Ours", data=LIST.encode(), now=now)
    made = at_once(*[lambda: watch_vendors(vendor_list=stored, now=now)] * 2)
    assert sorted(is_new for _, is_new in made) == [False, True]
    assert Watchlist.objects.filter(name="Ours").count() == 1
