"""Lines of a page, addresses and counts that readers of real changes found to be told falsely, on made-up texts."""

import re

import pytest

from governance.comparison import compare, headline, parse
from tests.governance.comparison.single_clauses import compared, reasons

pytestmark = pytest.mark.pure


def told(old, new):
    """The headline and the sentences of a change of one clause."""
    comparison = compared(old, new)
    line = headline("Papertrail", "Terms", comparison).removeprefix("Papertrail Terms: ")
    return line, " ".join(one.sentence for one in comparison.differences)


def rules_of_severity(old, new):
    return {one.severity_rule for one in compared(old, new).differences}


BANNERS = [
    "Privacy Notice Updated. We added more detail about cookies and how to turn them off.",
    "We've refreshed our Privacy Statement to make it easier to read.",
    "We have reorganized our Terms and clarified some wording.",
    "We've simplified this policy so that it is easier to understand.",
    "We clarified the language of our Privacy Notice. Learn more about it here.",
    "We added more details on how owls draw to this notice.",
    "We’ve also added examples and explanations to these terms.",
    "> We added more detail about cookies. We also clarified that we do not sell your drawings or send them to hens.",
    "We’ve refreshed our Terms to make them easier to read, with clearer explanations. More detailed information is"
    " available in What's New.",
]
NO_BANNERS = [
    "We added more owls to the tower.",
    "We added more detail about cookies, and you must accept them.",
    "We've refreshed our Terms. The new terms take effect on 1 July 2027.",
    "We've refreshed our Terms. By continuing to draw you agree to them.",
    "We clarified that drawings belong to the owls. Hens may sell them.",
    "We've simplified our fees.",
    "We clarified that we do not sell your drawings.",
    "We added more detail about songs. We clarified that you must pay for them.",
    "We refresh your drawings once a day.",
]


@pytest.mark.parametrize("banner", BANNERS)
def test_a_banner_about_a_revision_of_the_page_is_quiet_and_no_rule(banner):
    for old, new in (("", banner), (banner, "")):
        comparison = compared(old, new)
        assert [one.severity_rule for one in comparison.differences] in (["revision"], ["notice_lapsed"])
        assert not comparison.is_alertable


def test_the_title_of_a_banner_is_quiet_with_it_and_told_alone():
    title, banner = "> **Privacy Notice Updated**", "> We added more detail about cookies and how to turn them off."
    for old, new in (("", f"{title}\n\n{banner}"), (f"{title}\n\n{banner}", "")):
        comparison = compared(old, new)
        assert {one.severity_rule for one in comparison.differences} == {"revision"}
        assert not comparison.is_alertable
    assert "revision" not in rules_of_severity("", title)


@pytest.mark.parametrize("line", NO_BANNERS)
def test_what_says_more_than_that_the_page_was_revised_is_told(line):
    for old, new in (("", line), (line, "")):
        assert compared(old, new).is_alertable


@pytest.mark.parametrize("banner", BANNERS)
def test_a_banner_is_never_the_headline_before_a_clause_that_says_something(banner):
    old, new = "Owls sing at noon.", "Owls sing at noon. We sell their songs to hens."
    for one, other in ((f"{banner}\n\n{old}", new), (old, f"{banner}\n\n{new}")):
        line, _ = told(one, other)
        assert "sell their songs" in line
        assert banner[:20] not in line


ADDRESSES = [
    ("owl-songs@papertrail.example", "owl_songs@papertrail.example"),
    ("owl-songs@papertrail.example", "owlsongs@papertrail.example"),
    ("owls@paper-trail.example", "owls@papertrail.example"),
    ("organise@papertrail.example", "organize@papertrail.example"),
]


@pytest.mark.parametrize(("old", "new"), ADDRESSES)
def test_an_address_that_differs_in_a_letter_is_another_address(old, new):
    for one, other in ((old, new), (new, old)):
        comparison = compared(f"Write to {one} about the songs.", f"Write to {other} about the songs.")
        assert (comparison.label, comparison.reason) == ("substantive", "Only addresses changed.")
        assert not comparison.is_alertable
        assert [one.severity_rule for one in comparison.differences] == ["addresses"]
        assert f"“{one}” became “{other}”" in comparison.differences[0].sentence
        assert f"changes “{one}” to “{other}”" in headline("Papertrail", "Terms", comparison)


def test_an_address_in_other_letters_of_the_same_name_stays_the_same():
    comparison = compared("Write to Owls@Papertrail.example about it.", "Write to owls@papertrail.example about it.")
    assert comparison.label == "cosmetic"


