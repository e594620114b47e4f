"""Platforms side by side in a category, and one among its peers: by exact quotations only."""

import csv
import re
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.analysis.comparing import SHOWN_PROVISIONS
from governance.analysis.stating import compared_categories
from governance.models import Document, Version
from tests.governance.analysis.judgement_words import JUDGEMENTS, our_sentences

pytestmark = pytest.mark.django_db

OWL = """# Privacy

## How long we keep data

We keep your personal data only for as long as we need it to deliver your post. We delete your messages from our servers
within 30 days after you close your account.

For more information on how long we keep your data, see our help pages.

## Age

You must be at least 13 years old to use the service.
"""
RAVEN = (
    OWL.replace("30 days", "90 days").replace("13 years", "16 years").replace("deliver your post", "carry your letters")
)
EULE = """# Datenschutz

## Speicherung

Wir speichern Ihre Briefe dreißig Tage lang in unserem Turm und geben sie nicht an andere Eulen weiter. Danach werden
sie von uns gelöscht, wenn Sie uns nicht um eine längere Frist bitten.
"""
SILENT = "# Privacy\n\n## Owls\n\nWe like owls and we fly at night over the hills and the sea.\n"


@pytest.fixture
def make_flock(make_platform, make_document, make_history):
    """A platform with a privacy policy of this text, captured, and perhaps one that was not."""

    def make(slug, text, *, unread=0, sector="post", **fields):
        platform = make_platform(slug=slug, name=slug.title(), sector=sector)
        document = make_document(platform, "privacy-policy", **fields)
        make_history(document, (text,))
        for number in range(unread):
            make_document(platform, f"terms-{number}")
        return document

    return make


@pytest.fixture
def compare(api):
    def ask(**query):
        return api().get("/api/v1/compare/", {"category": "retention", **query})

    return ask


def quotations(value):
    """Every quotation of an answer, however deep."""
    if isinstance(value, dict):
        if {"version", "start", "end", "text"} <= set(value):
            yield value
        for inner in value.values():
            yield from quotations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from quotations(inner)


def test_each_platform_states_it_by_exact_quotations_with_their_place(compare, make_flock):
    make_flock("owl", OWL, unread=2)
    make_flock("raven", RAVEN)
    answer = compare(platforms="raven,owl").json()
    raven, owl = answer["platforms"]
    assert (raven["platform"]["slug"], owl["platform"]["slug"]) == ("raven", "owl")
    assert owl["sentence"] == "1 provision found in 1 captured document (2 not captured)."
    (shown,) = owl["provisions"]
    assert shown["rule"] == "retention.deleted_within"
    assert "within 30 days" in shown["sentence"]["text"]
    assert [near["platform"] for near in shown["nearest"]] == ["raven"]
    assert 0.5 < shown["nearest"][0]["similarity"] <= 1
    for quotation in quotations(answer):
        text = Version.by_public_id(quotation["version"]).text
        assert text[quotation["start"] : quotation["end"]] == quotation["text"]
    assert len(list(quotations(answer))) > 8


def test_a_platform_that_states_nothing_is_said_to_and_irrelevant_clauses_are_left_out(compare, make_flock):
    make_flock("owl", OWL)
    make_flock("moth", SILENT, unread=1)
    owl, moth = compare(platforms="owl,moth").json()["platforms"]
    assert moth["provisions"] == []
    assert moth["sentence"] == "No provision found in 1 captured document (1 not captured)."
    assert not [one for one in owl["provisions"] if "For more information" in one["sentence"]["text"]]


def test_a_document_in_another_language_is_said_not_to_be_read(compare, make_flock):
    make_flock("owl", OWL)
    make_flock("eule", EULE)
    eule = compare(platforms="owl,eule").json()["platforms"][1]
    assert eule["sentence"] == (
        "No provision found in 1 captured document (0 not captured, 1 in a language that the rules do not read)."
    )


def test_the_table_has_a_cell_for_each_platform_with_words_and_value_or_not_stated(compare, make_flock):
    make_flock("owl", OWL)
    make_flock("moth", SILENT)
    (deleted,) = [
        one for one in compare(platforms="owl,moth").json()["dimensions"] if one["id"] == "kept_after_deletion"
    ]
    owl, moth = deleted["cells"]
    assert (moth["is_stated"], moth["quotations"]) == (False, [])
    (cell,) = owl["quotations"]
    assert (cell["text"], cell["value"]) == ("within 30 days", "P30D")
    assert cell["text"] in cell["sentence"]["text"]


def test_few_provisions_are_shown_and_the_others_counted_with_an_address(compare, make_flock, api):
    many = "# Privacy\n\n## Retention\n\n" + "\n\n".join(
        f"We keep your records of kind number {number} for {number} months in our archive." for number in range(10, 20)
    )
    make_flock("owl", many)
    make_flock("moth", SILENT)
    owl = compare(platforms="owl,moth").json()["platforms"][0]
    assert (len(owl["provisions"]), owl["left_out"]) == (SHOWN_PROVISIONS, 10 - SHOWN_PROVISIONS)
    assert owl["sentence"] == "10 provisions found in 1 captured document (0 not captured); 5 of them are shown."
    assert api().get(owl["more"]).status_code == 200


