"""The section that a clause stands in where titles are no headings of Markdown, and what counts as a provision."""

import pytest

from governance.comparison import compare, parse
from tests.governance.comparison.test_classifying import judged

RULE = (
    "You keep all rights to the drawings that you upload, and we use them only to show them to you and to your friends."
)


def sections(text):
    """The last heading above each clause of these words."""
    return [block.heading_path[-1:] for block in parse(text).blocks if RULE[:20] in block.visible]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("**2.5 Use of Drawings.**", "Use of Drawings"),
        ("**2.5 Use of Drawings**.", "Use of Drawings"),
        ("2.5 Use of Drawings", "Use of Drawings"),
        ("2\\. Who Can Use the Tower", "Who Can Use the Tower"),
        ("5. ### Eligibility", "Eligibility"),
        ("**3.1 Letters.** We write to you once a year.", "Letters"),
    ],
)
def test_a_clause_stands_in_the_section_whose_title_is_above_it(title, name):
    text = f"# Terms\n\n**2.4 Subscriptions**\n\nYou pay once a year.\n\n{title}\n\n{RULE}\n"
    following = f"{text}\n{RULE}\n"
    assert sections(following)[-1] == (name,)


def test_a_numbered_title_above_items_that_begin_again_at_one_is_a_heading():
    text = f"# Terms\n\n13. Songs And Letters\n\n1. {RULE}\n\n2. {RULE}\n"
    assert sections(text) == [("Songs And Letters",)] * 2


def test_what_begins_with_its_title_is_a_clause_and_closes_the_section_above():
    text = f"# Terms\n\n**2.4 Subscriptions**\n\nYou pay once a year.\n\n**3.1 Letters.** {RULE}\n"
    assert sections(text) == [("Terms",)]


@pytest.mark.parametrize(
    "line", ["**2.5 You must pay.**", "2.5 We sell drawings", "1. Cookies\n2. Log data", "**2.5 No refunds.**"]
)
def test_a_numbered_line_that_states_a_rule_or_is_an_item_is_no_heading(line):
    text = f"# Terms\n\n{line}\n\n{RULE}\n"
    assert [block.visible for block in parse(text).blocks if block.kind == "heading"] == ["# Terms"]


def test_headings_are_not_counted_as_provisions():
    before = f"# Terms\n\n{RULE}\n"
    after = before + "\n## Owls\n\nOwls may sing here at night.\n\n## Elks\n\nElks must not sing here at all.\n"
    comparison = judged(before, after)
    assert (comparison.counts.added, comparison.counts.total) == (2, 2)
    assert [one.kind for one in comparison.differences] == ["added"] * 4
    counted = next(one.sentence for one in comparison.statements if one.code == "counts")
    assert counted == "2 provisions added in 2 sections. 2 headings changed as well."


def test_headings_alone_are_counted_as_what_they_are():
    comparison = judged(f"# Terms\n\n## Owls here\n\n{RULE}\n", f"# Terms\n\n## Owls there\n\n{RULE}\n")
    assert comparison.counts.total == 0
    assert [one.sentence for one in comparison.statements if one.code == "counts"] == ["1 heading modified."]


def test_a_sentence_is_paired_with_no_half_of_its_neighbour():
    before = (
        "You can show what you draw on your device, or you can share your mood, with the picture that you draw,"
        " and more."
    )
    neighbour = "When Papertrail is open, we may look for pencils on your desk to allow you to quickly call a friend."
    now = "Show what you draw on your device, share your mood with the picture that you draw, and more."
    after = f"{neighbour} {now}"
    for one, other in ((f"# T\n\n{before}\n", f"# T\n\n{after}\n"), (f"# T\n\n{after}\n", f"# T\n\n{before}\n")):
        parsed = parse(one), parse(other)
        for difference in compare(*parsed).differences:
            for block, text in zip((difference.before, difference.after), (one, other), strict=True):
                assert block is None or text[block.start] in "YWS"


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ("[here](https://p.example)", "[here(opens in new tab)](https://p.example)"),
        (
            "[**https://p.example/a?b=c**](https://p.example)",
            "[**https://p.example/a?b=c**(opens in new tab)](https://p.example)",
        ),
        ("[our rules](https://p.example)", "[our rules(opens in an external site)](https://p.example)"),
        ("[our rules](https://p.example)", "[our rules(link is external)](https://p.example)"),
        ("[our rules](https://p.example)", "[our rulesOpens in a new window](https://p.example)"),
    ],
)
def test_a_note_on_where_a_link_opens_is_no_word_of_the_link(plain, told):
    text = f"# Terms\n\n{RULE} You may read all that we say of this {{}} at any time.\n"
    for one, other in ((plain, told), (told, plain)):
        assert judged(text.format(one), text.format(other)).rule == "link_text"
