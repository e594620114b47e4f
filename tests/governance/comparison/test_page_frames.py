"""Lines around a document, headings, mistyped words: changes nobody wants a mail about, and those they resemble."""

import pytest

from governance.comparison import Context, compare, parse

BODY = """# Terms of Service

Papertrail lets you keep your drawings in one place, and these terms say what you may expect of us and what we expect.

## Your content

You keep all rights to the drawings that you upload, and we use them only to show them to you and to whom you choose.

## Consent

We ask for your consent before we send your drawings to anybody else, and you may withdraw that consent at any time.
"""
MENU = "Drawings\n\nSustainability Report 2024\n\nFor teachers\n\n"


def judged(before, after):
    return compare(parse(before), parse(after), Context())


@pytest.mark.parametrize(
    "after",
    [
        MENU + BODY,
        BODY + "\n\nRelated: ten ways to draw a horse, and a guide to pencils for beginners of every age\n",
        BODY + "\n\nTel.: +1 555 0100 (Mo-Fr 9:30-17:30)\n",
        BODY + "\n\npt0111382161\n",
    ],
)
def test_lines_around_the_document_are_its_frame(after):
    for first, second in ((BODY, after), (after, BODY)):
        comparison = judged(first, second)
        assert (comparison.label, comparison.is_alertable) == ("cosmetic", False), comparison.rule


@pytest.mark.parametrize(
    "line",
    [
        "You may not draw horses.",
        "Papertrail is run by Papertrail Ireland Ltd.",
        "Write to privacy@papertrail.example.",
        "* Forged drawings",
        "We updated these terms.",
    ],
)
def test_what_binds_or_names_a_party_is_no_frame(line):
    comparison = judged(BODY, BODY + f"\n\n{line}\n")
    assert comparison.is_alertable
    assert [difference.kind for difference in comparison.differences] == ["added"]


def test_an_edit_beside_a_changed_frame_is_told_alone():
    edited = BODY.replace("only to show", "also to train our models and to show")
    comparison = judged(MENU + BODY, edited)
    assert comparison.is_alertable
    assert [difference.kind for difference in comparison.differences] == ["modified"]


def test_another_heading_over_the_same_clauses_is_editorial():
    before = BODY.replace("## Consent", "## Verification requirements")
    comparison = judged(before, before.replace("Verification", "Validation"))
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("editorial", "headings", False)


def test_a_heading_with_another_number_is_not_merely_a_heading():
    before = BODY.replace("## Consent", "## Consent from 13 years")
    assert judged(before, before.replace("13 years", "16 years")).is_alertable


def test_a_mistyped_word_put_right_is_editorial():
    mistyped = BODY.replace("withdraw that consent", "withdraw that consnet")
    comparison = judged(mistyped, BODY)
    assert (comparison.label, comparison.is_alertable) == ("editorial", False)


def test_a_word_that_is_used_elsewhere_is_no_typing_error():
    before = (
        BODY.replace("withdraw that consent", "withdraw that content") + "\n\nAny other content is yours, of course.\n"
    )
    after = before.replace("withdraw that content", "withdraw that consent")
    assert judged(before, after).is_alertable


def test_another_letter_makes_another_word():
    before = (
        BODY + "\n\nYou may end this contact with us at any time, and the contract on your drawings ends with it.\n"
    )
    assert judged(before, before.replace("contact", "contract")).is_alertable


def test_a_line_that_goes_from_one_of_two_equal_lists_is_no_copy():
    lists = "\n\n".join(
        f"## To {purpose}\n\nFor this purpose we use the following data of yours, which we have named above:\n\n"
        "* Drawings you upload\n* Public content you or others create\n* Messages you send"
        for purpose in ("show adverts", "train models")
    )
    before = f"{BODY}\n\n{lists}\n"
    place = before.rindex("* Public content")
    after = before[:place] + before[before.index("* Messages", place) :]
    comparison = judged(before, after)
    assert comparison.is_alertable
    assert [(one.kind, one.before.heading_path[-1]) for one in comparison.differences] == [
        ("removed", "To train models")
    ]


def test_one_more_language_of_a_list_of_links_with_titles_is_of_the_page():
    links = '* [eesti](https://x.example/et "Terms/et (1% translated)")\n* [suomi](https://x.example/fi "Terms/fi")\n'
    more = '* [ລາວ](https://x.example/lo "Terms/lo (5% translated)")\n'
    comparison = judged(f"{BODY}\n{links}", f"{BODY}\n{links}{more}")
    assert (comparison.label, comparison.is_alertable) == ("cosmetic", False), comparison.rule
