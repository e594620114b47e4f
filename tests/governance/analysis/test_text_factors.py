"""What the words of a clause say for a risk. Each finding quotes the sentence that it rests on."""

import pytest

from governance.analysis.defaults import default_of
from governance.analysis.direction import direction_of
from governance.analysis.reversals import reversal_of
from governance.analysis.service_names import service_names
from governance.analysis.text_factors import breadth_of, power_of
from tests.governance.analysis.clauses import changed, clause

pytestmark = pytest.mark.pure
OWL = ("Owl Post", "Owl")


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("We may read your letters.", "may", 1),
        ("You agree that we may read your letters.", "may", 1),
        ("Owl may read your letters.", "may", 1),
        ("OWL MAY READ YOUR LETTERS.", "may", 1),
        ("The company may read your letters.", "may", 1),
        ("We reserve the right to close your box.", "reserved", 1),
        ("If you write rudely, we reserve the right to close your box.", "reserved", 1),
        ("Boxes are closed at our sole discretion.", "reserved", 1),
        ("We may read your letters if a court orders it.", "may_on_condition", 0),
        ("We may, with your consent, read your letters.", "may_on_condition", 0),
        ("We will never read your letters.", "bound", -1),
        ("We must tell you within a day.", "bound", -1),
        ("Owl will only use letters to deliver them.", "bound", -1),
        ("Letters are delivered by owls.", "no_power_stated", 0),
        ("Notices to Owl must be sent by post.", "no_power_stated", 0),
        ("We also may read your letters.", "may", 1),
        ("| Letters | We may read them. |", "may", 1),
        ("You may opt out of letters we may send you.", "power_mentioned", 0),
        ("This page says how we may read your letters.", "power_mentioned", 0),
        ("We may be required to show your letters.", "power_mentioned", 0),
        ("We may not be able to deliver.", "power_mentioned", 0),
        ("The member may choose an owl in its sole discretion.", "power_mentioned", 0),
        ("Tell us if you are aware that we may have lost a letter.", "power_mentioned", 0),
        ("In any event we may read your letters.", "may", 1),
        ("We may close your box for any reason, including if you write rudely.", "may", 1),
        ("We may show your letters where required by law.", "may_on_condition", 0),
        ("We may read your letters, including their envelopes (if any).", "may", 1),
        ("It takes a week, with any delay you or we may ask for.", "power_mentioned", 0),
        ("We may not close your box without cause.", "bound", -1),
        ("Owl will notify you within a day.", "bound", -1),
        ("We do not share your letters, except where we see fit.", "reserved", 1),
        ("5.1 We may close your box.", "may", 1),
        ("**5.1** We may close your box.", "may", 1),
        ("§ 5 We may close your box.", "may", 1),
        ("B.2 We may close your box.", "may", 1),
        ("In such a case we may close your box.", "may", 1),
    ],
)
def test_power(text, rule, value):
    found = power_of(clause(text), OWL)
    assert (found.rule, tuple(found.interval)) == (rule, (value, value))
    assert found.words in clause(text).read


@pytest.mark.parametrize(
    "text",
    [
        # A refusal of what the reader wants, its opposite, a ban that is void, and what nobody can tell.
        "We will not refund your stamps.",
        "We will not defend the member.",
        "We do not state for how long we keep letters.",
        "We do not waive any right.",
        "We do not only rent but also sell your letters.",
        "We do not share your letters. This does not apply to adults.",
        "We will tell advertisers of your interests.",
        "We may stop reading your letters.",
        "Owl may, in its sole discretion, make new owls available to you.",
        "We may publish anonymised findings on letters.",
    ],
)
def test_what_is_neither_surely_a_power_nor_surely_a_limit_may_be_either(text):
    found = power_of(clause(text), OWL)
    assert (found.rule, tuple(found.interval)) == ("power_unread", (-1, 1))
    assert found.says == "Whether the clause states a power or a limit of the service is not read with certainty"


@pytest.mark.parametrize(
    ("find", "text"),
    [
        (power_of, "Nothing here allows us to read letters."),
        (power_of, "We can't close your box."),
        (default_of, "The default is that letters are closed."),
        (default_of, "Settings are on the next page."),
        (reversal_of, "Deletion is on the next page."),
        (reversal_of, "Termination does not change what you owe."),
    ],
)
def test_nothing_is_said_not_to_be_stated_where_a_word_of_the_matter_stands(find, text):
    found = find(clause(text))
    assert "Our rules find no" not in found.says
    assert found.interval == (-1, 1)


