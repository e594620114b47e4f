"""The text of a PDF: paragraphs from lines, without running heads, and errors that say what is wrong."""

import pytest

from governance.capture.extraction.extracted import ScannedPdf, Unreadable
from governance.capture.extraction.pdf import extract_pdf
from governance.comparison import parse
from tests.governance.capture.pdfs import pdf_of

pytestmark = pytest.mark.pure
FULL_LINES = [
    "We may change what we charge for the service at any time, and we will tell you of",
    "such a change at least thirty days before it takes effect. If you do not agree with",
    "it you can end your subscription until then.",
]


def paragraphs(*pages, **options):
    return [line for line in extract_pdf(pdf_of(pages, **options)).markdown.split("\n") if line]


def test_lines_are_joined_to_paragraphs_and_titles_stand_alone():
    page = ["TERMS OF SERVICE", "1. Fees", *FULL_LINES, "1.1 Taxes", "You pay all taxes.", "2. Ending", *FULL_LINES]
    joined = " ".join(FULL_LINES)
    assert paragraphs(page) == [
        "## TERMS OF SERVICE",
        "## 1. Fees",
        joined,
        "### 1.1 Taxes",
        "You pay all taxes.",
        "## 2. Ending",
        joined,
    ]


def test_items_and_labelled_clauses_begin_anew():
    page = [
        *FULL_LINES,
        "You must not:",
        "• sell the service,",
        "• copy it.",
        "(a) This is a clause of its own",
        "that goes on.",
    ]
    assert paragraphs(page)[1:] == [
        "You must not:",
        "* sell the service,",
        "* copy it.",
        "(a) This is a clause of its own that goes on.",
    ]


def test_a_paragraph_goes_on_over_the_end_of_a_page():
    first, second = [*FULL_LINES[:1]], [*FULL_LINES[1:]]
    assert paragraphs(first, second) == [" ".join(FULL_LINES)]


def test_running_heads_and_page_numbers_are_taken_out():
    topics = ("fees", "taxes", "refunds", "notices")
    pages = [
        ["Acme Terms, May 2026", *FULL_LINES, f"Of {topic}.", f"Page {number} of 4"]
        for number, topic in enumerate(topics, 1)
    ]
    text = extract_pdf(pdf_of(pages)).markdown
    assert "Acme Terms" not in text
    assert "Page 2" not in text
    assert all(f"Of {topic}." in text for topic in topics)


def test_a_document_of_two_pages_keeps_what_both_begin_with():
    pages = [["You agree to this.", *FULL_LINES], ["You agree to this.", *FULL_LINES]]
    assert extract_pdf(pdf_of(pages)).markdown.count("You agree to this.") == 2


def test_the_clauses_are_those_that_the_comparison_reads():
    page = ["1. Fees", *FULL_LINES, "2. Refunds", "We refund nothing."]
    blocks = [block for block in parse(extract_pdf(pdf_of([page])).markdown).blocks if block.kind != "heading"]
    assert [block.heading_path for block in blocks] == [("Fees",), ("Refunds",)]


def test_what_looks_like_markup_is_text():
    assert paragraphs(["a*b and <p> stay as they are, and this line is longer than others are"])[0].startswith(
        "a\\*b and &lt;p&gt;"
    )


def test_the_title_is_that_of_its_facts():
    assert extract_pdf(pdf_of([FULL_LINES], title="Acme Terms")).title == "Acme Terms"


def test_a_scan_is_an_error_that_says_so():
    with pytest.raises(ScannedPdf, match="scanned"):
        extract_pdf(pdf_of([[], []], with_picture=True))
    assert paragraphs(FULL_LINES, with_picture=True) == [" ".join(FULL_LINES)]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 nothing", b"<html>", pdf_of([[]]), pdf_of([])])
def test_what_is_no_readable_pdf_is_an_error(data):
    with pytest.raises(Unreadable):
        extract_pdf(data)
