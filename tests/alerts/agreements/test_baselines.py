"""The versions that a person agreed to: pinned once, one's own, and compared with what stands now."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime

from alerts.agreements import baselines
from alerts.agreements.drift import drift_of
from alerts.models import Baseline
from billing.entitlements import Tier
from billing.services.grants import grant_tier
from governance.models import Capture, CaptureState, Change, Collection, Provision, Version
from tests.histories import FIRST_TEXT, TEXTS

pytestmark = pytest.mark.django_db
URL = "/api/v1/baselines/"


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(api, person):
    return api(person)


@pytest.fixture
def versions(make_history):
    return make_history()


def body(versions, number=0, **fields):
    version = versions[number]
    return {
        "document": version.document.public_id,
        "version": version.public_id,
        "agreed_at": version.captured_at.date().isoformat(),
        **fields,
    }


def test_an_agreement_is_pinned_once_and_its_note_replaced(client, versions):
    sent = body(versions, reference="C-2026-17", note="Signed by the board.")
    first = client.post(URL, sent, format="json")
    assert first.status_code == 201, first.content
    again = client.post(URL, sent | {"note": "Signed by two of the board."}, format="json")
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    (row,) = client.get(URL).json()["results"]
    assert row["note"] == "Signed by two of the board."
    assert (row["version"], row["document"]["id"]) == (sent["version"], sent["document"])
    assert client.post(URL, sent | {"reference": "C-2026-18"}, format="json").status_code == 201
    assert len(client.get(URL).json()["results"]) == 2


def test_without_a_version_it_is_the_one_of_the_day(client, versions):
    sent = body(versions, 1, version=None)
    assert client.post(URL, sent, format="json").json()["version"] == versions[1].public_id
    late = sent | {"agreed_at": (versions[2].captured_at + timedelta(hours=5)).date().isoformat()}
    assert client.post(URL, late, format="json").json()["version"] == versions[2].public_id


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"document": "CW-D-999999"}, "document"),
        ({"document": "burnt"}, "document"),
        ({"document": 7}, "document"),
        ({"version": "CW-V-999999"}, "version"),
        ({"agreed_at": "2999-01-01"}, "agreed_at"),
        ({"agreed_at": "soon"}, "agreed_at"),
        ({"agreed_at": "1999-01-01", "version": None}, "agreed_at"),
        ({"reference": "two\nlines"}, "reference"),
        ({"reference": "x" * 201}, "reference"),
        ({"note": "x" * 2001}, "note"),
        ({"burnt": 1}, "burnt"),
    ],
)
def test_what_can_t_be_an_agreement_is_refused_by_its_field(client, versions, fields, at_fault):
    answer = client.post(URL, body(versions) | fields, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [at_fault])
    assert not Baseline.objects.exists()


def test_a_version_from_after_the_day_was_not_agreed_to_on_it_wherever_that_day_was(client, versions):
    day = versions[2].captured_at.date()
    Version.objects.filter(pk=versions[2].pk).update(captured_at=datetime.combine(day, time(11, 59), UTC))
    ended_last = body(versions, 2, agreed_at=(day - timedelta(days=1)).isoformat())
    assert client.post(URL, ended_last, format="json").status_code == 201
    Version.objects.filter(pk=versions[2].pk).update(captured_at=datetime.combine(day, time(12), UTC))
    answer = client.post(URL, ended_last | {"reference": "C-2"}, format="json")
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        {"version": ["This version is recorded from after that day. Name one from then or before."]},
    )


def test_a_version_of_another_document_is_refused(client, versions, make_document, make_history):
    other = make_history(make_document(document_type="privacy-policy"))
    answer = client.post(URL, body(versions, version=other[0].public_id), format="json")
    assert list(answer.json()["errors"]) == ["version"]


def test_a_failed_or_too_large_capture_is_no_agreement(client, make_history):
    failed = "# Sorry\n\nThis page isn't available right now. Please try again later.\n"
    versions = make_history(texts=(FIRST_TEXT, failed))
    assert not versions[1].is_good
    by_day = client.post(URL, body(versions, 1, version=None), format="json")
    assert by_day.json()["version"] == versions[0].public_id
    assert list(client.post(URL, body(versions, 1), format="json").json()["errors"]) == ["version"]
    Version.objects.filter(pk=versions[0].pk).update(is_too_large=True)
    assert list(client.post(URL, body(versions), format="json").json()["errors"]) == ["version"]


def test_there_is_a_limit_for_a_person(client, versions, monkeypatch):
    monkeypatch.setattr(baselines, "MOST_BASELINES", 1)
    client.post(URL, body(versions), format="json")
    answer = client.post(URL, body(versions, 1), format="json")
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (409, "baselines_full", 1)
    assert client.post(URL, body(versions), format="json").status_code == 200


def test_nobody_else_sees_reads_or_removes_it(client, api, make_user, versions):
    made = client.post(URL, body(versions), format="json").json()
    stranger = api(make_user(tier="professional"))
    assert stranger.get(URL).json()["results"] == []
    for address in (f"{URL}{made['id']}/", f"{URL}{made['id']}/drift/"):
        assert stranger.get(address).status_code == 404
    assert stranger.delete(f"{URL}{made['id']}/").status_code == 404
    assert client.delete(f"{URL}{made['id']}/").status_code == 204
    assert client.get(f"{URL}{made['id']}/").status_code == 404


@pytest.mark.parametrize(("who", "status", "code"), [
    ("nobody", 401, "not_authenticated"), ("free", 403, "tier_required"), ("watcher", 403, "tier_required"),
])  # fmt: skip
def test_lower_tiers_get_no_word_of_it(client, api, make_user, versions, who, status, code):
    made = client.post(URL, body(versions), format="json").json()
    other = api() if who == "nobody" else api(make_user(tier=who))
    for method, address in (
        ("get", URL), ("post", URL), ("get", f"{URL}{made['id']}/"),
        ("get", f"{URL}{made['id']}/drift/"),
    ):  # fmt: skip
        answer = getattr(other, method)(address)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_after_a_downgrade_it_is_kept_and_comes_back(client, person, versions, now):
    made = client.post(URL, body(versions), format="json").json()
    grant_tier(user=person, tier=Tier.FREE, until=None, now=now)
    assert client.get(URL).json()["code"] == "tier_required"
    assert Baseline.objects.count() == 1
    grant_tier(user=person, tier=Tier.PROFESSIONAL, until=None, now=now)
    assert [row["id"] for row in client.get(URL).json()["results"]] == [made["id"]]


def drift(client, versions, number=0):
    made = client.post(URL, body(versions, number), format="json").json()
    answer = client.get(f"{URL}{made['id']}/drift/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_drift_is_told_clause_by_clause_with_exact_quotations(client, versions):
    shown = drift(client, versions)
    assert (shown["agreed"], shown["current"]) == (versions[0].public_id, versions[2].public_id)
    assert (shown["is_unchanged"], shown["change_count"], shown["is_retired"]) == (False, 2, False)
    assert shown["verified_at"] is not None
    assert {clause["words_differ"] for clause in shown["clauses"]} == {True}
    changes = list(Change.objects.order_by("-detected_at"))
    assert [row["id"] for row in shown["changes"]] == [change.public_id for change in changes]
    assert {(clause["kind"], clause["severity"]) for clause in shown["clauses"]} >= {("modified", "high")}
    for clause in shown["clauses"]:
        for side, version in (("before", versions[0]), ("after", versions[2])):
            quoted = clause[side]
            if quoted:
                assert quoted["version"] == version.public_id
                assert version.text[quoted["start"] : quoted["end"]] == quoted["text"]
        provision = Provision.by_public_id(clause["provision"])
        assert clause["category"] == provision.category
        touched = Change.objects.filter(provision_changes__provision=provision).order_by("detected_at")
        assert clause["changes"] == [change.public_id for change in touched]


def test_what_is_as_it_was_agreed_has_no_drift(client, versions):
    shown = drift(client, versions, 2)
    assert (shown["is_unchanged"], shown["change_count"], shown["changes"], shown["clauses"]) == (True, 0, [], [])


def test_a_text_that_went_back_has_changes_and_no_drift(client, make_history):
    versions = make_history(texts=(FIRST_TEXT, TEXTS[1], FIRST_TEXT))
    shown = drift(client, versions)
    assert (shown["is_unchanged"], shown["clauses"]) == (True, [])
    assert shown["current"] == versions[2].public_id


def test_drift_says_where_only_links_differ_and_what_was_not_verified(client, make_history):
    linked = FIRST_TEXT.replace("your content to provide", "[your content](https://owl.example/c) to provide")
    failed = "# Sorry\n\nThis page isn't available right now. Please try again later.\n"
    versions = make_history(texts=(FIRST_TEXT, linked, failed))
    shown = drift(client, versions)
    assert (shown["current"], shown["verified_at"]) == (versions[1].public_id, None)
    assert [clause["words_differ"] for clause in shown["clauses"]] == [False]


def test_what_a_collection_recorded_is_said_to_be_known_from_it_and_not_verified_by_us(client, versions, now):
    shown = drift(client, versions)
    assert (shown["verified_at"], shown["attribution"]) == (shown["last_known_at"], None)
    collection = Collection.objects.create(slug="owls", name="Owl Archive", licence="ODC-BY", attribution="Owls")
    Version.objects.update(collection=collection)
    shown = drift(client, versions)
    assert (shown["verified_at"], shown["attribution"]["name"]) == (None, "Owl Archive")
    assert shown["last_known_at"] is not None
    capture = {"captured_at": now, "judged_at": now, "extractor_version": 1, "version": versions[2]}
    Capture.objects.create(document=versions[0].document, state=CaptureState.VERIFIED, **capture)
    assert parse_datetime(drift(client, versions)["verified_at"]) == now


def test_a_withdrawn_change_is_no_drift(client, versions, now):
    Change.objects.filter(to_version=versions[2]).update(held_until=now, withdrawn_at=now)
    assert drift(client, versions)["change_count"] == 1


def test_texts_that_are_too_large_are_not_compared(client, versions, monkeypatch):
    monkeypatch.setattr("alerts.agreements.drift.MOST_PARSED_BYTES", 10)
    made = client.post(URL, body(versions), format="json").json()
    answer = client.get(f"{URL}{made['id']}/drift/")
    assert (answer.status_code, answer.json()["code"]) == (409, "text_too_large")


def test_drift_is_read_in_a_bounded_number_of_statements(person, versions, now):
    baseline, _ = baselines.pin(
        user=person, document=versions[0].document, version=versions[0], agreed_at=now.date(), now=now
    )
    with CaptureQueriesContext(connection) as captured:
        drift_of(baseline)
    assert len(captured) <= 7


def test_it_goes_with_the_person_and_with_nobody_else(person, versions, now, make_user):
    other = make_user(tier="professional")
    for user in (person, other):
        baselines.pin(user=user, document=versions[0].document, version=versions[0], agreed_at=now.date(), now=now)
    person.delete()
    assert list(Baseline.objects.values_list("user", flat=True)) == [other.pk]
    assert Version.objects.filter(pk=versions[0].pk).exists()
