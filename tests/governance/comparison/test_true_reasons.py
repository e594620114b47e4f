"""Reasons and sentences that readers of real changes found to be false, each on a made-up text with its neighbours."""

import pytest

from governance.comparison import headline
from governance.comparison.matching.reversals import reversal_between
from tests.governance.comparison.single_clauses import compared, reasons

pytestmark = pytest.mark.pure


def told(old, new):
    """The headline and the sentences of a change of one clause."""
    comparison = compared(old, new)
    line = headline("Papertrail", "Terms", comparison).removeprefix("Papertrail Terms: ")
    return line, " ".join(one.sentence for one in comparison.differences)


NOT_REVERSED = [
    # Of other things, of more, of somebody else, for another purpose.
    ("We do not use your drawings to train models.", "We may use public drawings to train models."),
    ("We do not use your drawings to train models.", "We use our drawings to train models."),
    ("We do not share your drawings with partners.", "We share your drawings with partners and advertisers."),
    ("We do not share your drawings for advertising.", "We share your drawings for research into owls."),
    ("We do not sell drawings and do not share them for advertising.",
     "We share hashed names of owls, and drawings too, for advertising."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), NOT_REVERSED)
def test_what_is_said_of_something_else_is_no_reversal(old, new):
    for one, other in ((old, new), (new, old)):
        assert "revers" not in "".join(told(one, other)), told(one, other)


ELSEWHERE = [
    ("We do not train models of owls and of hens with your drawings.",
     "We train models of owls and of hens with public drawings."),
    ("You must not show the songs of the guild to hens at night.",
     "You must show the songs of the guild to geese at night."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), NOT_REVERSED[:2])
def test_only_of_the_same_thing_is_the_opposite_said(old, new):
    for one, other in ((old, new), (new, old), *ELSEWHERE, *(pair[::-1] for pair in ELSEWHERE)):
        assert not {kind for kind in reasons(one, other) if kind.startswith("reversed")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We do not use your drawings to train models.", "We use your drawings to train models."),
        ("We will not share your drawings with partners.", "We may share your drawings with partners."),
        ("You may not share your drawings with friends.", "You may share your drawings with friends."),
        ("We never sell the drawings.", "We will sell drawings."),
    ],
)
def test_where_only_the_denial_goes_or_comes_it_is_a_reversal(old, new):
    for one, other in ((old, new), (new, old)):
        line, sentence = told(one, other)
        assert line.startswith("reverses “")
        turned = reversal_between(one, other)
        assert turned is not None
        assert turned.denial or " was reversed to “" in sentence


def test_a_promise_with_a_reservation_that_went_weighs_as_the_contrary():
    old = "We do not use your drawings to train models without your consent."
    new = "We may use your drawings to train our models of owls, and you may opt out."
    assert "reversed_from_negation" in reasons(old, new)
    assert "reversed_by_negation" in reasons(new, old)


def test_a_promise_in_whose_place_another_thing_is_said_is_replaced():
    line, sentence = told(*NOT_REVERSED[0])
    assert line.startswith(
        "replaces “We do not use your drawings to train models” with “We may use public drawings to train models”"
    )
    assert "“We do not use your drawings to train models” was replaced with “We may use public" in sentence


SAME_CONDITION = [
    ("except", "save"), ("except", "save only"), ("except", "other than"), ("except", "with the exception of what is"),
    ("unless", "save where"), ("unless", "except where"), ("unless", "except if"), ("unless", "if not"),
    ("provided that", "on condition that"), ("provided that", "on the condition that"),
    ("provided that", "as long as"), ("provided that", "so long as"), ("provided that", "providing that"),
    ("until", "till"), ("subject to what is", "in accordance with what is"), ("only", "solely"),
    ("only", "exclusively"), ("limited to what is", "restricted to what is"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SAME_CONDITION)
def test_another_word_for_the_same_condition_adds_and_removes_none(old, new):
    for one, other in ((old, new), (new, old)):
        texts = [f"You may copy the songs in the workplace, {words} permitted by the guild." for words in (one, other)]
        found = reasons(*texts)
        assert not found & {"condition_added", "condition_removed"}, found
        assert compared(*texts).differences


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You may copy songs, except hymns.", "You may copy songs."),
        ("You may copy songs, except hymns, save at night.", "You may copy songs, save at night."),
        ("You may copy songs, unless it is night, except hymns.", "You may copy songs, unless it is night."),
        ("You may copy songs only by day, provided that you ask.", "You may copy songs solely by day."),
    ],
)
def test_a_condition_that_goes_is_told_beside_another_word_for_one(old, new):
    assert "condition_removed" in reasons(old, new)
    assert "condition_added" in reasons(new, old)


