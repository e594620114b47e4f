"""The matrix of a comparison: what each cell says is what the API says, in four states, whatever the names are."""

import html
import re

import pytest
from django.test import Client

from governance.api.comparison_shapes import ComparisonSerializer, describe_comparison
from governance.models import Platform, Version
from governance.stated_provisions import compare_platforms, platforms_to_compare
from web.pages.comparison_matrix import CellState, matrix_of, value_in_words

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
RETENTION = "# Privacy\n\n## Retention\n\nWe keep your account data for {days} days after you close your account.\n"
OTHER = "# Terms\n\n## Law\n\nThese terms are governed by the laws of Ireland, and its courts decide on disputes.\n"


@pytest.fixture
def platforms(make_platform, make_document, make_history):
    """One keeps for 30 days, one says nothing of it, one was never captured; the first has a hostile name."""
    for slug, name, text in (("acme", HOSTILE, RETENTION.format(days=30)), ("brisk", "Brisk", OTHER)):
        make_history(make_document(make_platform(name=name, slug=slug)), texts=(text,))
    make_platform(name="Nobody", slug="nobody")
    return ["acme", "brisk", "nobody"]


def compared(slugs, category="retention"):
    return ComparisonSerializer(
        describe_comparison(compare_platforms(platforms_to_compare(slugs), category, None))
    ).data


def shown(slugs, category="retention", **headers):
    answer = Client().get("/compare/", {"category": category, "platforms": ",".join(slugs)}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_cell_is_in_the_state_that_the_api_tells(platforms):
    data = compared(platforms)
    matrix = matrix_of(data)
    assert [row.id for row in matrix.rows] == [one["id"] for one in data["dimensions"]]
    states = {cell.state for row in matrix.rows for cell in row.cells}
    assert {CellState.STATED, CellState.NOT_STATED, CellState.NO_PROVISION, CellState.NOT_CAPTURED} == states
    for row, dimension in zip(matrix.rows, data["dimensions"], strict=True):
        for cell, told in zip(row.cells, dimension["cells"], strict=True):
            assert (cell.state == CellState.STATED) == told["is_stated"]
            assert cell.quotations == told["quotations"]
        assert [cell.state for cell in row.cells[1:]] == [CellState.NO_PROVISION, CellState.NOT_CAPTURED]


def test_the_page_s_matrix_and_its_quotations_agree(platforms):
    page = shown(platforms)
    cells = re.findall(r'<td class="is-([\w-]+)">(.*?)</td>', page, re.DOTALL)
    wanted = [cell for row in matrix_of(compared(platforms)).rows for cell in row.cells]
    assert [state for state, _ in cells] == [cell.state for cell in wanted]
    assert all(cell.words in html.unescape(text) for (_, text), cell in zip(cells, wanted, strict=True))
    assert any("30 days" in text for _, text in cells)
    for target in re.findall(r'<td class="is-stated"><a href="#([^"]+)"', page):
        assert page.count(f'id="{target}"') == 1
    assert HOSTILE not in page
    assert "alert(1)" in page


def test_what_can_t_be_read_is_not_said_to_be_unstated(platforms):
    Version.objects.filter(document__platform__slug="brisk").update(is_good=False)
    assert {row.cells[1].state for row in matrix_of(compared(platforms)).rows} == {CellState.NOT_CAPTURED}


def test_ten_platforms_have_ten_columns_with_their_heads(platforms, make_platform):
    more = [make_platform(name=f"Other {n}", slug=f"other-{n}").slug for n in range(7)]
    page = shown([*platforms, *more])
    head = re.search(r'<table class="states">.*?</thead>', page, re.DOTALL)[0]
    assert head.count('scope="col"') == 11
    assert "Add another" not in page
    assert "Add to the comparison" not in page


@pytest.mark.pure
@pytest.mark.parametrize(("value", "words"), [
    ("P30D", "30 days"), ("P1M", "1 month"), ("P2Y", "2 years"), ("PT72H", "72 hours"), ("P1W", "1 week"),
    ("USD 100", "USD 100"), ("13", "13"), ("opt_out", "Opt-out"), ("P", "P"), ("P1D2", "P1D2"),
])  # fmt: skip
def test_values_are_told_as_readers_say_them(value, words):
    assert value_in_words(value) == words


def test_the_form_starts_with_two_fields_and_adds_one_without_redirecting(platforms):
    def fields(query):
        return re.findall(r'name="platform" list="platforms" value="([^"]*)"', Client().get(query).content.decode())

    assert fields("/compare/") == ["", ""]
    assert fields("/compare/?category=retention&platform=acme&platform=&more=1") == ["acme", "", ""]
    assert fields("/compare/?category=retention&platform=acme&platform=brisk&more=1") == ["acme", "brisk", ""]
    ten = "&".join(f"platform=p{n}" for n in range(14))
    assert len(fields(f"/compare/?{ten}&more=1")) == 10
    assert len(fields("/compare/?platform=" + "x" * 5_000 + "&more=1")[0]) == 200


def test_platforms_of_the_category_are_suggested_and_lead_to_the_comparison(platforms):
    page = Client().get("/compare/?category=retention").content.decode()
    assert Platform.objects.get(slug="acme").name not in page
    (address,) = re.findall(r'class="chip" href="([^"]+)"', page)
    assert "platform=acme" in address
    page = Client().get("/compare/?category=retention&platform=brisk&more=1").content.decode()
    (address,) = re.findall(r'class="chip" href="([^"]+)"', page)
    answer = Client().get(html.unescape(address))
    assert (answer.status_code, answer["Location"]) == (302, "/compare/?category=retention&platforms=brisk%2Cacme")


def test_a_comparison_asks_few_statements(platforms, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        shown(platforms)
