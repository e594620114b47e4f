"""What is told of a change as a whole: each thing once, nothing that isn't so, and one number for one thing."""

import re
from datetime import date

import pytest

from governance.comparison import Context, compare, headline, parse

pytestmark = pytest.mark.pure

CLAUSES = [f"We keep the drawings of guild {n} in a drawer of the colour {n} for whoever asks." for n in range(12)]
BODY = "\n\n".join(CLAUSES)
TITLE = "# Terms\n\n"


def compared(before, after, title="Terms of Service"):
    context = Context(document_title=title, captured_on=date(2026, 2, 1))
    return compare(parse(TITLE + before), parse(TITLE + after), context)


def told(comparison):
    return headline("Acme", "Terms", comparison).partition(": ")[2]


def sentences(comparison):
    return [statement.sentence for statement in comparison.statements]


HEADINGS = "".join(f"## Songs of owls {letter}\n\n" for letter in "abcd")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (BODY, f"{BODY}\n\n{HEADINGS}", "Only headings were added."),
        (f"{BODY}\n\n{HEADINGS}", BODY, "Only headings were removed."),
        (f"{BODY}\n\n## Songs of owls", f"{BODY}\n\n## Tales of foxes", "Only headings changed."),
        (BODY, f"{BODY}\n\nSongs of owls\n\nTales of foxes", "Only short lines were added."),
        (BODY, f"{BODY}\n\n[Songs](https://a.example)\n\n[Jobs](https://b.example)",
         "Only menu, contents or link lines were added."),
        ("Effective 1 March 2026\n\n" + BODY, "These terms take effect on 1 March 2026\n\n" + BODY,
         "Only lines on the dates of the document changed."),
        ("Last updated: 1 March 2026\n\n" + BODY, f"Last updated: 1 May 2026\n\n{BODY}\n\n{HEADINGS}",
         "Only headings and dates of the document changed."),
    ],
)  # fmt: skip
def test_lines_without_a_provision_are_called_what_they_are(old, new, reason):
    comparison = compared(old, new)
    assert comparison.reason.startswith(reason.removesuffix("."))
    assert "menu" in reason or "menu" not in comparison.reason


def test_a_new_name_is_all_that_changed_only_where_nothing_else_did():
    old = "Inkwell (“we”) paints for all of us in the yard.\n\nAll owls of the yard paint for Inkwell."
    new = old.replace("Inkwell", "Nib")
    assert compared(f"{BODY}\n\n{old}", f"{BODY}\n\n{new}").reason.endswith("throughout; nothing else changed.")
    stated = ("Last updated: 1 March 2026", "Last updated: 1 May 2026")
    both = compared(*(f"{day}\n\n{BODY}\n\n{text}" for day, text in zip(stated, (old, new), strict=True)))
    assert (both.rule, both.reason) == ("renamed", "Only a name and dates of the document changed.")
    moved = compared(f"{BODY}\n\n{old}", "\n\n".join((*CLAUSES[5:6], *CLAUSES[:5], *CLAUSES[6:], new)))
    assert (moved.rule, moved.reason) == ("renamed", "Only a name and places of clauses changed.")


def test_what_moved_is_counted_once():
    moved = compared(BODY, "\n\n".join((*CLAUSES[5:6], *CLAUSES[:5], *CLAUSES[6:])))
    assert sentences(moved) == ["1 provision moved without a change of wording."]
    more = compared(BODY, "\n\n".join((*CLAUSES[5:6], *CLAUSES[:5], *CLAUSES[6:], "You must paint an owl for us.")))
    assert sentences(more) == ["2 provisions changed: 1 added, 1 moved without a change of wording."]


NOTICE = "We’re updating our {}. The changes will take effect on July 1, 2026."


def test_an_announcement_is_one_statement_and_its_clause_is_told_once():
    comparison = compared(BODY, f"{NOTICE.format('Terms of Service')}\n\n{BODY}")
    assert sentences(comparison) == ["The text announces other terms as of 1 July 2026.", "1 provision added."]
    assert [one.sentence.count("We’re updating") for one in comparison.differences] == [1]


