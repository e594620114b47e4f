"""People ask for certificates of watching; each is made once, and stays as it was issued."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.certifying import asking, making
from alerts.certifying.making import make_due_certificates
from alerts.made_files import LEASE
from alerts.models import WatchCertificate
from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.capture.evidence.signing import LogKeyMissing
from governance.models import Change

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
ADDRESS = "/api/v1/certificates/"
PERIOD = {"since": "2026-03-01", "until": "2026-03-10"}


@pytest.fixture
def now():
    return NOW


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(api, person):
    return api(person)


@pytest.fixture
def document(make_document, make_history):
    document = make_document()
    make_history(document)
    return document


def asked(client, document, **fields):
    answer = client.post(ADDRESS, {"documents": [document.public_id], **PERIOD, **fields}, format="json")
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def facts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("certificate.json"))


def test_a_certificate_is_asked_for_made_and_had(client, document):
    answer = client.post(ADDRESS, {"documents": [document.public_id], **PERIOD}, format="json")
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["state"], shown["issued_at"], shown["sha256"]) == ("waiting", None, "")
    assert (shown["since"], shown["until"]) == ("2026-03-01T00:00:00Z", "2026-03-10T23:59:59.999999Z")
    file = f"{ADDRESS}{shown['id']}/file/"
    early = client.get(file)
    assert (early.status_code, early.json()["code"], early.json()["state"]) == (
        409, "certificate_not_ready", "waiting",
    )  # fmt: skip
    assert make_due_certificates(NOW) == {"certificates_made": 1, "certificates_failed": 0}
    ready = client.get(f"{ADDRESS}{shown['id']}/").json()
    assert (ready["state"], ready["gap_count"]) == ("ready", 1)
    first, second = client.get(file), client.get(file)
    assert first.content == second.content
    assert first["Content-Type"] == "application/zip"
    assert facts(first.content)["certificate"] == shown["id"]
    assert [row["id"] for row in client.get(ADDRESS).json()["results"]] == [shown["id"]]
    assert make_due_certificates(NOW) == {"certificates_made": 0, "certificates_failed": 0}


@pytest.mark.parametrize("tier", ["free", "watcher"])
def test_certificates_are_part_of_professional(api, make_user, person, client, document, tier):
    made = asked(client, document)
    make_due_certificates(NOW)
    other = api(make_user("other@example.com", tier=tier))
    for answer in (
        other.get(ADDRESS), other.post(ADDRESS, {}, format="json"), other.get(f"{ADDRESS}{made['id']}/"),
        other.get(f"{ADDRESS}{made['id']}/file/"),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (403, "tier_required")
    assert other.delete(f"{ADDRESS}{made['id']}/").status_code == 404
    assert api().get(ADDRESS).status_code == 401


def test_somebody_elses_certificate_is_not_there(api, make_user, client, document):
    made = asked(client, document)
    make_due_certificates(NOW)
    stranger = api(make_user("other@example.com", tier="professional"))
    assert stranger.get(ADDRESS).json()["results"] == []
    for address in (f"{ADDRESS}{made['id']}/", f"{ADDRESS}{made['id']}/file/"):
        assert stranger.get(address).status_code == 404
    assert stranger.delete(f"{ADDRESS}{made['id']}/").status_code == 404
    # The same request of somebody else is another certificate.
    assert asked(stranger, document)["id"] != made["id"]


def test_the_same_request_is_the_same_certificate_until_it_is_removed(client, document, make_document):
    other = make_document(document_type="privacy-policy")
    both = [document.public_id, other.public_id]
    first = client.post(ADDRESS, {"documents": both, **PERIOD}, format="json")
    again = client.post(ADDRESS, {"documents": [*reversed(both), both[0]], **PERIOD}, format="json")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    make_due_certificates(NOW)
    file = client.get(f"{ADDRESS}{first.json()['id']}/file/").content
    assert client.delete(f"{ADDRESS}{first.json()['id']}/").status_code == 204
    anew = client.post(ADDRESS, {"documents": both, **PERIOD}, format="json")
    assert anew.status_code == 201
    make_due_certificates(NOW + timedelta(hours=1))
    assert client.get(f"{ADDRESS}{anew.json()['id']}/file/").content != file


def test_a_period_until_today_is_one_certificate_within_a_minute(client, document, time_machine):
    body = {"documents": [document.public_id], "since": "2026-03-01", "until": NOW.date().isoformat()}
    answers = []
    for seconds in (1, 40, 61):
        time_machine.move_to(NOW.replace(second=0, microsecond=0) + timedelta(seconds=seconds), tick=False)
        answers.append(client.post(ADDRESS, body, format="json"))
    assert [answer.status_code for answer in answers] == [201, 200, 201]
    assert [answer.json()["until"][10:] for answer in answers] == [f"T{NOW:%H:%M}:00Z"] * 2 + [
        f"T{NOW + timedelta(minutes=1):%H:%M}:00Z"
    ]


def test_the_same_moments_in_two_time_zones_are_one_period(client, document):
    first = asked(client, document, since="2026-03-01T00:00:00Z", until="2026-03-05T00:00:00Z")
    again = asked(client, document, since="2026-03-01T05:30:00+05:30", until="2026-03-04T19:00:00-05:00")
    assert first["id"] == again["id"]
    assert again["since"] == "2026-03-01T00:00:00Z"


def test_today_ends_now(client, document):
    assert asked(client, document, until="2026-03-11")["until"] == "2026-03-11T12:00:00Z"


def test_what_is_judged_anew_later_leaves_it_as_it_was(client, document):
    made = asked(client, document)
    make_due_certificates(NOW)
    address = f"{ADDRESS}{made['id']}/file/"
    before = client.get(address).content
    Change.objects.update(headline="Something else altogether", severity=1)
    assert client.get(address).content == before
    assert b"Something else" not in before
    document.delete()
    assert client.get(address).content == before


def test_a_watchlist_stands_for_the_documents_of_its_platforms(client, person, document, make_document):
    other = make_document(document.platform, document_type="privacy-policy")
    watchlist = default_watchlist(person, NOW)
    empty = client.post(ADDRESS, {"watchlist": str(watchlist.pk), **PERIOD}, format="json")
    assert (empty.status_code, list(empty.json()["errors"])) == (400, ["watchlist"])
    watch_platform(watchlist=watchlist, platform=document.platform, now=NOW)
    shown = client.post(ADDRESS, {"watchlist": str(watchlist.pk), **PERIOD}, format="json").json()
    assert (shown["documents"], shown["of_watchlist"]) == ([document.public_id, other.public_id], True)
    # What comes on the list later is not in it.
    make_document(document.platform, document_type="cookie-policy")
    make_due_certificates(NOW)
    found = facts(client.get(f"{ADDRESS}{shown['id']}/file/").content)["documents"]
    assert [one["document"] for one in found] == shown["documents"]


def test_wrong_requests_are_refused_with_the_field(api, make_user, client, document, monkeypatch):
    stranger = make_user("other@example.com", tier="professional")
    good = {"documents": [document.public_id], **PERIOD}
    for change, field in [
        ({"until": "2026-03-12"}, "until"), ({"until": "2026-03-11T12:00:01Z"}, "until"),
        ({"since": "2026-03-11"}, "since"), ({"since": "2025-03-01"}, "since"), ({"since": "never"}, "since"),
        ({"since": None}, "since"), ({"since": "0001-01-01T00:00:00+14:00"}, "since"),
        ({"documents": []}, "documents"), ({"documents": ["CW-D-999999"]}, "documents"),
        ({"documents": "x"}, "documents"), ({"documents": None}, "documents"),
        ({"watchlist": str(default_watchlist(stranger, NOW).pk)}, "documents"), ({"colour": "red"}, "colour"),
        ({"documents": [f"CW-D-{number:06d}" for number in range(1, 202)]}, "documents"),
    ]:  # fmt: skip
        answer = client.post(ADDRESS, {**good, **change}, format="json")
        assert answer.status_code == 400, (change, answer.content)
        assert next(iter(answer.json()["errors"])).startswith(field), (change, answer.content)
    theirs = {"watchlist": str(default_watchlist(stranger, NOW).pk), **PERIOD}
    watch_platform(watchlist=default_watchlist(stranger, NOW), platform=document.platform, now=NOW)
    assert client.post(ADDRESS, theirs, format="json").status_code == 400
    monkeypatch.setattr(asking, "MOST_DOCUMENTS", 0)
    assert client.post(ADDRESS, good, format="json").status_code == 400
    assert WatchCertificate.objects.count() == 0


def test_nobody_has_more_than_so_many(client, document, monkeypatch):
    monkeypatch.setattr(asking, "MOST_CERTIFICATES", 1)
    asked(client, document)
    answer = client.post(ADDRESS, {"documents": [document.public_id], **PERIOD, "until": "2026-03-09"}, format="json")
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (409, "certificates_full", 1)
    assert asked(client, document)["state"] == "waiting"


def test_what_breaks_is_tried_three_times_and_again_when_it_is_asked_for(client, document, monkeypatch):
    def breaks(*_, **__):
        raise ZeroDivisionError

    made = asked(client, document)
    with monkeypatch.context() as patched:
        patched.setattr(making, "make_certificate", breaks)
        for _ in range(4):
            make_due_certificates(NOW)
    assert client.get(f"{ADDRESS}{made['id']}/").json()["state"] == "failed"
    assert client.get(f"{ADDRESS}{made['id']}/file/").json()["code"] == "certificate_not_ready"
    assert make_due_certificates(NOW)["certificates_made"] == 0
    assert asked(client, document)["state"] == "waiting"
    assert make_due_certificates(NOW)["certificates_made"] == 1


def test_a_machine_without_the_key_makes_none_and_spends_no_attempt(client, document, settings, tmp_path):
    asked(client, document)
    make_due_certificates(NOW)
    asked(client, document, until="2026-03-09")
    settings.DATA_DIR = tmp_path / "elsewhere"
    with pytest.raises(LogKeyMissing):
        make_due_certificates(NOW)
    waiting = WatchCertificate.objects.get(state="waiting")
    assert (waiting.attempt_count, waiting.lease_until) == (0, None)


def test_what_another_worker_makes_is_left_alone_until_its_claim_is_over(client, document):
    asked(client, document)
    WatchCertificate.objects.update(lease_until=NOW + LEASE, attempt_count=1)
    assert make_due_certificates(NOW)["certificates_made"] == 0
    assert make_due_certificates(NOW + LEASE)["certificates_made"] == 1


def test_a_certificate_that_is_removed_while_it_is_made_stays_removed(client, document, monkeypatch):
    asked(client, document)
    real = making.make_certificate

    def removed(*arguments, **options):
        WatchCertificate.objects.all().delete()
        return real(*arguments, **options)

    monkeypatch.setattr(making, "make_certificate", removed)
    assert make_due_certificates(NOW) == {"certificates_made": 0, "certificates_failed": 0}
    assert not WatchCertificate.objects.exists()


def test_a_list_takes_the_same_statements_and_no_file(client, document):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        assert not any('"packed"' in query["sql"] for query in queries)
        return len(queries)

    asked(client, document)
    make_due_certificates(NOW)
    statements()
    before = statements()
    for day in range(2, 9):
        asked(client, document, since=f"2026-03-0{day}")
    assert statements() == before
