"""A negated prohibition is none, a negated duty is none, and the same said with other words is the same."""

import pytest

from tests.governance.comparison.single_clauses import compared, reasons

NO_PROHIBITION = [
    "You may not be prohibited from selling your drawings.",
    "You must not be barred from the service for a drawing.",
    "Nobody is prohibited from selling drawings.",
    "None of the users is ever prohibited from selling drawings.",
    "No member is prohibited from selling drawings.",
    "Selling drawings is no longer forbidden.",
    "These terms prohibit nothing that owls like.",
    "You are prohibited from nothing here.",
    "You do not have to tell us.",
    "You do not need to tell us.",
    "You do not acquire any drawing of ours.",
    "Do not hesitate to write to us.",
    "You may not be asked for a name each time.",
    "You may not see each drawing at once.",
    "You may not receive each mail at once.",
    "We remove prohibited content without delay.",
    "The list of prohibited goods stands below.",
    "Anything that is prohibited will be removed.",
    "If selling drawings is prohibited, we say so.",
    "The prohibition of selling drawings was lifted.",
]
NO_DUTY = [
    "You are not required to tell us.",
    "You do not have to tell us.",
    "You are no longer required to tell us.",
    "Nobody has an obligation to tell us.",
    "Nobody must tell us.",
    "You have no obligation to tell us.",
    "You are never obliged to tell us.",
    "Neither of us is responsible for the owls.",
    "No user is responsible for the owls.",
    "You cannot be required to tell us.",
    "You may not be required to tell us.",
    "You shall not be responsible for the owls.",
    "You shall never be responsible for the owls.",
    "You shall have no duty of care.",
    "You shall be entitled to a copy.",
    "We aren't responsible for the owls.",
    "You can draw without being required to pay.",
    "Whoever is required to pay may ask us.",
    "If you are required to pay, we tell you.",
]
PROHIBITION = [
    "You may not sell drawings.",
    "You must never sell drawings.",
    "Don't sell drawings.",
    "Never sell drawings.",
    "You mustn't sell drawings.",
    "You can't sell drawings.",
    "Nobody may sell drawings.",
    "No user may sell drawings.",
    "You are not allowed to sell drawings.",
    "You are no longer allowed to sell drawings.",
    "Users are prohibited from selling drawings.",
    "We prohibit the selling of drawings.",
    "The selling of drawings is strictly forbidden.",
    "The following uses are prohibited:",
]
DUTY = [
    "You must tell us.",
    "You shall tell us.",
    "You are required to tell us.",
    "You are responsible for the owls.",
    "Each user is obliged to tell us.",
    "You have to tell us.",
]


@pytest.mark.parametrize("clause", NO_PROHIBITION)
def test_what_prohibits_nothing_is_called_no_prohibition(clause):
    assert "prohibition_added" not in reasons("", clause)
    assert "prohibition_removed" not in reasons(clause, "")


@pytest.mark.parametrize("clause", NO_DUTY)
def test_what_obliges_nobody_is_called_no_duty(clause):
    assert "duty_added" not in reasons("", clause)
    assert "duty_removed" not in reasons(clause, "")


@pytest.mark.parametrize("clause", PROHIBITION)
def test_a_prohibition_in_whatever_words_is_called_one(clause):
    assert "prohibition_added" in reasons("", clause)
    assert "prohibition_removed" in reasons(clause, "")


@pytest.mark.parametrize("clause", DUTY)
def test_a_duty_in_whatever_words_is_called_one(clause):
    assert "duty_added" in reasons("", clause)
    assert "duty_removed" in reasons(clause, "")


