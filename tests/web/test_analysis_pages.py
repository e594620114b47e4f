"""The pages of the institutional analysis."""

import re

import pytest
from django.test import Client

from governance.analysis.risk_method import MOST, RISK_TABLE
from governance.models import Change, Version
from web.pages.analyses import CELL_HEIGHT, CELL_WIDTH, GRID_LEFT, GRID_TOP, MOST_PLOTTED, risk_plot

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def client(make_user):
    found = Client()
    found.force_login(make_user(tier="professional", jurisdictions=["EU"]))
    return found


@pytest.fixture
def paths(make_history, make_document):
    document = make_history(make_document(title=HOSTILE))[0].document
    change = Change.objects.order_by("pk").first()
    return [f"/documents/{document.public_id}/analysis/", f"/changes/{change.public_id}/analysis/"]


def shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = answer.content.decode()
    assert HOSTILE not in found
    return found


def test_each_part_is_shown_with_rules_quotations_and_sources(client, paths):
    for path in paths:
        found = shown(client, path)
        told = client.get(f"/api/v1{path}").json()
        assert told["material_risk"]
        for rating in told["material_risk"]:
            assert rating["sentence"] in found
            assert found.count('class="possible"') >= len(rating["possible_cells"])
        for law in told["exposure"]["in_view"]:
            assert f"/regulations/{law['regulation']}/" in found
        assert "binding arbitration" in found or "consent" in found or "may opt out" in found
        assert "Rule: " in found
        assert "laws left out by your jurisdictions and roles" in found


def test_the_plot_of_risk_frames_the_cells_that_the_api_names(client, paths):
    """Each frame, read back from its place and size, is the rating's interval of likelihood and of impact."""
    for path in paths:
        found = shown(client, path)
        told = client.get(f"/api/v1{path}").json()["material_risk"][:MOST_PLOTTED]
        frames = re.findall(r'class="span( open)?" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', found)
        assert len(frames) == len(told) > 0
        for rating, (is_open, *numbers) in zip(told, frames, strict=True):
            x, y, width, height = map(int, numbers)
            impacts = {(x + 1 - GRID_LEFT) // CELL_WIDTH + 1 + more for more in range(width // CELL_WIDTH)}
            rows = {(y + 1 - GRID_TOP) // CELL_HEIGHT + more for more in range(height // CELL_HEIGHT)}
            cells = {(MOST - row, impact) for row in rows for impact in impacts}
            assert cells == {(one["likelihood"], one["impact"]) for one in rating["possible_cells"]}
            assert bool(is_open) == rating["band"].startswith("Not assessable")


@pytest.mark.pure
def test_the_cells_of_the_plot_are_those_of_the_method():
    cells = risk_plot()["risk_cells"]
    assert [cell.band for cell in cells] == [band for row in RISK_TABLE for band in row]
    assert len({(cell.x, cell.y) for cell in cells}) == MOST * MOST


@pytest.mark.dated
def test_the_law_is_read_as_of_the_day_that_is_asked_for(client, paths):
    assert "As of</dt><dd>1 January 2020" in shown(client, f"{paths[0]}?as_of=2020-01-01")
    assert "As of</dt><dd>11 March 2026" in shown(client, f"{paths[0]}?as_of=never")


def test_lower_plans_and_visitors_get_the_gate_and_no_word_of_it(client, paths, make_user):
    lower = Client()
    lower.force_login(make_user(tier="watcher"))
    for path in paths:
        for one in (lower, Client()):
            found = shown(one, path)
            assert "Part of Professional" in found
            assert "Rule: " not in found
        assert path in client.get(path.removesuffix("analysis/")).content.decode()
        assert path not in lower.get(path.removesuffix("analysis/")).content.decode()


def test_what_is_too_large_not_captured_or_not_there_is_said(client, paths, make_document):
    empty = make_document(document_type="cookie-policy")
    assert "no text to analyse" in shown(client, f"/documents/{empty.public_id}/analysis/")
    Version.objects.update(is_too_large=True)
    assert "too large to be analysed" in shown(client, paths[0])
    for path in ("/documents/CW-D-999999/analysis/", "/changes/owl/analysis/"):
        assert client.get(path).status_code == 404
