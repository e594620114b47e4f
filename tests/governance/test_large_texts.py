"""Texts above the limit are kept and shown as what they are, and no request parses a text of any size."""

import pytest

from governance.analysed_texts import MOST_ANALYSED_BYTES
from governance.comparison import describe
from governance.comparison.text import segment
from governance.models import Change, Document, StoredText, Version, versions
from governance.record import parsing
from governance.record.archive_check import verify_archive
from governance.record.replay import memory_before, replay_from
from governance.record.summaries import summarise, summarise_due
from tests.backend.routes import fill, routes
from tests.histories import FIRST_TEXT, SECOND_TEXT, TEXTS

LARGE = b"x" * 20_000 + b"\0\xff\r\n"


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    """A limit of 10,000 bytes, wherever it is asked."""
    from governance.api import diff, documents

    for module in (versions, parsing, diff, documents):
        monkeypatch.setattr(module, "MOST_PARSED_BYTES", 10_000)


@pytest.fixture
def no_parsing(monkeypatch):
    """From when it is called on, whoever parses a text fails."""

    def forbid():
        def parses(*args, **options):
            raise AssertionError("a request parses a text")

        monkeypatch.setattr(segment, "lines_of", parses)

    return forbid


def test_a_text_above_the_limit_is_kept_byte_for_byte_and_not_parsed(make_history, api, no_parsing):
    first, large, after = make_history(texts=(FIRST_TEXT, LARGE, SECOND_TEXT))
    assert (large.is_too_large, large.is_good, large.placed) == (True, False, [])
    assert large.stored_text.data == LARGE
    change = Change.objects.get(to_version=large)
    assert (change.label, change.rule, change.is_alertable) == ("extraction", "too_large", False)
    assert change.headline.endswith("its Terms of service is too large to be compared")
    assert Change.objects.get(to_version=after).from_version == first
    assert verify_archive().failures == []
    no_parsing()
    answer = api().get(f"/api/v1/versions/{large.public_id}/text/")
    assert b"".join(answer.streaming_content) == LARGE
    assert (answer["Content-Length"], answer["ETag"]) == (str(len(LARGE)), f'"{large.sha256}"')
    assert api().get(f"/api/v1/versions/{large.public_id}/").json()["is_too_large"] is True
    assert api().get(f"/api/v1/changes/{change.public_id}/").status_code == 200


def test_the_page_of_a_document_whose_text_is_too_large_says_so(make_history, api, no_parsing):
    good, large = make_history(texts=(FIRST_TEXT, LARGE))
    no_parsing()
    told = api().get(f"/api/v1/documents/{large.document.public_id}/").json()
    assert told["current_version"]["is_too_large"] is True
    assert {row["quotation"]["version"] for row in told["summary"]} == {good.public_id}


def test_a_document_that_was_always_too_large_has_a_page(make_history, api):
    (large,) = make_history(texts=(LARGE,))
    told = api().get(f"/api/v1/documents/{large.document.public_id}/").json()
    assert (told["summary"], told["current_version"]["is_too_large"]) == ([], True)
    assert verify_archive().failures == []


@pytest.mark.parametrize("tier", ["free", "professional"])
def test_a_difference_to_a_text_that_is_too_large_is_refused_with_a_code(make_history, api, make_user, tier):
    first, large = make_history(texts=(FIRST_TEXT, LARGE))
    url = f"/api/v1/documents/{large.document.public_id}/diff/"
    answer = api(make_user(tier=tier)).get(url, {"from": first.public_id, "to": large.public_id})
    assert (answer.status_code, answer.json()["code"]) == (409, "text_too_large")


def test_a_history_with_a_text_that_is_too_large_is_gone_through_again_without_a_difference(make_history):
    history = make_history(texts=(FIRST_TEXT, LARGE, SECOND_TEXT, LARGE + b"y", FIRST_TEXT))
    document = Document.objects.select_related("platform").get(pk=history[0].document_id)
    assert replay_from(document, 1, memory_before(document, 1)) == []
    assert verify_archive().failures == []


def test_a_summary_is_made_when_a_version_is_stored_and_again_when_it_was_judged_anew(make_history, api):
    *_, last = make_history()
    document = Document.objects.select_related("platform").get(pk=last.document_id)
    assert Version.objects.get(pk=last.pk).described
    assert not document.needs_summary
    replay_from(document, 1, memory_before(document, 1))
    assert Document.objects.get(pk=document.pk).needs_summary
    Version.objects.update(summary=None)
    assert api().get(f"/api/v1/documents/{document.public_id}/").json()["summary"] == []
    assert summarise_due(last.recorded_at) == {"summaries": 1}
    assert api().get(f"/api/v1/documents/{document.public_id}/").json()["summary"] != []
    assert summarise_due(last.recorded_at) == {"summaries": 0}