def test_a_power_outweighs_a_limit_beside_it():
    found = power_of(clause("We will never sell your letters to strangers. We may read them in the evening."))
    assert (found.rule, found.words) == ("may", "We may read them in the evening.")


@pytest.mark.parametrize(
    ("text", "rule", "ends"),
    [
        ("With your consent we read letters.", "opt_in", (-1, -1)),
        ("We will not read letters without your prior consent.", "opt_in", (-1, -1)),
        ("We may read letters without your consent.", "default_unread", (-1, 1)),
        ("You can turn off reading in your settings.", "opt_out", (0, 0)),
        ("We will automatically renew your box until you cancel.", "opt_out", (0, 0)),
        ("Reading is on by default.", "by_default", (1, 1)),
        ("Reading is off by default.", "default_unread", (-1, 1)),
        ("Your letters are excluded from reading by default.", "default_unread", (-1, 1)),
        ("Your letters are encrypted by default.", "default_unread", (-1, 1)),
        ("You may opt out by closing your box.", "default_unread", (-1, 1)),
        ("If you opted in before May nothing changes, else you can opt out.", "opt_in_and_out", (-1, 0)),
        ("We read your letters. You can opt out of our newsletter.", "default_unread", (-1, 1)),
        ("What we delete automatically is gone.", "default_not_stated", (0, 1)),
        ("It processes Automatically Collected Data for us.", "default_not_stated", (0, 1)),
        ("Files that are automatically cached by your browser are allowed.", "default_not_stated", (0, 1)),
        ("By default, letters are not read, unless you have explicitly opted in.", "opt_in", (-1, -1)),
        ("By default, letters aren't read by anybody here.", "default_unread", (-1, 1)),
        ("By default, we read letters unless you opt out.", "opt_out", (0, 0)),
        ("By default, we read letters. You can change this anytime.", "opt_out", (0, 0)),
        ("By default, we read letters. Your settings say which.", "default_unread", (-1, 1)),
        ("By default we read letters. To stop this, write to us.", "default_unread", (-1, 1)),
        ("We automatically collect letters.", "default_not_stated", (0, 1)),
        ("You cannot opt out of this.", "no_opt_out", (1, 1)),
        ("You may not opt out of only one of them.", "default_unread", (-1, 1)),
        ("The opt-out that you chose will not apply to previews.", "no_opt_out", (1, 1)),
        ("Letters are blue.", "default_not_stated", (0, 1)),
    ],
)
def test_default(text, rule, ends):
    found = default_of(clause(text))
    assert (found.rule, tuple(found.interval)) == (rule, ends)


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("We read things such as letters.", "open_list", 1),
        ("We read letters, including their envelopes.", "open_list", 1),
        ("We read letters, not including their envelopes.", "not_left_open", 0),
        ("We read letters, cards and parcels.", "not_left_open", 0),
        ("We read letters only for delivery.", "single_case", -1),
        ("The law on letters, Etc. holds.", "not_left_open", 0),
    ],
)
def test_breadth(text, rule, value):
    found = breadth_of(clause(text))
    assert (found.rule, tuple(found.interval)) == (rule, (value, value))


