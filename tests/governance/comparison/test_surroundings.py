"""A clause that stays word for word under words that turn it is told, and under a neutral new heading it is not."""

import pytest

from governance.comparison import compare, headline, parse

TEXT = (
    "# Terms\n\nThese are the terms of Papertrail, which you accept.\n\n{}\n\nWe keep what you draw while you stay.\n"
)
TWO = "{}\n\n* your names\n* your addresses\n\n{}\n\n* your mails"
MOVED = "{}\n\n* your names\n\n{}\n\n* your addresses\n* your mails"
RULE = "{}\n\nYou can leave within 14 days.\n\nOwls sing.\n\n{}\n\nFoxes dance."
MOVED_RULE = "{}\n\nOwls sing.\n\n{}\n\nFoxes dance.\n\nYou can leave within 14 days."
UNDER_OTHER_WORDS = {"under_contrary", "under_others", "put_out_of_force", "put_into_force", "between_contrary"}


def compared(old, new):
    return compare(parse(TEXT.format(old)), parse(TEXT.format(new)))


def rules(comparison):
    return {one.severity_rule for one in comparison.differences} & UNDER_OTHER_WORDS


CONTRARY = [
    ("We sell:", "We do not sell:"),
    ("We sell:", "We never sell:"),
    ("You may draw:", "You must not draw:"),
    ("You can draw:", "You cannot draw:"),
    ("## Allowed", "## Forbidden"),
    ("## Permitted uses", "## Prohibited uses"),
    ("## Do's", "## Don'ts"),
    ("## What we collect", "## What we do not collect"),
    ("## Refunds", "## No refunds"),
    ("## Required data", "## Optional data"),
    ("## Included", "## Not included"),
    ("## What is covered", "## Exclusions"),
    ("## Lawful uses", "## Unlawful uses"),
    ("## Before the fair", "## After the fair"),
]
OTHERS = [
    ("## In Freedonia", "## In Sylvania"),
    ("## Users in Freedonia", "## Users in Sylvania"),
    ("## For consumers", "## For businesses"),
    ("## Adults", "## Children"),
]


OTHERWISE = [
    ("## What we never share", "## What we share with partners"),
    ("We never share:", "We share with partners:"),
    ("## Uses that we forbid", "## Uses that we welcome"),
    ("## Data shared with nobody", "## Data shared with partners"),
    ("## With consent", "## Without consent"),
    ("We show with your consent:", "We show without your consent:"),
    ("Excluded from refunds:", "Refunded:"),
    ("## Cookies we set without asking", "## Cookies we set after you agreed"),
    ("You keep:", "We keep:"),
    ("## Your obligations", "## Our obligations"),
]
LIMITED = [
    ("## In Freedonia", "## In all other countries"),
    ("## Data shared in the EU", "## Data shared in the US"),
    ("## Free plan", "## Paid plan"),
    ("## Until 30 June 2027", "## From 1 July 2027"),
    ("## In Freedonia only", "## Everywhere"),
    ("## For users in Freedonia only", "## General"),
    ("## Exceptions", "## Refunds"),
    ("## New songs (void for consumers)", "## Rest"),
]


@pytest.mark.parametrize(("first", "second"), OTHERWISE)
def test_an_item_under_words_that_deny_or_name_the_other_side_is_told_at_once(first, second):
    for one, other in ((first, second), (second, first)):
        comparison = compared(TWO.format(one, other), MOVED.format(one, other))
        assert rules(comparison), comparison.rule
        assert comparison.is_alertable


@pytest.mark.parametrize(("first", "second"), LIMITED)
def test_a_clause_under_words_that_limit_it_otherwise_is_told_at_once(first, second):
    for one, other in ((first, second), (second, first)):
        comparison = compared(RULE.format(one, other), MOVED_RULE.format(one, other))
        assert rules(comparison) == {"under_others"}
        assert comparison.is_alertable


