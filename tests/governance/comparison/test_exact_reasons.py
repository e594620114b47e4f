"""Each reason is given where it is true, and in the nearest case where it is not, it is not given."""

import re

import pytest

from governance.comparison import compare, parse
from governance.comparison.judging.shifts import shifts_between, shifts_of_addition, shifts_of_removal
from governance.comparison.telling.headlines import headline
from governance.comparison.weighing.severity import SEVERITY_RULES, reason_of


def kinds(old, new):
    if old and new:
        return {shift.kind for shift in shifts_between(old, new)}
    return {shift.kind for shift in (shifts_of_addition(new) if new else shifts_of_removal(old))}


TRUE = [
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
    ("reversed_by_negation", "We may share it.", "We may not share it."),
    ("actor_now_user", "It is our duty.", "It is your duty."),
    ("parties_swapped", "You must pay us.", "We must pay you."),
    ("other_party", "The seller pays.", "The buyer pays."),
    ("law_changed", "The law of Freedonia governs it.", "The law of Sylvania governs it."),
    ("court_changed", "Claims go to the courts of Freedonia.", "Claims go to the courts of Sylvania."),
    ("deadline_to_wait", "Leave within 30 days.", "Leave after 30 days."),
    ("minimum_to_maximum", "Keep at least 5 owls.", "Keep at most 5 owls."),
    ("interval_to_wait", "We look every 30 days.", "We look after 30 days."),
    ("interval_to_deadline", "We look every 30 days.", "We look within 30 days."),
    ("interval_changed", "It costs 5 EUR a month.", "It costs 5 EUR a week."),
    ("interval_added", "Owls look at it.", "Owls look at it each month."),
    ("word_turned", "You leave before it.", "You leave after it."),
    ("currency_changed", "It costs 5 EUR.", "It costs 5 CHF."),
    ("period_changed", "Kept 30 days, or 9 days.", "Kept 60 days, or 3 days."),
    ("amount_changed", "It costs 5 EUR, or 9 EUR.", "It costs 6 EUR, or 7 EUR."),
    ("share_changed", "It is 5% of it, or 9%.", "It is 6% of it, or 7%."),
    ("age_changed", "Owls aged 13 draw, or aged 16.", "Owls aged 14 draw, or aged 15."),
    ("waiver_added", "A court hears it.", "A court hears it, and you waive a jury."),
    ("modal_weakened", "We will tell you.", "We may tell you."),
    ("period_raised", "We keep it 30 days.", "We keep it 90 days."),
    ("amount_raised", "It costs 5 EUR a month.", "It costs 6 EUR per month."),
    ("period_raised", "We respond in 24 to 48 hours.", "We respond in 24 to 72 hours."),
    ("period_raised", "Leave within 30 days, it is 5 EUR.", "Leave within 40 days, it is 6 EUR."),
    ("share_raised", "We keep 5% of the price.", "We keep 6% of your price."),
    ("period_added", "We keep it.", "We keep it for 90 days."),
    ("negation_added", "We keep it safe.", "We keep it safe without a log."),
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
    ("amount_raised", "It costs 5 EUR.", "It costs 8 EUR."),
    ("amount_raised", "It costs -$5 here.", "It costs $5 here."),
    ("amount_added", "It costs.", "It costs 5 EUR."),
    ("share_raised", "It is 5% of it.", "It is 8% of it."),
    ("share_added", "It is part of it.", "It is 5% of it."),
    ("age_raised", "Owls of 13 years of age draw.", "Owls of 16 years of age draw."),
    ("age_added", "Owls draw.", "Owls of 16 years of age draw."),
    ("item_added", "Owls draw.", "Owls and foxes draw."),
    ("number_raised", "It is above -5 degrees there.", "It is above 5 degrees there."),
    ("number_changed", "Send 3-5 drawings.", "Send 3.5 drawings."),
]
FALSE = [
    ("amount_lowered", "The plan costs $120 per year.", "The plan costs $12 per month."),
    ("amount_raised", "The price is EUR 10 a month.", "The price is EUR 100 a year."),
    ("amount_raised", "It costs 10 EUR a month, billed monthly.", "It costs 100 EUR a year, billed yearly."),
    ("amount_raised", "The monthly price is 10 EUR.", "The yearly price is 100 EUR."),
    ("amount_lowered", "It costs 8 EUR/month.", "It costs 7 EUR/week."),
    ("amount_raised", "Storage costs 2 EUR per GB.", "Storage costs 20 EUR per TB."),
    ("amount_raised", "It costs 9 EUR for guests.", "It costs 10 EUR for hosts."),
    ("amount_raised", "You pay 9 EUR for 10 drawings.", "You pay 10 EUR for 100 drawings."),
    ("amount_raised", "You get 10 drawings for 9 EUR.", "You get 100 drawings for 10 EUR."),
    ("amount_raised", "You pay 9 EUR for 3 months.", "You pay 10 EUR for 6 months."),
    ("amount_raised", "You pay at least 9 EUR.", "You pay at most 10 EUR."),
    ("share_lowered", "A fine of 5% per year is due.", "A fine of 1% per month is due."),
    ("share_raised", "We keep 5% of the price.", "We keep 6% of the profit."),
    ("number_raised", "You send 5 drawings a day.", "You send 20 drawings a week."),
    ("period_raised", "We tell you within 30 days.", "We tell you 60 days in advance."),
    ("period_raised", "Leave within 30 days.", "Leave after 40 days."),
    ("period_raised", "It takes 30 business days.", "It takes 35 calendar days."),
    ("period_raised", "It takes 4 weeks.", "It takes a time of 1 month."),
    ("period_lowered", "We respond in 24 to 48 hours.", "We respond in 48 to 24 hours."),
    ("age_lowered", "Be at least 16 years old, or 13 with consent.", "Be at least 13 years old, or 16 with consent."),
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
    ("law_changed", "The law of Freedonia protects it.", "The law of Sylvania protects it."),
    ("court_changed", "Claims go to the courts of Freedonia.", "Claims go to the court of Freedonia."),
    ("deadline_to_wait", "Leave within 30 days.", "Leave after 40 days."),
    ("minimum_to_maximum", "Keep at least 5 owls.", "Keep at most 6 owls."),
    ("interval_to_wait", "We look every 30 days.", "We look after 60 days."),
    ("interval_to_deadline", "We look every 30 days.", "We look within 60 days."),
    ("interval_changed", "It costs 5 EUR a month.", "It costs 5 EUR per month."),
    ("interval_changed", "It costs 5 EUR monthly.", "It costs 5 EUR each month."),
    ("interval_changed", "Leave within a month.", "Leave within a year."),
    ("interval_added", "Owls look often.", "Owls look daily."),
    ("interval_added", "The report is here.", "The annual report is here."),
    ("interval_added", "It is paid monthly.", "It is paid yearly or monthly."),
    ("interval_added", "Owls look at it each third Monday.", "Owls look at it each month."),
    ("word_turned", "Owls are less quick.", "Owls are unless quick."),
    ("word_turned", "Owls formed it.", "Owls informed it."),
    ("word_turned", "You leave before it.", "You leave."),
    ("word_turned", "You leave before noon.", "You leave after midnight."),
    ("scope", "We look every 30 days.", "We look for 30 days."),
    ("scope", "We look each month.", "We look."),
    ("currency_changed", "It costs $5.", "It costs CAD 5."),
    ("currency_changed", "It costs 5 EUR.", "It costs €5."),
    ("period_changed", "Kept 30 days, or 9 days.", "Kept 30 days."),
    ("amount_changed", "It costs 5 EUR, or 9 EUR.", "It costs 9 EUR, or 5 EUR."),
    ("share_changed", "It is 5% of it.", "It is 5 percent of it."),
    ("age_changed", "Owls aged 13 draw.", "Owls draw."),
    ("actor_now", "We keep what owls draw on stones for long.", "You read what the foxes write and sing here."),
    ("parties_swapped", "We pay you.", "You are paid by us."),
    ("other_party", "The user pays.", "You pay."),
    ("modal", "We will draw and may sing.", "We may draw and will sing."),
    ("period_raised", "Kept 30 days, or 2 years.", "Kept 60 days, or 1 year."),
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
    ("amount", "It costs 5 EUR.", "It costs 5 euros."),
    ("amount_lowered", "It costs -$5 here.", "It costs $5 here."),
    ("share", "It is 5% of it.", "It is 5 percent of it."),
    ("age", "Owls who are 16 years of age draw.", "Owls who are 16 years old draw."),
    ("period", "We keep it a time of 12 months.", "We keep it a time of 1 year."),
    ("number_raised", "Send 3-5 drawings.", "Send 3.5 drawings."),
    ("number_lowered", "Send 3-5 drawings.", "Send 3.5 drawings."),
    ("number_raised", "It is paid in 2024 by owls.", "It is paid in 2026 by owls."),
    ("number_raised", "Send -5 drawings.", "Send - 5 drawings."),
    ("number_changed", "We store 7 owls.", "We store 9 owls."),
]
OTHER_WAY = (
    ("_added", "_removed"), ("_raised", "_lowered"), ("_strengthened", "_weakened"), ("_now_user", "_now_service"),
    ("_by_negation", "_from_negation"), ("deadline_to_wait", "wait_to_deadline"),
    ("minimum_to_maximum", "maximum_to_minimum"), ("interval_to_wait", "wait_to_interval"),
    ("interval_to_deadline", "deadline_to_interval"),
)  # fmt: skip


