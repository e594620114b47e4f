"""The API reference is true: each list answers in the shape that it describes, and it holds what people look for."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from jsonschema import Draft202012Validator

from alerts.agreements.baselines import pin
from alerts.certifying.asking import ask_for_certificate
from alerts.channels.events import TEST, make_test_event
from alerts.channels.keeping import ChannelWishes, add_channel
from alerts.channels.owing import owe_one
from alerts.memos.asking import MemoWish, ask_for_memo
from alerts.models import Alert, Digest, DigestEntry
from alerts.reviewing.reviews import begin_review
from alerts.vendors.lists import import_vendors
from alerts.watching.category_watches import CategoryWishes, watch_category
from alerts.watching.platform_requests import ask_for_platform
from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.law_record import follow_law
from governance.models import CaptureHealth, Change, LawChange, Provision, ProvisionChange
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from governance.sectors_and_types import shipped_document_types, shipped_sectors
from tests.backend.api.endpoints import ALL
from tests.openapi import reference

NOW = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)


def operations():
    for path, methods in reference()["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/"):
                yield path, method, operation


def lists():
    return [path for path, method, operation in operations() if method == "get" and is_list(operation)]


def is_list(operation):
    return "page_size" in {parameter["name"] for parameter in operation.get("parameters", [])}


@pytest.fixture
def person(make_user, make_document):
    """Somebody who has one of everything that a list shows."""
    user, document = make_user(tier="professional"), make_document()
    for day, text in enumerate(("You may copy nothing.", "We sell your data to anybody.")):
        when = NOW - timedelta(days=30 - day)
        data = f"# Terms\n\n## Use\n\n{text}\n".encode()
        record_version(Recorded(document=document, data=data, captured_at=when, published_at=when), now=when)
    Provision.objects.update(category="retention")  # which the GDPR is about
    pin(user=user, document=document, version=None, agreed_at=NOW.date(), now=NOW)
    watchlist = default_watchlist(user, NOW)
    watch_platform(watchlist=watchlist, platform=document.platform, now=NOW - timedelta(days=40))
    ask_for_platform(user=user, name="Owl Post", url="https://owl.example/terms", now=NOW)
    CaptureHealth.objects.create(document=document, state="failing", since=NOW, reason="It does not answer.")
    change = Change.objects.get()
    begin_review(user=user, change=change, given={}, now=NOW)
    for day in (24, 25):  # the GDPR begins
        follow_law(datetime(2018, 5, day, tzinfo=UTC))
    since = NOW - timedelta(days=9)
    ask_for_certificate(user=user, documents=[document], of_watchlist=False, since=since, until=NOW, now=NOW)
    import_vendors(user=user, name="Vendors", data=b"name\nOwl Post\n", now=NOW)
    ask_for_memo(user=user, wish=MemoWish("json", document=document), now=NOW)
    wishes = ChannelWishes(url="https://hooks.example/")
    channel, _ = add_channel(user=user, kind="webhook", wishes=wishes, now=NOW)
    event = make_test_event(channel_id=channel.pk, now=NOW)
    owe_one(channel=channel, content=event, event_type=TEST, now=NOW)
    watch_category(user=user, category="retention", wishes=CategoryWishes(), now=NOW)
    Alert.objects.create(user=user, change=change, by_categories="retention", created_at=NOW)
    digest = Digest.objects.create(
        user=user, cadence="weekly", period_start=NOW - timedelta(days=7), period_end=NOW, created_at=NOW
    )
    DigestEntry.objects.create(digest=digest, change=change)
    return user


@pytest.mark.parametrize("path", sorted(endpoint.template for endpoint in ALL if endpoint.is_list))
def test_each_list_answers_as_described(path, person, api):
    watchlist, document = person.watchlists.get(), Change.objects.get().document
    update = ProvisionChange.objects.first()
    assert update is not None
    names = {
        "/law-changes/{public_id}": f"/law-changes/{LawChange.objects.get().public_id}",
        "/provisions/{public_id}": f"/provisions/{update.provision.public_id}",
        "{channel_id}": str(person.channels.get().pk),
        "{watchlist_id}": str(watchlist.pk),
        "{list_id}": str(person.vendor_lists.get().pk),
        "{public_id}": document.public_id,
        "{slug}": document.platform.slug,
        "{category}": update.category,
    }
    address = path
    for name, value in names.items():
        address = address.replace(name, value)
    answer = api(person, by="session").get(address)
    assert answer.status_code == 200
    described = reference()["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**described, "components": reference()["components"]}).validate(answer.json())
    assert answer.json()["results"] or path.endswith(("/api-keys/", "/security-log/"))


def test_every_list_is_described_as_one():
    assert sorted(endpoint.template for endpoint in ALL if endpoint.is_list) == sorted(lists())
    assert {
        "/api/v1/alerts/",
        "/api/v1/digests/",
        "/api/v1/provisions/",
        "/api/v1/watchlists/",
        "/api/v1/watchlists/{watchlist_id}/items/",
    } <= set(lists())


def test_no_address_is_described_in_the_words_of_another():
    paths = {}
    for path, _, operation in operations():
        if "description" in operation:
            paths.setdefault(operation["description"], set()).add(path)
    assert {words: found for words, found in paths.items() if len(found) > 1} == {}


def test_what_an_alert_is_about_and_what_became_of_it_have_a_shape():
    alert = reference()["components"]["schemas"]["Alert"]["properties"]
    for name, shape in (("change", "OwedChange"), ("delivery", "Delivery")):
        assert json.dumps(alert[name]).count(f"#/components/schemas/{shape}") == 1


def test_the_reference_tells_public_endpoints_from_those_that_show_more_when_signed_in():
    shown = {path: operation.get("security", []) for path, method, operation in operations() if method == "get"}
    for path in ("/api/v1/tiers/", "/api/v1/platforms/", "/api/v1/categories/", "/api/v1/versions/{public_id}/text/"):
        assert shown[path] == []
    described = {path: operation.get("description", "") for path, method, operation in operations() if method == "get"}
    for path in ("/api/v1/changes/", "/api/v1/changes/{public_id}/", "/api/v1/documents/{public_id}/diff/"):
        assert shown[path] == []
        assert "signing in, or an API key, shows more" in described[path]
    assert "signing in" not in described["/api/v1/tiers/"]
    assert {} not in shown["/api/v1/alerts/"]
    assert len(shown["/api/v1/alerts/"]) == 3


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/api/v1/changes/", "min_severity", "low"),
        ("/api/v1/changes/", "class", "substantive"),
        ("/api/v1/changes/", "category", "arbitration"),
        ("/api/v1/provisions/", "category", "arbitration"),
        ("/api/v1/documents/", "state", "listed"),
    ],
)
def test_a_filter_names_its_values(path, name, value):
    parameters = {p["name"]: p["schema"] for p in reference()["paths"][path]["get"]["parameters"]}
    assert len(parameters[name]["enum"]) > 2
    assert value in parameters[name]["enum"] or name == "category"


def known_values(schema):
    """The values that the schema names of an open set: any other string is valid too."""
    named, other = schema["anyOf"]
    assert other == {"type": "string"}
    return named["enum"]


@pytest.mark.parametrize(
    ("path", "name", "values"),
    [
        ("/api/v1/platforms/", "sector", shipped_sectors()),
        ("/api/v1/platforms/", "document_type", shipped_document_types()),
        ("/api/v1/documents/", "document_type", shipped_document_types()),
        ("/api/v1/changes/", "document_type", shipped_document_types()),
    ],
)
def test_a_filter_names_what_the_catalogue_has_and_takes_it_whether_or_not_anything_has_it(api, db, path, name, values):
    assert len(values) > 10
    parameters = {p["name"]: p for p in reference()["paths"][path]["get"]["parameters"]}
    assert known_values(parameters[name]["schema"]) == list(values)
    for value in values:
        assert api().get(path, {name: value}).json()["results"] == []
    assert api().get(path, {name: "of-nobody"}).status_code == 400


def test_what_answers_and_bodies_hold_of_the_catalogue_is_named_too():
    shapes = reference()["components"]["schemas"]
    for shape, name, values in (
        ("Platform", "sector", shipped_sectors()),
        ("PlatformDocument", "document_type", shipped_document_types()),
        ("Document", "document_type", shipped_document_types()),
        ("ChangedDocument", "document_type", shipped_document_types()),
    ):
        assert known_values(shapes[shape]["properties"][name]) == list(values)
    for shape in ("Watchlist", "WatchlistRequestRequest"):
        listed = shapes[shape]["properties"]["document_types"]["items"]
        assert known_values(listed) == list(shipped_document_types())


@pytest.mark.parametrize(
    ("shape", "name", "values"),
    [
        ("Platform", "status", {"active", "merged", "defunct", "unknown"}),
        ("Document", "state", {"listed", "active", "retired"}),
        ("PlatformDocument", "state", {"listed", "active", "retired"}),
        ("OwedChange", "severity", {"low", "medium", "high"}),
        ("OwedChange", "class", {"substantive", "editorial", "cosmetic", "flapping", "extraction"}),
    ],
)
def test_what_has_a_fixed_set_of_values_names_them(shape, name, values):
    schema = reference()["components"]["schemas"][shape]["properties"][name]
    for step in (schema.get("$ref"), *(part.get("$ref") for part in schema.get("allOf", []))):
        if step:
            schema = reference()["components"]["schemas"][step.rpartition("/")[2]]
    assert set(schema["enum"]) == values


def test_refusals_and_bodies_that_were_missing_are_there():
    paths = reference()["paths"]
    assert "409" in paths["/api/v1/api-keys/"]["post"]["responses"]
    assert "409" in paths["/api/v1/watchlists/{watchlist_id}/"]["delete"]["responses"]
    assert "409" in paths["/api/v1/me/"]["delete"]["responses"]
    body = paths["/api/v1/me/"]["delete"]["requestBody"]
    assert body["required"] is True
    assert "DeletionRequest" in json.dumps(body)
    assert "requestBody" not in paths["/api/v1/api-keys/{id}/"]["delete"]


def test_signing_in_is_part_of_the_reference_with_all_that_it_refers_to():
    paths = reference()["paths"]
    assert "post" in paths["/_allauth/{client}/v1/auth/login"]
    assert "post" in paths["/_allauth/{client}/v1/auth/signup"]
    assert not [path for path in paths if "/phone" in path]
    text = json.dumps(reference())
    for reference_to in set(text.split('"#/')[1:]):
        kind, name = reference_to.split('"')[0].split("/")[1:3]
        assert name in reference()["components"][kind], (kind, name)
    assert '"nullable"' not in text


def test_platforms_are_in_the_order_of_their_names_whatever_the_case(api, make_platform):
    for name in ("beta", "Alpha", "alpine", "Zeta", "gamma", "Beta two"):
        make_platform(slug=name.lower().replace(" ", "-"), name=name)
    names, address = [], "/api/v1/platforms/?page_size=2"
    while address:
        page = api().get(address).json()
        names += [row["name"] for row in page["results"]]
        address = page["next"]
    assert names == ["Alpha", "alpine", "beta", "Beta two", "gamma", "Zeta"]


def test_every_operation_says_that_it_can_be_limited_or_away():
    for methods in reference()["paths"].values():
        for method, operation in methods.items():
            if method != "parameters":
                assert {"429", "503"} <= set(operation["responses"]), operation["operationId"]


def test_what_the_routes_to_sign_in_answer_is_described(api, make_user):
    user = make_user("reader@example.com", password="a long passphrase 42")
    client, paths = api(user, by="session"), reference()["paths"]
    body = {"current_password": "a long passphrase 42", "new_password": "another passphrase 43"}
    for path, sent, status in (
        ("account/password/change", {}, 400),
        ("auth/reauthenticate", {"password": "wrong"}, 400),
        ("auth/login", {"email": "reader@example.com", "password": "wrong"}, 400),
        ("account/password/change", body, 200),
    ):
        answer = client.post(f"/_allauth/app/v1/{path}", sent)
        assert answer.status_code == status, answer.content
        assert str(status) in paths[f"/_allauth/{{client}}/v1/{path}"]["post"]["responses"]
