"""Lifelines of provisions: the same numbers as the table and the API, gated, bounded, and safe with any text."""

import re

import pytest
from django.test import Client

from governance.models import Provision, ProvisionRelation
from tests.histories import TEXTS
from tests.web.test_change_facts import page
from web.pages.lifelines import MOST_DRAWN, MOST_LISTED, lifeline_of, lifelines_of_document

pytestmark = pytest.mark.django_db
HOSTILE = "</title></svg><script>alert(1)</script>"
PLOT = 'class="lifelines'


def many(days, count):
    parts = (f"## Part {n}\n\nWe keep record number {n} for {n + days} days." for n in range(1, count + 1))
    return "# Terms\n\n" + "\n\n".join(parts)


@pytest.fixture
def professional(make_user):
    return make_user(tier="professional")


@pytest.fixture
def document(make_history):
    gone = "\nWe also keep a list of visitors for ninety days.\n"
    return make_history(texts=(TEXTS[0] + gone, TEXTS[1], TEXTS[0] + gone, TEXTS[1] + gone))[0].document


def test_a_line_says_what_the_api_says(document, reader):
    lines = lifelines_of_document(document).lines
    assert len(lines) == 2
    for line in lines:
        shown = reader("professional").get(f"/api/v1/provisions/{line.public_id}/history/").json()
        assert line.changes == len(shown["changes"])
        assert line.since.isoformat()[:19] == shown["first_seen"]["captured_at"][:19]
        assert [(one.since.isoformat()[:19], one.stands) for one in line.stretches] == [
            (one["since"][:19], one["until"] is None) for one in shown["stood"]
        ]
        assert line.until.isoformat()[:19] == (shown["stood"][-1]["until"] or shown["known_until"])[:19]
        marks = [(mark.at.isoformat()[:19], mark.shape) for mark in line.marks]
        words = {"added": "added", "removed": "removed"}
        assert marks == [(one["detected_at"][:19], words.get(one["kind"], one["severity"])) for one in shown["changes"]]


def test_the_plot_and_its_table_show_the_same_numbers(document, professional):
    shown = page(f"/documents/{document.public_id}/timeline/", professional)
    plot, _, numbers = shown.partition("<summary>The numbers</summary>")
    for line in lifelines_of_document(document).lines:
        for part in (plot, numbers):
            row = re.search(rf"{line.public_id}.*?</tr>", part, re.DOTALL)[0]
            assert re.search(rf'class="number".*?{line.changes}</td>', row, re.DOTALL)
            assert all(mark.words in row for mark in line.marks)
        assert f"{line.since:%-d %B %Y}" in plot


@pytest.mark.parametrize("tier", [None, "free", "watcher"])
def test_lower_tiers_see_no_line(document, make_user, tier):
    user = make_user(tier=tier) if tier else None
    changed = lifelines_of_document(document).lines[0]
    for path in (f"/documents/{document.public_id}/timeline/", f"/provisions/{changed.public_id}/"):
        shown = page(path, user)
        assert PLOT not in shown
        assert "Part of Professional" in shown
        assert all(mark.words not in shown for mark in changed.marks if mark.words != "removed")


def test_a_narrowed_timeline_draws_no_lines(document, professional):
    path = f"/documents/{document.public_id}/timeline/"
    assert PLOT in page(path, professional)
    assert PLOT not in page(f"{path}?kind=policy_change", professional)


def test_the_page_of_a_provision_draws_its_own_line_alone(document, professional):
    changed = lifelines_of_document(document).lines[0]
    shown = page(f"/provisions/{changed.public_id}/", professional)
    assert shown.count('role="img"') == 1
    assert lifeline_of(Provision.objects.get(pk=Provision.key_of(changed.public_id))).lines[0].marks == changed.marks


def test_splits_and_merges_are_marked_on_both(document):
    first, second = Provision.objects.filter(document=document).order_by("pk")[:2]
    version = document.versions.order_by("-sequence").first()
    ProvisionRelation.objects.create(kind="split", provision=first, other=second, version=version)
    for one in (first, second):
        (mark,) = [mark for mark in lifeline_of(one).lines[0].marks if mark.shape == "split"]
        assert (mark.at, mark.words) == (version.captured_at, "split")


def test_a_document_of_many_provisions_is_bounded_in_lines_and_queries(
    make_history, professional, django_assert_max_num_queries
):
    document = make_history(texts=(many(0, 420), many(1, 420)))[0].document
    with django_assert_max_num_queries(6):
        found = lifelines_of_document(document)
    assert (len(found.lines), len(found.listed)) == (MOST_DRAWN, MOST_LISTED - MOST_DRAWN)
    assert found.left_out == found.total - MOST_LISTED > 0
    client = Client()
    client.force_login(professional)
    with django_assert_max_num_queries(20):
        shown = client.get(f"/documents/{document.public_id}/timeline/").content.decode()
    assert f"Drawn are {MOST_DRAWN} of {found.total} provisions" in shown
    assert shown.count('role="img"') == MOST_DRAWN


def test_a_document_without_changes_or_provisions_draws_nothing(make_history, make_document, professional):
    still = make_history(texts=(TEXTS[0],))[0].document
    assert "changed since the document was seen first" in page(f"/documents/{still.public_id}/timeline/", professional)
    assert PLOT not in page(f"/documents/{still.public_id}/timeline/", professional)
    empty = make_document(title="Nothing")
    assert "The lives of its provisions" not in page(f"/documents/{empty.public_id}/timeline/", professional)


def test_places_are_within_the_plot_and_hostile_words_are_text(make_history, professional):
    text = f"# Terms\n\nWe keep {HOSTILE} your data for ten days.\n"
    document = make_history(texts=(text, text.replace("ten", "thirty")))[0].document
    for line in lifelines_of_document(document).lines:
        places = [float(one.removesuffix("%")) for row in line.stretches for one in (row.x, row.to)]
        assert all(0 <= place <= 100 for place in places + [float(mark.x.removesuffix("%")) for mark in line.marks])
    shown = page(f"/documents/{document.public_id}/timeline/", professional)
    assert "alert(1)" in shown
    assert "<script>" not in shown


def test_places_are_written_with_a_point_in_german(document, professional):
    client = Client()
    client.force_login(professional)
    path = f"/documents/{document.public_id}/timeline/"
    shown = client.get(path, headers={"accept-language": "de"}).content.decode()
    places = re.findall(r'\sx1?="([^"]+)"', shown.partition(PLOT)[2])
    assert len(places) > 5
    assert all(re.fullmatch(r"\d+\.\d\d%", place) for place in places)
