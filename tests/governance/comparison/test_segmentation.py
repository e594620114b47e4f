"""How a document is cut: labels, lists with their lead-in, definitions, tables, HTML, sentences, headings."""

import pytest

from governance.comparison import parse
from governance.comparison.text.labels import read_label
from governance.comparison.text.spans import cell_spans, sentence_spans


def clause(text: str, words: str):
    """The block that contains these words."""
    return next(block for block in parse(text).blocks if words in block.visible)


@pytest.mark.parametrize(
    ("piece", "label"),
    [
        ("1.2(b) You pay the fee", "1.2(b)"),
        ("4.2 Fees", "4.2"),
        ("12\\. Fees", "12"),
        ("IV. Fees", "IV"),
        ("XIV. Fees", "XIV"),
        ("(iv) the fee", "(iv)"),
        ("(A) the fee", "(A)"),
        ("b) the fee", "b)"),
        ("A.1. Fees", "A.1"),
        ("Article 5 – Fees", "5"),
        ("Section 3: Fees", "3"),
        ("§ 4 Gebühren", "4"),
        ("Art. 6 Fees", "6"),
        ("2.FEES AND TAXES", "2"),
        ("● (a) the fee", "(a)"),
        ("Section 5 of these terms applies", ""),
        ("2.5 million people use it", ""),
        ("CIVIL. Papertrail is civil", ""),
        ("We keep logs", ""),
    ],
)
def test_a_label_is_read_and_no_quantity_or_reference_is_taken_for_one(piece, label):
    assert read_label(piece).text == label


def test_a_bullet_can_be_read_with_its_lead_in():
    text = (
        "You must not:\n\n* copy drawings\n* sell drawings:\n    * to children\n\nWe keep logs.\n\n* one more thing\n"
    )
    assert clause(text, "copy").lead_in == "You must not:"
    assert clause(text, "to children").lead_in == "You must not: * sell drawings:"
    assert clause(text, "sell").lead_in == "You must not:"
    assert clause(text, "one more").lead_in == ""


def test_lettered_items_have_the_lead_in_too():
    text = "Papertrail may:\n\n(a) close your account\n\n(b) delete your drawings\n"
    assert clause(text, "delete").lead_in == "Papertrail may:"


def test_a_definition_knows_its_term():
    assert clause("Drawing\n: a picture made of lines\n: anything like it\n", "anything").lead_in == "Drawing"
    html = "<dl><dt>Drawing</dt><dd>a picture made of lines</dd><dt>Log</dt><dd>a list of visits</dd></dl>"
    assert clause(html, "visits").lead_in == "Log"
    assert clause(html, "picture").lead_in == "Drawing"


def test_every_row_knows_the_header_of_its_table():
    text = "| Cookie | Duration |\n| --- | --- |\n| pt_a | 1 day |\n| pt_b | 2 days |\n\nText.\n\n| x | y |\n"
    assert clause(text, "pt_b").lead_in == "| Cookie | Duration |"
    assert clause(text, "x |").lead_in == ""


def test_cells_are_found_without_bars_and_line_breaks():
    row = "| pt\\|a | one<br>two |  | 1 day<br> |"
    assert [row[start:end] for start, end in cell_spans(row)] == ["pt\\|a", "one<br>two", "1 day"]


def test_the_parts_of_a_long_row_do_not_run_over_its_cells():
    sentence = "We keep the drawings of everybody for a long time. "
    row = "| " + " | ".join(sentence * 5 for _ in range(4)) + " |"
    blocks = parse(row).blocks
    assert len(blocks) == 20
    assert not any("|" in row[block.start : block.end] for block in blocks)


def test_elements_of_html_are_clauses():
    text = (
        "<h2>Cookies</h2>\n<p>We set\ntwo cookies.</p><p>You may refuse:</p>\n<ul><li>the first</li>\n<li>the second"
        "<ul><li>and its copy</li></ul></li></ul>\n<table><tr><th>Name</th><th>Duration</th></tr>\n"
        "<tr>\n<td>pt_a</td>\n<td>1 day</td>\n</tr></table>\n\nPlain **text** after.\n"
    )
    blocks = parse(text).blocks
    assert [block.kind for block in blocks] == [
        "heading", "paragraph", "paragraph", "list_item", "list_item", "list_item", "table_row", "table_row",
        "paragraph",
    ]  # fmt: skip
    assert all(text[block.start : block.end] for block in blocks)
    assert blocks[1].words == "we set two cookies"
    assert blocks[1].heading_path == ("Cookies",)
    assert blocks[3].lead_in == "You may refuse:"
    assert blocks[7].words == "pt a 1 day"
    assert "Name" in blocks[7].lead_in


def test_html_leaves_the_published_digest_as_it_is():
    assert (
        parse("<p>We keep <b>logs</b>.</p><p>We delete them.</p>").digest == parse("we keep logs we delete them").digest
    )


def test_a_wrapped_line_is_one_clause():
    text = (
        "Papertrail keeps the drawings that you upload to it for as long as\nyou have an account, then deletes them.\n"
    )
    (block,) = parse(text).blocks
    assert text[block.start : block.end] == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "We share data with Papertrail Inc. and its affiliates in all of the countries.",
        "You may draw animals with us, e.g. Horses and all kinds of smaller dogs.",
        "Everything that we do is described in No. 5 and in Art. 6 of the law.",
        "This is the way in which Mr. A. Painter keeps all the drawings we have.",
        "The price for everything is shown at papertrail.example.Com for all of you.",
    ],
)
def test_a_sentence_does_not_end_at_an_abbreviation(text):
    assert sentence_spans(text) == [(0, len(text))]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We share the data with Papertrail Inc. We keep all the other data.", 2),
        ("We share the data with nobody else.You may ask us about it.", 2),
        ("We keep all of the drawings. 30 days later we delete them all.", 2),
        ("私たちはあなたの絵を三十日間保存します。その後私たちはすべての絵を削除します。", 2),
        ("क्या आप हमारे साथ चित्र बनाते हैं। हम उन्हें तीस दिन तक रखते हैं।", 2),
        ("The rules of the game are<br>* be kind<br>* be fair<br>", 3),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text, count):
    spans = sentence_spans(text)
    assert len(spans) == count
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)


def test_a_long_paragraph_without_blanks_is_split():
    text = "私たちはあなたの絵を三十日間保存します。" * 30
    assert len(parse(text).blocks) == 30


def test_headings_in_disguise_are_headings():
    text = "SCHEDULE 2\n\n§ 4 Fees\n\nFEES AND TAXES\n\n**1. Prices**\n\n**1.1 Currency**\n\nWe charge euros.\n"
    blocks = parse(text).blocks
    assert [block.kind for block in blocks] == ["heading"] * 5 + ["paragraph"]
    assert blocks[5].heading_path == ("SCHEDULE 2", "Fees", "FEES AND TAXES", "Prices", "Currency")


@pytest.mark.parametrize(
    "line",
    [
        "Section 4 applies to everybody.",
        "Article 5 of the law is not changed",
        "WE SELL NOTHING TO ANYBODY, EVER.",
        "* FEES",
    ],
)
def test_a_sentence_is_no_heading_in_disguise(line):
    assert parse(line).blocks[0].kind != "heading"


def test_parts_of_an_assembled_document_are_kept_apart_by_their_headings():
    text = "# Terms\n\n## Introduction\n\nWe draw.\n\n# Privacy\n\n## Introduction\n\nWe paint.\n"
    assert clause(text, "draw").heading_path == ("Terms", "Introduction")
    assert clause(text, "paint").heading_path == ("Privacy", "Introduction")