@pytest.mark.parametrize(
    ("name", "title", "is_own"),
    [
        ("Terms of Service", "Terms of Service", True),
        ("Terms", "Terms of Service", True),
        ("Acme Terms of Service", "Terms of Service", True),
        ("Terms of Use", "Terms of Service", True),
        ("Privacy Notice", "Privacy Policy", True),
        ("privacy policy", "Privacy Policy", True),
        ("Global Owl Processor Terms", "Terms of Service", False),
        ("Developer Terms of Service", "Terms of Service", False),
        ("developer terms", "Terms of Service", False),
        ("Privacy Policy", "Terms of Service", False),
        ("Cookie Policy", "Privacy Policy", False),
        ("Rules for Sellers", "Terms of Service", False),
        ("Data Processing Addendum", "Terms of Service", False),
        ("Data Processing Addendum", "Data Processing Addendum", True),
    ],
)
def test_another_documents_notice_neither_announces_nor_dates_this_one(name, title, is_own):
    comparison = compared(BODY, f"{NOTICE.format(name)}\n\n{BODY}", title)
    assert comparison.effective_date == (date(2026, 7, 1) if is_own else None)
    assert ("announced" in {statement.code for statement in comparison.statements}) is is_own
    assert told(comparison).startswith("announces a change as of 1 July 2026" if is_own else "adds ")


@pytest.mark.parametrize("words", ["These Terms will take effect on July 1, 2026.", "EFFECTIVE JULY 1, 2026"])
def test_these_terms_are_this_document_whatever_they_are_called(words):
    assert compared(BODY, f"{words}\n\n{BODY}", "Developer Agreement").effective_date == date(2026, 7, 1)


def test_a_notice_in_capitals_names_no_other_document():
    words = "We’ve updated our terms. They will take effect on July 1, 2026. YOU MUST AGREE TO THE FOLLOWING TERMS."
    assert "announced" in {one.code for one in compared(BODY, f"{words}\n\n{BODY}").statements}


def test_a_rewrite_names_no_numbers_beside_those_of_its_clauses():
    other = "\n\n".join(f"You must paint owl {n} with ink of kind {n} before noon." for n in range(20))
    sentence = next(one.sentence for one in compared(BODY, other).statements if one.code == "rewritten")
    assert not re.search(r"\d", sentence)


RETENTION = [f"We keep letters of kind {n} for {n} days after you close your account." for n in range(3, 9)]
HEAD = "## Retention\n\n"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ([], RETENTION[:3], f"adds “{RETENTION[0][:-1]}” and 2 more clauses on retention and deletion"),
        (RETENTION[:3], [], f"removes “{RETENTION[0][:-1]}” and 2 more clauses on retention and deletion"),
        (RETENTION[:1], [RETENTION[0].replace("We keep", "We always keep"), *RETENTION[3:5]],
         f"adds “{RETENTION[3][:-1]}”; changes 2 more clauses on retention and deletion"),
    ],
)  # fmt: skip
def test_a_direction_is_that_of_all_clauses_that_it_counts(old, new, line):
    sides = (f"{BODY}\n\n{HEAD}" + "\n\n".join(side) for side in (old, new))
    comparison = compared(*(f"{side}\n\nWe paint owls." for side in sides))
    assert told(comparison).startswith(line)


def test_the_numbers_of_a_headline_are_those_of_the_clauses_shown():
    twice = "\n\n".join(f"## Shop {letter}\n\nWe keep letters for 9 days." for letter in "abcdefgh")
    comparison = compared(BODY, f"{BODY}\n\n{twice}")
    shown = [one for one in comparison.differences if one.category == "retention"]
    number = re.search(r"(\d+) more clauses? on retention", told(comparison))
    assert (int(number[1]) if number else 0) + 1 == len(shown)
    assert sum(len(one.repeats) for one in shown) > 0


def test_words_that_only_change_their_place_in_a_clause_are_neither_added_nor_removed():
    old = "Except for the songs in Annex B and Annex Delta, all songs of the guild are sung in the tower of the owls."
    new = "Except for the songs in Annex B, all songs of the guild are sung in the tower of the owls or Annex Delta."
    comparison = compared(f"{BODY}\n\n{old}", f"{BODY}\n\n{new}")
    assert told(comparison).startswith("moves “or Annex Delta” to “Except for the songs in Annex B, all songs of the")
    assert "“and Annex Delta” stands elsewhere in the clause" in comparison.differences[0].sentence
