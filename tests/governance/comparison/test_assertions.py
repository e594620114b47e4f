"""Lines at the ends of a page, or short ones, that say something: no frame, no menu, in whatever language."""

import pytest

from governance.comparison import Context, compare, parse

BODY = """# Privacy Policy

Papertrail lets you keep your drawings in one place, and this policy says which of your data we need for that purpose.

## What we collect

We collect the drawings that you upload and the name under which you do, and we show them to nobody whom you don't name.

## How to reach us

Write to the office that answers for your country, and name the drawing, so that we can find it among all the others.
"""


def judged(before, after):
    return compare(parse(before), parse(after), Context(document_title="Privacy Policy"))


def behind(line):
    return f"{BODY}\n\n{line}\n"


def above(line):
    return BODY.replace("Papertrail lets", f"{line}\n\nPapertrail lets", 1)


@pytest.mark.parametrize(
    "line",
    [
        "We keep the pages that you open for fifty days, and delete the record of them after that.",
        "We use the pages that you open to find out where people lose their way.",
        "We collect the kind of pencil that you use, and how long you use it for.",
        "You keep your password secret, and you tell us at once when somebody else has used it.",
        "Σύντομα τροποποιούμε μερικώς τους όρους χρήσης των σχεδίων μας.",
        "Drawings go to Quill Analytics once a day.",
        "Hosting of drawings: Inkwell Servers",
        "Copies of a drawing: five euros",
        "Drawings unlock after two years",
    ],
)
@pytest.mark.parametrize("place", [behind, above])
def test_a_line_that_says_something_is_no_frame_of_the_page(line, place):
    for before, after in ((BODY, place(line)), (place(line), BODY)):
        comparison = judged(before, after)
        assert comparison.is_alertable, (comparison.rule, comparison.reason)


@pytest.mark.parametrize(
    "line",
    [
        "Related: ten ways to draw a horse, and a guide to pencils for beginners of every age",
        "Please click here to see the previous version.",
        "View and download the drawings of the week.",
        "There was an issue submitting your feedback",
        "Please check your connection and try again.",
        "Veuillez autoriser le dépôt de cookies pour partager sur les réseaux sociaux.",
        "Our famous pencil finder Learn more",
        "Last updated: 4 May 2026",
        "Language: English",
    ],
)
def test_a_line_of_the_page_stays_one(line):
    for before, after in ((BODY, behind(line)), (behind(line), BODY)):
        comparison = judged(before, after)
        assert not comparison.is_alertable, (comparison.rule, comparison.reason)


def test_a_row_of_a_list_that_is_set_as_prose_is_no_menu_line():
    rows = "We send no drawings to these places:\n\n\\- Norway,\n\n\\-Iceland,\n\n\\- Malta.\n\n## How to reach us"
    after = BODY.replace("## How to reach us", rows)
    before = after.replace("\\-Iceland,\n\n", "")
    assert judged(before, after).is_alertable
    assert judged(after, before).is_alertable


def test_an_item_that_the_document_introduces_is_no_frame():
    listed = "We share drawings with:\n\n* Quill Analytics\n* Inkwell\n\n"
    before = BODY.replace("Papertrail lets", f"{listed}Papertrail lets", 1)
    assert judged(before, before.replace("* Inkwell\n", "")).is_alertable


def test_a_menu_that_comes_with_a_clause_hides_it_no_more():
    menu = "\n\n".join(
        ["Sign in", "About us", "Careers", "Press", "Contact", "Help", "Blog", "Pencils", "Paper", "Ink"]
    )
    clause = "We sell the drawings that you upload to whoever pays most for them."
    comparison = judged(BODY, f"{BODY}\n\n{menu}\n\n{clause}\n")
    assert comparison.is_alertable
    assert not judged(BODY, f"{BODY}\n\n{menu}\n").is_alertable


@pytest.mark.parametrize(
    "line",
    [
        "### [Our new privacy policy is effective 4 May 2026.](https://papertrail.example/privacy)",
        "[Schedule 4: Paid pencils](https://papertrail.example/schedule-4)",
    ],
)
def test_a_link_to_terms_that_come_or_belong_to_these_is_no_menu(line):
    assert judged(BODY, BODY.replace("## What we collect", f"{line}\n\n## What we collect")).is_alertable


def test_a_title_that_says_until_when_the_text_holds_announces_another():
    after = BODY.replace("# Privacy Policy", "# Privacy Policy (valid until 19 October 2026)")
    comparison = judged(BODY, after)
    assert comparison.is_alertable
    assert "announcement" in {one.severity_rule for one in comparison.differences}
    assert not judged(after, after.replace("valid until", "valid until the").replace("the 19", "19")).is_alertable


@pytest.mark.parametrize(
    "line",
    [
        "The average monthly active recipients in the last six months were 840,000.",
        "Users who opened more than one drawing in a month are counted as a user for each of them.",
    ],
)
def test_how_many_use_a_service_and_how_that_was_counted_binds_nobody(line):
    assert not judged(BODY, behind(line)).is_alertable