def contrary(kind):
    """The kind of the same change the other way round; the same for kinds without a direction."""
    for one, other in (*OTHER_WAY, *(pair[::-1] for pair in OTHER_WAY)):
        if kind.endswith(one):
            return kind.removesuffix(one) + other
    return kind


@pytest.mark.parametrize(("kind", "old", "new"), TRUE)
def test_a_reason_is_found_where_it_is_true(kind, old, new):
    assert kind in kinds(old, new)
    assert contrary(kind) in kinds(new, old)


@pytest.mark.parametrize(("kind", "old", "new"), FALSE)
def test_a_reason_is_not_given_where_it_is_not_true(kind, old, new):
    assert not {found for found in kinds(old, new) if found.startswith(kind)}
    assert not {found for found in kinds(new, old) if found.startswith(contrary(kind))}


# The rules that speak of a clause as a whole; their tests are below.
OF_A_CLAUSE = {
    "moved", "unweighed", "restated", "restated_here", "restated_there", "renamed", "stated_date", "day_changed",
    "announcement", "word_forms", "unread_language", "heading_added", "heading_removed", "heading_modified",
    "under_contrary", "under_others", "put_out_of_force", "put_into_force",
    "wording_added", "wording_removed", "wording_modified", "notation", "contraction", "reordered", "same_otherwise",
}  # fmt: skip


