"""Provisions in force, with their exact text."""

import pytest

from governance.models import Provision, Version
from tests.histories import TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(api):
    def ask(**query):
        answer = api().get("/api/v1/provisions/", query)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    return ask


def test_a_provision_is_an_exact_quotation_of_its_version(listed, make_history):
    make_history()
    rows = listed()
    assert len(rows) == 3
    for row in rows:
        text = Version.by_public_id(row["version"]).text
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["in_force"] is True


def test_a_provision_that_was_removed_is_not_in_force_and_still_opens(api, listed, make_history):
    first = TEXTS[0] + "\n## Retention\n\nWe keep your data for ten days.\n"
    second = TEXTS[0]
    versions = make_history(texts=(first, second))
    wording = "We keep your data for ten days."
    removed = Provision.objects.exclude(removed_in=None).get(current_revision__text=wording)
    assert removed.public_id not in [row["id"] for row in listed()]
    shown = api().get(f"/api/v1/provisions/{removed.public_id}/").json()
    assert (shown["in_force"], shown["removed_in"]) == (False, versions[1].public_id)
    assert shown["text"] == wording


def test_provisions_are_filtered_by_platform_document_and_category(listed, make_document, make_history):
    one, two = make_document(), make_document()
    make_history(one)
    make_history(two)
    assert len(listed()) == 6
    assert {row["document"]["id"] for row in listed(document=one.public_id)} == {one.public_id}
    assert {row["document"]["id"] for row in listed(platform=two.platform.slug)} == {two.public_id}
    category = listed()[0]["category"]
    assert {row["category"] for row in listed(category=category)} == {category}


def test_an_unknown_category_is_refused_by_name(api, db):
    answer = api().get("/api/v1/provisions/?category=astrology")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["category"])


@pytest.mark.parametrize("name", ["CW-P-999999", "CW-C-000001", "1", "CW-P-" + "0" * 30])
def test_an_unknown_provision_is_not_found(api, make_history, name):
    make_history()
    answer = api().get(f"/api/v1/provisions/{name}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
