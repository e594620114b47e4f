"""The admin is in the colours of the site, and its templates need no style of their own."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r"^\s*(--[\w-]+): (light-dark\([^)]+\));", re.MULTILINE)


def tokens(path):
    return dict(TOKEN.findall((ROOT / path).read_text(encoding="utf-8")))


def test_each_colour_of_the_admin_is_the_site_s_of_that_name():
    ours, of_the_site = tokens("backend/static/backend/admin.css"), tokens("web/static/web/site.css")
    assert len(ours) > 10
    assert {name: pair for name, pair in ours.items() if of_the_site.get(name) != pair} == {}


def test_no_colour_of_the_admin_stands_outside_of_these():
    css = TOKEN.sub("", (ROOT / "backend/static/backend/admin.css").read_text(encoding="utf-8"))
    assert re.findall(r"#[0-9a-f]{3,8}\b(?![^{;]*\{)|rgba?\(", css) == []


@pytest.mark.parametrize(
    "path", [*ROOT.glob("*/templates/admin/**/*.html"), *ROOT.glob("backend/templates/backend/operating.html")]
)
def test_templates_of_the_admin_have_no_style_and_no_script_inside(path):
    page = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|<script|\son\w+=", page)
