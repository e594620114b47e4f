"""Parsing: exact offsets, published hashes, structure."""

import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.comparison import parse
from governance.comparison.text.dates import find_dates
from governance.comparison.text.normalise import normalise_line
from tests.governance.comparison.texts import TERMS

MARKUP = st.lists(
    st.sampled_from(
        ["# ", "## ", "* ", "1. ", "(a) ", "8.4 ", "| a | b |", "**Bold**", "===", "---", "\n", "\n\n", "\r\n", " ",
         "[text](https://x.example/a)", "![](i.png)", "<br>", "We may share data.", "30 days", "March 1, 2026",
         "\x00", "\u200b", "\u202e", "😀", "שלום", "](", "[", "<", "é"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=400), MARKUP))
@example("")
@example("a\r\nb\n\n\n")
def test_every_block_is_an_exact_stretch_of_the_text_in_order(text):
    parsed = parse(text)
    position = 0
    for number, block in enumerate(parsed.blocks):
        assert block.index == number
        assert position <= block.start < block.end <= len(text)
        assert parsed.quote(block) == text[block.start : block.end]
        assert parsed.quote(block).strip() == parsed.quote(block)
        position = block.end


def test_the_document_digest_is_the_hash_of_the_normalised_lines_joined_by_a_space():
    text = "# Our  Terms\n\n**Updated** 3 May 2024.\n\nWe don’t sell [your data](https://x.example/y), see https://x.example.\n"
    expected = "our terms updated we dont sell your data see"
    assert parse(text).digest == hashlib.sha256(expected.encode()).hexdigest()


@pytest.mark.parametrize(
    ("line", "norm"),
    [
        ("Ａccount", "account"),
        ("![logo](a.png) Hello", "hello"),
        ("[![x](a.png)](b) Hello", "hello"),
        ("see [the [inner] text](u)", "see the inner text u"),
        ("one <br> two <b>three</b>", "one two three"),
        ("It’s 12 Jan 2024 or 2024-01-12 or 1/2/24", "its or or"),
        ("updated 3 days ago", "updated"),
        ("snake_case", "snake case"),
        ("a ]( b", "a b"),
        ("1 < 2", "1 2"),
        ("", ""),
    ],
)
def test_a_line_is_normalised_like_the_published_hashes(line, norm):
    assert normalise_line(line) == norm


def test_a_block_knows_its_kind_its_label_and_the_headings_above_it():
    blocks = {block.words: block for block in parse(TERMS).blocks}
    clause = blocks["we keep server logs for 30 days after you close your account"]
    assert (clause.kind, clause.label, clause.heading_path) == ("paragraph", "3.1", ("Terms of Service", "Retention"))
    assert blocks["a subscription renews each month until you cancel it"].kind == "list_item"
    assert blocks["pt theme remembers the colour theme 1 year"].kind == "table_row"
    assert blocks["retention"].kind == "heading"
    assert not blocks["retention"].is_provision
    assert clause.is_provision


def test_underlined_and_bold_lines_are_headings():
    parsed = parse("Privacy\n=======\n\n**Cookies**\n\nWe set two cookies.\n")
    assert [block.kind for block in parsed.blocks] == ["heading", "heading", "paragraph"]
    assert parsed.blocks[2].heading_path == ("Privacy", "Cookies")


def test_a_long_line_is_split_at_sentences_that_share_its_line_digest():
    line = " ".join(f"Sentence number {n} says that you may keep item {n}." for n in range(30))
    blocks = parse(line).blocks
    assert len(blocks) == 30
    assert len({block.line_digest for block in blocks}) == 1
    assert len({block.digest for block in blocks}) == 30


def test_a_number_like_a_quantity_is_no_clause_label():
    assert parse("2.5 million people use it every day.").blocks[0].label == ""


def test_a_number_after_a_word_that_only_starts_like_a_month_stays_in_the_words():
    assert parse("See Decision 2021 of the board.").blocks[0].words == "see decision 2021 of the board"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Effective 3 May 2024", (2024, 5, 3)),
        ("Effective:May 3rd, 2024", (2024, 5, 3)),
        ("Last updated 2024-05-03", (2024, 5, 3)),
        ("Stand: 3. Mai 2024", (2024, 5, 3)),
        ("10/27/2023", (2023, 10, 27)),
        ("27.10.2023", (2023, 10, 27)),
        ("May 2024", (2024, 5, 0)),
    ],
)
def test_dates_are_read_in_their_usual_forms(text, value):
    assert [found.value for found in find_dates(text)] == [value]


@pytest.mark.parametrize(
    "text", ["31 February 2024", "Decision 2021/914", "you may 2024 times", "version 1.2.2024.5", "0/0/2024"]
)
def test_what_is_no_date_is_not_read_as_one(text):
    assert [found.exact for found in find_dates(text) if found.exact] == []


def test_a_date_with_two_readings_has_no_exact_day():
    assert find_dates("03/04/2026")[0].exact is None