SAME_SAID_OTHERWISE = [
    ("You may not sell it.", "Nobody may sell it."),
    ("You may not sell it.", "No user may sell it."),
    ("You may not sell it.", "You shall not sell it."),
    ("You must not sell it.", "You may not sell it."),
    ("You cannot sell it.", "You must not sell it."),
    ("You may not sell it.", "You are not allowed to sell it."),
    ("You may not sell the drawings of the guild.", "You are prohibited from selling the drawings of the guild."),
    ("You must not sell it.", "Never sell it."),
    ("You must tell us.", "You are required to tell us."),
    ("You shall tell us.", "You must tell us."),
    ("You will tell us.", "You shall tell us."),
    ("You do not have to tell us.", "You are not required to tell us."),
    ("You are prohibited from selling it.", "You are not permitted to sell it."),
]


@pytest.mark.parametrize(("old", "new"), SAME_SAID_OTHERWISE)
def test_the_same_prohibition_or_duty_in_other_words_comes_and_goes_nowhere(old, new):
    for one, other in ((old, new), (new, old)):
        found = reasons(one, other)
        assert not [kind for kind in found if kind.startswith(("prohibition", "duty", "modal", "reversed"))], found


def test_a_ban_that_turns_into_a_stronger_word_is_still_told():
    assert "modal_strengthened" in reasons("You should not sell it.", "You must not sell it.")
    assert "modal_weakened" in reasons("You shall not sell it.", "You should not sell it.")


def test_verbs_in_two_places_of_a_clause_are_not_taken_for_one_that_changed():
    old = "You may draw here at any time of the day, and the owls of the guild sing to you by night."
    new = "You draw here at any time of the day, and the owls of the guild must sing to you by night."
    assert not [kind for kind in reasons(old, new) if kind.startswith("modal")]


TO_THE_CONTRARY = [
    ("You receive a refund in full.", "You receive no refund in full."),
    ("Selling is allowed here.", "Selling is no longer allowed here."),
    ("Selling is allowed here.", "Selling is not allowed here."),
    ("You can sell it here.", "You can't sell it here."),
    ("You can sell it here.", "You cannot sell it here."),
    ("You can sell it here.", "You can never sell it here."),
    ("We sell drawings.", "We do not sell drawings."),
    ("We sell drawings.", "We don't sell drawings."),
    ("We sell the drawings.", "We never sell the drawings."),
    ("You have the right to a copy.", "You have no right to a copy."),
    ("Each user may sell drawings.", "No user may sell drawings."),
    ("Everybody may sell drawings.", "Nobody may sell drawings."),
    ("Everyone may sell drawings.", "No one may sell drawings."),
    ("Both of us may end it.", "Neither of us may end it."),
    ("All of the owls sing.", "None of the owls sing."),
]


@pytest.mark.parametrize(("old", "new"), TO_THE_CONTRARY)
def test_a_negation_that_turns_a_clause_round_is_said_which_way_it_went(old, new):
    assert "reversed_by_negation" in reasons(old, new)
    assert "reversed_from_negation" in reasons(new, old)


NO_CONTRARY = [
    ("Pay within 30 days.", "Pay no later than 30 days from now."),
    ("Draw at most 5 owls.", "Draw no more than 5 owls."),
    ("We keep logs, including mails.", "We keep logs, including but not limited to mails."),
    ("We keep logs, including mails.", "We keep logs, including without limitation mails."),
    ("We keep logs if you draw.", "We keep logs whether or not you draw."),
    ("We keep logs here.", "We keep logs no matter where."),
    ("See rule 4 here.", "See rule no. 4 here."),
]


@pytest.mark.parametrize(("old", "new"), NO_CONTRARY)
def test_a_no_that_denies_nothing_is_no_negation(old, new):
    for one, other in ((old, new), (new, old)):
        found = reasons(one, other)
        assert not [kind for kind in found if kind.startswith(("negation", "reversed"))], found
        assert not [kind for kind in found if kind.startswith("condition")], found


