"""A sentence is shown where more than its rule says that it states the category."""

import pytest

from governance.analysis.agreeing import ENOUGH_SIGNS, least_signs, listed_in, signs_of
from governance.analysis.comparing import Clause, stated_clauses
from governance.analysis.statement_rules import RULES
from governance.analysis.stating import sentences_by

pytestmark = pytest.mark.pure

KEPT = "We keep your personal data for twelve months after you close your account."


def signs(sentence, category, classed, headings=()):
    (found,) = sentences_by(sentence, RULES[category])
    return signs_of(sentence, found, category, classed, headings)


def clause(text, number=1, classed="retention", headings=("Retention",)):
    return Clause(1, 1, number, 1, classed, number * 1_000, number * 1_000 + len(text), text, headings, "")


def test_class_sentence_and_heading_are_signs():
    clear = "We retain your messages for two years in our archive."
    assert signs(KEPT, "retention", "retention", ("Retention",)) == 3
    assert signs(KEPT, "retention", "retention") == 2
    assert signs(KEPT, "retention", "other", ("Retention",)) == 2
    assert signs(clear, "retention", "retention", ("Retention",)) == 4


def test_the_rest_of_a_sentence_has_one_sign_less():
    assert signs(f"or {KEPT}", "retention", "retention") == signs(KEPT, "retention", "retention") - 1


@pytest.mark.parametrize(
    ("category", "sentence"),
    [
        ("retention", "We keep your personal data for twelve months in the following cases of our own business:"),
        ("retention", "This means that we keep your personal data for twelve months after you leave."),
        ("data_collection", "You represent that we may collect personal data of the owls that you send to us."),
    ],
)
def test_lead_ins_and_what_speaks_of_other_sentences_have_none(category, sentence):
    assert signs(sentence, category, category) == 0


def test_fewer_signs_suffice_only_where_no_two_sentences_have_more():
    assert least_signs([4, 3, 2, 1]) == ENOUGH_SIGNS
    assert least_signs([4, 2, 1]) == least_signs([2, 1]) == 2
    assert least_signs([1, 0]) == least_signs([]) == 1


def test_weak_clauses_are_left_out_beside_strong_ones():
    strong = [clause(KEPT, 1), clause("We retain your messages for two years in our archive.", 2)]
    weak = clause("We keep the files of a parcel for two days in the van.", 3, "data_use_purposes", ())
    shown = stated_clauses([*strong, weak], "retention")
    assert {one.clause.provision_id for one in shown} == {1, 2}


def test_an_item_of_a_list_of_forbidden_uses_counts_by_its_class_and_words():
    item = "*   Harassment, threats or bullying of owls"
    (found,) = listed_in(item, "hate_violence_harassment", "hate_violence_harassment")
    assert (found.rule, item[found.start : found.end]) == ("hate_violence_harassment.listed", item)
    assert not list(listed_in(item, "hate_violence_harassment", "other"))
    assert not list(listed_in(item[4:], "hate_violence_harassment", "hate_violence_harassment"))
    assert not list(listed_in("*   Report harassment to us", "hate_violence_harassment", "hate_violence_harassment"))
    assert not list(listed_in("*   Kept for a year", "retention", "retention"))
