"""Reasons of what binds, allows, denies, limits and names: given where true, and not in the nearest case where not."""

import pytest

from tests.governance.comparison.observed_kinds import contrary, kinds

TRUE = [
    ("prohibition_added", "", "You may not share the drawings."),
    ("prohibition_added", "", "Do not share the drawings."),
    ("prohibition_added", "", "Selling drawings is prohibited."),
    ("right_added", "You draw owls.", "You draw owls. You may also export them."),
    ("right_added", "We keep owls.", "We keep owls. You have the right to a copy."),
    ("choice_added", "We show ads.", "We show ads. You can unsubscribe."),
    ("choice_added", "We show ads.", "We show ads. You withdraw your consent by mail."),
    ("party_added", "We share it for support.", "We share it with vendors for support."),
    ("party_removed", "We share it with vendors for support.", "We share it for support."),
    ("duty_added", "", "You must tell us."),
    ("duty_added", "", "You are obliged to tell us."),
    ("condition_added", "You can see it.", "You can see it unless we say so."),
    ("reversed_by_negation", "We may share it.", "We may not share it."),
    ("actor_now_user", "It is our duty.", "It is your duty."),
    ("parties_swapped", "You must pay us.", "We must pay you."),
    ("other_party", "The seller pays.", "The buyer pays."),
    ("law_changed", "The law of Freedonia governs it.", "The law of Sylvania governs it."),
    ("court_changed", "Claims go to the courts of Freedonia.", "Claims go to the courts of Sylvania."),
    ("word_turned", "You leave before it.", "You leave after it."),
    ("waiver_added", "A court hears it.", "A court hears it, and you waive a jury."),
    ("modal_weakened", "We will tell you.", "We may tell you."),
    ("negation_added", "We keep it safe.", "We keep it safe, never on paper."),
    ("exclusion_added", "We keep it safe.", "We keep it safe without a log."),
    ("exclusion_added", "You get a licence.", "You get a non-transferable licence."),
    ("rule_added", "", "Owls must sing."),
    ("rule_added", "", "We watch owls."),
    ("scope_added", "Owls of a kind draw.", "Owls of every kind draw."),
    ("scope_added", "You give us a licence.", "You give us a transferable licence."),
    ("party_added", "Owls see it.", "Owls and the authorities see it."),
    ("party_added", "Owls see it.", "Owls and third parties see it."),
    ("power_added", "Owls draw, we think.", "Owls draw, we may look."),
    ("power_added", "It is kept here.", "If you ask, it is kept here, and we will sell it."),
    ("discretion_added", "It ends.", "It ends at our sole discretion."),
    ("discretion_added", "It ends.", "It ends without notice."),
    ("term_added", "The owls at night draw.", "The owls (“Guards”) at night draw."),
    ("item_added", "Owls draw.", "Owls and foxes draw."),
]
FALSE = [
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
    ("party_removed", "Our partners and our partners' staff see it.", "Our partners and their staff see it."),
    ("party_added", "We share it with a partner.", "We share it with partners."),
    ("duty", "", "As required to run it, we keep a log."),
    ("duty", "", "They tell us of any obligations thereunder."),
    ("condition", "We keep it.", "We keep not only it."),
    ("reversed", "We may share it.", "We may not share it unless you agree."),
    ("law_changed", "The law of Freedonia protects it.", "The law of Sylvania protects it."),
    ("court_changed", "Claims go to the courts of Freedonia.", "Claims go to the court of Freedonia."),
    ("word_turned", "Owls are less quick.", "Owls are unless quick."),
    ("word_turned", "Owls formed it.", "Owls informed it."),
    ("word_turned", "You leave before it.", "You leave."),
    ("word_turned", "You leave before noon.", "You leave after midnight."),
    ("scope", "We look every 30 days.", "We look for 30 days."),
    ("scope", "We look each month.", "We look."),
    ("actor_now", "We keep what owls draw on stones for long.", "You read what the foxes write and sing here."),
    ("parties_swapped", "We pay you.", "You are paid by us."),
    ("other_party", "The user pays.", "You pay."),
    ("modal", "We will draw and may sing.", "We may draw and will sing."),
    ("item_added", "We read mail.", "We read mail, which you send us."),
    ("scope", "Owls draw all things.", "Owls draw every thing."),
    ("scope", "Give a licence.", "Give a non-transferable licence."),
    ("scope", "The licence is yours.", "The licence is not transferable and yours."),
    ("scope", "Write to us.", "Write to us with any questions."),
    ("scope", "It is not sold.", "It is not sold at all."),
    ("party", "Ask our hosting providers.", "Ask our hosting service providers."),
    ("party", "Ask a third party.", "Ask a third-party."),
    ("party", "We send it to vendors.", "We send it to suppliers."),
    ("party", "You sign here.", "You sign here and have the authority to sign."),
    ("party", "We use cookies.", "We use third-party cookies."),
    ("party", "We draw with owls.", "We draw and partner with owls."),
    ("power", "We delete it.", "We will delete it."),
    ("power", "We will tell you.", "We'll tell you."),
    ("power", "We may share it.", "Your drawings may be shared."),
    ("power", "It is kept.", "It is kept unless we may draw it."),
    ("power", "It is kept.", "It is kept and we will never draw it."),
    ("power", "It is kept.", "It is kept, and nothing is lost if we can draw it."),
    ("discretion", "It ends at our sole discretion.", "It ends at our discretion."),
    ("discretion", "It ends.", "It never ends without notice."),
    ("discretion", "It ends.", "It ends at the sole discretion of the court."),
    ("discretion", "If it fails, we pay.", "If for any reason it fails, we pay."),
    ("discretion", "We keep it.", "We keep it and do not reserve the right to end it."),
    ("term", "The owls (“Guards”) draw.", 'The owls ("Guards") draw there.'),
    ("term", "The Guards draw.", "The “Guards” draw here."),
    ("term", "“Guards” and “Owls” draw.", "“Owls” and “Guards” draw."),
    ("rule", "", "Owls sing in May."),
    ("rule", "", "Owls of the guild."),
    ("rule", "", "We and our owls."),
    ("waiver", "A court hears it.", "A wave of owls hears it."),
    ("negation", "We keep it.", "We keep not only it."),
    ("negation", "We will not draw it.", "We won't draw it."),
    ("exclusion", "It ends.", "It ends without undue delay."),
    ("exclusion", "We sing without hens.", "We do not sing with hens."),
]


@pytest.mark.parametrize(("kind", "old", "new"), TRUE)
def test_a_reason_of_words_is_found_where_it_is_true(kind, old, new):
    assert kind in kinds(old, new)
    assert contrary(kind) in kinds(new, old)


@pytest.mark.parametrize(("kind", "old", "new"), FALSE)
def test_a_reason_of_words_is_not_given_where_it_is_not_true(kind, old, new):
    assert not {found for found in kinds(old, new) if found.startswith(kind)}
    assert not {found for found in kinds(new, old) if found.startswith(contrary(kind))}


@pytest.mark.parametrize(
    ("reason", "old", "new"),
    [
        ("duty", "You agree not to copy owls.", "You agree to not copy owls."),
        ("right", "You are free to copy owls.", "You may copy owls."),
        ("right", "Users are allowed to copy owls.", "Users may copy owls."),
        ("scope", "The licence is exclusive and transferable.", "The licence is non-exclusive and non-transferable."),
        ("scope", "The licence is transferable.", "The licence is nontransferable."),
    ],
)
def test_what_was_said_in_other_words_or_turned_neither_came_nor_went(reason, old, new):
    assert not {f"{reason}_added", f"{reason}_removed"} & (kinds(old, new) | kinds(new, old))