@pytest.mark.parametrize("title", ["In Freedonia only", "Exceptions"])
def test_a_limiting_heading_that_comes_or_goes_above_a_clause_is_told_at_once(title):
    plain = "## General\n\nYou can leave within 14 days.\n\nFoxes dance."
    limited = f"## {title}\n\nYou can leave within 14 days.\n\n## General\n\nFoxes dance."
    for one, other in ((plain, limited), (limited, plain)):
        comparison = compared(one, other)
        assert rules(comparison) == {"under_others"}
        assert comparison.is_alertable


@pytest.mark.parametrize(("first", "second"), CONTRARY)
def test_an_item_under_words_of_the_contrary_is_told_at_once(first, second):
    for one, other in ((first, second), (second, first)):
        comparison = compared(TWO.format(one, other), MOVED.format(one, other))
        assert rules(comparison) == {"under_contrary"}
        assert (comparison.rule, comparison.is_alertable) == ("under_other_words", True)
        assert comparison.severity == "high"


@pytest.mark.parametrize(("first", "second"), OTHERS)
def test_a_clause_under_words_that_name_others_is_told_at_once(first, second):
    for one, other in ((first, second), (second, first)):
        comparison = compared(RULE.format(one, other), MOVED_RULE.format(one, other))
        assert rules(comparison) == {"under_others"}
        assert (comparison.rule, comparison.is_alertable) == ("under_other_words", True)


@pytest.mark.parametrize("void", ["The following is void:", "The following no longer applies:", "These do not apply:"])
def test_a_clause_that_is_put_out_of_force_is_told_at_once(void):
    old, new = (
        f"{void}\n\n* Foxes dance.\n\nOwls sing:\n\n* Owls pay for it.",
        f"{void}\n\n* Foxes dance.\n* Owls pay for it.\n\nOwls sing:",
    )
    for one, other, rule in ((old, new, "put_out_of_force"), (new, old, "put_into_force")):
        comparison = compared(one, other)
        assert rules(comparison) == {rule}
        assert comparison.is_alertable


@pytest.mark.parametrize(("first", "second"), [pair for pair in CONTRARY + OTHERS if pair[0].startswith("#")])
def test_a_heading_in_the_place_of_its_contrary_is_told_once_and_not_each_clause_under_it(first, second):
    for one, other in ((first, second), (second, first)):
        comparison = compared(f"{one}\n\n* your names\n* your mails", f"{other}\n\n* your names\n* your mails")
        assert (comparison.rule, comparison.is_alertable) == ("under_other_words", True)
        assert len(rules(comparison)) == 1
        assert all("names" not in one.sentence for one in comparison.differences)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## How we use data", "## Use of your data"),
        ("## Your names", "## Names and addresses of yours"),
        ("## Allowed", "## Permitted"),
        ("## Prohibited uses", "## Forbidden uses"),
        ("## Prohibited uses", "## Acceptable use"),
        ("## In short", "## In detail"),
        ("## In Brief", "## In Detail"),
        ("## In the EU", "## In the European Union"),
        ("## In Freedonia", "## In the Republic of Freedonia"),
        ("## For consumers", "## For individuals"),
        ("## Not prohibited", "## Allowed"),
        ("## Limits of what is not allowed or allowed", "## Allowed"),
        ("We sell:", "We share:"),
        ("We sell:", "We sell, for example:"),
    ],
)
def test_under_a_heading_that_says_the_same_or_something_else_a_clause_only_moved(old, new):
    for one, other in ((old, new), (new, old)):
        assert not rules(compared(f"{one}\n\n* your names\n* your mails", f"{other}\n\n* your names\n* your mails"))
        assert not rules(compared(TWO.format(one, other), MOVED.format(one, other)))
        assert not rules(of_sentence(one, other, "Owls use your location."))


SENTENCE = "{}\n\nOwls sing.\n\n{}\n\n{}\n\nFoxes dance."
MOVED_SENTENCE = "{}\n\n{}\n\nOwls sing.\n\n{}\n\nFoxes dance."
AMONG_CONTRARY = [pair for pair in CONTRARY + OTHERWISE if pair[0].startswith("##") and "bligations" not in pair[0]]


