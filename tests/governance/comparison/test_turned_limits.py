"""A limit that became its contrary around the same number is said exactly, and nothing else is called so."""

import pytest

from tests.governance.comparison.single_clauses import compared, reasons

TURNED = [
    ("deadline_to_wait", "You receive a refund within 30 days.", "You receive a refund after 30 days."),
    ("deadline_to_wait", "You receive it within 30 days.", "You receive it no earlier than thirty days from then."),
    ("deadline_to_wait", "Pay no later than 30 days from now.", "Pay after 30 days from now."),
    ("wait_to_deadline", "You can leave after two weeks.", "You can leave within 14 days."),
    ("minimum_to_maximum", "You keep at least 5 owls here.", "You keep up to 5 owls here."),
    ("minimum_to_maximum", "You keep at least 5 owls here.", "You keep at most 5 owls here."),
    ("minimum_to_maximum", "You keep no less than 5 owls here.", "You keep no more than 5 owls here."),
    ("minimum_to_maximum", "We keep logs for at least 30 days.", "We keep logs for up to 30 days."),
    ("minimum_to_maximum", "A minimum of 5 EUR is due.", "A maximum of €5 is due."),
    ("minimum_to_maximum", "It is for those over the age of 13.", "It is for those under the age of 13."),
    ("interval_to_wait", "We review it every 30 days.", "We review it after 30 days."),
    (
        "interval_to_wait",
        "In the yard we review it each 14 days.",
        "In the yard we review it no earlier than two weeks.",
    ),
    ("interval_to_deadline", "We review it every 30 days.", "We review it within 30 days."),
    ("maximum_to_minimum", "You pay less than 5% of it.", "You pay more than 5% of it."),
]
CONTRARY = {
    "deadline_to_wait": "wait_to_deadline", "wait_to_deadline": "deadline_to_wait",
    "minimum_to_maximum": "maximum_to_minimum", "maximum_to_minimum": "minimum_to_maximum",
    "interval_to_wait": "wait_to_interval", "interval_to_deadline": "deadline_to_interval",
}  # fmt: skip
SAME_LIMIT = [
    ("You keep at least 5 owls here.", "You keep a minimum of 5 owls here."),
    ("You keep up to 5 owls here.", "You keep at most 5 owls here."),
    ("You keep at least 5 owls here.", "You keep up to 7 owls here."),
    ("You receive it within 30 days.", "You receive it in 30 days."),
    ("We review it every 30 days.", "We review it each 30 days."),
    ("Within 30 days of it you pay.", "Within the 30 days after it you pay."),
]


@pytest.mark.parametrize(("rule", "old", "new"), TURNED)
def test_a_limit_that_became_its_contrary_is_said_to_have(rule, old, new):
    for kind, one, other in ((rule, old, new), (CONTRARY[rule], new, old)):
        comparison = compared(one, other)
        assert comparison.is_alertable
        assert comparison.differences[0].severity_rule == kind


@pytest.mark.parametrize(("old", "new"), SAME_LIMIT)
def test_the_same_limit_in_other_words_and_a_limit_of_another_number_is_not(old, new):
    for one, other in ((old, new), (new, old)):
        assert not reasons(one, other) & CONTRARY.keys()
