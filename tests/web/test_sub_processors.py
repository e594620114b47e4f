"""The sub-processors of a document as a table, what differs between versions, and until when one can object."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import StoredText, Version

pytestmark = pytest.mark.django_db

HEAD = """# Data processing terms

Nothing here is a sub-processor's word, and this clause only makes the page longer than a title.

## Annex 3: List of sub-processors

| Name | Purpose | Location |
| --- | --- | --- |
"""
CLAUSE = (
    "\n## New sub-processors\n\nCustomer may object to a new sub-processor within thirty (30) days of the notice. "
    "If the objection is not resolved within 90 days, either party may leave.\n"
)


def text(*rows, clause=CLAUSE):
    return HEAD + "".join(f"| {row} |\n" for row in rows) + clause


BEFORE = text("Nimbus | servers | Ireland", "Fjord AB | mail | Norway")
AFTER = text("Nimbus | servers | United States", "Quill | support | Spain", "Loose |  |")


@pytest.fixture
def terms(make_document):
    return make_document(document_type="data-processor-agreement")


@pytest.fixture
def versions(terms, make_history):
    return make_history(terms, (BEFORE, AFTER))


@pytest.fixture
def professional(reader):
    return reader("professional")


def address(document):
    return f"/api/v1/documents/{document.public_id}/sub-processors/"


@pytest.mark.parametrize(("who", "status", "code"), [
    ("nobody", 401, "not_authenticated"), ("free", 403, "tier_required"),
    ("watcher", 403, "tier_required"), ("unscoped", 403, "scope_required"),
])  # fmt: skip
def test_the_table_is_part_of_professional(reader, terms, versions, who, status, code):
    for query in ({}, {"version": versions[0].public_id}):
        answer = reader(who).get(address(terms), query)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        for words in ("Nimbus", "Quill", "Fjord", "Spain"):
            assert words not in answer.content.decode()


def test_rows_and_differences_are_told_with_their_quotations(professional, terms, versions):
    shown = professional.get(address(terms)).json()
    assert (shown["version"], shown["compared_with"]) == (versions[1].public_id, versions[0].public_id)
    assert [(row["entity"], row["purpose"], row["location"], row["countries"]) for row in shown["rows"]] == [
        ("Nimbus", "servers", "United States", ["US"]),
        ("Quill", "support", "Spain", ["ES"]),
    ]
    assert (shown["unread"], shown["sentence"]) == (
        1, "2 rows of sub-processors were read. One more row could not be read.",
    )  # fmt: skip
    assert [(change["kind"], len(change["before"]), len(change["after"])) for change in shown["changes"]] == [
        ("moved", 1, 1), ("added", 0, 1), ("removed", 1, 0),
    ]  # fmt: skip
    texts = {version.public_id: version.text for version in versions}
    quoted = [row["quotation"] for row in shown["rows"]]
    quoted += [row["quotation"] for change in shown["changes"] for row in change["before"] + change["after"]]
    quoted.append(shown["objection"]["quotation"])
    for one in quoted:
        assert texts[one["version"]][one["start"] : one["end"]] == one["text"]
    assert professional.get(address(terms)).content == professional.get(address(terms)).content


def test_the_deadline_is_counted_from_the_clause_of_the_platforms_own_terms(professional, terms, versions):
    found = professional.get(address(terms)).json()["objection"]
    since = versions[1].captured_at.date()
    assert (found["state"], found["document"]) == ("stated", terms.public_id)
    assert found["quotation"]["text"] == (
        "Customer may object to a new sub-processor within thirty (30) days of the notice."
    )
    assert (found["counted_from"], found["last_day"]) == (
        since.isoformat(), (since + timedelta(days=30)).isoformat(),
    )  # fmt: skip
    assert found["period"] == {
        "kind": "objection", "length": 30, "unit": "day", "runs_from": "notice", "rule": "objection-within",
    }  # fmt: skip
    assert "When notice was given is not known here" in found["sentence"]


def test_a_list_of_its_own_is_counted_by_the_terms_that_were_recorded_by_then(
    professional, terms, make_document, make_history
):
    page = make_document(terms.platform, document_type="sub-processor-list")
    countries = ("Chile", "Peru", "Cuba")
    first, second, _ = make_history(page, tuple(text(f"Nimbus | x | {country}", clause="") for country in countries))
    stranger = make_document(document_type="data-processor-agreement")
    make_history(stranger, (CLAUSE.replace("30", "5").replace("thirty", "five"), CLAUSE, CLAUSE + "\nMore.\n"))
    none_by_then = professional.get(address(page)).json()["objection"]
    assert (none_by_then["state"], none_by_then["last_day"], none_by_then["quotation"]) == (
        "no_terms_captured", None, None,
    )  # fmt: skip
    make_history(terms, (CLAUSE, CLAUSE.replace("30", "10").replace("thirty", "ten"), CLAUSE + "\nMore.\n"))
    found = professional.get(address(page)).json()["objection"]
    assert (found["state"], found["document"], found["period"]["length"]) == ("stated", terms.public_id, 30)
    # When the second version of the list came, the terms gave ten days.
    query = {"version": second.public_id, "compared_with": first.public_id}
    then = professional.get(address(page), query).json()["objection"]
    assert (then["period"]["length"], then["counted_from"]) == (10, second.captured_at.date().isoformat())


@pytest.mark.parametrize(("clause", "state"), [
    ("\nWe are kind.\n", "no_period_stated"),
    ("\nWe give 30 days' prior notice of a new sub-processor. You may object to it in writing.\n", "notice_only"),
    ("\nIf you object to a new sub-processor, you may terminate within 30 days of the notice.\n", "termination_only"),
    ("\nYou may object to the processing of your data within 30 days of the notice.\n", "no_period_stated"),
])  # fmt: skip
def test_what_is_no_period_for_objecting_is_said(professional, terms, make_history, clause, state):
    make_history(terms, (text("Nimbus | x | Chile", clause=clause), text("Fjord | x | Peru", clause=clause)))
    found = professional.get(address(terms)).json()["objection"]
    assert found["state"] == state
    assert (found["last_day"] is None) == (state != "termination_only")


def test_any_two_versions_can_be_compared_in_either_direction(professional, terms, versions):
    first, second = versions
    query = {"version": first.public_id, "compared_with": second.public_id}
    back = professional.get(address(terms), query).json()
    assert [change["kind"] for change in back["changes"]] == ["moved", "added", "removed"]
    assert [row["entity"] for row in back["rows"]] == ["Nimbus", "Fjord AB"]
    alone = professional.get(address(terms), {"version": first.public_id}).json()
    assert (alone["compared_with"], alone["changes"], alone["objection"]) == (None, [], None)
    same = professional.get(address(terms), {"version": first.public_id, "compared_with": first.public_id}).json()
    assert (same["changes"], same["objection"]) == ([], None)


def test_a_capture_that_was_not_the_document_is_no_removal(professional, terms, make_history, versions, now):
    bad = versions[1]
    Version.objects.filter(pk=bad.pk).update(is_good=False)
    shown = professional.get(address(terms)).json()
    assert (shown["version"], shown["changes"]) == (versions[0].public_id, [])


def test_a_document_without_a_list_or_a_version_says_so(professional, make_document, make_history):
    plain = make_document()
    empty = professional.get(address(plain)).json()
    assert (empty["version"], empty["rows"]) == (None, [])
    assert empty["sentence"] == "No good version of this document is recorded, so nothing could be read."
    make_history(plain)
    shown = professional.get(address(plain)).json()
    assert (shown["rows"], shown["sentence"]) == ([], "No list of sub-processors was found in this version.")


def test_wrong_requests_are_refused(professional, terms, versions, make_document, make_history):
    (foreign, *_) = make_history(make_document())
    for query in ({"version": foreign.public_id}, {"compared_with": "x"}, {"version": "CW-V-1'"}, {"colour": "red"}):
        answer = professional.get(address(terms), query)
        assert answer.status_code == 400, query
    empty = make_document()
    assert professional.get(address(empty), {"compared_with": foreign.public_id}).status_code == 400
    assert professional.get("/api/v1/documents/CW-D-999999/sub-processors/").status_code == 404


def test_a_text_that_is_too_large_is_refused(professional, terms, versions):
    Version.objects.filter(pk=versions[0].pk).update(is_too_large=True)
    answer = professional.get(address(terms), {"version": versions[0].public_id})
    assert (answer.status_code, answer.json()["code"]) == (409, "text_too_large")
    assert professional.get(address(terms)).json()["compared_with"] is None


def test_more_rows_and_more_terms_take_no_more_statements(professional, terms, versions, make_document, make_history):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert professional.get(address(terms)).status_code == 200
        return len(queries)

    statements()  # the first use of a key is noted
    before = statements()
    for region in ("de", "fr", "us"):
        make_history(make_document(terms.platform, document_type="data-processor-agreement", region=region), (CLAUSE,))
    many = StoredText.of(text(*(f"Company {number} | x | Chile" for number in range(500))).encode())
    many.save()
    Version.objects.filter(pk=versions[1].pk).update(stored_text=many)
    assert statements() == before
