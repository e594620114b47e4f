"""Pages made to cost much: each takes about as long for each letter as an ordinary one, or is refused."""

import time
from collections.abc import Callable
from functools import cache

import pytest

from governance.capture.extraction.bombs import MOST_ATTRIBUTES, MOST_DEPTH, refuse_bombs
from governance.capture.extraction.extracted import Unreadable
from governance.capture.extraction.page import extract_html

pytestmark = pytest.mark.pure
LETTERS, MOST_RATIO, TRIES = 40_000, 25, 3
# As deep as is allowed: what is repeated in them would be walked again from each.
DEEP = 600


def filled(part: str, before: str = "") -> str:
    return before + part * ((LETTERS - len(before)) // len(part))


HOSTILE = {
    "paragraphs": filled("<p>"),
    "cells": filled("<td>", "<table><tr>"),
    "rows": filled("<tr><td>a<td>b", "<table>"),
    "ampersands": filled("&"),
    "entities": filled("&amp;"),
    "one word": filled("a"),
    "angles": filled("<"),
    "tags without an end": filled("<a"),
    "open quotes": filled("<a x='\"></a>"),
    "open comments": filled("<!--"),
    "equals signs": "<a " + filled("="),
    "links": filled("<a href=/x>y</a>"),
    "own links": filled("<a href=#x>y</a>"),
    "stars": filled("*"),
    "brackets": filled("]("),
    "bold words": filled("<b>x</b>"),
    "broken lines": filled("x<br>"),
    "raised numbers": filled("x<sup>1</sup>"),
    "drawings": filled("<svg><path/></svg>"),
    "buttons": filled("<button>accept cookies</button>"),
    "buttons in buttons": filled("<i>x</i>", "<div role=button>" * DEEP),
    "buttons deep down": filled("<button>ok</button>", "<div>" * DEEP),
    "headings in headings": filled("<i>x</i>", "<div role=heading>" * DEEP),
    "summaries": filled("<i>x</i>", "<details><summary>" * (DEEP // 2)),
    "tables in heads of tables": filled("<i>x</i>", "<table><tr><th>" * DEEP),
    "tables in captions": filled("<i>x</i>", "<table><caption>" * DEEP),
    "lists in lists": filled("<p>x", "<ol><li>" * DEEP),
    "links in links": filled("word ", "<a href=/x><marquee>" * (DEEP // 2)),
    "titles in parts": filled("<i>x</i>", "<section id=addthis>" * DEEP),
    "marks in marks": filled("word ", "<i><marquee>" * (DEEP // 2)),
    "wide cells": filled("<td colspan=99>a", "<table><tr><td>b"),
    "tall cells": filled("<tr><td rowspan=99>a<td>b", "<table>"),
    "tabs": filled("<p role=tab id=a>x<p role=tabpanel aria-labelledby=a>"),
    "fields": filled("<form><input type=email></form>"),
    "accents": "a" + filled("\u0301"),
    "blanks": filled(" \n", "<pre>"),
    "attributes": filled("<p " + "a " * 900 + ">"),
    "text among rows": filled("x<p>", "<table>"),
    "small texts": filled("<div><div>x</div></div>", "<div>" * DEEP),
}


def seconds(html: str) -> float:
    began = time.process_time()
    extract_html(html, address="https://fox.example/page")
    return time.process_time() - began


@cache
def ordinary() -> float:
    return min(seconds(filled("<p>word <a href=/x>link</a> and more of the words")) for _ in range(3))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_letter_of_a_hostile_page_costs_little_more_than_of_an_ordinary_one(name: str) -> None:
    ratio = seconds(HOSTILE[name]) / ordinary()
    tries = 0
    while ratio > MOST_RATIO and tries < TRIES:
        ratio, tries = min(ratio, seconds(HOSTILE[name]) / ordinary()), tries + 1
    assert ratio <= MOST_RATIO


NESTED: dict[str, Callable[[int], str]] = {
    "divisions": lambda count: "<div>" * count,
    "with end tags of nothing": lambda count: "<div></x></p>" * count,
    "with end tags in comments": lambda count: "<div><!--</div>-->" * count,
    "with end tags in attributes": lambda count: "<div title='</div>'>" * count,
    "with end tags that bars hold back": lambda count: "<div><marquee></div>" * (count // 2 + 1),
    "with end tags that special elements hold back": lambda count: "<span><div></span>" * count,
    "after a script in a comment": lambda count: "<!--<script>-->" + "<div>" * count,
    "after a script in a title": lambda count: "<title><script></title>" + "<div>" * count,
    "after a script in an attribute": lambda count: '<p title="<script>">' + "<div>" * count,
    "after a quote that is none": lambda count: "<p '>" + "<div>" * count,
    "after a drawing": lambda count: "<svg><style><p></style>" + "<div>" * count,
    "in the style of a drawing": lambda count: "<svg><style>" + "<div>" * count,
    "closed like shapes where nothing is drawn": lambda count: "<svg><p></svg>" + "<g/>" * count,
    "bold": lambda count: "<b>" * count,
    "lists": lambda count: "<ul><li>" * count,
}


@pytest.mark.parametrize("name", NESTED)
def test_elements_nested_too_deep_are_counted_however_they_are_written(name: str) -> None:
    refuse_bombs(NESTED[name](MOST_DEPTH // 4))
    with pytest.raises(Unreadable):
        refuse_bombs(NESTED[name](MOST_DEPTH + 9))


@pytest.mark.parametrize(
    "html",
    [
        "<p " + " ".join(f"a{number}" for number in range(MOST_ATTRIBUTES + 1)) + ">",
        "<p x='>' " + " ".join(f"a{number}=1" for number in range(MOST_ATTRIBUTES + 1)) + ">",
        "".join(f"<b x={number}>" for number in range(1_000)) + "<p>" * 1_000,
        "<table><td>" + "".join(f"<b x={number}>" for number in range(1_000)) + "<p>" * 1_000,
        "<script><!--<script></script><textarea></script>",
    ],
)
def test_other_ways_to_make_far_too_much_are_refused(html: str) -> None:
    with pytest.raises(Unreadable):
        refuse_bombs(html)


@pytest.mark.parametrize(
    "html",
    [
        "<svg><path d='M0 0'/><g><use href='#a'/></g></svg>" * 3_000,
        "<p><o:p><a href=/x>x</a></o:p></p><svg:x><a>x</a></svg:x>" * 3_000,
        "<b><i>x</b></i>" * 3_000,
        "<font face=a>x<p>" * 500,
        "<div><span>x</div>" * 3_000,
        "<p>x<li>y<td>z" * 3_000,
        "<h1>x<h2>" * 3_000,
        "a < b and c <3 d" * 3_000,
        "<script>if (a<b) { s = '" + "<div>" * 3_000 + "' }</script>",
        "<script><!-- \ns = '<script>' \n--></script>",
        "<textarea>" + "<div>" * 3_000 + "</textarea>",
    ],
)
def test_untidy_pages_are_no_traps(html: str) -> None:
    refuse_bombs(html)


def test_what_spans_of_cells_make_of_little_is_bounded() -> None:
    with pytest.raises(Unreadable, match="longer than"):
        extract_html("<table>" + ("<tr><td rowspan=99>" + "long text " * 90 + "<td>b") * 300, address="")
