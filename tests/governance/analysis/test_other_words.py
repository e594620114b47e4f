"""What gives the service a power, or leaves a list open, in words that no rule reads is not denied."""

import pytest

from governance.analysis.text_factors import breadth_of, power_of
from tests.governance.analysis.clauses import clause

pytestmark = pytest.mark.pure
OWL = ("Owl Post", "Owl")


@pytest.mark.parametrize(
    "text",
    [
        "Your letters may be sold.",
        "Your box can be closed at any time.",
        "You authorise us to read your letters.",
        "You give us permission to read your letters.",
        "By writing you consent to our reading of your letters.",
        "You agree to the reading of your letters by us.",
        "You grant us an everlasting and unconditional licence to your letters.",
        "Our staff may read your letters.",
        "Owl and its affiliates may share your letters.",
        "We (and those we work with) may share your letters.",
        "We hold the right to sell your letters.",
        "We sell your letters as we please.",
        "It is up to us whether we close your box.",
        "Your letters are subject to monitoring.",
        "When you pay late we may close your box.",
        "Similarly we may close your box.",
    ],
)
def test_a_power_that_is_given_in_other_words_is_not_denied(text):
    found = power_of(clause(text), OWL)
    assert (found.rule, tuple(found.interval)) == ("power_unread", (-1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "We read letters, cards and other mail.",
        "We read letters, cards or anything similar.",
        "We read letters, cards and so forth.",
        "We read, inter alia, letters.",
        "We read letters of any kind.",
        "We read letters, cards, ...",
        "We read the letters that we find useful.",
    ],
)
def test_what_may_leave_a_list_open_is_not_denied(text):
    found = breadth_of(clause(text))
    assert (found.rule, tuple(found.interval)) == ("breadth_unread", (0, 1))
