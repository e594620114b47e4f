"""Documents, versions, their exact text and what was in force when."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from governance.models import Document, Version
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.comparison.texts import ERROR_PAGE, TERMS

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


@pytest.mark.dated
def test_a_document_says_its_health_its_attribution_and_its_current_version(
    api, make_document, make_history, collection, now
):
    document = make_document(collection=collection, source_urls=["https://example.com/terms"])
    versions = make_history(document)
    shown = api().get(f"/api/v1/documents/{document.public_id}/").json()
    assert shown["state"] == "active"
    assert shown["last_verified_at"] == "2026-03-10T10:30:00Z"
    assert shown["source_urls"] == ["https://example.com/terms"]
    assert shown["platform"] == {"slug": document.platform.slug, "name": document.platform.name}
    assert shown["attribution"] == {
        "name": "Made-up collection",
        "licence": "ODbL 1.0",
        "licence_url": "https://opendatacommons.org/licenses/odbl/1-0/",
        "attribution": "Made-up contributors",
    }
    assert shown["current_version"]["id"] == versions[-1].public_id
    assert shown["is_demonstration"] is False


def test_a_document_is_summed_up_for_everybody_with_exact_quotations(
    api, make_document, make_history, django_assert_num_queries
):
    document = make_document()
    text = make_history(document)[-1].text
    client, url = api(), f"/api/v1/documents/{document.public_id}/"
    with django_assert_num_queries(2):
        summary = client.get(url).json()["summary"]
    assert summary
    for told in summary:
        quotation = told["quotation"]
        assert text[quotation["start"] : quotation["end"]] == quotation["text"]
        assert client.get(f"/api/v1/provisions/{told['provision']}/").json()["category"] == told["category"]
        assert told["sentence"].startswith(told["category_name"])
    assert "summary" not in client.get("/api/v1/documents/").json()["results"][0]


def test_a_failed_capture_leaves_the_summary_of_the_last_good_version(api, make_document, make_history):
    document = make_document()
    good = make_history(document, texts=(TERMS, ERROR_PAGE))[0]
    summary = api().get(f"/api/v1/documents/{document.public_id}/").json()["summary"]
    assert {told["quotation"]["version"] for told in summary} == {good.public_id}


def test_a_listed_document_has_no_version_yet(api, make_document):
    shown = api().get(f"/api/v1/documents/{make_document().public_id}/").json()
    assert (shown["state"], shown["current_version"], shown["last_verified_at"]) == ("listed", None, None)
    assert (shown["attribution"], shown["summary"]) == (None, [])


def test_versions_are_listed_newest_first_with_their_hash(api, make_history):
    versions = make_history()
    listed = api().get(f"/api/v1/documents/{versions[0].document.public_id}/versions/").json()["results"]
    assert [row["id"] for row in listed] == [version.public_id for version in reversed(versions)]
    assert [row["previous"] for row in listed] == [versions[1].public_id, versions[0].public_id, None]
    for row, version in zip(listed, reversed(versions), strict=True):
        assert row["sha256"] == hashlib.sha256(version.stored_text.data).hexdigest()
        assert row["size"] == len(version.stored_text.data)


def test_documents_are_filtered_by_platform_type_and_state(api, make_document, make_platform, make_history):
    acme = make_platform("acme")
    terms = make_document(acme)
    privacy = make_document(acme, "privacy-policy")
    other = make_document()
    make_history(terms)

    def ids(query):
        return {row["id"] for row in api().get(f"/api/v1/documents/?{query}").json()["results"]}

    assert ids("") == {terms.public_id, privacy.public_id, other.public_id}
    assert ids("platform=acme") == {terms.public_id, privacy.public_id}
    assert ids("document_type=privacy-policy") == {privacy.public_id}
    assert ids("state=active") == {terms.public_id}


def test_an_unknown_state_is_refused_by_name(api):
    answer = api().get("/api/v1/documents/?state=asleep")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["state"]


@pytest.mark.parametrize("data", [b"# Terms\r\nline\n", "Très\u2028long".encode(), b"\xff\xfe broken \x00", b"x", b" "])
def test_the_text_is_the_exact_bytes(api, make_document, now, data):
    version = record_version(Recorded(document=make_document(), data=data, captured_at=now), now=now)
    answer = api().get(f"/api/v1/versions/{version.public_id}/text/")
    assert answer.content == data
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"


def test_a_text_can_never_run_on_our_origin(api, make_document, now):
    version = record_version(Recorded(document=make_document(), data=HOSTILE.encode(), captured_at=now), now=now)
    for accept in ("*/*", "text/html", "text/markdown", "application/json"):
        answer = api().get(f"/api/v1/versions/{version.public_id}/text/", HTTP_ACCEPT=accept)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/markdown; charset=utf-8"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"] == f'attachment; filename="{version.public_id}.md"'
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]


def test_a_copy_that_is_known_is_not_sent_again(api, make_history, django_assert_num_queries):
    version = make_history()[0]
    url = f"/api/v1/versions/{version.public_id}/text/"
    etag = api().get(url)["ETag"]
    assert etag == f'"{version.sha256}"'
    with django_assert_num_queries(1):  # the text is not even read
        answer = api().get(url, HTTP_IF_NONE_MATCH=etag)
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert "sandbox" in answer["Content-Security-Policy"]
    assert api().get(url, HTTP_IF_NONE_MATCH='"other"').status_code == 200
    assert api().head(url).status_code == 200


MOMENTS = {
    "2026-03-08T10:30:00Z": 0,
    "2026-03-09T10:29:59Z": 0,
    "2026-03-09T10:30:00Z": 1,
    "2026-03-09T11:30:00+01:00": 1,
    "2026-03-09T11:30:00%2B01:00": 1,
    "2026-03-09T10:30:00": 1,
    "2026-03-08": 0,
    "2026-03-09": 1,
    "2026-03-10": 2,
    "2026-03-20": 2,
}


@pytest.mark.dated
def test_the_version_in_force_at_a_time(api, make_history, time_machine, now):
    time_machine.move_to(now + timedelta(days=30), tick=False)
    versions = make_history()
    for at, place in MOMENTS.items():
        answer = api().get(f"/api/v1/documents/{versions[0].document.public_id}/as-of/?at={at}")
        assert answer.status_code == 200, answer.content
        assert answer.json()["id"] == versions[place].public_id, at


def test_today_means_now(api, make_history, time_machine, now):
    time_machine.move_to(now, tick=False)
    versions = make_history()
    answer = api().get(f"/api/v1/documents/{versions[0].document.public_id}/as-of/?at={now:%Y-%m-%d}")
    assert answer.json()["id"] == versions[-1].public_id


def test_before_the_first_version_nothing_was_in_force(api, make_history):
    document = make_history()[0].document
    answer = api().get(f"/api/v1/documents/{document.public_id}/as-of/?at=2026-03-07")
    assert answer.status_code == 404
    assert answer.json()["code"] == "before_first_version"


def test_a_document_without_versions_says_so(api, make_document):
    answer = api().get(f"/api/v1/documents/{make_document().public_id}/as-of/?at=2026-03-07")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_version")


@pytest.mark.parametrize(
    "at", ["", "yesterday", "2026-13-01", "2026-02-30", "0000-00-00", "9999-99-99T00:00:00Z", "12"]
)
def test_a_malformed_time_is_refused_by_name(api, make_document, at):
    document = make_document()
    answer = api().get(f"/api/v1/documents/{document.public_id}/as-of/?at={at}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["at"]


def test_the_future_is_refused(api, make_document):
    document = make_document()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for at in (f"{tomorrow:%Y-%m-%dT%H:%M:%SZ}", f"{tomorrow:%Y-%m-%d}", "9999-12-31", "9999-12-31T23:59:59-14:00"):
        answer = api().get(f"/api/v1/documents/{document.public_id}/as-of/?at={at}")
        assert answer.status_code == 400, at
        assert "at" in answer.json()["errors"]


def test_a_failed_capture_is_shown_as_such(api, make_history, time_machine, now):
    versions = make_history()
    Version.objects.filter(pk=versions[-1].pk).update(is_good=False)
    at = f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    shown = api().get(f"/api/v1/documents/{versions[0].document.public_id}/as-of/?at={at}").json()
    assert (shown["id"], shown["is_good"]) == (versions[-1].public_id, False)


@pytest.mark.parametrize("name", ["CW-D-999999", "CW-V-000001", "CW-D-1", "1", "cw-d-000001", "CW-D-" + "9" * 40, "É"])
def test_an_unknown_document_is_not_found(api, make_document, name):
    make_document()
    for path in ("", "versions/", "as-of/?at=2026-03-01", "diff/?from=CW-V-000001&to=CW-V-000001"):
        answer = api().get(f"/api/v1/documents/{name}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["", "text/"])
def test_an_unknown_version_is_not_found(api, db, path):
    answer = api().get(f"/api/v1/versions/CW-V-000042/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_record_is_read_only(api, make_user, make_history, method):
    version = make_history()[0]
    client = api(make_user(tier="professional"))
    for path in (f"documents/{version.document.public_id}/", f"versions/{version.public_id}/text/", "documents/"):
        assert getattr(client, method)(f"/api/v1/{path}", {}).status_code == 405
    assert Document.objects.count() == 1
