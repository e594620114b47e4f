"""The direction of a change is seen only where what came or went is surely good or bad for the reader."""

import pytest

from governance.analysis.direction import direction_of
from tests.governance.analysis.clauses import changed

pytestmark = pytest.mark.pure
OWL = ("Owl Post", "Owl")
UNKNOWN, WORSE, BETTER = (-1, 1), (1, 1), (-1, -1)


def seen(before, after, rule="test"):
    kind = "added" if before is None else "removed" if after is None else "modified"
    return direction_of(changed(before, after, kind=kind, rule=rule), OWL)


NOTHING_FOR_SURE = {
    "a refusal of what the reader wants": [
        "We do not process requests to delete your personal data.",
        "We will not disclose to you the personal data that we have.",
        "We will not process refunds after the first week.",
        "We will not transfer your personal data to another provider.",
        "We do not process signals of your browser not to be tracked.",
        "We do not delete your letters.",
        "We will not use your letters to help you find lost ones.",
        "We do not store your personal data in Ruritania.",
    ],
    "a ban that is void": [
        "We do not sell your letters, except where we see fit.",
        "We do not only read but also sell your letters.",
        "We do not currently sell your letters.",
        "We will not keep your letters secure.",
        "We do not share your letters with anyone but our many partners.",
        "We do not collect your letters ourselves; our partners do.",
        "We never read your letters without telling you afterwards.",
        "We will not charge you less than ten crowns.",
        "We will not hesitate to sell your letters.",
        "We do not share your letters. This does not apply to adults.",
    ],
    "a promise to others, or of nothing": [
        "We will inform advertisers of your interests.",
        "We will notify the police of your letters.",
        "We will respond to requests of the police.",
        "We will refund nothing.",
        "To the extent possible, we will notify you in advance.",
        "We will notify you when you owe us stamps.",
        "We will inform you of our right to sell your letters.",
        "We will delete your letters without notice.",
        "We will refund your fees less a charge of nine crowns.",
        "We will give you access to your letters for a fee.",
        "We will obtain your consent by these terms.",
        "We will give you no copy of your letters.",
        "We will remain liable for nothing.",
        "We will delete your account after a year of silence.",
        "We will notify you of changes at the latest a month after they take effect.",
    ],
    "an illustration, and what the law asks for": [
        "If we are required to inform you, we do so by owl.",
        "For example, we may share your letters with others.",
        "For instance, we will respond within one month.",
        "We only share your letters in accordance with applicable law.",
        "We will respond within the period required by law.",
    ],
    "a right of others, or for a price": [
        "Other members may bring claims against you.",
        "You may cancel your box by paying five crowns.",
        "You may cancel your box with our consent.",
        "You may request a refund, which we may refuse.",
        "You may access your letters after we approve it.",
        "You can object, but we will continue.",
        "You may opt out by closing your box.",
        "Users can delete your letters.",
        "Customers may terminate your access.",
        "You waive none of your rights.",
    ],
    "what ends or softens an act, or is done for the reader": [
        "We may stop sharing your letters.",
        "We may limit how often we share your letters.",
        "We may anonymise your letters before others read them.",
        "We may delete your personal data.",
        "We may use your letters to help you.",
        "We may share your letters with you.",
        "We may disclose your letters if a court orders it.",
        "We may read your letters if you ask us to.",
        "We may keep your letters confidential.",
        "We may sell your letters to nobody.",
        "Nothing here means that we may sell your letters.",
        "We may change our prices in your favour.",
        "We may reject requests of the town that are too broad.",
        "We may deny a request because the law permits it.",
    ],
}


@pytest.mark.parametrize("text", [one for rows in NOTHING_FOR_SURE.values() for one in rows])
def test_what_is_not_surely_for_or_against_the_reader_has_no_direction(text):
    for before, after in ((None, text), (text, None), ("Owls fly at night.", f"Owls fly at night. {text}")):
        assert tuple(seen(before, after).interval) == UNKNOWN, (before, after)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("We may sell your personal data.", "power_added"),
        ("We and our partners may read your letters.", "power_added"),
        ("We may suspend your account at any time.", "power_added"),
        ("We may withhold your payments.", "power_added"),
        ("We may change these terms without notice.", "power_added"),
        ("We reserve the right to increase our fees.", "power_added"),
    ],
)
def test_an_act_against_the_reader_is_worse(text, rule):
    found = seen(None, text)
    assert (found.rule, tuple(found.interval)) == (rule, WORSE)
    assert tuple(seen(text, None).interval) == BETTER


