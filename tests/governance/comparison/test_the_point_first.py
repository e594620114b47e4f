"""What matters most to a reader is told first, and a headline has a subject and a direction."""

import pytest

from governance.comparison import Context, compare, headline, parse
from governance.comparison.weighing.consequences import importance

pytestmark = pytest.mark.pure


def of(text, before="", title="Terms of Service"):
    start = "# Terms\n\nThese terms hold for the guild of the owls and for its painters.\n\n"
    return compare(parse(start + before), parse(start + text), Context(document_title=title))


def told(comparison):
    return headline("Acme", "Terms", comparison).partition(": ")[2]


def test_of_one_severity_disputes_come_before_money_money_before_data_and_new_duties_before_words():
    dispute = "## Disputes\n\nYou must settle all disputes by binding arbitration and you waive a jury trial.\n\n"
    fee = "## Fees\n\nYou must pay a fee of 5 EUR each month for your subscription.\n\n"
    data = "## Sharing\n\nWe share your personal data with our advertising partners.\n\n"
    comparison = of(data + fee + dispute)
    headings = [one.after.heading_path[-1] for one in comparison.differences if one.after.kind != "heading"]
    assert headings == ["Disputes", "Fees", "Sharing"]
    assert list(comparison.differences) == sorted(comparison.differences, key=importance)
    assert told(comparison).startswith("adds “You must settle all disputes by binding arbitration")


def test_another_name_for_a_party_comes_after_what_else_changed():
    before = (
        "## Termination\n\nAcme may suspend or terminate the account that it procured for {} where a painter breaches"
        " these terms.\n\n## Retention\n\nWe keep your personal data and your {} until you close your account.\n"
    )
    comparison = of(before.format("Customer", "songs"), before.format("you", "drawings"))
    assert {one.severity for one in comparison.differences} == {"medium"}
    assert ["songs" in one.sentence for one in comparison.differences] == [True, False]


def test_a_row_is_told_under_the_heading_of_its_table():
    table = "## Companies that get data\n\n| Company | Purpose |\n| --- | --- |\n| Owlhost | hosting of drawings |\n"
    line = told(of(f"{table}| Inkmail | sending of mail |\n", table))
    assert line == "adds “Inkmail · sending of mail” under “Companies that get data”"


def test_a_clause_of_no_category_is_placed_by_its_heading_alone():
    (difference,) = of("## Colours\n\nNobody paints the blue door green.\n", "## Colours\n\n").differences
    assert difference.sentence == "Under “Colours”: added “Nobody paints the blue door green”."


def test_a_change_without_category_and_heading_is_told_with_the_clause():
    line = told(
        compare(parse("The owls paint the door blue at noon."), parse("The owls paint the door green at noon."))
    )
    assert line.startswith("changes “blue” to “green” in “The owls paint the door green")


def test_a_clause_in_a_language_without_categories_is_told_under_its_heading():
    start = "# Conditions\n\n" + "Les clients et les hiboux sont dans la tour pour une nuit ou pour des jours.\n\n" * 3
    before, after = parse(start), parse(f"{start}## Données\n\nNous vendons des données pour une somme.\n")
    assert told(compare(before, after)) == "adds “Nous vendons des données pour une somme” under “Données”"


def test_a_new_legal_form_is_told_with_the_name_of_the_company():
    before = "## About\n\nAt Owlhost, Inc. we respect your rights over your personal data and your choices.\n"
    line = told(of(before.replace("Inc", "LLC"), before))
    assert line.startswith("changes “Owlhost, Inc” to “Owlhost, LLC” in “At Owlhost, LLC. we respect your rights")
    assert line.endswith(" (entity and contacts)")


def test_words_that_come_back_among_others_are_one_change():
    before = (
        "## Points\n\nA point is given for each euro (without vouchers) paid in a shop, on the site or by telephone.\n"
    )
    after = before.replace(" (without vouchers)", "").replace(
        "telephone.", "telephone (without buying vouchers, fir trees and what is paid by coupons)."
    )
    line = told(of(after, before))
    assert line.startswith("changes “(without vouchers)” to “(without buying vouchers, fir trees and what")


def test_what_a_headline_leaves_out_is_counted():
    clauses = "".join(f"## Part {n}\n\nThe owls of part {n} sing in tower {n} at night.\n\n" for n in range(4))
    assert told(of(clauses)).endswith(("more clauses", "3 more clauses"))


def test_a_quotation_that_is_opened_in_changed_words_is_closed():
    before = "## Names\n\nThe service (“Acme” or “Nib”) is offered to all painters of the guild.\n"
    line = told(of(before.replace("”)", "” or “Inkwell”)"), before))
    assert "“or “Inkwell””" in line


def test_a_clause_that_only_points_elsewhere_comes_after_those_of_its_severity():
    pointer = "You can find more information here and there.\n\n"
    comparison = of(f"## Owlmeter\n\n{pointer}Owlmeter can read the mail address of each painter.\n", "## Owlmeter\n\n")
    assert ["can read" in one.sentence for one in comparison.differences] == [True, False]


def test_the_many_words_of_an_edit_outweigh_a_small_one():
    before = "## Chats\n\nWithin your guild, only painters can view their chats, and wardens have control over gates.\n"
    after = before.replace("only painters", "painters").replace(
        "over gates", "over gates and can view, export and delete all chats of painters"
    )
    assert "can view, export and delete all chats" in told(of(after, before))


def test_a_definition_that_went_and_a_way_to_ask_come_after_what_is_new():
    old = '## Words\n\n"Tower" means the old tower of the owls if you live in a land other than Owlland.\n'
    new = '## Words\n\n"Barn" means the house of straw, but does not include the mill.\n'
    assert told(of(new, old)).startswith("adds “")
    ask = "If you have any questions (or comments) on songs, you are welcome to send us an email in the morning.\n\n"
    comparison = of("## Songs\n\nGuests sing a song each night.\n", f"## Songs\n\n{ask}")
    assert "sing a song" in comparison.differences[0].sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We give notice under Section 17.", "We give notice under Section 17 of the Business Solutions Agreement."),
        ("You must consult our Privacy Policy.", "You must consult your Privacy Policy."),
    ],
)
def test_which_text_a_section_is_of_and_whose_a_policy_is_come_after_what_changed(old, new):
    rest = "# Terms\n\n{}\n\n## Drawings\n\nThe owls of the tower draw each {} with a quill of the guild.\n"
    comparison = compare(parse(rest.format(old, "fox")), parse(rest.format(new, "hen")))
    assert "hen" in comparison.differences[0].sentence
    assert len(comparison.differences) == 2


def test_an_item_that_went_and_still_stands_in_a_sentence_comes_after_what_changed():
    text = "# Notice\n\n{}\n\n* Songs of towers\n{}\n## Rules\n\nOwls draw each {} in a tower.\n{}"
    item = "* State-Specific Drawing Disclosures\n"
    told = (
        "Please read our State-Specific Drawing Disclosures and the Owl Health Notice for all that we may say of the"
        " songs of your tower and of the towers beside it."
    )
    before, after = text.format("", item, "fox", f"\n* Hens\n{item}"), text.format(told, "", "hen", "\n* Hens\n")
    comparison = compare(parse(before), parse(after))
    gone = next(one for one in comparison.differences if one.before and "State-Specific" in one.before.visible)
    assert gone.says_little
    assert not comparison.differences[0].says_little
