"""Each reason is given where it is true, and in the nearest case where it is not, it is not given."""

import pytest

from governance.comparison import compare, parse
from governance.comparison.shifts import shifts_between, shifts_of_addition


def kinds(old, new):
    return {shift.kind for shift in (shifts_between(old, new) if old else shifts_of_addition(new))}


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("prohibition_added", "", "You may not share the drawings."),
        ("prohibition_added", "", "Do not share the drawings."),
        ("prohibition_added", "", "Selling drawings is prohibited."),
        ("right_added", "You draw owls.", "You draw owls. You may also export them."),
        ("right_added", "We keep owls.", "We keep owls. You have the right to a copy."),
        ("choice_added", "We show ads.", "We show ads. You can unsubscribe."),
        ("choice_added", "We show ads.", "We show ads. You withdraw your consent by mail."),
        ("number_raised", "We store 7 owls.", "We store 9 owls."),
        ("number_lowered", "Send up to 9 of it.", "Send up to 7 of it."),
        ("number_changed", "Write to Owl Street 12, 10038 Freedonia.", "Write to Owl Street 12, 10005 Freedonia."),
        ("party_added", "We share it for support.", "We share it with vendors for support."),
        ("party_removed", "We share it with vendors for support.", "We share it for support."),
        ("duty_added", "", "You must tell us."),
        ("duty_added", "", "You are obliged to tell us."),
        ("condition_added", "You can see it.", "You can see it unless we say so."),
        ("reversed", "We may share it.", "We may not share it."),
        ("actor_changed", "It is our duty.", "It is your duty."),
        ("waiver_added", "A court hears it.", "A court hears it, and you waive a jury."),
        ("modal_weakened", "We will tell you.", "We may tell you."),
        ("period_raised", "We keep it 30 days.", "We keep it 90 days."),
        ("period_added", "We keep it.", "We keep it for 90 days."),
        ("negation_added", "We keep it safe.", "We keep it safe without a log."),
    ],
)
def test_a_reason_is_found_where_it_is_true(kind, old, new):
    assert kind in kinds(old, new)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("prohibition", "", "You may not share the drawings unless they are yours."),
        ("prohibition", "", "Sharing drawings is not prohibited."),
        ("prohibition", "", "We will not share your drawings, and we do not sell them."),
        ("prohibition", "", "A trait is something that a person cannot change."),
        ("prohibition", "", "We share it where this is not prohibited by law."),
        ("right", "We keep it.", "We keep it with any file you may include."),
        ("right", "We keep it.", "We keep it. You may be asked for a name."),
        ("right", "We keep it.", "We keep it. We reserve the right to end it."),
        ("right", "We pay.", "We pay. There are no refunds."),
        ("right", "We keep it.", "We keep it, and you waive a jury."),
        ("choice", "You can cancel the contract.", "You can withdraw from the contract."),
        ("choice", "You use it.", "You use it and consent to these terms."),
        ("number_lowered", "Write to 10038 Freedonia.", "Write to 10005 Freedonia."),
        ("number_lowered", "Call 333 444.", "Call 332 441."),
        ("number_lowered", "Owl Street 47, Freedonia.", "Owl Street 16, Freedonia."),
        ("number_lowered", "Founded in 2021 by owls.", "Founded in 2019 by owls."),
        ("number_lowered", "See no. 42 there.", "See no. 41 there."),
        ("number_raised", "Write to Suite 12, Owl House.", "Write to Suite 15, Owl House."),
        ("party_removed", "Our partners and our partners' staff see it.", "Our partners and their staff see it."),
        ("party_added", "We share it with a partner.", "We share it with partners."),
        ("duty", "", "As required to run it, we keep a log."),
        ("duty", "", "They tell us of any obligations thereunder."),
        ("condition", "We keep it.", "We keep not only it."),
        ("reversed", "We may share it.", "We may not share it unless you agree."),
        ("actor_changed", "We keep what owls draw on stones for long.", "You read what the foxes write and sing here."),
        ("modal", "We will draw and may sing.", "We may draw and will sing."),
        ("period_raised", "Kept 30 days, or 2 years.", "Kept 60 days, or 1 year."),
        ("item_added", "We read mail.", "We read mail, which you send us."),
    ],
)
def test_a_reason_is_not_given_where_it_is_not_true(kind, old, new):
    assert not {found for found in kinds(old, new) if found.startswith(kind)}


def test_what_no_reason_is_sure_of_is_told_in_the_words_of_the_text():
    text = "# Contact\n\nWe answer letters.\n\nWrite to Owl House, 10038 Freedonia.\n"
    (difference,) = compare(parse(text), parse(text.replace("10038", "10005"))).differences
    assert (difference.severity_rule, difference.severity) == ("number_changed", "low")
    assert difference.sentence.endswith("“10038” became “10005”.")
