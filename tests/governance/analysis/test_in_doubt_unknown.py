"""What only seems to be for the reader has no direction: a twist of the words makes it unknown, never the contrary."""

import pytest

from governance.analysis.defaults import default_of
from governance.analysis.direction import direction_of
from governance.analysis.reversals import reversal_of
from governance.analysis.text_factors import power_of
from tests.governance.analysis.clauses import changed, clause

pytestmark = pytest.mark.pure
OWL = ("Owl Post", "Owl")
UNKNOWN, WORSE, BETTER = (-1, 1), (1, 1), (-1, -1)


def seen(text):
    return tuple(direction_of(changed(None, text, kind="added"), OWL).interval)


TWISTED = {
    "told to others, or of what is no matter of the reader": [
        "We will tell your employer what you write.",
        "We will alert your bank when you miss a payment.",
        "We will inform your parents of your messages.",
        "We will notify your school of your searches.",
        "We will give you access to advertising.",
        "We will tell you which ads to watch.",
        "We will notify you of changes in our offers and products, such as new offers.",
        "We will protect your data from you.",
        "We will delete your letters at the end of each day.",
        "We will notify you of offers of our partners.",
        "We will send you a list of products each day.",
        "We will help you to find our advertisers.",
        "We will ensure that our staff read your letters.",
        "We will comply with the instructions of the police.",
    ],
    "at the will of the service or of others, or for a price": [
        "We will inform you of changes if we like.",
        "We will notify you of changes if and when it suits us.",
        "We will delete your personal data if you pay 100 euros.",
        "We will delete your personal data if the data broker agrees.",
        "We will delete your personal data within 30 days of your request if a partner agrees.",
        "We will refund your fees in points of our shop.",
        "We will refund your fees when our bank wishes so.",
        "We will delete your letters at once.",
    ],
    "a promise that is denied": [
        "It is false that we will notify you of changes.",
        "We will notify you of changes, but this has been withdrawn.",
        "Until 2024 we must notify you of changes to these terms.",
    ],
    "a ban that is void": [
        "It is not true that we do not sell your letters.",
        "We cannot promise that we will not sell your letters.",
        "We do not sell your letters; we rent them.",
        "We do not sell your letters, we rent them.",
        "We do not sell your letters: they are rented out.",
        "We do not share your letters without being paid.",
        "We do not share your letters with charities, only with whoever pays.",
        "We do not share your letters with charities.",
        "We do not sell your letters on Sundays.",
        "We do not read your letters during the night.",
        "We do not sell your letters in the usual sense of the word.",
        "We do not sell your letters as that term is defined by others.",
        "We will not use your letters in your interest.",
        "We do not pretend that we do not sell your letters.",
        "Until 2024 we did so; we do not sell your letters until 2030.",
        "We will not share your letters without your consent, which you give by signing up.",
        "We do not share personal data of non-members.",
        "We do not share your letters for free.",
        "We do not sell your letters any more than others do.",
        "We only share your letters with those who pay.",
        "We only use your letters for our profit.",
        "If you are an adult, we do not sell your letters.",
    ],
    "a waiver that is none": [
        "Nothing here makes you waive your right to a class action.",
        "We do not ask that you waive your right to a jury.",
        "It is false that you waive your right to a jury.",
    ],
    "a way out or a right that is none": [
        "You could opt out of training until 2024.",
        "You may opt out if you live in Ruritania.",
        "You may cancel the download at any time.",
        "You can delete the data in your browser.",
        "You may opt out even though we go on as before.",
    ],
}


@pytest.mark.parametrize("text", [one for rows in TWISTED.values() for one in rows])
def test_a_twist_makes_the_direction_unknown(text):
    assert seen(text) == UNKNOWN
    assert tuple(direction_of(changed(text, None, kind="removed"), OWL).interval) == UNKNOWN
    assert power_of(clause(text), OWL).rule != "bound"


