"""Answers to questions of vendor questionnaires: part of Professional, by exact quotations, or not stated."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.analysis.pre_answers import questions
from governance.models import Version
from tests.governance.analysis.judgement_words import JUDGEMENTS, our_sentences

pytestmark = pytest.mark.django_db

TERMS = """# Data processing terms

## Security

We encrypt all data at rest and in transit. We will notify Customer of a personal data breach within 48 hours.

## Sub-processors

Customer may object to a new sub-processor within 30 days of the notice that we give of it.
"""


@pytest.fixture
def owl(make_platform, make_document, make_history):
    platform = make_platform(slug="owl", name="Owl Post")
    make_history(make_document(platform, "data-processor-agreement"), (TERMS,))
    make_document(platform, "terms-of-service")
    return platform


def ask(client, **query):
    return client.get("/api/v1/platforms/owl/pre-answers/", query)


@pytest.mark.parametrize(("who", "status", "code"), [
    ("nobody", 401, "not_authenticated"), ("free", 403, "tier_required"),
    ("watcher", 403, "tier_required"), ("unscoped", 403, "scope_required"),
])  # fmt: skip
def test_the_answers_are_part_of_professional(reader, owl, who, status, code):
    refused = ask(reader(who))
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert "encrypt" not in refused.content.decode()
    if code == "tier_required":
        assert refused.json()["required_tier"] == "professional"
        assert reader(who).get("/api/v1/platforms/nobody/pre-answers/").status_code == 403


def test_each_question_is_answered_by_exact_quotations_or_not_stated(reader, owl):
    answer = ask(reader("professional")).json()
    answers = {one["id"]: one for one in answer["answers"]}
    assert list(answers) == [question.id for question in questions()]
    assert answers["breach_time"]["sentence"] == "Stated in 1 provision."
    (quotation,) = answers["breach_time"]["quotations"]
    assert quotation["text"] == "We will notify Customer of a personal data breach within 48 hours."
    assert quotation["rule"] in answers["breach_time"]["rules"]
    for one in answer["answers"]:
        assert one["is_stated"] == bool(one["quotations"])
        for quotation in one["quotations"]:
            text = Version.by_public_id(quotation["version"]).text
            assert text[quotation["start"] : quotation["end"]] == quotation["text"]
    assert answers["law"]["sentence"] == "Not stated as far as our rules find, in 1 captured document (1 not captured)."
    assert {"encryption", "sub_processor_objection"} <= {name for name, one in answers.items() if one["is_stated"]}


def test_a_family_of_questionnaires_narrows_them_and_the_same_query_has_the_same_bytes(reader, owl):
    client = reader("professional")
    some = ask(client, asked_by="DORA").json()["answers"]
    assert 0 < len(some) < len(questions())
    assert all("DORA" in one["asked_by"] for one in some)
    assert ask(client).content == ask(client).content
    refused = ask(client, asked_by="ISO")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["asked_by"])


def test_an_unknown_platform_is_not_found_and_one_without_documents_states_nothing(reader, owl, make_platform):
    client = reader("professional")
    assert client.get("/api/v1/platforms/nobody/pre-answers/").status_code == 404
    make_platform(slug="moth", name="Moth")
    answers = client.get("/api/v1/platforms/moth/pre-answers/").json()["answers"]
    nothing = "Not stated as far as our rules find, in 0 captured documents (0 not captured)."
    assert {one["sentence"] for one in answers} == {nothing}


def test_more_documents_take_no_more_statements(reader, owl, make_document, make_history):
    client = reader("professional")
    ask(client)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert ask(client).status_code == 200
        counts.append(len(captured))
        for kind in ("privacy-policy", "commercial-terms"):
            if not owl.documents.filter(document_type=kind).exists():
                make_history(make_document(owl, kind), (TERMS,))
    assert counts[0] == counts[1]


def test_no_sentence_of_ours_judges_or_advises(reader, owl):
    for sentence in our_sentences(ask(reader("professional")).json()):
        assert not re.search(JUDGEMENTS, sentence, re.IGNORECASE), sentence