def test_the_same_query_has_the_same_bytes_and_retired_documents_are_left_out(compare, make_flock):
    make_flock("owl", OWL)
    document = make_flock("raven", RAVEN)
    assert compare(platforms="owl,raven").content == compare(platforms="owl,raven").content
    Document.objects.filter(pk=document.pk).update(state=Document.State.RETIRED)
    raven = compare(platforms="owl,raven").json()["platforms"][1]
    assert raven["sentence"] == "No provision found in 0 captured documents (0 not captured)."


def test_a_type_of_document_narrows_it(compare, make_flock):
    make_flock("owl", OWL, unread=1)
    make_flock("raven", RAVEN)
    shown = compare(platforms="owl,raven", document_type="terms-0").json()
    assert [one["documents"]["captured"] for one in shown["platforms"]] == [0, 0]
    assert shown["document_type"] == "terms-0"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"platforms": "owl"}, "platforms"),
        ({"platforms": ""}, "platforms"),
        ({"platforms": "owl,owl"}, "platforms"),
        ({"platforms": "owl,nobody"}, "platforms"),
        ({"platforms": "owl,,raven"}, "platforms"),
        ({"platforms": ",".join(f"p{number}" for number in range(11))}, "platforms"),
        ({"platforms": "x" * 5000}, "platforms"),
        ({"platforms": "owl,raven", "category": ""}, "category"),
        ({"platforms": "owl,raven", "category": "other"}, "category"),
        ({"platforms": "owl,raven", "category": "astrology"}, "category"),
        ({"platforms": "owl,raven", "document_type": "of-nobody"}, "document_type"),
        ({"platforms": "owl,raven", "sort": "name"}, "sort"),
    ],
)
@pytest.mark.parametrize("path", ["compare/", "compare/csv/"])
def test_what_cannot_be_compared_is_refused_by_name(api, make_flock, query, field, path):
    make_flock("owl", OWL)
    make_flock("raven", RAVEN)
    answer = api().get(f"/api/v1/{path}", {"category": "retention", **query})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_ten_platforms_take_as_many_statements_as_two(compare, make_flock, api):
    slugs = [f"owl-{number}" for number in range(10)]
    for slug in slugs:
        make_flock(slug, OWL)
    counts = []
    for asked in (slugs[:2], slugs):
        with CaptureQueriesContext(connection) as captured:
            assert compare(platforms=",".join(asked)).status_code == 200
        counts.append(len(captured))
    assert counts == [3, 3]


def test_the_table_as_csv_holds_the_quotations_and_no_formula(api, make_flock):
    make_flock("owl", OWL.replace("We keep", "=We keep\u202e"))
    make_flock("moth", SILENT)
    answer = api().get("/api/v1/compare/csv/", {"category": "retention", "platforms": "owl,moth"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert {row["platform"] for row in rows} == {"owl", "moth"}
    assert next(row["note"] for row in rows if row["platform"] == "moth").startswith("No provision found")
    assert [row["value"] for row in rows if row["dimension"] == "kept_after_deletion"] == ["P30D", ""]
    assert [row["note"] for row in rows if row["dimension"] == "kept_after_deletion"] == ["", "not found"]
    assert not any(cell.startswith(("=", "+", "@", "-")) for row in rows for cell in row.values())
    assert any(row["quotation"].startswith("'=We keep[U+202E]") for row in rows)


def test_a_platform_stands_among_those_of_its_sector_by_quotations(api, make_flock):
    make_flock("owl", OWL)
    make_flock("raven", RAVEN)
    make_flock("moth", SILENT)
    make_flock("far", OWL, sector="elsewhere")
    answer = api().get("/api/v1/platforms/owl/position/?category=retention").json()
    (deleted,) = [one for one in answer["positions"] if one["dimension"] == "kept_after_deletion"]
    assert deleted["sentence"] == (
        "Deleted within: 30 days. 1 of 2 other platforms of the sector with a captured document states a period. "
        "0 of 1 state a shorter one, 0 the same, 1 a longer one."
    )
    assert {peer["platform"]: peer["relation"] for peer in deleted["peers"]} == {
        "moth": "not_stated",
        "raven": "higher",
    }
    assert deleted["counts"]["not_stated"] == 1
    for quotation in quotations(answer):
        text = Version.by_public_id(quotation["version"]).text
        assert text[quotation["start"] : quotation["end"]] == quotation["text"]


def test_a_position_needs_a_platform_a_category_and_few_statements(api, make_flock):
    for number in range(4):
        make_flock(f"owl-{number}", OWL)
    assert api().get("/api/v1/platforms/nobody/position/?category=retention").status_code == 404
    assert list(api().get("/api/v1/platforms/owl-0/position/").json()["errors"]) == ["category"]
    with CaptureQueriesContext(connection) as captured:
        assert api().get("/api/v1/platforms/owl-0/position/?category=children_age").status_code == 200
    assert len(captured) == 4


def test_no_sentence_of_ours_judges(api, make_flock):
    make_flock("owl", OWL, unread=1)
    make_flock("raven", RAVEN)
    make_flock("moth", SILENT)
    said = set()
    for category in compared_categories():
        answer = api().get("/api/v1/compare/", {"category": category, "platforms": "owl,raven,moth"}).json()
        position = api().get(f"/api/v1/platforms/owl/position/?category={category}").json()
        said |= {*our_sentences(answer), *our_sentences(position)}
    assert len(said) > 100
    for sentence in said:
        assert not re.search(JUDGEMENTS, sentence, re.IGNORECASE), sentence