def test_a_summary_of_a_document_that_somebody_goes_on_with_waits(make_history, monkeypatch):
    *_, last = make_history()
    document = Document.objects.get(pk=last.document_id)
    Document.objects.update(needs_summary=True)

    def slow(clauses):
        Document.objects.update(rewrite_count=9)
        return describe(clauses)

    monkeypatch.setattr("governance.record.summaries.describe", slow)
    assert not summarise(document)
    assert Document.objects.get(pk=document.pk).needs_summary


def test_an_import_leaves_a_summary_of_every_document(git, read_in, api):
    git.record("Acme/Terms of Service.md", FIRST_TEXT)
    git.record("Acme/Terms of Service.md", SECOND_TEXT)
    read_in(git)
    document = Document.objects.get(source_path="Acme/Terms of Service.md")
    assert not document.needs_summary
    assert api().get(f"/api/v1/documents/{document.public_id}/").json()["summary"] != []


def test_a_damaged_summary_is_found(make_history):
    *_, last = make_history()
    rows = Version.objects.get(pk=last.pk).described
    Version.objects.filter(pk=last.pk).update(summary=Version.pack_summary([rows[0]._replace(end=10**6)]))
    assert any("its summary" in failure for failure in verify_archive().failures)
    Version.objects.filter(pk=last.pk).update(summary=b"nonsense")
    assert any("its summary is damaged" in failure for failure in verify_archive().failures)


def test_no_get_parses_a_text(make_history, api, make_user, client, no_parsing, now, time_machine):
    time_machine.move_to(now, tick=False)
    history = make_history(texts=(*TEXTS, LARGE, FIRST_TEXT))
    change = Change.objects.filter(to_version=history[1]).get()
    provision = history[0].document.provisions.order_by("pk").first()
    names = {
        "slug": history[0].document.platform.slug,
        "public_id": "",
    }
    reader = api(make_user(tier="professional"))
    no_parsing()
    asked = 0
    kinds = {"documents": "CW-D", "versions": "CW-V", "changes": "CW-C", "provisions": "CW-P"}
    for route, _ in routes():
        for public_id in (history[0], history[3], history[0].document, change, provision):
            kind = next((letters for part, letters in kinds.items() if part in route), "")
            if not public_id.public_id.startswith(kind):
                continue
            path = fill(route, {**names, "public_id": public_id.public_id})
            for query in ({}, {"from": history[0].public_id, "to": history[2].public_id, "at": now.date().isoformat()}):
                answer = reader.get(path, query)
                assert answer.status_code < 500 or route.startswith("readyz"), path
                asked += answer.status_code == 200
            if "public_id" not in route:
                break
    assert asked > 30
    assert reader.get(f"/api/v1/documents/{history[0].document.public_id}/").json()["summary"]
    for name in (history[0].document.public_id, change.public_id):
        kind = "documents" if name.startswith("CW-D") else "changes"
        assert reader.get(f"/api/v1/{kind}/{name}/analysis/").status_code == 200
    assert client.get(f"/changes/{change.public_id}/").status_code == 200


def test_the_parts_of_a_stored_text_are_its_bytes():
    for data in (b"", b"a", LARGE * 100):
        assert b"".join(StoredText.of(data).chunks()) == data


def test_a_text_of_more_than_a_megabyte_is_not_analysed_while_somebody_waits(make_history, api, make_user, monkeypatch):
    assert MOST_ANALYSED_BYTES == 1_000_000
    history = make_history()
    change = Change.objects.get(to_version=history[1])
    reader = api(make_user(tier="professional"))
    addresses = [
        f"/api/v1/{path}/analysis/"
        for path in (f"documents/{history[0].document.public_id}", f"changes/{change.public_id}")
    ]
    assert [reader.get(address).status_code for address in addresses] == [200, 200]
    monkeypatch.setattr("governance.analysed_texts.MOST_ANALYSED_BYTES", len(FIRST_TEXT) - 1)
    for answer in map(reader.get, addresses):
        assert (answer.status_code, answer.json()["code"]) == (409, "text_too_large")