def test_every_reason_has_a_case_where_it_is_true_and_one_where_it_is_not():
    of_words = set(SEVERITY_RULES) - OF_A_CLAUSE
    assert of_words == {found for kind, _, _ in TRUE for found in (kind, contrary(kind))}
    denied = {found for kind, _, _ in FALSE for found in (kind, contrary(kind))}
    assert [rule for rule in of_words if not rule.startswith(tuple(denied))] == []


FRAME = "# Terms\n\nOwls draw in the tower of the guild all night long.\n\n"
PAID = "\n\nWe store {} owls there.\n"
MOVING = "Clubs of the guild sing at noon.{} They eat then.\n\nOwls sleep in the tower all day.{} They hum then."
GERMAN = "Die Daten der Kunden werden von uns und den {} für die Werbung auf der Seite verwendet."
LISTS = "{}\n\n* owls\n{}\n\n{}\n\n* cats\n{}"
FOXES = "* foxes and their drawings\n"
# (rule, wording before, wording after): what the clauses between others say.
TRUE_OF_CLAUSE = [
    ("under_contrary", LISTS.format("We draw:", FOXES, "We do not draw:", ""),
     LISTS.format("We draw:", "", "We do not draw:", FOXES)),
    ("under_others", LISTS.format("## In Freedonia", FOXES, "## In Sylvania", ""),
     LISTS.format("## In Freedonia", "", "## In Sylvania", FOXES)),
    ("put_out_of_force", LISTS.format("We draw:", FOXES, "The following is void:", ""),
     LISTS.format("We draw:", "", "The following is void:", FOXES)),
    ("put_into_force", LISTS.format("We draw:", "", "The following is void:", FOXES),
     LISTS.format("We draw:", FOXES, "The following is void:", "")),
    ("restated_there", MOVING.format(" Foxes dance by night.", ""), MOVING.format("", " Foxes dance by night.")),
    ("restated_here", MOVING.format(" Foxes dance by night.", ""), MOVING.format("", " Foxes dance by night.")),
    ("restated", MOVING.format(" Foxes dance by night.", " Cats sleep by day."),
     MOVING.format(" Cats sleep by day.", " Foxes dance by night.")),
    ("renamed", "Inkwell (“we”) draws here.\n\nOwls paint for Inkwell." + PAID.format(3),
     "Nib (“we”) draws here.\n\nOwls paint for Nib." + PAID.format(3)),
    ("stated_date", "Last updated: 1 March 2026\n\nOwls sing.", "Last updated: 1 June 2026\n\nOwls hum."),
    ("day_changed", "Drawings sent before 1 March 2026 are kept by the owls.",
     "Drawings sent before 1 June 2026 are kept by the owls."),
    ("word_forms", "Owls like a pencil and a drawing of horses.", "Owls like a pencil and a drawing of horse."),
    ("unread_language", GERMAN.format("Partnern"), GERMAN.format("Händlern")),
    ("heading_added", "Owls hum.", "## Owls and all their songs, told for whoever likes them\n\nOwls hum at noon."),
    ("wording_added", "Owls hum.", "Owls hum.\n\nOwls of good repute stand watch in the yard."),
    ("wording_removed", "Owls hum.\n\nOwls of good repute stand watch in the yard.", "Owls hum."),
    ("wording_modified", "Owls hum by day in the yard of the guild.", "Owls hum by night in the yard of the guild."),
    ("announcement", "Owls hum.", "Owls hum.\n\nWe are updating our terms. The new terms take effect on 1 June 2026."),
]  # fmt: skip
FALSE_OF_CLAUSE = [
    ("under_contrary", LISTS.format("We draw:", FOXES, "We do not sell:", ""),
     LISTS.format("We draw:", "", "We do not sell:", FOXES)),
    ("under_others", LISTS.format("## In Summary", FOXES, "## In Detail", ""),
     LISTS.format("## In Summary", "", "## In Detail", FOXES)),
    ("put_out_of_force", LISTS.format("We draw:", FOXES, "Void if these do not apply:", ""),
     LISTS.format("We draw:", "", "Void if these do not apply:", FOXES)),
    ("put_into_force", LISTS.format("We draw:", "", "Void if these do not apply:", FOXES),
     LISTS.format("We draw:", FOXES, "Void if these do not apply:", "")),
    ("renamed", "Inkwell draws here.\n\nOwls paint for Inkwell.", "Nib draws here.\n\nOwls paint for Nib."),
    ("renamed", "Notes of March stand here.\n\nThe prices of March hold.",
     "Notes of June stand here.\n\nThe prices of June hold."),
    ("renamed", "Last updated: March\n\nThe prices of March hold.", "Last updated: June\n\nThe prices of June hold."),
    ("renamed", "Come on Monday.\n\nOwls paint on Monday.", "Come on Friday.\n\nOwls paint on Friday."),
    ("renamed", "You pay owls.\n\nYou feed owls.", "We pay owls.\n\nWe feed owls."),
    ("renamed", "Never paint owls.\n\nNever feed owls.", "Always paint owls.\n\nAlways feed owls."),
    ("renamed", "It goes to Partners here.\n\nAsk Partners there.",
     "It goes to Advertisers here.\n\nAsk Advertisers there."),
    ("stated_date", "You must pay by 1 March 2026.", "You must pay by 1 June 2026."),
    ("day_changed", "Last updated: 1 March 2026\n\nOwls sing.", "Last updated: 1 June 2026\n\nOwls hum."),
    ("word_forms", "Owls pay for the damage there.", "Owls pay for the damages there."),
    ("word_forms", "It costs owls -$5 to enter.", "It costs owls $5 to enter."),
    ("unread_language", "Owls hum by day in the yard.", "Owls hum by night in the yard."),
    ("heading", "Owls hum in the yard.", "Owls sing in the yard."),
    ("wording", "Owls draw here.", "Owls must draw here."),
    ("announcement", "Owls hum.", "Owls hum.\n\nWe may change these terms from time to time."),
]  # fmt: skip


