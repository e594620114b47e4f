"""People ask for platforms; the operator sees what most ask for, and whoever asked is told once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Notice
from alerts.erasure import erase_traces_of
from alerts.models import PlatformAsking, PlatformRequest, Suppression
from alerts.watching.platform_requests import (
    MOST_OPEN,
    NotHereYet,
    ask_for_platform,
    mark_done,
    ranked_requests,
)
from governance.models import CaptureHost, Document, PageOfDocument, Platform, SourcePage
from web.account_mail.sending_notices import NotTrueAnyMore, letter_of, send_due_notices

pytestmark = pytest.mark.django_db
URL = "/api/v1/platform-requests/"
HOST = {"delay": timedelta(seconds=10), "next_allowed_at": datetime(2026, 3, 11, tzinfo=UTC)}
ASKED = {"name": "Owl Post", "url": "https://www.Owl.example/terms#top"}


def test_a_person_asks_for_a_platform_and_sees_what_becomes_of_it(api, person, now):
    client = api(person)
    answer = client.post(URL, ASKED)
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["name"], shown["url"]) == ("Owl Post", "https://www.owl.example/terms")
    assert (shown["asker_count"], shown["done_at"], shown["platform"]) == (1, None, None)
    assert client.get(URL).json()["results"] == [shown]


def test_asking_twice_is_asking_once_and_several_people_ask_for_one(api, make_user, person, now):
    api(person).post(URL, ASKED)
    again = api(person).post(URL, {"name": "  OWL  post ", "url": "http://owl.example/"})
    assert (again.status_code, again.json()["url"]) == (200, "https://www.owl.example/terms")
    other = api(make_user()).post(URL, {"name": "Owl post", "url": "https://owl.example/privacy"})
    assert (other.status_code, other.json()["asker_count"]) == (201, 2)
    assert PlatformRequest.objects.count() == 1
    api(person).post(URL, {"name": "Owl Post", "url": "https://other.example/"})
    api(person).post(URL, {"name": "Owl Mail", "url": "https://owl.example/"})
    assert PlatformRequest.objects.count() == 3


def test_names_that_differ_in_signs_and_blanks_only_are_one_at_one_site(api, make_user):
    names = ("Owl Post", "OWL-POST", "owl post ", "OwlPost", "“Owl  Post”", "Ｏｗｌ_Ｐｏｓｔ!")
    counts = [api(make_user()).post(URL, ASKED | {"name": name}).json()["asker_count"] for name in names]
    assert (counts, PlatformRequest.objects.count()) == ([1, 2, 3, 4, 5, 6], 1)
    one = make_user()
    for name in ("Owl Post", "owl-post"):
        api(one).post(URL, ASKED | {"name": name})
    assert PlatformAsking.objects.filter(user=one).count() == 1
    for name in ("Owl Post 2", "कि", "की"):  # signs that make another letter stay
        api(one).post(URL, ASKED | {"name": name})
    assert PlatformRequest.objects.count() == 4


def test_a_request_from_before_names_were_compared_so_is_found(api, make_user, person, now):
    before = PlatformRequest.objects.create(host="owl.example", name_key="owl-post", first_asked_at=now)
    PlatformAsking.objects.create(
        request=before, user=make_user(), name="Owl-Post", url="https://owl.example/", asked_at=now
    )
    assert api(person).post(URL, ASKED).json()["asker_count"] == 2
    assert api(person).post(URL, ASKED).status_code == 200
    assert PlatformRequest.objects.get() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Owl", "url": "ftp://owl.example/"}, "url"),
        ({"name": "Owl", "url": "owl.example"}, "url"),
        ({"name": "Owl", "url": "javascript:alert(1)"}, "url"),
        ({"name": "Owl", "url": "http://127.0.0.1/"}, "url"),
        ({"name": "Owl", "url": "http://[::1]/"}, "url"),
        ({"name": "Owl", "url": "http://0x7f000001/"}, "url"),
        ({"name": "Owl", "url": "http://localhost/terms"}, "url"),
        ({"name": "Owl", "url": "http://printer.local/"}, "url"),
        ({"name": "Owl", "url": "https://intranet/"}, "url"),
        ({"name": "Owl", "url": "https://ann:secret@owl.example/"}, "url"),
        ({"name": "Owl", "url": "https://owl.example:6379/"}, "url"),
        ({"name": "Owl", "url": "https://owl.example/" + "a" * 2_100}, "url"),
        ({"name": "Owl", "url": "https://owl.example/" + "é" * 1_000}, "url"),
        ({"name": "\u200b\u2060", "url": "https://owl.example/"}, "name"),
        ({"name": "!!!", "url": "https://owl.example/"}, "name"),
        ({"name": "a" * 201, "url": "https://owl.example/"}, "name"),
        ({"name": 7, "url": "https://owl.example/"}, "name"),
        ({"url": "https://owl.example/"}, "name"),
        ({"name": "Owl"}, "url"),
        ({"name": "Owl", "url": "https://owl.example/", "why": "?"}, "why"),
    ],
)
def test_what_is_strange_is_refused_at_its_field(api, person, body, field):
    answer = api(person).post(URL, body)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not PlatformRequest.objects.exists()


def test_a_name_that_grows_when_it_is_compared_is_kept(api, person):
    assert api(person).post(URL, {"name": "\ufdfa" * 200, "url": "https://owl.example/"}).status_code == 201


def test_nobody_asks_who_is_not_signed_in_and_nobody_sees_anothers(api, make_user, person):
    assert api().get(URL).status_code == 401
    assert api().post(URL, ASKED).status_code == 401
    api(person).post(URL, ASKED)
    assert api(make_user()).get(URL).json()["results"] == []


@pytest.fixture
def add(make_document, make_platform):
    """Adds a platform with a document that is read."""

    def add(name, **facts):
        platform = make_platform(name=name, search_text=name.lower(), **facts)
        document = make_document(platform)
        host = CaptureHost.objects.get_or_create(name="owl.example", defaults=HOST)[0]
        page = SourcePage.objects.create(host=host, address=f"https://owl.example/{platform.pk}", language="en")
        PageOfDocument.objects.create(document=document, page=page, position=0)
        return platform

    return add


def test_a_person_waits_for_so_many_and_no_more(api, person, now, add):
    for number in range(MOST_OPEN):
        ask_for_platform(user=person, name=f"Owl {number}", url="https://owl.example/", now=now)
    answer = api(person).post(URL, ASKED)
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (
        409, "platform_requests_full", MOST_OPEN,
    )  # fmt: skip
    assert api(person).post(URL, {"name": "Owl 3", "url": "https://owl.example/"}).status_code == 200
    mark_done(PlatformRequest.objects.filter(name_key="owl3"), platform_name=add("Owl 3").slug, now=now)
    assert api(person).post(URL, ASKED).status_code == 201


def test_a_list_costs_the_same_whatever_it_holds(api, person, now, django_assert_num_queries):
    for number in range(5):
        ask_for_platform(user=person, name=f"Owl {number}", url="https://owl.example/", now=now)
    client = api(person, by="session")
    client.get(URL)
    with django_assert_num_queries(4):
        assert len(client.get(URL).json()["results"]) == 5


@pytest.fixture
def asked(make_user, person, now):
    """Requests for one platform by two people, and for another by one of them."""
    for user, name in ((person, "Raven Mail"), (person, "Owl Post"), (make_user("other@example.com"), "Owl Post")):
        ask_for_platform(user=user, name=name, url="https://owl.example/terms", now=now)
    return list(ranked_requests())


def test_who_asked_is_told_once_in_one_mail(asked, person, add, now):
    add("OWL Post", slug="owl-post")
    add("Raven Mail")
    assert [(row.name, row.asker_count) for row in asked] == [("Owl Post", 2), ("Raven Mail", 1)]
    assert mark_done(PlatformRequest.objects.all(), now=now) == 2
    assert mark_done(PlatformRequest.objects.all(), now=now + timedelta(hours=1)) == 0
    send_due_notices(now)
    send_due_notices(now + timedelta(hours=1))
    subjects = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert all("Owl Post, here OWL Post" in sent.body for sent in mail.outbox)
    assert len(mail.outbox) == 2
    assert subjects[person.email] == "2 platforms that you asked for are here"
    assert subjects["other@example.com"] == "Owl Post, which you asked for, is here"
    assert PlatformRequest.objects.get(name_key="owlpost").platform.slug == "owl-post"


def test_nobody_is_told_of_what_is_not_here(asked, add, make_platform, make_document, now):
    add("OWL Post")
    make_document(make_platform(name="Raven Mail", search_text="raven mail"))  # of the catalogue: nobody reads it
    with pytest.raises(NotHereYet, match="Nothing of Raven Mail is read here"):
        mark_done(PlatformRequest.objects.all(), now=now)
    with pytest.raises(NotHereYet, match="Wren"):
        mark_done(PlatformRequest.objects.all(), platform_name="Wren", now=now)
    assert not PlatformRequest.objects.exclude(done_at=None).exists()
    assert not Notice.objects.exists()
    over = add("Wren")
    Platform.objects.filter(pk=over.pk).update(status="defunct")
    with pytest.raises(NotHereYet):
        mark_done(PlatformRequest.objects.all(), platform_name="Wren", now=now)
    assert mark_done(PlatformRequest.objects.all(), platform_name="owl post", now=now) == 2
    assert set(PlatformRequest.objects.values_list("platform__name", flat=True)) == {"OWL Post"}


def test_who_asks_for_what_is_here_is_told_its_slug(api, person, add, make_document, make_platform):
    platform = add("Owl Post", slug="owl-post", aliases=["Strix"])
    Platform.objects.filter(pk=platform.pk).update(search_text="owl post\nstrix")
    for name in ("OWL post", "strix", "owl-post"):
        answer = api(person).post(URL, {"name": name, "url": "https://owl.example/"})
        shown = answer.json()
        assert (answer.status_code, shown["code"], shown["platform"]) == (409, "platform_is_here", "owl-post")
        assert "Owl Post is here already" in shown["detail"]
    assert not PlatformRequest.objects.exists()
    assert api(person).post(URL, {"name": "Owl Post Cookies", "url": "https://owl.example/"}).status_code == 201
    make_document(make_platform(name="Raven Mail", search_text="raven mail"))
    assert api(person).post(URL, {"name": "Raven Mail", "url": "https://owl.example/"}).status_code == 201


def test_an_address_that_takes_no_mail_gets_none(asked, person, now, add):
    add("Owl Post")
    add("Raven Mail")
    Suppression.objects.create(pk=person.email, reason="reported", source="sendgrid", at=now)
    mark_done(PlatformRequest.objects.all(), now=now)
    with pytest.raises(NotTrueAnyMore):
        letter_of(Notice.objects.get(user=person), now)


def test_what_was_done_and_is_gone_can_be_asked_for_again(asked, person, now, add):
    mark_done(PlatformRequest.objects.all(), platform_name=add("Owl Post").slug, now=now)
    Document.objects.update(state="retired")
    _, is_new = ask_for_platform(user=person, name="Owl Post", url="https://owl.example/", now=now)
    assert is_new
    assert PlatformRequest.objects.filter(name_key="owlpost").count() == 2


def test_with_a_person_goes_what_only_they_asked_for(asked, person):
    erase_traces_of(person)
    assert not PlatformAsking.objects.filter(user=person).exists()
    assert [(row.name, row.asker_count) for row in ranked_requests()] == [("Owl Post", 1)]


@pytest.fixture
def operator(client, make_user):
    user = make_user("operator@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


LIST = "admin:alerts_platformrequest_changelist"


def test_an_operator_finds_what_people_wrote_and_sees_how_many_they_are(operator, asked):
    shown = operator.get(reverse(LIST), {"q": "owl post"}).context["cl"]
    assert [(row.name, row.asker_count) for row in shown.result_list] == [("Owl Post", 2)]


def test_the_operator_sees_what_most_ask_for_first_and_marks_it_done(operator, asked, add):
    page = operator.get(reverse(LIST)).content.decode()
    assert page.index("Owl Post") < page.index("Raven Mail")
    shown = operator.get(reverse("admin:alerts_platformrequest_change", args=[asked[0].pk])).content.decode()
    assert "manage.py add_document &#x27;Owl Post&#x27; TYPE https://owl.example/terms" in shown
    chosen = {"action": "done", "_selected_action": [asked[0].pk]}
    answer = operator.post(reverse(LIST), chosen, follow=True).content.decode()
    assert "None marked. Nothing of Owl Post is read here" in answer
    assert not Notice.objects.exists()
    add("Owl Mail", slug="owl-mail")
    operator.post(reverse(LIST), chosen | {"platform": " owl-mail "})
    assert PlatformRequest.objects.get(pk=asked[0].pk).platform.slug == "owl-mail"
    assert Notice.objects.filter(kind="platform_added").count() == 2


@pytest.mark.parametrize(
    "name", [LIST, "admin:governance_document_changelist", "admin:governance_documentpreview_changelist"]
)
@pytest.mark.parametrize("key", ["", "x", "1; DROP"])
def test_what_is_no_key_of_a_row_is_not_chosen(operator, asked, name, key):
    action = {LIST: "done"}.get(name, "retire" if "preview" not in name else "delete_selected")
    page = operator.post(reverse(name), {"action": action, "_selected_action": [key]}, follow=True)
    assert "Choose rows of this list." in page.content.decode()


def test_an_action_opens_the_form_filled_in(operator, asked):
    chosen = {"action": "open_form", "_selected_action": [asked[0].pk]}
    form = operator.post(reverse(LIST), chosen, follow=True).content.decode()
    assert 'value="Owl Post"' in form
    assert "https://owl.example/terms</textarea>" in form


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_who_ask_while_it_is_marked_as_done_lose_nothing(make_user, now, at_once, add):
    users = [make_user() for _ in range(8)]
    slug = add("Raven Mail").slug

    def ask(user):
        return ask_for_platform(user=user, name="Owl Post", url="https://owl.example/", now=now)

    ask(users[0])
    at_once(
        *[lambda user=user: ask(user) for user in users * 2],
        *[lambda: mark_done(PlatformRequest.objects.all(), platform_name=slug, now=now)] * 2,
    )
    mark_done(PlatformRequest.objects.all(), platform_name=slug, now=now + timedelta(minutes=1))
    assert set(Notice.objects.values_list("user", flat=True)) == {user.pk for user in users}
    assert not PlatformRequest.objects.filter(done_at=None).exists()
