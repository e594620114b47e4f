"""Lines of the page around a document, and what the page left in its text."""

import pytest

from governance.comparison import compare, parse
from tests.governance.comparison.materiality.edited import TEXT, changed, rules_of

NAMES = ("Who draws owls", "Drawings kept", "The last day", "How to write", "What is new", "Our school")
SECTIONS = "\n\n".join(
    f"## {name}\n\n{name} is told in this part at some length, as in every other part." for name in NAMES
)


def with_lines(above: str, contents: str = "") -> str:
    """Return a text of six parts with a line above its title and one below."""
    return f"{above}\n\n# Terms of Papertrail\n\n{contents}\n\n{SECTIONS}\n\n{TEXT.format('')}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "Thank you for contacting us. A member of our team will be in touch shortly. Close"),
        ("Save this page to your Owl Profile. We draw owls with you.", "We draw owls with you."),
        ("", "Was this page helpful?\n\nNo"),
        ("", "* Partager sur Facebook\n* Copier dans le presse-papier"),
        ("* Share this page on LinkedIn\n* Copy to clipboard", ""),
    ],
)
def test_furniture_is_none_of_the_document(old, new):
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("above", "contents"),
    [
        ("We are temporarily unable to take new drawings due to scheduled maintenance on Friday.", ""),
        ("1. Terms of Papertrail", ""),
        ("", " ".join(NAMES)),
        ("", "### Contents\n\n* 1 – Who draws owls\n* 2 – Drawings kept"),
    ],
)
def test_notices_above_the_title_and_lists_of_contents_are_none_of_the_document(above, contents):
    bare, full = parse(with_lines("")), parse(with_lines(above, contents))
    for comparison in (compare(bare, full), compare(full, bare)):
        assert not comparison.is_alertable


@pytest.mark.parametrize(
    ("above", "contents"),
    [
        ("We sell the drawings of those who draw owls.", ""),
        ("", "We may delete drawings while our school is temporarily closed."),
        (
            "",
            "You must tell us who draws owls, how to write, what is new and where our school is.",
        ),
        ("", "Who draws owls, hens, geese, cats, dogs, mice, cows, bees, ants and what we keep of their drawings"),
        ("", "You must not draw:\n\n* 1 – Drawings kept of hens"),
    ],
)
def test_a_line_that_says_something_is_told_the_same_day(above, contents):
    assert compare(parse(with_lines("")), parse(with_lines(above, contents))).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep the drawing of an owl. []{#h.a1b2c3 .anchor}", "We keep the drawing of an owl."),
        ("The owl (a), the hen (b) and the goose (c) stay.", "The owl (a), the hen (b) and the goose © stay."),
        ("Ask [owl@o.example](mailto:o) now.", "Ask [\\[email protected\\]](https://x.example/cdn) now."),
        ("The owls are [here](https://o.example) now.", "The owls are [here](https://o.example) now. in new tab)"),
    ],
)  # fmt: skip
def test_what_the_page_left_in_the_text_is_none_of_the_same_day(old, new):
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep the drawing of an owl. []{#h.a1b2c3 .anchor}", "We sell the drawing of an owl."),
        ("Ask [owl@o.example](mailto:o) now.", "Ask [\\[email protected\\]](https://x.example/cdn) in a day."),
        ("A shop opens in a new window of time.", "A shop closes in a new window of time."),
        ("", "No drawing is kept."),
        ("Owls draw in the yard. Yes.", "Owls draw in the yard. No."),
        ("", "No"),
        ("We are closed. You may not draw.", "You may not draw."),
    ],
)  # fmt: skip
def test_what_else_changed_is_told_the_same_day(old, new):
    assert "left_behind" not in rules_of(old, new)
    assert changed(old, new).is_alertable


def test_a_footer_that_names_one_page_more_is_none_of_the_document():
    footer = "Home — Owl Names — Privacy Policy — Report an owl — Company info"
    more = footer.replace("— Report", "— Support — Report")
    before, after = (f"{TEXT.format('')}\n\n{line}\n\n© Papertrail" for line in (footer, more))
    assert not compare(parse(before), parse(after)).is_alertable


def test_a_row_of_things_is_no_footer():
    before, after = (
        f"{TEXT.format('')}\n\nWe collect: Name — Mail — Street — Privacy{more}\n" for more in ("", " — Fingerprints")
    )
    assert compare(parse(before), parse(after)).is_alertable


def test_a_sentence_divided_otherwise_stays_the_same_with_a_remark_on_its_link():
    before = "Drawings are kept by the owl of the school. See the list of owls [here](https://o.example)."
    after = "Drawings are kept by the owl of the school.\n\nSee the list of owls [here(opens in new tab)](https://o.example)."
    assert not changed(before, after).is_alertable
