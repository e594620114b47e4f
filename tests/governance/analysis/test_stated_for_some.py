"""What is stated for some people, places, products or days alone is quoted, and has no value for all."""

import pytest

from governance.analysis.comparing import Clause
from governance.analysis.dimensions import findings_in
from governance.analysis.pre_answers import pre_answers
from governance.analysis.statement_rules import RULES

pytestmark = pytest.mark.pure


def found(sentence, category, dimension):
    return [
        (sentence[one.start : one.end], one.value)
        for one in findings_in(sentence, category)
        if one.dimension == dimension
    ]


FOR_SOME = [
    "We keep letters for 30 days for accounts opened before our move.",
    "We keep letters for 30 days for residents of Ontario.",
    "For residents of Ontario, we keep your letters for 30 days.",
    "If you live in Ontario, we keep your letters for 30 days.",
    "We keep your letters for 30 days for business accounts.",
    "For enterprise customers, we keep letters for 30 days.",
    "We keep letters of students for 30 days.",
    "We keep your letters for 30 days on the Basic plan.",
    "On paid plans we keep your letters for 30 days.",
    "We keep letters of users in the EU for 30 days.",
    "In Poland, we keep your letters for 30 days.",
    "We keep letters for 30 days until 1 May.",
    "Through 31 December, we keep your letters for 30 days.",
    "For now we keep your letters for 30 days.",
    "During the beta we keep letters for 30 days.",
]


@pytest.mark.parametrize("sentence", FOR_SOME)
def test_a_period_for_some_is_quoted_with_whom_it_is_for(sentence):
    ((words, value),) = found(sentence, "retention", "kept_for")
    assert value == ""
    assert sentence.rstrip(".").endswith(words)
    assert len(words) > len("for 30 days")


@pytest.mark.parametrize(
    "sentence",
    [
        "We keep letters for 30 days for all our customers.",
        "We keep your letters for 30 days for the purpose of security.",
        "We keep letters of our users for 30 days.",
        "We keep backups of user accounts for 30 days.",
        "We keep letters for 30 days from the date of receipt.",
    ],
)
def test_a_period_for_all_keeps_its_value(sentence):
    assert found(sentence, "retention", "kept_for") == [("for 30 days", "P30D")]


def test_a_choice_of_some_is_no_choice_of_all():
    sentence = "Residents of Ontario may opt out of training on their letters."
    assert found(sentence, "ai_training_use", "choice")[0][1] == ""
    assert found("You may opt out of training on your letters.", "ai_training_use", "choice")[0][1] == "opt_out"


AGES = [
    ("You must be at least 18 years old to use Pay, 13 otherwise.", "at least 18 years old to use Pay, 13 otherwise"),
    ("You must be at least 18 years old to use Owl Pay.", "at least 18 years old to use Owl Pay"),
    ("You must be at least 13 years old (16 in Poland) to use it.", "at least 13 years old (16 in Poland) to use it"),
    ("To use it you must be at least 13, but sometimes older.", "at least 13, but sometimes older"),
    ("You must be at least 18 years old or the age of majority to use it.",
     "at least 18 years old or the age of majority to use it"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "words"), AGES)
def test_an_age_for_one_product_or_one_of_two_is_quoted_whole(sentence, words):
    assert found(sentence, "children_age", "minimum_age") == [(words, "")]


@pytest.mark.parametrize(
    "sentence",
    [
        "You must be at least 13 years old to use the Services.",
        "You must be at least 13 years old to use our app, and 14 days later you may pay.",
        "You must be at least 13 (thirteen) years old to use it.",
        "Our service is not meant for children under 13 to use, and we do not sell data of those under 16.",
    ],
)
def test_another_number_beside_an_age_takes_no_value(sentence):
    assert [value for _, value in found(sentence, "children_age", "minimum_age")] == ["13"]


OF_ANOTHER = [
    "The supplier's contract is governed by the law of Ireland.",
    "Our contracts with suppliers are governed by the laws of Ireland.",
    "The agreement between the seller and the buyer is governed by the laws of Ireland.",
    "Any dispute between users is governed by the laws of Ireland.",
    "The app store's terms are governed by the laws of Ireland.",
    "Third-party terms are governed by the laws of Ireland.",
    "The laws of Ireland govern the supplier's contract with its carrier.",
    "Disputes with merchants are subject to the exclusive jurisdiction of the courts of Dublin.",
]


def states_law(sentence):
    clause = Clause(1, 1, 1, 1, "governing_law", 0, len(sentence), sentence, (), "")
    by_rules = any(rule.holds(sentence) for rule in RULES["governing_law"])
    return by_rules, "law" in {one.question.id for one in pre_answers([clause]) if one.quotations}


@pytest.mark.parametrize("sentence", OF_ANOTHER)
def test_the_law_of_the_contract_of_another_is_not_that_of_the_platform(sentence):
    assert states_law(sentence) == (False, False)


@pytest.mark.parametrize(
    "sentence",
    [
        "These terms are governed by the laws of Ireland.",
        "These terms and any dispute with our partners are governed by the laws of Ireland.",
        "Our dispute with you is governed by the laws of Ireland.",
        "The agreement between you and us is governed by the laws of Ireland.",
    ],
)
def test_the_law_of_our_own_contract_is_stated(sentence):
    assert states_law(sentence) == (True, True)