@pytest.mark.parametrize(
    ("text", "rule", "ends"),
    [
        ("You may delete your letters at any time.", "exit_stated", (-1, -1)),
        ("You have the right to erasure of your letters.", "exit_stated", (-1, -1)),
        ("You grant us an irrevocable licence.", "lasting", (1, 1)),
        ("You have the right to see, correct and delete your letters.", "exit_stated", (-1, -1)),
        ("We delete your letters within thirty days of your request.", "exit_stated", (-1, -1)),
        ("Owl will delete all letters of members within a week of the end.", "exit_stated", (-1, -1)),
        ("The licence that you give us is granted for ever and survives the end.", "lasting", (1, 1)),
        # Who asks, who agrees, whose duty lasts, and who has the right.
        ("You may cancel only with our consent.", "reversal_unread", (-1, 1)),
        ("Other users can delete your letters.", "reversal_unread", (-1, 1)),
        ("Users can delete your letters.", "reversal_unread", (-1, 1)),
        ("We will delete your letters if you do not pay.", "reversal_unread", (-1, 1)),
        ("You may export a copy of your letters.", "reversal_unread", (-1, 1)),
        ("Either party may terminate if the other commits a material breach.", "reversal_unread", (-1, 1)),
        ("We delete your letters on request of the town.", "reversal_unread", (-1, 1)),
        ("We will delete your box after a year of inactivity.", "reversal_unread", (-1, 1)),
        ("We have the right to terminate your box.", "reversal_unread", (-1, 1)),
        ("We do not delete your letters within a day of your request.", "reversal_unread", (-1, 1)),
        ("Our duty to keep letters secret survives the end.", "reversal_unread", (-1, 1)),
        ("We grant you an irrevocable licence to use the owls.", "reversal_unread", (-1, 1)),
        ("This section survives the end of the contract.", "reversal_unread", (-1, 1)),
        ("You grant us a non-perpetual licence.", "reversal_unread", (-1, 1)),
        (
            "You can delete letters. The licence that you grant us is perpetual, whatever happens to it.",
            "exit_and_lasting",
            (-1, 1),
        ),
        ("Letters are blue.", "reversal_not_stated", (0, 1)),
    ],
)
def test_reversal(text, rule, ends):
    found = reversal_of(clause(text), OWL)
    assert (found.rule, tuple(found.interval)) == (rule, ends)


def test_another_language_is_not_read():
    text = "Nous pouvons lire les lettres de nos membres et les vendre à des tiers, sauf si vous ne le voulez pas."
    for find in (power_of, default_of, breadth_of, reversal_of):
        found = find(clause(text))
        assert found.rule == "other_language"
        assert found.interval.width > 0


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        (None, "We may read your letters.", (1, 1)),
        ("You may opt out of reading.", None, (1, 1)),
        (None, "You are entitled to a refund.", (-1, -1)),
        ("We may read your letters.", None, (-1, -1)),
        ("Letters are blue.", "Letters are green.", (-1, 1)),
        (None, "Owl may read your letters.", (1, 1)),
        (None, "Owl shall not read your letters.", (-1, -1)),
        ("We do not sell your letters.", None, (1, 1)),
        (None, "When the contract ends for any reason, all letters are returned.", (-1, 1)),
        (None, "We will take good care of your letters.", (-1, 1)),
        (None, "Owl may read letters, and the opt-out that you chose does not apply to previews.", (1, 1)),
    ],
)
def test_direction(before, after, ends):
    kind = "added" if before is None else "removed" if after is None else "modified"
    assert tuple(direction_of(changed(before, after, kind=kind), OWL).interval) == ends


TRAIN = "We do not use your letters to train our owls."
MAY_TRAIN = "We may use your letters to train our owls"


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        # A fallen ban, and a new power, whatever way out comes with them.
        (TRAIN, f"{MAY_TRAIN}; you can object.", (1, 1)),
        (TRAIN, f"{MAY_TRAIN} unless you opt out.", (1, 1)),
        (TRAIN, f"{MAY_TRAIN}. You can opt out.", (1, 1)),
        (TRAIN, "We use your letters to train our owls, unless you opt out.", (1, 1)),
        ("We do not sell your letters.", "We may sell your letters. You may opt out of sales.", (1, 1)),
        ("We read letters with your consent.", "We read letters unless you opt out.", (1, 1)),
        (None, f"{MAY_TRAIN}. You can opt out of it at any time.", (1, 1)),
        ("Disputes go to a court of owls.", "You hereby waive the right to a jury.", (1, 1)),
        # And the other way.
        (f"{MAY_TRAIN}; you can object.", TRAIN, (-1, -1)),
        ("We read letters unless you opt out.", "We read letters only with your consent.", (-1, -1)),
        (MAY_TRAIN + ".", f"{MAY_TRAIN}. You can opt out of it at any time.", (-1, -1)),
        # Duties, warranties, costs and grants of the reader are no protection.
        (None, "You grant each member the same rights to your likeness.", (-1, 1)),
        (None, "You're responsible for all costs, and you may not ask for a refund.", (-1, 1)),
        (None, "You warrant that you have the right to cancel the delivery.", (-1, 1)),
        (None, "You have the right to appeal if you pay our fees.", (-1, 1)),
        (None, "Your rights to your box will cease at the end.", (-1, 1)),
        ("Your rights to your box will cease at the end.", None, (-1, 1)),
        # Rights of the reader and promises are no power of the service.
        (None, "A consumer may sue at the courts of their home.", (-1, -1)),
        (None, "We will respond within one month.", (-1, -1)),
        ("We will respond within one month.", None, (1, 1)),
        ("We may refund your stamps.", None, (-1, 1)),
        # What may say more than is read.
        (None, "Our owls always fly at night. You can opt out of flights.", (-1, 1)),
        (None, "We may allow you to pay for stamps in advance.", (-1, 1)),
        (None, "We may read your letters with your consent.", (-1, 1)),
        (None, "We may, in our sole discretion, make new owls available to you.", (-1, 1)),
        ("We may read your letters. Reading is governed by the letter law of the town.", None, (-1, 1)),
        ("We may send owls of others, provided that we remain liable for them.", None, (-1, 1)),
        (None, "We do not sell letters. We copy them for the archive.", (-1, 1)),
        (None, "We will not refund your stamps.", (-1, 1)),
        (None, "We do not share letters except with our partners.", (-1, 1)),
        ("We may close your box. We will notify you a week before.", None, (-1, 1)),
        # Other words for the same.
        ("We do not sell your letters.", "Your letters are never sold by us.", (-1, 1)),
        ("You grant us the right to read the letters.", "We may read the letters that you send.", (-1, 1)),
        ("Owls can use the post to fly.", "You can use the post to fly.", (-1, 1)),
        ("You can object to flights at night.", "At night, you can object to flights.", (-1, 1)),
    ],
)
def test_a_way_out_never_outweighs_a_power_and_what_is_unsure_is_unknown(before, after, ends):
    kind = "added" if before is None else "removed" if after is None else "modified"
    assert tuple(direction_of(changed(before, after, kind=kind), OWL).interval) == ends