OWN_DENIALS = [
    ("We keep drawings.", "We keep drawings without names."),
    ("We may show names.", "We may show names with or without drawings."),
    ("Fees are due.", "Fees are due without regard to their place."),
    ("We keep drawings for a year.", "We keep drawings for no longer than a year."),
    ("We keep drawings for a year.", "We keep drawings for not longer than a year."),
    ("We tell you on the day before it.", "We tell you no later than the day before it."),
    ("We tell you on the day before it.", "We tell you not later than on the day before it."),
    ("We keep drawings and songs.", "We keep not only drawings but songs."),
    ("We keep drawings and songs.", "We keep not just drawings but songs."),
    ("We keep drawings and songs.", "We keep not merely drawings but songs."),
    ("We keep drawings.", "We keep drawings, including but not limited to those of owls."),
    ("We keep drawings.", "We keep drawings, including, but not being limited to, those of owls."),
    ("We keep drawings.", "We keep drawings, which include, but are not restricted to, those of owls."),
    ("We keep drawings of owls.", "We keep non-public drawings of owls."),
    ("You get a licence to the drawings.", "You get a non-transferable licence to the drawings."),
    ("The fee is 5 EUR.", "The fee is not more than 5 EUR."),
    ("The fee is 5 EUR.", "The fee is an amount not exceeding 5 EUR."),
    ("We keep drawings.", "We keep drawings, not least those of owls."),
    ("If you use Papertrail, ads are shown.", "If you use Papertrail without a plan, ads are shown."),
    ("Ads are shown.", "If you use Papertrail without a plan, ads are shown."),
    ("If you are a hen, or if you use it without a name, songs stop.", "If you are a hen, songs stop."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), OWN_DENIALS)
def test_what_denies_only_its_own_noun_is_no_negation(old, new):
    for one, other in ((old, new), (new, old)):
        found = reasons(one, other)
        assert not [kind for kind in found if kind.startswith(("negation", "reversed", "prohibition"))], found


def test_a_condition_with_without_that_comes_or_goes_is_told_as_a_condition():
    old, new = "Papertrail may show ads.", "If you use Papertrail without a paid plan, Papertrail may show ads."
    assert "condition_added" in reasons(old, new)
    assert "condition_removed" in reasons(new, old)


def test_without_that_comes_or_goes_is_told_as_what_it_is():
    old, new = "We keep the drawings safe.", "We keep the drawings safe without a log."
    assert "exclusion_added" in reasons(old, new)
    assert "exclusion_removed" in reasons(new, old)


def test_without_and_its_contrary_in_other_words_are_told_as_neither():
    for one, other in (("We sing without hens.", "We do not sing with hens."),):
        for old, new in ((one, other), (other, one)):
            assert not {kind for kind in reasons(old, new) if kind.startswith(("negation", "exclusion", "revers"))}


def test_a_mistyped_denial_turns_nothing_round():
    old, new = "THE OWLS ARE NOT LIABLE.", "THE OWLS ARE sNOT LIABLE."
    for one, other in ((old, new), (new, old)):
        assert not {kind for kind in reasons(one, other) if kind.startswith(("reversed", "negation"))}


def test_not_on_is_off():
    for old, new in (
        ("Where the lamp is not turned on, owls sleep.", "Where the lamp is turned off, owls sleep."),
        ("Songs are not switched on for hens.", "Songs are switched off for hens."),
    ):
        for one, other in ((old, new), (new, old)):
            assert not {kind for kind in reasons(one, other) if kind.startswith(("reversed", "negation", "word_"))}


@pytest.mark.parametrize(
    "words",
    ["Partner Page", "“Trust Center Subprocessor List”", "Processor Annex", "Vendor Agreement", "third party notices",
     "Third-Party Terms", "Provider Directory", "Partner Program", "Advertiser Console", "Partners API",
     "Affiliate Policy", "Administrator Guide", "Vendor Lists"],
)  # fmt: skip
def test_the_name_of_a_list_a_page_or_a_document_is_no_party(words):
    old, new = (
        "Songs are set out in the annex, where owls read them.",
        f"Songs are set out in the {words}, where owls read them.",
    )
    assert not {kind for kind in (*reasons(old, new), *reasons(new, old)) if kind.startswith("party")}


@pytest.mark.parametrize("words", ["our partners", "a subprocessor", "third parties", "vendors of ours and hens"])
def test_people_are_parties(words):
    old, new = "Songs are read by owls at night.", f"Songs are read by owls and {words} at night."
    assert "party_added" in reasons(old, new)
    assert "party_removed" in reasons(new, old)


def test_what_cannot_happen_to_a_thing_is_no_prohibition():
    for words in (
        "Once deleted, content cannot be recovered by us.",
        "Closed accounts can not be restored at any time.",
    ):
        assert not {kind for kind in (*reasons("", words), *reasons(words, "")) if kind.startswith("prohibition")}
    assert "prohibition_added" in reasons("", "Content may not be used to train owls.")
    assert "prohibition_added" in reasons("", "Accounts cannot be sold to anybody else.")


@pytest.mark.parametrize(
    "row", ["Entity | Place", "Name of the vendor | Place", "Einheit | Ort", "Sub-processor | Location"]
)
def test_the_head_of_a_table_names_no_company(row):
    table = "## Sub-processors\n\nThese are our sub-processors.\n\n| {} |\n| --- | --- |\n| Owl Ltd | Nest |\n"
    assert "company_named" not in reasons(table.format("Guild | Where"), table.format(row))
    assert "company_named" in reasons(table.format(row), table.format(row) + "| Hen Ltd | Barn |\n")


def test_of_a_clause_that_came_as_a_whole_no_single_word_is_said_to_have_come():
    clause = "Take any steps of consequence through accounts of others, including those of all hens."
    assert "scope_added" not in rules_of_severity("", clause)
    assert "scope_removed" not in rules_of_severity(clause, "")


def rules_of_severity(old, new):
    return {one.severity_rule for one in compared(old, new).differences}
