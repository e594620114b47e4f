"""Small edits: another spelling waits for the digest, and another word of nearly the same letters is told at once."""

import pytest

from governance.comparison.text.dates import find_dates
from tests.governance.comparison.single_clauses import compared, reasons

RESPELLED = [
    ("We honour the licence in the theatre.", "We honor the license in the theater."),
    ("We use the programme for travelling.", "We use the program for traveling."),
    ("We keep catalogues of defence.", "We keep catalogs of defense."),
    ("You pay by cheque in a grey hall.", "You pay by check in a gray hall."),
    ("Enquiries go to the office.", "Inquiries go to the office."),
    ("It stays whilst owls sing.", "It stays while owls sing."),
]
OTHER_WORDS = [
    ("Claims are filed by owls.", "Claims are filled by owls."),
    ("Claims are filed by owls.\n\nForms are filled.", "Claims are filled by owls.\n\nForms are filled."),
    ("You consent to it here.", "You content to it here."),
    ("You may re-sign here.", "You may resign here."),
    ("You may recover the owls.", "You may re-cover the owls."),
    ("The owls were re-leased.", "The owls were released."),
    ("Your account ended a month ago.", "Your account ended a year ago."),
    ("If you left 30 days ago, we delete it.", "If you left 90 days ago, we delete it."),
    ("Bought a month ago or less.", "Bought a year ago or less."),
    ("It closed a week ago.", "It closed a month ago."),
    ("Papers are sent in valid form.", "Papers are sent invalid form."),
    ("“Papers” in valid form’s dress count.", "“Papers” invalid form’s dress count."),
    ("It may be closed by owls.", "It maybe closed by owls."),
    ("Owls are a part of us.", "Owls are apart of us."),
    ("Owls are not able here.", "Owls are notable here."),
    ("Owls are now here to be seen.", "Owls are no where to be seen."),
]
# The same words, written together or apart.
REJOINED = [
    ("You may leave anytime.", "You may leave any time."),
    ("You log in to the web site.", "You login to the website."),
    ("You send us an e-mail.", "You send us an email."),
    ("We keep back up copies in house.", "We keep backup copies inhouse."),
    ("It is non-exclusive.", "It is nonexclusive."),
]
# (old, new): one owl and several owls are not spelled otherwise.
PLURALS = [
    ("Owls use the device here.", "Owls use the devices here."),
    ("We store the Customer's songs.", "We store the Customers' songs."),
    ("We store the customer’s songs.", "We store the customers’ songs."),
]
# (word, one that is mistyped)
MISTYPED = [
    ("accounts", "ac" + "ounts"),
    ("occurred", "occur" + "ed"),
    ("receive", "rec" + "ieve"),
]
STAMPS = [
    ("Updated 3 days ago", "Updated 5 days ago"),
    ("This page was last updated a month ago", "This page was last updated a year ago"),
    ("It was edited 3 days ago", "It was edited 4 days ago"),
    ("3 days ago", "4 days ago"),
]


@pytest.mark.parametrize(("old", "new"), RESPELLED)
def test_the_same_word_spelled_otherwise_waits_for_the_digest(old, new):
    comparison = compared(old, new)
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("editorial", "respelled", False)


@pytest.mark.parametrize(("word", "mistyped"), MISTYPED)
def test_a_mistyped_word_put_right_waits_for_the_digest_where_the_right_one_stands_elsewhere(word, mistyped):
    text = "Owls sing of {} at noon.\n\nFoxes sing of " + word + " by night."
    comparison = compared(text.format(mistyped), text.format(word))
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("editorial", "respelled", False)


@pytest.mark.parametrize(("old", "new"), OTHER_WORDS)
def test_another_word_of_nearly_the_same_letters_is_told_at_once(old, new):
    for one, other in ((old, new), (new, old)):
        comparison = compared(one, other)
        assert comparison.is_alertable
        assert "formatting changed" not in comparison.differences[0].sentence


@pytest.mark.parametrize(("old", "new"), REJOINED)
def test_the_same_words_joined_otherwise_are_told_to_nobody_and_called_no_formatting(old, new):
    for one, other in ((old, new), (new, old)):
        comparison = compared(one, other)
        assert not comparison.is_alertable
        assert comparison.reason == "The same text is divided into words, lines or clauses differently."
        (difference,) = (*comparison.differences, *comparison.set_aside)
        assert "formatting" not in difference.sentence


@pytest.mark.parametrize(("old", "new"), PLURALS)
def test_one_and_several_are_forms_of_a_word_and_no_spelling_and_no_formatting(old, new):
    for one, other in ((old, new), (new, old)):
        comparison = compared(one, other)
        assert (comparison.label, comparison.is_alertable) == ("editorial", False)
        assert comparison.reason == "Only forms of words (such as singular and plural) changed."


@pytest.mark.parametrize(("old", "new"), STAMPS)
def test_a_line_that_says_how_long_ago_the_page_was_edited_is_told_nowhere(old, new):
    assert compared(old, new).label == "cosmetic"


@pytest.mark.parametrize("more", [" or older", " or over", " or more", " or above", " and older"])
def test_more_of_a_quantity_is_no_member_of_a_list(more):
    for age in ("18", "eighteen years of age"):
        old, new = f"Owls of {age} draw.", f"Owls of {age}{more} draw."
        assert not {"item_added", "item_removed"} & (reasons(old, new) | reasons(new, old))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Wir verkaufen Daten", "Wir verkaufen keine Daten"),
        ("Erlaubte Nutzung", "Verbotene Nutzung"),
        ("Utilisations autorisées", "Utilisations interdites"),
        ("Nous vendons vos données", "Nous ne vendons pas vos données"),
        ("Usos permitidos", "Usos prohibidos"),
        ("Usi consentiti", "Usi vietati"),
        ("Wij verkopen gegevens", "Wij verkopen geen gegevens"),
        ("Usos permitidos por nós", "Usos não permitidos por nós"),
    ],
)
def test_a_heading_that_turned_round_in_another_language_is_told_at_once(old, new):
    for one, other in ((old, new), (new, old)):
        assert compared(f"## {one}\n\nOwls sing.", f"## {other}\n\nOwls sing.").is_alertable


def test_a_first_of_the_month_in_french_is_a_day():
    (found,) = find_dates("Le prix vaut jusqu'au 1er juillet 2026.")
    assert found.value == (2026, 7, 1)
    comparison = compared("Le prix vaut jusqu'au 1er juillet 2026.", "Le prix vaut jusqu'au 15 juillet 2026.")
    assert comparison.differences[0].sentence.endswith("“1er juillet 2026” became “15 juillet 2026”.")
