"""The memo of a comparison tells what the public comparison gives, in the memo's order, and quotes exactly."""

import io
import json
import zipfile
from contextlib import closing

import pypdfium2
import pytest
from jsonschema import Draft202012Validator

from alerts.api.memos import SCHEMA_FILE
from alerts.memos.asking import ComparisonWish
from alerts.memos.gathering import gather
from alerts.memos.making import file_of, make_due_memos
from alerts.models import Memo
from governance.models import Platform, Version
from tests.alerts.memos.test_memos import quotations
from tests.governance.analysis.memo.validity import failures_of

pytestmark = pytest.mark.django_db
OWL = """# Privacy

## How long we keep data

We keep your personal data only for as long as we need it to deliver your post. We delete your messages from our servers
within 30 days after you close your account. 隐
"""
RAVEN = OWL.replace("30 days", "90 days").replace(" 隐", "")
GERMAN = """# Kekse

Wir speichern Kekse neunzig Tage lang auf Ihrem Gerät und löschen sie danach, wenn Sie uns nicht mehr besuchen.
"""
HERON = "# Privacy\n\nHerons stand in the water.\n"


@pytest.fixture
def flock(make_platform, make_document, make_history):
    """Platforms with a privacy policy each; the last is silent, one document was never captured, one is German."""
    for slug, text in (("owl", OWL), ("raven", RAVEN), ("heron", HERON)):
        make_history(make_document(make_platform(slug=slug, name=slug.title()), "privacy-policy"), (text,))
    owl = Platform.objects.get(slug="owl")
    make_document(owl, "terms-of-service")
    make_history(make_document(owl, "cookie-policy", language="de"), (GERMAN,))
    return {platform.slug: platform for platform in Platform.objects.all()}


@pytest.fixture
def compare(ask, flock):
    def asked(format="json", names="raven owl heron", document_type=""):
        platforms = tuple(flock[name] for name in names.split())
        return ask(format, comparison=ComparisonWish("retention", platforms, document_type))

    return asked


def data_of(memo, now):
    data = gather(memo, now=now)
    schema = Draft202012Validator(json.loads(SCHEMA_FILE.read_bytes()))
    assert [error.message for error in schema.iter_errors(data)] == []
    return data


def test_it_tells_what_the_public_comparison_gives(compare, api, now):
    told = data_of(compare(), now)["comparison"]
    public = api().get("/api/v1/compare/", {"category": "retention", "platforms": "raven,owl,heron"}).json()
    for name in ("category", "category_name", "rules_version", "similarity_measure"):
        assert told[name] == public[name]
    for ours, theirs in zip(told["platforms"], public["platforms"], strict=True):
        assert (ours["slug"], ours["sentence"]) == (theirs["platform"]["slug"], theirs["sentence"])
        assert ours["left_out"] == theirs["left_out"]
        for one, other in zip(ours["provisions"], theirs["provisions"], strict=True):
            assert one["id"] == other["provision"]
            for name in ("rule", "quotation", "sentence", "nearest", "label"):
                assert one[name] == other[name]
    for ours, theirs in zip(told["dimensions"], public["dimensions"], strict=True):
        assert (ours["id"], ours["asks"]) == (theirs["id"], theirs["asks"])
        for one, other in zip(ours["cells"], theirs["cells"], strict=True):
            assert one["platform"] == other["platform"]
            assert [(cell["value"], cell["quotation"]["text"]) for cell in one["stated"]] == [
                (cell["value"], cell["text"]) for cell in other["quotations"]
            ]


def test_each_quotation_is_exact_and_its_version_is_among_the_sources(compare, now):
    data = data_of(compare(), now)
    found = list(quotations(data))
    assert found
    for one in found:
        assert Version.by_public_id(one["version"]).text[one["start"] : one["end"]] == one["text"]
    sources = {row["id"] for document in data["documents"] for row in document["versions"]}
    assert sources >= {one["version"] for one in found}


def test_it_says_who_states_nothing_and_what_was_not_read(compare, now):
    data = data_of(compare(), now)
    text = file_of(data, format="markdown", paper="a4")[0].decode().replace("\\", "")
    assert "# Memo on Retention and deletion: Raven, Owl and Heron compared" in text
    assert "2 of 3 platforms state Retention and deletion, by 2 provisions." in text
    assert "No provision was found of Heron." in text
    assert "> within 30 days after you close your account. 隐" in text
    assert "| Raven | within 90 days | P90D |" in text
    said = [one["sentence"] for one in data["not_covered"]]
    assert "Owl, Terms of service: never captured, so nothing of it is in this memo." in said
    assert "Owl, Cookie policy is not compared: in a language that the rules do not read." in said
    assert said[-1] == "What no rule reads is not found, so that nothing is found is no proof that there is nothing."