@pytest.mark.parametrize(
    "text",
    [
        "We will notify you of any material change to these terms.",
        "We will inform you 30 days before we change these terms.",
        "We will tell you without undue delay if there is a breach of your personal data.",
        "We will delete your personal data when you close your account.",
        "We will refund any prepaid fees.",
        "We will give you a copy of your letters.",
        "We do not sell your letters to third parties.",
        "We do not use your letters to train our models.",
        "We will not share your letters without your consent.",
        "You may cancel your subscription at any time.",
        "You can opt out of this at any time.",
    ],
)
def test_what_is_plainly_for_the_reader_is_better(text):
    assert seen(text) == BETTER


def test_a_waiver_of_the_reader_is_worse():
    assert seen("You hereby waive your right to a class action.") == WORSE


@pytest.mark.parametrize(
    "text",
    [
        "We train on your content without asking for your consent.",
        "We train on your content without your consent.",
        "We need not ask for your consent.",
        "We share letters after your consent expired.",
        "We share your letters with your consent, which you give by signing up.",
        "We share your letters with your consent, which is deemed given.",
        "With your consent we send you cards. We sell your letters to others.",
        "You have no right to object to training.",
        "We no longer offer an opt-out.",
        "We do not honour opt-out signals.",
        "We share your letters even if you opt out.",
        "We share your letters whether or not you opt out.",
        "You could opt out of training until 2024.",
        "You may opt out of training only by paying ten crowns.",
        "Members in Ruritania may opt out of training.",
        "You may opt out of arbitration but not of training.",
        "Opting out of training does not stop training on public letters.",
        "By default your profile is hidden.",
        "Tracking is blocked by default.",
        "By default, only you have access to your profile.",
        "By default, access control is on for your letters.",
    ],
)
def test_a_consent_or_a_default_that_is_denied_past_or_another_is_unread(text):
    assert tuple(default_of(clause(text)).interval) == UNKNOWN


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("If you opt out, we will not use your letters.", "opt_out"),
        ("If you do not want us to read letters, you can opt out.", "opt_out"),
        ("By default, training is turned on.", "by_default"),
        ("Your letters are shared by default.", "by_default"),
        ("By default, we collect your location.", "by_default"),
        ("We never share letters unless you have opted in.", "opt_in"),
    ],
)
def test_a_plain_default_is_read(text, rule):
    assert default_of(clause(text)).rule == rule


def test_a_right_to_everything_is_a_power_and_a_refusal_to_share_none():
    assert power_of(clause("We have every right to sell your letters."), OWL).rule == "may"
    found = power_of(clause("We may refuse to share your letters with the police."), OWL)
    assert tuple(found.interval) == UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "You may ask us to delete your letters, but we may refuse.",
        "You may ask us to delete your letters, and we may refuse this for any reason.",
        "You may terminate if we agree.",
        "You may terminate, subject to a fee of all remaining months.",
        "You may terminate your account for ten crowns.",
        "You may cancel unless you are a consumer.",
        "If you are a consumer, you may cancel your box.",
        "You may withdraw from the study.",
        "You may cancel the download.",
        "You can delete cookies in your browser.",
        "You can delete your letters in your browser.",
        "You can delete your profile picture.",
        "You may delete your account after five years.",
        "You may close your account once a year.",
        "Your right to delete your letters ends after 30 days.",
        "We will delete your personal data within a day if you pay 100 euros.",
        "We will delete your letters within a day if the data broker agrees.",
        "You may withdraw your consent, which ends your account.",
        "You may cancel at any time, but the licence that you grant us is perpetual.",
        "You could delete your letters until 2024.",
        "It is false that you may delete your letters.",
    ],
)
def test_an_exit_that_may_be_refused_costs_or_is_of_another_thing_is_unread(text):
    assert tuple(reversal_of(clause(text), OWL).interval) == UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "You may terminate this agreement at any time.",
        "You can withdraw your consent at any time.",
        "You may cancel at any time.",
        "You may close your account.",
    ],
)
def test_a_plain_exit_is_read(text):
    assert reversal_of(clause(text), OWL).rule == "exit_stated"
