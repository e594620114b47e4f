"""Names and notes that people give hold nothing that can't be seen: one rule at every door."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import ApiKey, User, validate_one_line
from accounts.signing_in.inputs import AddWebAuthn, UpdateWebAuthn
from alerts.models import PlatformRequest, Watchlist
from governance.capture.adding import document_named
from governance.models import Platform

UNSEEN = [
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
    *("\u200e", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u3164", "\u2800"),
    *("\U000e0041", "\ufff9"),
]
SEEN = [
    "Ana Ruíz",
    "微博",
    "نمی\u200cخواهم",
    "क्\u200dष",
    "👩\u200d💻",
    "❤\ufe0f\u200d🔥",
    "Owl™ & Co. – “1”",
    "עדה (2)",
]
NAMED = "/api/v1/watchlists/", "/api/v1/api-keys/", "/api/v1/platform-requests/"


@pytest.mark.pure
@pytest.mark.parametrize("character", UNSEEN, ids=lambda character: f"U+{ord(character):04X}")
def test_what_shows_nothing_is_refused_by_its_number(character):
    with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}") as refused:
        validate_one_line(f"Inv{character}oices")
    assert refused.value.code == "invisible_character"


@pytest.mark.pure
@pytest.mark.parametrize("name", ["a\u200db", "\u200dab", "微\u200c", "\u200c", "微\u200d\u0301"])
def test_a_joiner_that_joins_nothing_is_refused(name):
    with pytest.raises(ValidationError):
        validate_one_line(name)


@pytest.mark.pure
@pytest.mark.parametrize("name", SEEN)
def test_whatever_is_seen_may_stand_in_a_name(name):
    validate_one_line(name)


@pytest.mark.django_db
@pytest.mark.parametrize("door", NAMED)
def test_lists_keys_and_requests_refuse_it_and_make_nothing(api, make_user, door):
    client = api(make_user(), by="session")
    body = {"name": "Inv\u202eoices", **({"url": "https://owl.example/"} if "request" in door else {})}
    answer = client.post(door, body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["name"])
    assert answer.json()["errors"]["name"] == ["Leave out the invisible character U+202E."]
    assert not Watchlist.objects.filter(is_default=False).exists()
    assert not ApiKey.objects.exists()
    assert not PlatformRequest.objects.exists()


@pytest.mark.django_db
def test_so_does_a_person_s_own_name(api, make_user):
    answer = api(make_user()).patch("/api/v1/me/", {"display_name": "Ad\u2067a"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["display_name"])
    assert User.objects.get().display_name == ""


@pytest.mark.django_db
def test_a_renamed_list_is_refused_too(api, make_user):
    client = api(make_user(), by="session")
    (made,) = client.get("/api/v1/watchlists/").json()["results"] or [client.post(NAMED[0], {"name": "One"}).json()]
    assert client.patch(f"{NAMED[0]}{made['id']}/", {"name": "T\u200bwo"}).status_code == 400


@pytest.mark.django_db
def test_a_passkey_is_renamed_to_what_can_be_seen_and_made_under_a_name_of_ours(make_user):
    user = make_user()
    renamed = UpdateWebAuthn({"name": "Lap\u202etop"}, user=user)
    assert "name" in renamed.errors
    added = AddWebAuthn({"name": "Lap\u202etop", "credential": {}}, user=user)
    added.full_clean()
    assert "name" not in added.errors
    assert "\u202e" not in added.cleaned_data["name"]


@pytest.fixture
def operator(make_user):
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"), [("name", "Ow\u202el"), ("operator", "Ow\u202el"), ("aliases", '["O\u200bl"]')]
)
def test_the_admin_refuses_it_in_what_stands_in_subjects_of_mails(operator, make_platform, field, value):
    platform = make_platform("owl", name="Owl")
    page = reverse("admin:governance_platform_change", args=[platform.pk])
    form = {"name": "Owl", "sector": platform.sector, "status": "active", "aliases": "[]", field: value}
    answer = operator.post(page, form)
    assert answer.status_code == 200
    assert "invisible character" in answer.content.decode()
    row = Platform.objects.get(pk=platform.pk)
    assert (row.name, row.aliases, row.operator) == ("Owl", [], platform.operator)


@pytest.mark.django_db
@pytest.mark.parametrize("model", ["collection", "document"])
def test_the_admin_refuses_it_in_collections_and_documents(operator, make_document, collection, model):
    row = {"collection": collection, "document": make_document()}[model]
    field = {"collection": "attribution", "document": "title"}[model]
    page = reverse(f"admin:governance_{model}_change", args=[row.pk])
    answer = operator.post(page, {field: "Ter\u202ems"})
    assert "invisible character" in answer.content.decode()


@pytest.mark.django_db
def test_a_document_that_is_declared_loses_it(now):
    document = document_named("Ow\u202el", "Terms\u200b of Service", ["https://owl.example/terms"], now=now)
    assert (document.platform.name, document.title) == ("Owl", "Terms of Service")


@pytest.mark.django_db
def test_a_document_that_an_operator_would_look_at_has_none(api, make_user):
    operator = make_user(is_staff=True, is_superuser=True)
    body = {"platform": "Ow\u202el", "type": "Terms", "urls": ["https://owl.example/terms"]}
    answer = api(operator, by="session").post("/api/v1/document-previews/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["platform"])