@pytest.mark.parametrize(
    ("old", "new"),
    [("© 1997-2025 Papertrail", "© 1997-2026 Papertrail"),
     ("Copyright 1997–2025 Papertrail Ltd.", "Copyright 1997–2026 Papertrail Ltd."),
     ("© 2025 Papertrail. All rights reserved.", "© 2026 Papertrail. All rights reserved.")],
)  # fmt: skip
def test_the_years_of_a_copyright_line_are_no_address(old, new):
    alone, beside = compared(old, new), compared(f"{old}\n\nOwls sing.", f"{new}\n\nOwls sing and draw.")
    assert [one.severity_rule for one in alone.differences] == ["copyright_year"]
    assert not alone.is_alertable
    assert "addresses" not in {one.severity_rule for one in beside.differences}
    assert beside.is_alertable


def test_years_are_no_telephone_number():
    assert "addresses" not in reasons("The songs of 1997-2025 are read.", "The songs of 1997-2026 are read.")


CONTACT_LINES = [
    "14441, San Francisco, CA 94114, by phone 415-555-0123, or by mail.",
    "**14441, San Francisco, CA 94114**", "**415-555-0123**", "**+49 30 123456**", "__10117 Berlin__",
    "**Tel. +49 30 123456**", "**London EC2M 4YP**", "14441 San Francisco", "**12 Owl Street, Nest, CA 94114**",
]  # fmt: skip
CLAUSES = "(a) small claims that a court may hear,\n\n(b) claims on patents of owls,\n\n(c) matters of the nest."


@pytest.mark.parametrize("line", CONTACT_LINES)
def test_a_line_with_an_address_or_a_number_is_no_heading_of_what_stands_below(line):
    frame = "## Exceptions\n\nOnly these are excepted.\n\n{}\n\n" + CLAUSES
    for old, new in ((line, ""), ("", line)):
        comparison = compared(frame.format(old), frame.format(new))
        assert all(one.kind != "moved" for one in comparison.differences)
        assert not any(line.strip("*_") in one.after.heading_path for one in comparison.differences if one.after)
    assert all(line.strip("*_ ") not in block.heading_path for block in parse(f"{line}\n\n{CLAUSES}").blocks)


def test_clauses_below_a_title_that_stood_within_a_line_before_stand_under_no_other_words():
    before = "## Disputes\n\n**9.1 Owls.** Owls settle by song.{}**9.2 Exceptions.** These are settled in a court:\n\n"
    old, new = (f"{before.format(gap)}{CLAUSES}" for gap in (" ", "\n\n"))
    for one, other in ((old, new), (new, old)):
        assert not [found for found in reasons(one, other) if "under" in found]


def test_clauses_below_a_title_that_is_new_still_stand_under_other_words():
    before = "## Disputes\n\n**9.1 Owls.** Owls settle by song.\n\n{}These are settled in a court:\n\n" + CLAUSES
    assert "under_others" in reasons(before.format(""), before.format("## Exceptions\n\n"))


def test_counts_have_a_mark_of_thousands():
    lines = [f"Owls must sing the song {n} of the guild for hens and geese." for n in range(4_002)]
    old, new = ("# Songs\n\n" + "\n\n".join(some) for some in (lines[:2_001], lines))
    comparison = compare(parse(old), parse(new))
    told_of = " ".join((headline("Papertrail", "Terms", comparison), *(one.sentence for one in comparison.statements)))
    assert "2,001 clauses" in told_of
    assert "2,001 provisions" in told_of
    assert not re.search("2001 (?!of)", told_of)


def test_buttons_side_by_side_are_of_the_page():
    for old, new in (("", "Expand all Collapse all"), ("Expand all Collapse all", "")):
        assert [one.severity_rule for one in compared(old, new).differences] in ([], ["furniture"])


def test_no_quotation_is_empty():
    title = "Managed Songs of the Guild List of Hens and Geese and Foxes"
    old = f"{title}\n{'=' * len(title)}\n\nSince 13 November 2023\n\nOwls sing at noon in the tower of the guild.\n"
    comparison = compare(parse(old), parse(f"[The Nest](https://papertrail.example/)\n\n{title}\n\n{old}"))
    sentences = [one.sentence for one in comparison.differences]
    assert any(title in sentence for sentence in sentences)
    assert not any("“”" in sentence for sentence in sentences)