def test_its_sections_are_in_the_order_of_memos(compare, now):
    text = file_of(data_of(compare(), now), format="markdown", paper="a4")[0].decode()
    titles = [line.partition(". ")[2] for line in text.splitlines() if line.startswith("## ")]
    assert titles == [
        *("In short", "Scope and method", "Facts", "What is stated, side by side", "What was not covered"),
        *("Sources, versions and hashes", "How to verify", "Disclaimer"),
    ]


def test_the_columns_are_in_the_order_that_was_asked_for_and_of_one_type_where_it_is_named(compare, now):
    data = data_of(compare(names="heron raven owl", document_type="privacy-policy"), now)
    assert [one["slug"] for one in data["comparison"]["platforms"]] == ["heron", "raven", "owl"]
    assert data["comparison"]["document_type"] == "privacy-policy"
    assert {one["title"] for one in data["documents"]} == {"Privacy policy"}


@pytest.mark.parametrize("format", ["pdf", "markdown", "json", "evidence"])
def test_each_format_is_made_and_is_the_same_bytes_again(compare, now, format):
    memo = compare(format)
    assert make_due_memos(now) == {"memos_made": 1, "memos_failed": 0}
    made = Memo.objects.get()
    assert file_of(gather(memo, now=now), format=format, paper="a4")[0] == made.data


def test_the_pdf_is_valid_and_shows_what_its_fonts_lack(compare, now):
    pdf = file_of(data_of(compare(), now), format="pdf", paper="letter")[0]
    assert failures_of(pdf) == []
    with closing(pypdfium2.PdfDocument(pdf)) as opened:
        pages = [" ".join(one.get_textpage().get_text_bounded().split()) for one in opened]
    assert "within 30 days after you close your account. [U+9690]" in " ".join(pages)
    assert "shown by code: no font of this file has them." in pages[0]


def test_its_evidence_holds_the_texts_that_it_quotes(compare, now):
    compare("evidence")
    make_due_memos(now)
    with zipfile.ZipFile(io.BytesIO(Memo.objects.get().data)) as archive:
        names = set(archive.namelist())
        data = json.loads(archive.read("memo.json"))
    assert names >= {f"versions/{one['version']}.md" for one in quotations(data)}


def test_no_sentence_of_it_judges_or_ranks(compare, now):
    data = data_of(compare(), now)
    text = file_of(data, format="markdown", paper="a4")[0].decode().casefold()
    for one in quotations(data):
        text = text.replace(one["text"].casefold(), "")
    for word in ("violate", "unlawful", "compliant", "better", "worse", "best", "you should"):
        assert word not in text, word


def test_platforms_that_are_gone_make_none(compare, flock, now):
    compare()
    Platform.objects.filter(slug__in=["raven", "heron"]).delete()
    assert make_due_memos(now) == {"memos_made": 0, "memos_failed": 1}


def test_a_person_asks_by_slugs_and_the_same_again_is_the_same(api, person, flock):
    client = api(person)
    body = {"comparison": {"category": "retention", "platforms": ["owl", "raven"]}, "format": "pdf"}
    first = client.post("/api/v1/memos/", body, format="json")
    assert (first.status_code, first.json()["kind"]) == (201, "comparison"), first.content
    again = client.post("/api/v1/memos/", body, format="json")
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    other = body | {"comparison": body["comparison"] | {"platforms": ["raven", "owl"]}}
    assert client.post("/api/v1/memos/", other, format="json").status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        {"category": "feathers"},
        {"category": None},
        {"platforms": ["owl"]},
        {"platforms": ["owl", "owl"]},
        {"platforms": ["owl", "nobody"]},
        {"platforms": [f"bird-{number}" for number in range(11)]},
        {"platforms": [1, 2]},
        {"platforms": "owl,raven"},
        {"document_type": "poem"},
        {"colour": "red"},
    ],
)
def test_what_can_not_be_compared_is_refused(api, person, flock, change):
    body = {"category": "retention", "platforms": ["owl", "raven"], **change}
    answer = api(person).post("/api/v1/memos/", {"comparison": body, "format": "pdf"}, format="json")
    assert answer.status_code == 400, answer.content
    assert next(iter(answer.json()["errors"])).startswith("comparison"), answer.content


def test_a_comparison_has_no_period_and_no_tracked_changes(api, person, flock):
    body = {"comparison": {"category": "retention", "platforms": ["owl", "raven"]}, "format": "docx"}
    assert list(api(person).post("/api/v1/memos/", body, format="json").json()["errors"]) == ["format"]
    body |= {"format": "pdf", "since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}
    assert list(api(person).post("/api/v1/memos/", body, format="json").json()["errors"]) == ["since"]
