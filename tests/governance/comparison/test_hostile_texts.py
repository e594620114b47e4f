"""Texts made to be slow or to break: exact offsets, no exception, work that grows with their length only.

Nothing here looks at a clock. Where the work is that of a regular expression it cannot be counted: the texts are then
long enough that reading one again from each of its characters would take minutes.
"""

import random

import pytest

from governance.comparison import compare, parse, pipeline, reconstruct, unified_diff, word_diff
from governance.comparison.matching import wording
from governance.comparison.matching.reconstruct import wording_of
from tests.governance.comparison.counting import TooMuchWork, lines_run, within_lines
from tests.governance.comparison.texts import TERMS

HOSTILE = {
    "empty": "",
    "equal lines": "We may share your data.\n" * 1_000,
    "one long line": "word " * 10_000,
    "one long word": "a" * 200_000,
    "headings": "\n".join(f"{'#' * (n % 6 + 1)} Heading {n}" for n in range(2_000)),
    "opening brackets": "[" * 200_000,
    "closing brackets": "](" * 50_000,
    "open images": "![" * 50_000,
    "open links": "[x](" * 25_000,
    "angle brackets": "<a " * 30_000,
    "stars": "**a" * 30_000,
    "digits": "1" * 100_000,
    "labels": "1." * 20_000,
    "blanks": "1" + " " * 100_000 + "x",
    "months": "January 1 " * 5_000,
    "addresses": "a." * 30_000 + "@b_c",
    "nul": "a\x00b\n" * 100,
    "line breaks": "a<br>" * 200_000,
    "cells": "| a " * 10_000,
    "nested links": "[" * 50_000 + "x" + "](u)" * 50_000,
    "deep lists": "\n".join(" " * (n % 500) + f"* Item {n} may be kept" for n in range(1_000)),
    "deep quotes": "\n".join(">" * (n % 500) + f" Item {n} may be kept" for n in range(1_000)),
    "tiny clauses": "\n".join(f"a{n}" for n in range(5_000)),
    "dates": "March 1, 2026 " * 5_000,
    "days ago": "3 days ago " * 10_000,
    "ligatures": "\ufdfa" * 10_000,
    "underlines": "===\n" * 20_000,
    "right to left": "\u202eשלום עולם\n" * 100,
    "zero width": "a\u200bb\u200d " * 1_000,
    "emoji": "😀 hello 🎉\n" * 100,
    "lone surrogate": "\ud800 text\n" * 100,
    "carriage returns": TERMS.replace("\n", "\r\n"),
    "broken lines": "We keep what you draw for as long as you need it and for no longer than you\n\n" * 3_000,
    "one word a line": "drawings\n\n" * 20_000,
    "addresses alone": "https://x.example/(a\n" * 20_000,
    "open brackets in an address": "https://" + "(a" * 50_000,
    "links by name": "[a][b" * 30_000,
    "addresses written out": "a (at) b (dot) " * 10_000,
    "titles": "**1.1 Use.** we\n" * 5_000,
    "odd line ends": "We keep\x0cdata\x85here\u2028now\n" * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_parsed_and_compared(name):
    text = HOSTILE[name]
    parsed = parse(text)
    assert all(0 <= block.start < block.end <= len(text) for block in parsed.blocks)
    assert compare(parsed, parsed).differences == ()
    compare(parse(TERMS), parsed)


REWORDED = {
    "hidden addresses beside long words": (
        "\n".join(f"Write to [email protected] {'a' * 10_000} by {n}." for n in range(40)),
        "by",
    ),
    "section signs": ("We keep 1 of " + "§" * 40_000, "keep"),
    "addresses that don't end": ("\n".join(f"Ask {'a.' * 5_000}[email protected] {n}" for n in range(40)), "Ask"),
}


@pytest.mark.parametrize("name", REWORDED)
def test_a_hostile_text_is_compared_with_itself_reworded(name):
    text, word = REWORDED[name]
    comparison = compare(parse(text), parse(text.replace(word, "else")))
    assert comparison.counts.modified == len(text.splitlines())


def paragraphs(count: int, wording: str) -> str:
    """Numbered headings, each over the same words."""
    return "\n\n".join(f"## Section {n}\n\n{wording}" for n in range(count))


WORDS = [f"word{n}" for n in range(4_000)]
SHUFFLED = random.Random(1).sample(WORDS, len(WORDS))
REPETITIVE = {
    "no common clause": (
        "\n".join(f"We keep record {n * 7919 % 10_007} of your drawings for you." for n in range(300)),
        "\n".join(f"You pay invoice {n * 31 % 10_007} of our company to us." for n in range(300)),
    ),
    "one word against new words": ("word " * 5_000, " ".join(f"token{n}" for n in range(5_000))),
    "one line fewer times": ("We share data.\n" * 2_000, "We share data.\n" * 1_900 + "x\n"),
    "other numbers": ("\n".join(map(str, range(1_000))), "\n".join(str(n * 7) for n in range(1_000))),
    "two words swapped": ("a b " * 5_000, "b a " * 5_000),
    "one word, and it among new words": (
        paragraphs(20, "we " * 249),
        paragraphs(20, " ".join(f"we x{n}" for n in range(110))),
    ),
    "repeated phrases in another order": (
        paragraphs(20, "we may share your data " * 25),
        paragraphs(20, "your data x share we may not y " * 18),
    ),
    "each anchor appears when the one before it is taken": (
        " ".join(f"t{n + 1} t{n} p" for n in range(1_500)),
        " ".join(f"t{n + 1} t{n} q" for n in range(1_500)),
    ),
    "one clause against many clauses of its words": (
        " ".join(WORDS),
        "\n\n".join(" ".join(SHUFFLED[n : n + 10]) + "." for n in range(0, 4_000, 10)),
    ),
}
LINES_PER_CHARACTER = 120


@pytest.mark.parametrize("name", REPETITIVE)
def test_the_work_of_a_comparison_is_bounded_by_the_length_of_the_texts(name, monkeypatch):
    monkeypatch.setattr(wording, "RESERVED_STEPS", 10_000)  # it does not grow with the texts, and these are short
    compare(parse("We sell ink."), parse("We sell ink. We sell pens."))  # tables are read once, by what compares first
    before, after = REPETITIVE[name]
    limit = LINES_PER_CHARACTER * (len(before) + len(after))
    old, new = parse(before), parse(after)
    within_lines(limit, lambda: compare(old, new))
    within_lines(limit, lambda: unified_diff(before, after))
    operations = within_lines(limit, lambda: word_diff(before, after))
    assert "".join(piece for kind, piece in operations if kind != "insert") == before
    assert "".join(piece for kind, piece in operations if kind != "delete") == after


def test_clauses_beyond_a_number_are_quoted_and_not_weighed(monkeypatch):
    monkeypatch.setattr(pipeline, "MOST_WEIGHED", 2)
    before, after = parse(TERMS), parse(TERMS.replace("Papertrail", "Acme").replace("drawings", "maps"))
    comparison = compare(before, after)
    rules = [difference.severity_rule for difference in comparison.differences]
    assert len(rules) > 2
    assert rules.count("unweighed") == len(rules) - 2
    assert reconstruct(before, comparison) == [wording_of(block) for block in after.blocks]


WORDS_OF_LETTERS = ["".join("abcdefghij"[int(digit)] for digit in f"{n:03}") + "klmxyz" for n in range(700)]
MANY_CLAUSES = {
    "tiny clauses": (HOSTILE["tiny clauses"], " zz"),
    "headings": (HOSTILE["headings"], " zz"),
    "rows, each under its own heading": (
        "\n".join(f"# Part {n}\n| row{n} | kept |" for n in range(1_000)),
        " z | zz |",
    ),
    "one word respelled in every clause": ("\n".join(f"We organis{n} it at {n}" for n in range(1_000)), " organized"),
    "letters swapped in every clause": (
        "\n".join(f"We keep what {word} says of abcde" for word in WORDS_OF_LETTERS),
        None,
    ),
    "another name in every second clause": (
        "\n".join(
            f"Company {word.title()} keeps all that it is given by you" for word in WORDS_OF_LETTERS for _ in "12"
        ),
        None,
    ),
    "equal clauses": ("We may share your data.\n" * 3_000, " Or not."),
    "links and questions": ("\n".join(f"[Question {n}?](https://x.example/{n})" for n in range(1_000)), " Why?"),
    "dates": ("\n".join(f"Updated {n % 28 + 1} May {n % 90 + 1940}" for n in range(1_000)), ", 1 June 2026"),
}


@pytest.mark.parametrize("name", MANY_CLAUSES)
def test_a_text_of_many_clauses_takes_about_twice_the_work_when_it_is_twice_as_long(name):
    text, more = MANY_CLAUSES[name]

    def edited(line: str) -> str:
        return line + more if more else line.replace("klm", "kml")

    lines = text.splitlines()
    works = []
    for count in (len(lines) // 2, len(lines)):
        before, after = parse("\n".join(lines[:count])), parse("\n".join(map(edited, lines[:count])))
        works.append(lines_run(lambda before=before, after=after: compare(before, after)))
    assert works[1] <= 2.5 * works[0]


def test_counting_notices_work_that_grows_with_the_square_of_a_text():
    with pytest.raises(TooMuchWork):
        within_lines(10_000, lambda: [None for _ in range(200) for _ in range(200)])


def test_a_stretch_too_repetitive_to_align_leaves_the_rest_of_the_text_compared_finely(monkeypatch):
    monkeypatch.setattr(wording, "RESERVED_STEPS", 0)
    before = "\n".join(["kept for 30 days", "we " * 249, "erased after 2 years"])
    after = "\n".join(["kept for 90 days", "they we " * 120, "erased after 3 years"])
    operations = word_diff(before, after)
    assert ("delete", " 30") in operations
    assert ("insert", " 3") in operations
    assert len(operations) < 20