def of_sentence(first, second, sentence):
    return compared(SENTENCE.format(first, second, sentence), MOVED_SENTENCE.format(first, sentence, second))


@pytest.mark.parametrize(
    "sentence",
    [
        "We use your location to find friends.",
        "We may send your mails to partners.",
        "Partners can read the mails that you may not delete.",
        "Drawings are shown to everybody. You may ask who looked.",
        "If you do not object, we show your drawings.",
        "the information you give us",
    ],
)
@pytest.mark.parametrize(("first", "second"), AMONG_CONTRARY)
def test_a_sentence_that_moves_between_contrary_headings_is_told_at_once_and_called_no_contrary(
    first, second, sentence
):
    for one, other in ((first, second), (second, first)):
        comparison = of_sentence(one, other, sentence)
        assert rules(comparison) == {"between_contrary"}
        assert (comparison.rule, comparison.is_alertable) == ("under_other_words", True)


@pytest.mark.parametrize(("first", "second"), AMONG_CONTRARY)
def test_a_heading_that_turns_over_a_sentence_is_told_at_once(first, second):
    for one, other in ((first, second), (second, first)):
        old, new = (f"{heading}\n\nWe use your location to find friends." for heading in (one, other))
        comparison = compared(old, new)
        assert (rules(comparison), comparison.is_alertable) == ({"between_contrary"}, True)


@pytest.mark.parametrize(
    "sentence",
    [
        "You can leave within 14 days.",
        "Members must not draw here, unless we ask them.",
        "We share your location with no one.",
        "We never sell it. You may not sell it either.",
        "If you are a child, you may not draw.",
        "Drawing here is forbidden.",
    ],
)
@pytest.mark.parametrize(("first", "second"), AMONG_CONTRARY)
def test_a_sentence_that_says_itself_what_is_so_only_moved(first, second, sentence):
    for one, other in ((first, second), (second, first)):
        assert of_sentence(one, other, sentence).rule == "moved_only"


def test_a_sentence_that_names_no_side_is_told_where_the_heading_now_names_the_other():
    for one, other in (("## Your obligations", "## Our obligations"), ("## Our obligations", "## Your obligations")):
        assert rules(of_sentence(one, other, "Damages are paid in full.")) == {"under_others"}
        assert of_sentence(one, other, "You pay damages in full.").rule == "moved_only"


def test_what_is_told_of_a_sentence_between_contrary_headings_says_both_and_no_more():
    comparison = of_sentence("## What we share", "## What we never share", "We use your location to find friends.")
    (difference,) = comparison.differences
    assert difference.sentence.endswith(
        "“We use your location to find friends” stands under “What we share” where it stood under "
        "“What we never share”, without a change of wording."
    )
    assert difference.severity != "high"


def test_a_sentence_that_went_to_a_clause_under_other_words_is_not_called_restated():
    text = (
        "## In Freedonia\n\nClubs sing at noon.{} They eat.\n\n## In Sylvania\n\nOwls sleep all day long.{} They hum."
    )
    more = " You can leave within 14 days."
    comparison = compared(text.format(more, ""), text.format("", more))
    assert not {one.severity_rule for one in comparison.differences} & {"restated_here", "restated_there"}
    assert comparison.is_alertable


def test_the_sentence_and_the_headline_name_the_clause_and_both_words_above():
    comparison = compared(TWO.format("We sell:", "We do not sell:"), MOVED.format("We sell:", "We do not sell:"))
    (difference,) = comparison.differences
    told = "“your addresses” stands under “We do not sell” where it stood under “We sell”, without a change of wording."
    assert difference.sentence.endswith(told)
    assert headline("Owls", "Terms", comparison).startswith(
        "Owls Terms: puts “your addresses” under “We do not sell” instead of “We sell”"
    )
