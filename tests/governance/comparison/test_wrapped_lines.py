"""Lines that were broken at a width are joined to paragraphs; lists, addresses, verses, tables and titles are not."""

import textwrap

import pytest

from governance.comparison import compare, parse
from tests.governance.comparison.texts import TERMS

PARAGRAPHS = [
    f"Papertrail keeps the drawings of group {word} for as long as its members need them, and for no more than {number}"
    f" days after the last of them has left the group or has asked us in writing to give up the place that it has there"
    for number, word in enumerate(("red", "blue", "green", "white", "black", "brown"), 30)
]


def broken(paragraphs, between="\n\n", width=88):
    """The paragraphs as a PDF gives them: a blank line after every line, three after a paragraph."""
    return "\n\n\n\n".join(between.join(textwrap.wrap(paragraph, width)) for paragraph in paragraphs) + "\n"


def readings(text):
    return [" ".join(parse(text).quote(block).split()) for block in parse(text).blocks]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("width", [70, 88, 120])
def test_broken_lines_are_read_as_whole_paragraphs(between, width):
    text = broken([f"{paragraph}." for paragraph in PARAGRAPHS], between, width)
    assert readings(text) == [f"{paragraph}." for paragraph in PARAGRAPHS]
    assert all("\n" not in block.visible for block in parse(text).blocks)


def test_an_edit_of_a_broken_paragraph_is_one_edit_however_its_lines_fall():
    before = broken([f"{paragraph}." for paragraph in PARAGRAPHS])
    edited = PARAGRAPHS[2].replace("keeps the drawings", "keeps and sells the drawings and the letters")
    after = broken([f"{paragraph}." for paragraph in [*PARAGRAPHS[:2], edited, *PARAGRAPHS[3:]]])
    comparison = compare(parse(before), parse(after))
    assert [difference.kind for difference in comparison.differences] == ["modified"]


def test_a_name_that_begins_a_broken_line_goes_on_with_it():
    named = (
        "We share what you draw with nobody but the members of the guild of painters and with the owners of the"
        " Red House."
    )
    text = broken([*PARAGRAPHS, named], width=105)
    assert "\n\nRed House" in text
    assert named in readings(text)


@pytest.mark.parametrize(
    "lines",
    [
        ["Papertrail Ltd", "12 Quill Street, third floor", "Dublin 4", "Ireland"],
        [
            "1. Drawings",
            "2. Letters and other things that our members write to each other in the common room of the guild",
        ],
        ["* to draw at night, in the garden of the guild and in the towers of the castle behind that", "* to sing"],
        [
            "| Owl Ltd | keeps the drawings that you made at night and sends them to those whom you name |",
            "| Elk | x |",
        ],
        ["HOW WE KEEP YOUR DRAWINGS, YOUR LETTERS AND ALL OTHER THINGS THAT YOU GIVE TO US TO KEEP", "we keep them."],
        ["The owls that live in the castle tower", "sing all the night", "and in the morning", "they sleep"],
        ["# How we keep the drawings of the members of the guild and of all their guests who come", "in summer."],
    ],
)
def test_other_lines_of_a_broken_text_stay_as_they_are(lines):
    text = broken(PARAGRAPHS) + "\n\n\n" + "\n\n".join(lines) + "\n"
    assert readings(text)[-len(lines) :] == lines


def test_lines_of_a_text_that_is_not_broken_stay_as_they_are():
    items = [f"the right {'to draw ' * (n % 7 + 5)}in the garden of the guild" for n in range(20)]
    assert readings("You have:\n\n" + "\n\n".join(items)) == ["You have:", *items]
    titles = [
        f"What do I need to draw {'a very ' * (n % 5 + 3)}large picture of an animal in a garden" for n in range(9)
    ]
    text = "\n\n".join([*titles, *(f"how to draw a house or a castle with {n} towers and one gate" for n in range(6))])
    assert readings(text) == text.split("\n\n")


def test_places_in_a_broken_text_are_exact():
    text = TERMS + "\n\n\n" + broken(PARAGRAPHS)
    parsed = parse(text)
    assert all(text[block.start : block.end] == parsed.quote(block).strip() for block in parsed.blocks)
    assert [block.start for block in parsed.blocks] == sorted(block.start for block in parsed.blocks)


def test_the_lines_of_a_narrow_column_are_read_as_one_clause_whatever_their_width():
    cells = [f"Our interest in keeping the tower of owl {n} safe and in preventing damage to it." for n in range(12)]
    items = [f"\\- Songs that owl {n} shares with the guests of the tower on its own account" for n in range(12)]
    columns = [textwrap.wrap(one, width) for one, width in zip(cells + items, [22, 30, 38, 26] * 6, strict=True)]
    text = "\n\n\n\n".join("\n\n".join(lines) for lines in columns) + "\n"
    assert readings(text) == cells + items


def test_the_number_of_a_page_goes_on_with_no_line():
    cells = [f"Our interest in keeping the tower of owl {n} safe and in preventing damage to it." for n in range(24)]
    columns = ["\n\n".join(textwrap.wrap(one, 24)) for one in cells]
    text = "\n\n\n\n".join([*columns, "You must enter your\n\n10"]) + "\n"
    assert readings(text)[-2:] == ["You must enter your", "10"]


def test_a_line_after_a_single_blank_one_begins_anew_where_lines_are_not_spaced():
    items = [f"owls of kind {n}" for n in range(30)]
    rules = [f"Rule {n} of the tower is this." for n in range(60)]
    assert readings("\n\n".join(rules + items)) == rules + items