DENIED_OTHERWISE = [
    ("We neither sell nor rent your data.", "We do not sell or rent your data."),
    ("We neither keep nor read your mail.", "We don't keep or read your mail."),
    ("We cannot refund you.", "We are unable to refund you."),
    ("It isn't possible to cancel.", "It is impossible to cancel."),
    ("It is not lawful to draw owls.", "It is unlawful to draw owls."),
    ("No refunds. No exchanges.", "No refunds or exchanges."),
    ("You may not copy owls. You may not sell owls.", "You may not copy or sell owls."),
    ("We accept no liability for loss.", "We accept liability for no loss."),
    ("We don't believe that we are a processor.", "We believe that we are not a processor."),
    ("We will not fail to notify you.", "We will notify you."),
    ("We do not refuse refunds.", "We grant refunds."),
    ("We will not sell data unless you agree.", "We will only sell data if you agree."),
    ("We never sell data without your consent.", "We sell data only with your consent."),
]


@pytest.mark.parametrize(("old", "new"), DENIED_OTHERWISE)
def test_the_same_denied_in_other_words_is_no_negation_that_came_or_went(old, new):
    for one, other in ((old, new), (new, old)):
        found = reasons(one, other)
        assert not [kind for kind in found if kind.startswith(("negation", "reversed", "condition"))], found
        assert compared(one, other).is_alertable


def test_negations_that_go_and_come_in_two_sentences_turn_both_round():
    found = reasons("We sell names. We do not sell mails.", "We do not sell names. We sell mails.")
    assert {"reversed_by_negation", "reversed_from_negation"} <= found


@pytest.mark.parametrize(
    "words",
    ["nobody", "none of them", "no one", "neither", "nothing", "no owl", "no longer", "can't"],
)
def test_every_word_that_denies_is_read_as_a_negation(words):
    old, new = "It is drawn in the yard at noon, as owls do.", f"It is drawn in the yard at noon, as owls do, {words}."
    assert "negation_added" in reasons(old, new)
    assert "negation_removed" in reasons(new, old)


BINDING_WORDS = [
    ("You are {} for the owls.", "responsible"),
    ("Selling owls is {}.", "prohibited"),
    ("You are {} to tell us.", "obliged"),
    ("It is yours {} by night.", "except"),
    ("Ask our {} about it.", "affiliates"),
    ("It ends at our {}.", "discretion"),
]
MISTYPED = {
    "a letter too few": lambda word: word[:4] + word[5:],
    "a letter too many": lambda word: word[:4] + word[3:],
    "another letter": lambda word: f"{word[:4]}z{word[5:]}",
    "two letters swapped": lambda word: word[:3] + word[4] + word[3] + word[5:],
}


@pytest.mark.parametrize("slip", MISTYPED)
@pytest.mark.parametrize(("clause", "word"), BINDING_WORDS)
def test_a_word_put_right_brings_and_takes_nothing(clause, word, slip):
    old, new = clause.format(MISTYPED[slip](word)), clause.format(word)
    for one, other in ((old, new), (new, old)):
        assert not [kind for kind in reasons(one, other) if kind.endswith(("_added", "_removed"))]


HEADINGS = [
    "Prohibited uses", "Uses that are prohibited", "Refunds", "Our affiliates and vendors", "Right to object",
    "Opt out", "Duty to tell us", "Without our consent", "At our sole discretion", "What you must not do", "Waivers",
]  # fmt: skip


@pytest.mark.parametrize("title", HEADINGS)
@pytest.mark.parametrize("form", ["## {}", "**{}**"])
def test_a_heading_states_no_prohibition_duty_or_right(title, form):
    heading = form.format(title)
    assert reasons("", heading) == {"heading_added"}
    assert reasons(heading, "") == {"heading_removed"}
    assert reasons(form.format("Songs of owls"), heading) == {"heading_added", "heading_removed"}
    assert reasons(heading, heading.replace(title, f"{title} of owls")) == {"heading_modified"}


def test_numbers_of_a_heading_still_count_and_a_rule_set_in_bold_is_a_rule():
    assert "number_raised" in reasons("## 5 owls for all", "## 7 owls for all")
    assert "prohibition_added" in reasons("", "**You must not sell the drawings of others**")
    assert compared("**We sell your drawings**", "**We do not sell your drawings**").is_alertable
