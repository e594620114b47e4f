"""A headline says which way a document changed, in its own words, and nothing that isn't certain."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from governance.comparison import Context, categories, compare, headline, parse
from governance.comparison.pipeline import NOTHING_KNOWN
from governance.comparison.telling.headlines import LENGTH
from governance.comparison.text.reader_text import readable
from governance.comparison.weighing.severity_reasons import reason_of
from tests.governance.comparison.test_sentences import balanced, quotations, texts
from tests.governance.comparison.texts import AUDIO_RULES, ERROR_PAGE, TERMS, with_date

pytestmark = pytest.mark.pure


def told(after, before=TERMS, context=NOTHING_KNOWN):
    line = headline("Papertrail", "Terms", compare(parse(before), parse(after), context))
    who, _, what = line.partition(": ")
    assert who == "Papertrail Terms"
    return what


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("30 days", "90 days",
         "lengthens a period from “30 days” to “90 days” in “We keep server logs for 90 days after you close"
         " your account”"),
        ("30 days", "7 days",
         "shortens a period from “30 days” to “7 days” in “We keep server logs for 7 days after you close your"
         " account”"),
        ("13 years", "16 years",
         "raises an age from “13 years old” to “16 years old” in “You must be at least 16 years old to use"
         " Papertrail” (children and age)"),
        ("We do not use", "We use",
         "reverses “We do not use your drawings to train machine learning models”: removes “do not” (AI training use)"),
        ("your drawings to train", "your drawings and those of our partners to train",
         "adds “and those of our partners” in “We do not use your drawings and those of our partners to train machine"
         " learning models”"),
        ("at our sole discretion", "",
         "removes “at our sole discretion” from “We may refund fees at our sole discretion” (payments and renewal)"),
        ("3.1 We keep server logs for 30 days after you close your account.", "",
         "removes “We keep server logs for 30 days after you close your account” (retention and deletion)"),
    ],
)  # fmt: skip
def test_a_certain_direction_is_said_in_the_words_of_the_clause(old, new, line):
    assert old in TERMS
    assert told(TERMS.replace(old, new)) == line


def test_two_quantities_of_a_kind_give_no_direction():
    clause = "We keep logs for 30 days and mails for 60 days after you close your account."
    text = f"# Terms\n\n## Retention\n\n{clause}\n"
    line = told(text.replace("30 days", "60 days").replace("mails for 60", "mails for 30"), text)
    assert "lengthens" not in line
    assert "shortens" not in line


def test_a_clause_that_is_worded_anew_is_not_told_as_a_chain_of_replacements():
    old = "We look at posts and at mails that people write from time to time, and we hide what may harm other people."
    new = "We weigh posts, read and count each of the mails people write now, then hide it, as disturbing other people."
    assert told(f"# Terms\n\n## Moderation\n\n{new}\n", f"# Terms\n\n## Moderation\n\n{old}\n").startswith(
        "now says “weigh posts, read and count each of the mails people write now, then hide it"
    )


def test_several_clauses_of_one_kind_are_counted():
    rules = "".join(f"\n\n6.{n} We keep log {n} for {n} days." for n in range(1, 4))
    line = told(f"{TERMS}\n\n## 6. Logs{rules}\n", f"{TERMS}\n\n## 6. Logs\n")
    assert line == "adds “We keep log 1 for 1 days” and 2 more clauses on retention and deletion"


@pytest.mark.parametrize("kind", ["added", "removed"])
def test_a_clause_of_no_category_is_quoted_with_its_heading(kind):
    short = "# Terms\n\n## Colours\n\n" + "\n\n".join(f"Room {n} is painted in some colour or other." for n in range(9))
    long = f"{short}\n\nNobody paints the blue door green.\n"
    line = told(long, short) if kind == "added" else told(short, long)
    verb = {"added": "adds", "removed": "removes"}[kind]
    assert line == f"{verb} “Nobody paints the blue door green” under “Colours”"


def test_what_is_no_change_of_meaning_is_called_by_its_reason():
    assert told(TERMS.replace("## 4. Fees", "## **4. Fees**")) == "only formatting, links or markup changed"
    assert told(with_date(TERMS, "May 4, 2026")) == "only dates of the document changed"
    assert told(ERROR_PAGE) == "the new capture is an error, redirect, login or empty page"


def test_a_rewrite_and_a_return_are_called_so_with_their_subjects():
    other = "# Terms\n\n## 1. Data\n\n" + "\n\n".join(f"We share data of kind {n} with partner {n}." for n in range(20))
    assert told(other).startswith("rewritten (data sharing")
    before, after = parse(TERMS + AUDIO_RULES), parse(with_date(TERMS, "May 4, 2026"))
    returned = compare(before, after, Context(earlier_digests=(before.digest, parse(TERMS).digest)))
    line = "P Terms: returned to an earlier text"
    assert headline("P", "Terms", returned) == f"{line} (disinformation and synthetic media)"
    # No word of these clauses speaks of what the model takes them for.
    taken = [replace(one, category="governing_law") for one in returned.differences]
    assert headline("P", "Terms", replace(returned, main_categories=("governing_law",), differences=taken)) == line


def test_a_title_that_names_the_platform_is_not_named_twice():
    comparison = compare(parse(TERMS), parse(TERMS.replace("30 days", "90 days")))
    assert headline("Acme", "Acme Terms", comparison).startswith("Acme Terms: lengthens")


def test_no_name_of_a_category_holds_a_comma():
    assert not [category.name for category in categories() if "," in category.name]


def test_a_standing_clause_on_changes_is_no_announcement():
    clause = "We may need to change these terms from time to time and will tell you by mail.\n\n"
    line = told(TERMS.replace("## 1.", f"{clause}## 1."))
    assert line.startswith("adds “We may need to change these terms")
    dated = "We're updating our Terms. The new terms will take effect on July 1, 2026.\n\n"
    assert told(TERMS.replace("## 1.", f"{dated}## 1.")) == "announces a change as of 1 July 2026"


def test_a_letter_alone_is_not_quoted():
    clause = "# Terms\n\n## Colours\n\nWe paint the new door{} blue for the owls of the house.\n"
    assert "“" in told(clause.format("y"), clause.format(""))
    assert not re.search("“.{1,2}”", told(clause.format("y"), clause.format("")))


def test_a_stated_date_that_is_all_that_changed_is_quoted():
    text = "# Terms\n\nGeneral terms for members, effective until 30 April 2026.\n\nYou keep your drawings.\n"
    gone = text.replace("General terms for members, effective until 30 April 2026.\n\n", "")
    assert "provisions changed" not in told(gone, text)


def test_a_first_record_is_called_so():
    assert headline("Acme", "Terms", compare(None, parse(TERMS))) == "Acme Terms: first record"


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_whatever_a_headline_quotes_is_a_part_of_a_clause_or_a_heading_and_it_says_something(before, after):
    if not (balanced(before) and balanced(after)):
        return
    old, new = parse(before), parse(after)
    line = headline("Acme", "Terms", compare(old, new))
    assert re.fullmatch(r"Acme Terms: \S.*\S", line)
    assert len(line) <= LENGTH + 120  # the first phrase is told in any case
    sources = [readable(block.visible) for text in (old, new) for block in text.blocks]
    sources += [title for text in (old, new) for block in text.blocks for title in block.heading_path]
    for quotation in quotations(line.partition(": ")[2]):
        assert any(quotation in source for source in sources), (quotation, line)


OWLS = "# Terms\n\nOwls draw in the tower of the guild all night long.\n\n"
MENU = "".join(f"* [{word}](https://owls.example/{word})\n" for word in ("Home", "Prices", "Jobs", "Press"))
SONGS = "".join(f"## Songs of owls {letter}\n\n" for letter in "abcd")
STORY = "Foxes dance in the yard.\n\nCats sleep all day.\n\nDogs run at noon.\n\nMice eat cheese.\n\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (OWLS, MENU + "\n" + OWLS, "menu, contents or link lines"),
        (OWLS, OWLS + SONGS, "headings"),
        (OWLS + STORY, OWLS + STORY + STORY, "copies of clauses"),
    ],
)
def test_what_came_is_named_and_never_called_no_change(old, new, told):
    comparison = compare(parse(old), parse(new))
    assert [one.kind for one in comparison.differences] == ["added"] * 4
    assert headline("Owls", "Terms", comparison) == f"Owls Terms: only {told} were added"
    assert not any("heading changed" in reason_of(one.severity_rule, one.category) for one in comparison.differences)