@pytest.mark.parametrize(
    ("before", "after", "rule", "ends"),
    [
        ("We keep letters for 30 days.", "We keep letters for 90 days.", "period_raised", (1, 1)),
        ("We keep letters for 90 days.", "We keep letters for 30 days.", "period_lowered", (-1, -1)),
        ("We will notify you 30 days before.", "We will notify you 7 days before.", "period_lowered", (1, 1)),
        ("We will notify you 7 days before.", "We will notify you 30 days before.", "period_raised", (-1, -1)),
        ("Owls fly for 7 days a year.", "Owls fly for 30 days a year.", "period_raised", (-1, 1)),
        ("You may not read letters here.", "You can object to letters here.", "reversed_from_negation", (-1, 1)),
        ("We do not sell your letters.", None, "restated_there", (-1, 1)),
    ],
)
def test_a_direction_that_the_record_knows(before, after, rule, ends):
    kind = "modified" if after else "removed"
    assert tuple(direction_of(changed(before, after, kind=kind, rule=rule), OWL).interval) == ends


def test_the_sentence_names_what_came_or_went():
    found = direction_of(changed("We do not sell your letters.", "We may sell your letters.", rule="test"))
    assert found.says == "The change removes a limit on the service"


def test_a_table_of_few_function_words_is_no_other_language():
    text = "Meta Ads | _fbp | Advertising | 90 Days | Owl Post | _owl | Statistics | 30 Days | Google Analytics | _ga"
    assert default_of(clause(text)).rule == "default_not_stated"
    text = "Marketing cookies · Meta Ads · _fbp · Advertising · 90 Days · de · en · es · la"
    assert default_of(clause(text)).rule == "default_not_stated"


def test_what_moved_or_provides_nothing_anew_has_no_direction():
    for one in (changed("We may read.", "We may read.", kind="moved"), changed("a", "b", is_material=False)):
        assert tuple(direction_of(one).interval) == (0, 0)


def test_a_quotation_is_where_the_words_are_and_the_whole_clause_where_marks_part_them():
    one = clause("**Reading.** We may read *all* of it. You may ask.", start=100)
    assert (one.quote("You may ask.").start, one.quote("You may ask.").text) == (138, "You may ask.")
    assert one.quote("We may read all of it.") == one.words


def test_a_text_names_the_service_itself():
    found = service_names(("Owl Post",), ["Terms of Strix Ltd (“StrixPost”, “we”) for the members (“Members”)."])
    assert found == ("Owl Post", "StrixPost")
    assert power_of(clause("StrixPost may read your letters."), found).rule == "may"
