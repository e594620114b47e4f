"""What only looks like a power, a default or an exit, and what is said in other words than the rules read."""

import pytest

from governance.analysis.defaults import default_of
from governance.analysis.reversals import reversal_of
from governance.analysis.text_factors import power_of
from tests.governance.analysis.clauses import clause

pytestmark = pytest.mark.pure
OWL = ("Owl Post", "Owl")


@pytest.mark.parametrize(
    ("find", "text", "rule"),
    [
        # Only what harms, a right that is given up, a weak limit, a limit that the service fills.
        (power_of, "We will only read your letters to sell them to advertisers.", "power_unread"),
        (power_of, "We no longer reserve the right to read your letters.", "power_unread"),
        (power_of, "We will not read your letters more than ten times a day.", "power_unread"),
        (power_of, "We will not share your letters with anyone we don't like.", "power_unread"),
        (power_of, "We may share your letters in so far as you have asked us to.", "may_on_condition"),
        # A way out of another service, by another person, and a consent that is not needed.
        (default_of, "Other services let you opt out; Owl does not.", "default_unread"),
        (default_of, "Your employer can opt out of reading on your behalf.", "default_unread"),
        (default_of, "We read letters with your consent or, failing that, for our own interests.", "default_unread"),
        (reversal_of, "You can ask us to delete your letters, and we will consider it.", "reversal_unread"),
        (reversal_of, "You grant us an irrevocable licence only if you tick the box.", "reversal_unread"),
        # What says it in other words than the rules read.
        (power_of, "You authorise us to read your letters.", "power_unread"),
        (power_of, "By using the service you consent to our reading of your letters.", "power_unread"),
        (power_of, "Your letters are subject to monitoring.", "power_unread"),
        (default_of, "Reading is enabled for all accounts.", "default_unread"),
        (default_of, "We read letters after you have agreed.", "default_unread"),
        (reversal_of, "You may quit at any time.", "reversal_unread"),
        (reversal_of, "We wipe your letters when you ask.", "reversal_unread"),
        (reversal_of, "What you post stays online forever.", "reversal_unread"),
    ],
)
def test_what_only_looks_so_and_what_is_said_in_other_words_is_not_read_with_certainty(find, text, rule):
    assert find(clause(text), OWL).rule == rule if find is power_of else find(clause(text)).rule == rule


@pytest.mark.parametrize("find", [power_of, default_of, reversal_of])
def test_of_what_no_rule_finds_nothing_is_said_not_to_be_stated(find):
    said = find(clause("Owls fly at night.")).says
    assert said.startswith("Our rules find no ")
