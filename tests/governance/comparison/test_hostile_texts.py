"""Texts made to be slow or to break: bounded time, exact offsets, no exception."""

import time

import pytest

from governance.comparison import compare, parse, unified_diff, word_diff
from tests.governance.comparison.texts import TERMS

HOSTILE = {
    "empty": "",
    "ten thousand equal lines": "We may share your data.\n" * 10_000,
    "one long line": "word " * 100_000,
    "one long word": "a" * 1_000_000,
    "fifty thousand headings": "\n".join(f"{'#' * (n % 6 + 1)} Heading {n}" for n in range(50_000)),
    "opening brackets": "[" * 500_000,
    "closing brackets": "](" * 250_000,
    "open images": "![" * 250_000,
    "open links": "[x](" * 125_000,
    "angle brackets": "<a " * 150_000,
    "stars": "**a" * 150_000,
    "digits": "1" * 500_000,
    "labels": "1." * 250_000,
    "blanks": "1" + " " * 500_000 + "x",
    "months": "January 1 " * 50_000,
    "addresses": "a." * 250_000 + "@b_c",
    "nul": "a\x00b\n" * 1_000,
    "right to left": "\u202eשלום עולם\n" * 1_000,
    "zero width": "a\u200bb\u200d " * 20_000,
    "emoji": "😀 hello 🎉\n" * 5_000,
    "lone surrogate": "\ud800 text\n" * 100,
    "carriage returns": TERMS.replace("\n", "\r\n"),
    "odd line ends": "We keep\x0cdata\x85here\u2028now\n" * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_parsed_and_compared_in_bounded_time(name):
    text = HOSTILE[name]
    started = time.perf_counter()
    parsed = parse(text)
    assert all(0 <= block.start < block.end <= len(text) for block in parsed.blocks)
    assert compare(parsed, parsed).differences == ()
    if len(parsed.blocks) <= 20_000:
        compare(parse(TERMS), parsed)
    assert time.perf_counter() - started < 20


def test_two_large_texts_without_a_common_clause_are_compared_in_bounded_time():
    before = "\n".join(f"We keep record {n * 7919 % 10_007} of your drawings for you." for n in range(3_000))
    after = "\n".join(f"You pay invoice {n * 31 % 10_007} of our company to us." for n in range(3_000))
    started = time.perf_counter()
    comparison = compare(parse(before), parse(after))
    assert comparison.is_alertable
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("word " * 100_000, " ".join(f"token{n}" for n in range(80_000))),
        ("We may share your data.\n" * 20_000, "We may share your data.\n" * 19_000 + "x\n"),
        ("\n".join(f"line {n}" for n in range(30_000)), "\n".join(f"line {n * 7}" for n in range(30_000))),
        ("a b " * 60_000, "b a " * 60_000),
    ],
)
def test_diffs_of_large_texts_are_exact_and_bounded_in_time(before, after):
    started = time.perf_counter()
    operations = word_diff(before, after)
    unified_diff(before, after)
    assert time.perf_counter() - started < 20
    assert "".join(piece for kind, piece in operations if kind != "insert") == before
    assert "".join(piece for kind, piece in operations if kind != "delete") == after
