"""The pages of the lists of vendors that a person brings along."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alerts.models import PlatformRequest, VendorList, Watchlist
from alerts.vendors import lists
from alerts.vendors.lists import import_vendors
from alerts.vendors.reading import LARGEST_LIST
from governance.record.platforms import set_facts

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
LIST = f"name,website,sub-processor\nAcmebox,,yes\n{HOSTILE},https://owl.example/terms,\nBolt,,no\nAcmebax,,\n,,no\n"


@pytest.fixture
def person(make_user):
    return make_user(tier="professional", timezone="America/New_York")


@pytest.fixture
def client(person, signed_in):
    return signed_in(person)


@pytest.fixture
def acme(make_platform):
    platform = make_platform("acmebox", name="Acmebox", homepage="https://acme.example")
    set_facts(platform)
    platform.save()
    return platform


def sent(data=LIST, name="Ours"):
    return {"csv": SimpleUploadedFile("vendors.csv", data.encode(), "text/csv"), "name": name}


def shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = answer.content.decode()
    assert HOSTILE not in found
    return found


def said(client, path, body=None):
    answer = client.post(path, body or {}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_is_brought_along_and_each_vendor_says_which_platform_it_is_and_why(client, acme):
    assert "You have brought none along yet." in shown(client, "/vendors/")
    assert "0 lists of 50 that you can have" in shown(client, "/vendors/")
    path = client.post("/vendors/", sent())["Location"]
    page = shown(client, path)
    assert "The list is read and matched with the platforms." in page
    assert "Its name is the platform’s" in page
    assert "Its name or its site is only similar" in page
    assert "1 without a name and an address" in page
    assert '"/asked-platforms/?name=Bolt"' in page
    suggested = shown(client, f"{path}?match=suggested")
    assert "Acmebax" in suggested
    assert "Bolt" not in suggested
    assert "Ours" in shown(client, "/vendors/")
    again = said(client, "/vendors/", sent(name="Theirs"))
    assert "the same list, matched anew" in again
    assert VendorList.objects.get().name == "Theirs"


def test_what_is_no_list_is_said_by_the_field(client, monkeypatch):
    for body, words in (
        (sent("name\n\x00"), "The list holds a zero byte"),
        (sent('"'), "read as CSV"),
        (sent(""), "The list names no vendor."),
        (sent("a" * (LARGEST_LIST + 1)), "The list is larger than 900,000 bytes."),
        (sent("Acme\n", name="x" * 101), "at most 100 characters"),
        ({"name": "No file"}, "This field is required."),
        ({"csv": "Acme\n", "name": "No file"}, "This field is required."),
    ):
        answer = client.post("/vendors/", body)
        assert answer.status_code == 400, words
        assert words in answer.content.decode()
        assert 'href="#id_' in answer.content.decode()
    monkeypatch.setattr(lists, "MOST_LISTS", 0)
    assert "as many as you can" in client.post("/vendors/", sent()).content.decode()
    assert not VendorList.objects.exists()


def test_the_form_needs_its_token_although_it_takes_a_file(person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post("/vendors/", sent()).status_code == 403
    token = strict.get("/vendors/").cookies["csrftoken"].value
    assert strict.post("/vendors/", sent() | {"csrfmiddlewaretoken": token}).status_code == 302
    assert VendorList.objects.count() == 1


def test_a_watchlist_is_made_of_what_is_matched_and_the_others_are_asked_for(client, person, acme, now):
    stored, _ = import_vendors(user=person, name="Ours", data=LIST.encode(), now=now)
    page = shown(client, f"/vendors/{stored.pk}/")
    assert "you can wait for 200 at once" in page.lower()
    assert "The watchlist is made." in said(client, f"/vendors/{stored.pk}/watchlist/")
    watchlist = Watchlist.objects.get(name="Ours")
    assert [item.platform for item in watchlist.items.all()] == [acme]
    assert f"/lists/{watchlist.pk}/" in shown(client, f"/vendors/{stored.pk}/")
    assert "has all platforms of your vendors now" in said(client, f"/vendors/{stored.pk}/watchlist/")
    assert Watchlist.objects.filter(name="Ours").count() == 1
    asked = said(client, f"/vendors/{stored.pk}/requests/")
    assert "1 vendor is asked for. 2 have no address of a public site" in asked
    assert "1 was asked for before." in said(client, f"/vendors/{stored.pk}/requests/")
    assert PlatformRequest.objects.count() == 1


def test_a_lower_plan_is_shown_the_gate_and_may_delete_what_it_has(make_user, signed_in, acme, now):
    user = make_user(tier="watcher")
    lower, (stored, _) = signed_in(user), import_vendors(user=user, name="Canary", data=LIST.encode(), now=now)
    for path, is_named in (("/vendors/", True), (f"/vendors/{stored.pk}/", False)):
        page = shown(lower, path)
        assert "Part of Professional" in page
        assert ("Canary" in page) is is_named
        assert (f'href="/vendors/{stored.pk}/delete/"' in page) is is_named
    for path, body in (("", sent("Bolt\n")), (f"{stored.pk}/watchlist/", {}), (f"{stored.pk}/requests/", {})):
        assert lower.post(f"/vendors/{path}", body).status_code == 403
    assert (VendorList.objects.count(), PlatformRequest.objects.count()) == (1, 0)
    assert "A watchlist that was made from it stays" in shown(lower, f"/vendors/{stored.pk}/delete/")
    lower.post(f"/vendors/{stored.pk}/delete/")
    assert not VendorList.objects.exists()


def test_another_persons_list_is_unknown(client, make_user, now):
    stored, _ = import_vendors(user=make_user(), name="Theirs", data=LIST.encode(), now=now)
    for path in ("", "delete/"):
        assert client.get(f"/vendors/{stored.pk}/{path}").status_code == 404
    for path in ("delete/", "watchlist/", "requests/"):
        assert client.post(f"/vendors/{stored.pk}/{path}").status_code == 404
    assert VendorList.objects.exists()


def test_a_long_list_is_shown_in_parts_by_few_statements(client, person, acme, now, django_assert_max_num_queries):
    rows = "".join(f"Acmebox {n},https://acme.example/,\n" for n in range(120))
    stored, _ = import_vendors(user=person, name="Long", data=f"{LIST}{rows}".encode(), now=now)
    with django_assert_max_num_queries(12):
        assert "Page 1 of 3" in shown(client, f"/vendors/{stored.pk}/")