def rules(old, new):
    comparison = compare(parse(f"{FRAME}{old}\n"), parse(f"{FRAME}{new}\n"))
    return {difference.severity_rule for difference in comparison.differences} | {comparison.rule}


@pytest.mark.parametrize(("rule", "old", "new"), TRUE_OF_CLAUSE)
def test_a_reason_of_a_whole_clause_is_given_where_it_is_true(rule, old, new):
    assert rule in rules(old, new)


@pytest.mark.parametrize(("rule", "old", "new"), FALSE_OF_CLAUSE)
def test_a_reason_of_a_whole_clause_is_not_given_where_it_is_not_true(rule, old, new):
    assert not {found for found in rules(old, new) if found.startswith(rule)}


@pytest.mark.parametrize("rule", ["wording_added", "wording_removed", "wording_modified"])
def test_a_rule_that_is_sure_of_nothing_denies_nothing(rule):
    assert not {"no", "not", "right", "duty", "limit"} & {*reason_of(rule, "other").split(". ")[0].lower().split()}


MENU = "".join(f"* [{word}](https://owls.example/{word})\n" for word in ("Home", "Prices", "Jobs", "Press"))
SONGS = "".join(f"## Songs of owls {letter}\n\n" for letter in "abcd")
STORY = "Foxes dance in the yard.\n\nCats sleep all day.\n\nDogs run at noon.\n\nMice eat cheese.\n\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (FRAME, MENU + "\n" + FRAME, "menu, contents or link lines"),
        (FRAME, FRAME + SONGS, "headings"),
        (FRAME + STORY, FRAME + STORY + STORY, "copies of clauses"),
    ],
)
def test_what_came_is_named_and_never_called_no_change(old, new, told):
    comparison = compare(parse(old), parse(new))
    assert comparison.counts.added == 4
    assert headline("Owls", "Terms", comparison) == f"Owls Terms: only {told} were added"
    assert not any("heading changed" in reason_of(one.severity_rule, one.category) for one in comparison.differences)


