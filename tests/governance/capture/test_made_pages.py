"""Of each made page all text is read, with its headings, labels and rows, and nothing of what frames it."""

import re

import pytest

from governance.capture.extraction.page import extract_html
from governance.comparison import parse
from tests.governance.capture.made_pages import ADDRESS, made_pages

pytestmark = pytest.mark.pure
PAGES = made_pages()
_LABELLED = re.compile(r"\(?(\d{1,3}(?:\.\d)*|[a-zA-Z]{1,3})[.)] ([^\W\d_].*)")
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    return _WORD.findall(text.replace("\\", ""))


def markdown(page) -> str:
    return extract_html(page.html, address=ADDRESS).markdown


def holds(text: list[str], part: list[str]) -> bool:
    return any(text[place : place + len(part)] == part for place in range(len(text) - len(part) + 1))


def missing_in_order(found, wanted):
    """Those of the wanted that don't come in the found after the ones before them."""
    missing, place = [], 0
    for one in wanted:
        if one in found[place:]:
            place = found.index(one, place) + 1
        else:
            missing.append(one)
    return missing


def test_there_are_pages_of_many_kinds():
    assert len(PAGES) >= 30
    assert sum(len(page.lines) for page in PAGES) > 200


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_headings_labels_rows_and_links_stand_as_they_are_shown(page):
    lines = [line.strip() for line in markdown(page).split("\n") if line.strip()]
    assert missing_in_order(lines, page.lines) == [], "\n".join(lines)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_all_text_is_read(page):
    found = words(markdown(page))
    assert [text for text in page.wanted if words(text) and not holds(found, words(text))] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_nothing_of_what_frames_the_page_is_read(page):
    found = words(markdown(page))
    wanted = [words(text) for text in page.wanted]
    texts = [words(text) for text in page.unwanted]
    assert [
        text for text in texts if text and holds(found, text) and not any(holds(kept, text) for kept in wanted)
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_comparison_reads_the_labels_and_headings_that_are_shown(page):
    parsed = parse(markdown(page))
    headings = {parsed.quote(block).strip() for block in parsed.blocks if block.kind == "heading"}
    assert [line for line in page.lines if line.startswith("#") and line not in headings] == []
    labels = {(block.label.strip("()"), block.visible) for block in parsed.blocks}
    shown = [_LABELLED.match(line) for line in page.lines]
    assert [label[0] for label in shown if label and (label[1], label[2]) not in labels] == []
