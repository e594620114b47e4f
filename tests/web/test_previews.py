"""Operators look at documents in the admin and over the API; nobody else does."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from governance.models import Document, DocumentPreview, PageOfDocument

pytestmark = pytest.mark.django_db
API = "/api/v1/document-previews/"
ASKED = {"platform": "Owl Post", "type": "Terms of Service", "urls": ["https://owl.example/terms"]}
FORM = {
    "platform_name": "Owl Post",
    "title": "Terms of Service",
    "addresses": "https://owl.example/1\r\nhttps://owl.example/2\r\n",
    "language": "en",
    "select": "main",
    "remove": "",
}


@pytest.fixture
def operator(make_user):
    user = make_user("olga@example.com", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_document"))
    return user


@pytest.fixture
def admin(client, operator):
    client.force_login(operator)
    return client


def come(**facts):
    """Let the preview have come to this, as the duty writes it."""
    DocumentPreview.objects.update(**({"state": "read", "is_good": True, "text": "You pay <b>3</b> coins."} | facts))


def test_an_operator_asks_looks_and_adds_over_the_api(api, operator):
    client = api(operator, by="session")
    answer = client.post(API, ASKED)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert DocumentPreview.objects.get().asked_by == "olga@example.com"
    one = f"{API}{answer.json()['id']}/"
    assert client.post(f"{one}add/", {}).json()["code"] == "not_to_be_added"
    come(warnings=["Two fetches in a row gave two texts."])
    shown = client.get(one).json()
    assert (shown["text"], shown["is_good"], len(shown["warnings"])) == ("You pay <b>3</b> coins.", True, 1)
    refused = client.post(f"{one}add/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_to_be_added")
    added = client.post(f"{one}add/", {"accept_warnings": True}).json()
    assert (added["state"], added["document"]) == ("added", Document.objects.get().public_id)
    assert client.post(f"{one}add/", {}).json()["document"] == added["document"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("select", ["p[["], "Number 1: 'p[[' is no CSS selector that is known here."),
        ("select", ["p", "p[["], "Number 2: 'p[[' is no CSS selector that is known here."),
        ("remove", [".x"], "Says what is no part of what is selected, so it needs select too."),
        ("language", "klingonish-", "'klingonish-' is no tag of a language (BCP 47), such as en, de or pt-BR."),
        ("urls", ["ftp://owl.example/"], "Must begin with http:// or https:// and name a host."),
        ("urls", ["http://owl.example/", "owl"], "Number 2: must begin with http:// or https:// and name a host."),
        ("urls", ["http://owl.example/", "http://owl.example/"], "Names one address twice."),
    ],
)
def test_what_is_said_at_a_field_does_not_repeat_its_name(api, admin, operator, field, value, said):
    answer = api(operator, by="session").post(API, ASKED | {field: value})
    assert (answer.status_code, answer.json()["errors"]) == (400, {field: [said]})


def test_what_can_not_be_fetched_is_said_on_its_field(api, operator, make_platform):
    client = api(operator, by="session")
    answer = client.post(API, ASKED | {"urls": ["https://owl.example:8443/"]})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["urls"])
    for field, value in (("select", ["p[["]), ("remove", [".x"]), ("language", "klingonish-")):
        answer = client.post(API, ASKED | {field: value})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert client.post(API, ASKED | {"select": ["p"], "remove": ["p[["]}).json()["errors"].keys() == {"remove"}
    two = ["https://owl.example/1", "https://owl.example/2"]
    assert client.post(API, ASKED | {"urls": two, "select": ["p[["]}).json()["errors"].keys() == {"select"}
    make_platform(name="Owl Post", status="defunct")
    answer = client.post(API, ASKED)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["platform"])
    assert client.get(f"{API}00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_host_beyond_ascii_is_shown_as_it_is_asked_for(api, operator):
    answer = api(operator, by="session").post(API, ASKED | {"urls": ["https://eulenpöst.example/terms"]})
    assert (answer.status_code, answer.json()["urls"]) == (202, ["https://xn--eulenpst-s4a.example/terms"])


@pytest.mark.parametrize("language", ["é", "de\r\nX-Evil: y", "en\x1b[31m", "en_GB", "*", "e", "en-", "ｅｎ", "x-a"])
def test_what_is_no_tag_of_a_language_is_refused_at_every_door(api, admin, operator, language):
    answer = api(operator, by="session").post(API, ASKED | {"language": language})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["language"])
    page = admin.post(reverse("admin:governance_documentpreview_add"), FORM | {"language": language})
    assert "language" in page.context["adminform"].form.errors
    with pytest.raises(CommandError, match="no tag of a language") as refused:
        call_command("add_document", "Owl Post", "Terms", "https://owl.example/", "--yes", language=language)
    assert str(refused.value).isprintable()
    with pytest.raises(ValidationError):
        Document(language=language).clean_fields(exclude={"platform", "title", "document_type"})
    assert not DocumentPreview.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u3164", "\u00a0", "x" * 201])
@pytest.mark.parametrize(("place", "field"), [("platform_name", "platform"), ("title", "type")])
def test_a_name_of_nothing_or_without_end_is_refused_at_every_door(api, admin, operator, place, field, name):
    answer = api(operator, by="session").post(API, ASKED | {field: name})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    page = admin.post(reverse("admin:governance_documentpreview_add"), FORM | {place: name})
    assert list(page.context["adminform"].form.errors) == [place]
    words = {"platform": "Owl Post", "type": "Terms"} | {field: name}
    with pytest.raises(CommandError, match=r"^The (name of the platform|type of the document) (is empty|has more)"):
        call_command("add_document", words["platform"], words["type"], "https://owl.example/", "--yes")
    assert not DocumentPreview.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "owl",
        "//owl.example/",
        "javascript:alert(1)",
        "http://",
        "http://[",
        "https://owl.example:x/",
        "http://1/",
        "http://127.0.0.1/",
        f"http://{'o' * 300}.example/",
        f"http://owl.example/{'o' * 3_000}",
        "http://ow l.example/",
    ],
)
def test_an_absurd_address_is_refused_by_the_command_in_a_sentence(address):
    with pytest.raises(CommandError, match=r"^fetch: .+\.$") as refused:
        call_command("add_document", "Owl Post", "Terms", address, "--yes")
    assert len(str(refused.value)) < 300
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "language", ["en", "pt-BR", "zh-Hant-TW", "es-419", "de-1996", "sl-rozaj-biske", "de-x-a", "yue"]
)
def test_a_tag_of_a_language_is_taken(api, operator, language):
    assert api(operator, by="session").post(API, ASKED | {"language": language}).status_code == 202


def test_nobody_but_operators_may(api, make_user, operator):
    looker = make_user(is_staff=True)
    one = f"{API}00000000-0000-4000-8000-000000000000/"
    for path, send, body in ((API, "post", ASKED), (one, "get", None), (f"{one}add/", "post", {})):
        assert getattr(api(), send)(path, body).status_code == 401
        for person in (make_user(), looker):
            answer = getattr(api(person, by="session"), send)(path, body)
            assert (answer.status_code, answer.json()["code"]) == (403, "operator_required")
        answer = getattr(api(operator), send)(path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "session_required")
    assert not DocumentPreview.objects.exists()


def test_the_second_factor_of_staff_is_asked_for_here_too(api, operator, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    client = api(operator, by="session")
    answer = client.post(API, ASKED)
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")
    session = SessionStore(client._credentials["HTTP_X_SESSION_TOKEN"])
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
    session["account_authentication_methods_user"] = str(operator.pk)
    session.save()
    assert client.post(API, ASKED).status_code == 202
    session["account_authentication_methods_user"] = "somebody else"
    session.save()
    assert client.post(API, ASKED).status_code == 403
    del session["staff_seen_at"]  # a session from before the person was made staff
    session["account_authentication_methods_user"] = str(operator.pk)
    session.save()
    assert client.post(API, ASKED).status_code == 403


def test_an_operator_asks_looks_and_adds_in_the_admin(admin):
    answer = admin.post(reverse("admin:governance_documentpreview_add"), FORM)
    row = DocumentPreview.objects.get()
    one = reverse("admin:governance_documentpreview_change", args=[row.pk])
    assert answer.url == one
    assert row.addresses == ["https://owl.example/1", "https://owl.example/2"]
    assert (row.select, row.remove, row.asked_by) == (["main"], [], "olga@example.com")
    waits = admin.get(one).content.decode()
    assert ">Look again</a>" in waits
    assert "Read it from now on" not in waits
    come(warnings=["Odd."])
    page = admin.get(one).content.decode()
    assert "You pay &lt;b&gt;3&lt;/b&gt; coins." in page
    assert "I have looked at the warnings" in page
    add = reverse("admin:governance_preview_add_it", args=[row.pk])
    assert "accepted first" in admin.post(add, {}, follow=True).content.decode()
    assert "is read from now on" in admin.post(add, {"accepts_warnings": "on"}, follow=True).content.decode()
    assert PageOfDocument.objects.filter(document__title="Terms of Service").count() == 2
    assert admin.get(reverse("admin:governance_documentpreview_changelist")).status_code == 200
    admin.post(reverse("admin:governance_preview_again", args=[row.pk]))
    assert DocumentPreview.objects.filter(state="waiting").count() == 1


def test_what_a_page_says_controls_nothing_in_the_admin(admin, now):
    hostile = "Terms \x1b[31mRED \u202eEVIL\u202c"
    row = DocumentPreview.objects.create(
        platform_name="Owl",
        title="Terms",
        addresses=["https://owl.example/\u202ea"],
        asked_by="x",
        text=f"One\n{hostile}",
        page_title=hostile,
        warnings=[hostile],
        state="read",
        asked_at=now,
    )
    page = admin.get(reverse("admin:governance_documentpreview_change", args=[row.pk])).content.decode()
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert page.count("\\u202eEVIL") == 3
    assert "<p>https://owl.example/\\u202ea</p>" in page
    assert '<pre class="read">One\nTerms' in page


def test_the_form_says_what_is_wrong(admin):
    page = admin.post(reverse("admin:governance_documentpreview_add"), FORM | {"addresses": "ftp://owl.example/"})
    assert "Must begin with http:// or https://" in page.content.decode()
    assert not DocumentPreview.objects.exists()


def test_who_may_not_add_documents_sees_none_of_it(client, admin, make_user):
    admin.post(reverse("admin:governance_documentpreview_add"), FORM)
    come()
    key = DocumentPreview.objects.get().pk
    looker = make_user("looker@example.com", is_staff=True)
    client.force_login(looker)
    assert client.get(reverse("admin:governance_documentpreview_changelist")).status_code == 403
    assert client.get(reverse("admin:governance_documentpreview_change", args=[key])).status_code == 403
    assert client.post(reverse("admin:governance_documentpreview_add"), FORM).status_code == 403
    for name in ("add_it", "again"):
        assert client.post(reverse(f"admin:governance_preview_{name}", args=[key])).status_code == 403
    assert not Document.objects.exists()