@pytest.mark.parametrize(
    "text",
    [
        "We do not sell, rent or share your personal data.",
        "We will not sell your letters unless you consent.",
        "We will not close your account without cause.",
        "We will only use your personal data to deliver letters.",
        "We will notify you within a day of a theft of letters.",
        "We shall delete personal data within a week of your request.",
        "You may cancel your box at any time.",
    ],
)
def test_a_protection_with_its_object_is_better(text):
    assert tuple(seen(None, text).interval) == BETTER
    assert tuple(seen(text, None).interval) == WORSE


def test_what_moved_to_another_clause_neither_came_nor_went():
    came = changed(None, "We may sell your letters to others.", kind="added")
    went = changed("Owl may sell your letters.", None, kind="removed")
    other = changed("We may suspend your account.", None, kind="removed")
    for one in (came, went):
        assert tuple(direction_of(one, OWL, (came, went, other)).interval) == UNKNOWN
    assert tuple(direction_of(came, OWL, (came, other)).interval) == WORSE
    promise = changed("We will notify you of changes.", None, kind="removed")
    again = changed(None, "Owl will inform you of changes to these terms.", kind="added")
    assert tuple(direction_of(promise, OWL, (promise, again)).interval) == UNKNOWN


def test_a_way_out_is_one_from_what_the_clause_is_about():
    train = "We may use your letters to train our owls."
    assert tuple(seen(train, f"{train} You can opt out of e-mails about this.").interval) == UNKNOWN
    assert tuple(seen(train, f"{train} You can opt out of this training.").interval) == BETTER


def test_a_ban_and_a_power_on_the_same_consent_are_no_loss():
    before, after = "We may not raise our fees without your consent.", "We may raise our fees with your consent."
    assert tuple(seen(before, after).interval) == UNKNOWN


def test_a_least_time_that_sinks_does_not_say_that_data_is_kept_shorter():
    short, long = (f"Your personal data is kept for at least {days} days." for days in (30, 90))
    assert seen(short, long, "period_raised").rule == "kept_longer"
    assert seen(long, short, "period_lowered").rule == "no_direction"


def test_a_verb_of_the_same_meaning_is_no_new_power():
    assert tuple(seen("We disclose your letters.", "We may share your letters with others.").interval) == UNKNOWN
    assert tuple(seen("We may read your letters.", "We may read and sell your letters.").interval) == WORSE
    assert seen("We may read your letters.", "We may sell your letters.").rule == "both_directions"


@pytest.mark.parametrize(
    ("shorter", "longer", "rule", "value"),
    [
        ("We keep your personal data for 30 days.", "We keep your personal data for 90 days.", "kept_longer", 1),
        ("We retain letters for no longer than 10 days.", "We retain letters for no longer than 30 days.",
         "kept_longer", 1),
        ("Your personal data is kept for at most 30 days.", "Your personal data is kept for at most 90 days.",
         "kept_longer", 1),
        ("We delete your personal data within 30 days of your request.",
         "We delete your personal data within 90 days of your request.", "deleted_later", 1),
        ("We keep deleted files for 7 days so that you can restore them.",
         "We keep deleted files for 30 days so that you can restore them.", "restored_longer", -1),
        ("We will inform you within 24 hours of a theft.", "We will inform you within 10 days of a theft.",
         "told_later", 1),
        ("We will notify you of a theft within 3 days.", "We will notify you of a theft within 30 days.",
         "told_later", 1),
        ("We will notify you 7 days before a change.", "We will notify you 30 days before a change.",
         "notice_longer", -1),
        # For whom a longer time is better can't be told, or it is no notice.
        ("We will give you a refund within 14 days.", "We will give you a refund within 60 days.", "", 0),
        ("We will give you a free trial of 7 days before we charge you.",
         "We will give you a free trial of 30 days before we charge you.", "", 0),
        ("We will notify you of changes 30 days after they take effect.",
         "We will notify you of changes 60 days after they take effect.", "", 0),
        ("We retain your letters for 30 days before we delete them.",
         "We retain your letters for 90 days before we delete them.", "", 0),
        ("We will notify the police within 1 day.", "We will notify the police within 3 days.", "", 0),
        ("We keep your files for 30 days.", "We keep your files for 90 days.", "", 0),
        # Not only the period.
        ("We keep your letters for 30 days.", "We keep your letters for advertisers for 90 days.", "", 0),
    ],
)  # fmt: skip
def test_what_a_longer_period_is_depends_on_what_it_is_for(shorter, longer, rule, value):
    ends = (value, value) if value else UNKNOWN
    found = seen(shorter, longer, "period_raised")
    assert (found.rule, tuple(found.interval)) == (rule or "no_direction", ends)
    back = seen(longer, shorter, "period_lowered")
    assert tuple(back.interval) == (ends if not value else (-value, -value))