def test_what_no_reason_is_sure_of_is_told_in_the_words_of_the_text():
    text = "# Contact\n\nWe answer letters.\n\nWrite to Owl House, 10038 Freedonia.\n"
    (difference,) = compare(parse(text), parse(text.replace("10038", "10005"))).differences
    assert (difference.severity_rule, difference.severity) == ("number_changed", "low")
    assert difference.sentence.endswith("“10038” became “10005”.")


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("12 EUR", "9,99 EUR", "amount_lowered"),
        ("12,50 EUR", "14,20 EUR", "amount_raised"),
        ("€ 12,50", "€ 12,20", "amount_lowered"),
        ("1.500,00 EUR", "1.200,50 EUR", "amount_lowered"),
        ("1.500.000 EUR", "2.000.000 EUR", "amount_raised"),
        ("1.500 EUR", "1.200 EUR", "amount_lowered"),
        ("1.500 EUR", "2 EUR", "number_changed"),
        ("12 EUR", "1.200 EUR", "number_changed"),
        ("12 EUR", "1 200 EUR", "amount_raised"),
        ("200 EUR", "1 200 EUR", "amount_raised"),
        ("1 200 EUR", "200 EUR", "amount_lowered"),
        ("500 EUR", "500.000 EUR", "number_changed"),
        ("500.000 EUR", "500 EUR", "number_changed"),
        ("12 EUR", "1\u00a0200 EUR", "amount_raised"),
        ("12 EUR", "1\u202f200,50 EUR", "amount_raised"),
        ("12 CHF", "1’200 CHF", "amount_raised"),
        ("$1,500", "$999", "amount_lowered"),
        ("1,500.00 EUR", "999 EUR", "amount_lowered"),
        ("12,5%", "20%", "share_raised"),
        ("1,5 years", "2 years", "period_raised"),
        ("1.5 years", "2 years", "period_raised"),
        ("1,500 owls", "999 owls", "number_changed"),
        ("0.500 owls", "0.250 owls", "number_lowered"),
    ],
)
def test_a_number_is_read_and_quoted_whole_and_goes_a_way_only_where_every_notation_agrees(old, new, kind):
    text = f"# Fees\n\nThe monthly fee is {old} for each account.\n\nWe answer letters.\n"
    (difference,) = compare(parse(text), parse(text.replace(old, new))).differences
    assert difference.severity_rule == kind
    was, now = (re.sub(r"\s", " ", re.match(r"[\W\d]*\d%?", words)[0]) for words in (old, new))
    assert re.search(f"“{re.escape(was)}[^“]*” became “{re.escape(now)}", difference.sentence)


@pytest.mark.parametrize(("old", "new"), [("1500 EUR", "1 500 EUR"), ("12,50 EUR", "12.50 EUR"), ("€1,500", "€1500")])
def test_another_notation_of_a_number_is_no_other_number(old, new):
    assert not kinds(f"The fee is {old} now.", f"The fee is {new} now.")


def test_a_telephone_number_goes_no_way():
    assert kinds("Call 333 444 now.", "Call 332 441 now.") == {"number_changed"}


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
