"""Changes of substance that look like a new name, another order, a label or a move: each is told the same day."""

from datetime import date

import pytest

from governance.comparison import compare, parse
from governance.comparison.text.effective_dates import announces_other_terms, effective_date_of
from tests.governance.comparison.single_clauses import reasons

FRAME = (
    "# Terms of Service\n\nThese are the rules of the guild that you accept.\n\n{}\n\nWe keep what you draw for you.\n"
)


def compared(old, new, frame=FRAME):
    return compare(parse(frame.format(old)), parse(frame.format(new)))


REPLACED = [
    ("EUR", "USD"), ("Euros", "Dollars"), ("Guests", "Hosts"), ("Consumers", "Businesses"), ("Seller", "Buyer"),
    ("Adults", "Children"), ("Premium", "Basic"), ("Free", "Pro"), ("Freedonia", "Sylvania"), ("Germany", "China"),
    ("Mailhouse", "Quillbank"), ("AAA", "JAMS"), ("Alpha Act", "Beta Act"), ("Mail", "Fax"), ("Owls", "Foxes"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "other"), REPLACED)
def test_another_currency_role_party_place_plan_or_law_is_no_renaming(name, other):
    old = (
        f"{name} count here when fees fall due.\n\nWhat is owed goes to {name} first.\n\nAsk about {name} in the yard."
    )
    for one, another in ((name, other), (other, name)):
        comparison = compared(old.replace(name, one), old.replace(name, another))
        assert comparison.is_alertable, comparison.rule


@pytest.mark.parametrize(
    "title",
    [
        "# {} Terms",
        "# Terms for {}",
        "# {} Privacy Notice",
        "# Terms of Service\n\nThe {} (“we”) draw owls for you all.",
    ],
)
@pytest.mark.parametrize(
    ("name", "other"),
    [("Seller", "Buyer"), ("Guests", "Hosts"), ("Germany", "China"), ("EUR", "USD"), ("Premium", "Basic")],
)
def test_a_role_place_currency_or_plan_in_the_title_is_no_name_of_the_service(title, name, other):
    old = f"{title.format(name)}\n\n{{}}\n\nIt is the {name} that pays.\n\nWhat is owed goes to {name} first."
    comparison = compare(parse(old.format("We draw.")), parse(old.format("We draw.").replace(name, other)))
    assert comparison.rule != "renamed"


def test_a_place_where_people_live_in_the_title_is_no_name_of_the_service():
    old = "# Freedonia Privacy Notice\n\nThis is for Freedonia residents.\n\nWe sell in Freedonia what we draw."
    assert compare(parse(old), parse(old.replace("Freedonia", "Sylvania"))).is_alertable


OWN_NAMES = [
    "# Papertrail Terms of Service",
    "# Terms of Service\n\nPapertrail (“we”) draws owls.",
    "# Terms of Service\n\nPapertrail, Inc. (“Papertrail”, “we” or “us”) draws owls.",
    '# Terms of Service\n\nPapertrail, a guild of owls ("us"), draws.',
    "# Terms of Service\n\nWelcome to Papertrail and its yard.",
    "# Terms of Service\n\nYou may read our services such as Papertrail.",
]


@pytest.mark.parametrize("opening", OWN_NAMES)
def test_another_name_of_the_service_itself_is_a_renaming(opening):
    old = f"{opening}\n\nPapertrail paints for all.\n\nAll owls of the yard paint for Papertrail."
    comparison = compare(parse(old), parse(old.replace("Papertrail", "Inkwell")))
    assert (comparison.rule, comparison.is_alertable) == ("renamed", False)


@pytest.mark.parametrize("opening", OWN_NAMES)
def test_a_new_name_in_some_of_the_clauses_only_is_no_renaming(opening):
    old = f"{opening}\n\nPapertrail paints for all.\n\nAll owls paint for Papertrail.\n\nAsk Papertrail."
    half = old.replace("Papertrail paints", "Inkwell paints").replace("paint for Papertrail", "paint for Inkwell")
    assert compare(parse(old), parse(half)).is_alertable


@pytest.mark.parametrize(
    "sentence",
    ["We use {}, which helps us (our “partner”).", "We share it with {} (our host).", "We, with {}, draw owls.",
     "We use {} and Papertrail (“we”).", "We pay our partners such as {}.", "Our service providers such as {} help."],
)  # fmt: skip
def test_a_recipient_beside_words_like_ours_is_not_the_service(sentence):
    old = f"{sentence.format('Mailhouse')}\n\nWhat you draw goes to Mailhouse."
    assert compared(old, old.replace("Mailhouse", "Quillbank")).is_alertable


CALLED_OFF = [
    "We postponed the new terms, which were to take effect on 1 July 2026.",
    "The new terms, which would take effect on 1 July 2026, have been postponed.",
    "The upcoming changes were withdrawn.",
    "We have withdrawn the upcoming changes to these terms.",
    "The new terms of 1 July 2026 will not take effect.",
    "The new terms will not take effect on 1 July 2026.",
    "The new terms won’t come into effect on 1 July 2026.",
    "These changes do not take effect on 1 July 2026.",
    "These terms no longer apply as of 1 July 2026.",
    "Diese AGB gelten ab dem 1. Juli 2026 nicht mehr.",
    "This policy ceases to apply from 1 July 2026.",
    "We’re updating our terms. The changes will take effect on 1 July 2026. These changes have been put on hold.",
    "Les nouvelles conditions, en vigueur le 1 juillet 2026, ont été reportées.",
    "The new terms were to take effect on 1 July 2026.",
]


@pytest.mark.parametrize("clause", CALLED_OFF)
def test_terms_that_were_called_off_are_neither_announced_nor_dated(clause):
    assert not announces_other_terms(clause)
    assert effective_date_of(parse(f"{clause}\n\nMore words stand here.").blocks, date(2026, 5, 1)) is None


@pytest.mark.parametrize(
    "clause",
    [
        "The terms of the contest apply from 1 July 2026.",
        "The terms for the raffle take effect on 1 July 2026.",
        "These terms are effective 1 July 2026 for sellers only.",
        "These terms are effective 1 July 2026 for new users.",
        "These terms take effect on 1 July 2026 for all users in the EU.",
        "Effective 1 July 2026 for users in the EU",
        "Effective 1 July 2026 in Freedonia only",
        "For users in the EU, these terms are effective 17 February 2027.",
        "For existing customers, this policy takes effect on 1 July 2026.",
        "If you are a seller, these terms take effect on 1 July 2026.",
        "In Freedonia, these terms take effect on 1 July 2026.",
    ],
)
def test_a_day_of_something_else_or_for_some_only_is_no_day_of_the_document(clause):
    assert effective_date_of(parse(f"{clause}\n\nMore words stand here.").blocks, date(2026, 5, 1)) is None


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("Ces conditions sont en vigueur depuis le 1er juillet 2026.", date(2026, 7, 1)),
        ("En vigueur depuis le 3 février 2026", date(2026, 2, 3)),
        ("Estas condiciones están en vigor desde el 1 de julio de 2026.", date(2026, 7, 1)),
        ("Vigente desde el 31 de diciembre del 2026", date(2026, 12, 31)),
        ("Vigente desde el 31 de febrero de 2026", None),
        ("These terms of service take effect on 1 July 2026.", date(2026, 7, 1)),
        ("These terms take effect on 1 July 2026 for all our users.", date(2026, 7, 1)),
        ("These terms take effect on 1 July 2026. You may withdraw your consent before.", date(2026, 7, 1)),
        ("These changes will not take effect until 1 July 2026.", None),
    ],
)
def test_a_day_of_effect_is_read_in_french_and_spanish_too(clause, day):
    assert effective_date_of(parse(f"{clause}\n\nMore words stand here.").blocks, date(2026, 5, 1)) == day


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "What you pay is applied to interest, fees and principal.",
            "What you pay is applied to fees, interest and principal.",
        ),
        ("We read owls, foxes and cats in this order.", "We read foxes, owls and cats in this order."),
        ("We ask hosts, banks and owls one after another.", "We ask banks, hosts and owls one after another."),
        ("First we ask banks and hosts and then draw.", "First we ask hosts and banks and then draw."),
        (
            "Sellers and buyers are the licensor and the licensee.",
            "Buyers and sellers are the licensor and the licensee.",
        ),
        ("Hosts and guests pay 3 EUR and 5 EUR.", "Guests and hosts pay 3 EUR and 5 EUR."),
        ("The respective fees are those of hosts and guests.", "The respective fees are those of guests and hosts."),
        ("Money is credited to fees and interest.", "Money is credited to interest and fees."),
    ],
)
def test_an_order_that_says_something_is_told_at_once(old, new):
    for one, other in ((old, new), (new, old)):
        assert compared(one, other).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Section 230 CDA protects us here.", "Section 512 CDA protects us here."),
        ("§ 5 DDG applies to this page.", "§ 7 DDG applies to this page."),
        ("Article 6 GDPR allows us that.", "Article 9 GDPR allows us that."),
        ("Section 7 Owl Act protects us here.", "Section 9 Owl Act protects us here."),
        ("1. Mai ist Zahltag für die Eulen.", "3. Mai ist Zahltag für die Eulen."),
        ("- 14. Tag nach dem Kauf der Eulen", "- 7. Tag nach dem Kauf der Eulen"),
        ("14. Tag nach dem Kauf der Eulen.", "7. Tag nach dem Kauf der Eulen."),
        ("| Eule | 5. |\n| --- | --- |\n| Fuchs | 5. |", "| Eule | 5. |\n| --- | --- |\n| Fuchs | 9. |"),
    ],
)
def test_a_number_of_a_law_a_day_or_a_cell_is_no_label(old, new):
    for one, other in ((old, new), (new, old)):
        comparison = compared(one, other)
        assert comparison.is_alertable, comparison.rule


def test_other_letters_before_a_clause_are_called_that():
    comparison = compared("(b) We keep server logs for you.", "(c) We keep server logs for you.")
    assert comparison.reason == "Only the numbers or letters that clauses bear changed."


@pytest.mark.parametrize(
    "clause",
    [
        "Learn more about mandatory arbitration that binds you [here](https://papertrail.example/a).",
        "Learn more [here](https://papertrail.example/a); you must pay 5 EUR for each use.",
        "Drawings licensed under [CC BY](https://cc.example/by); you must pay 5 EUR for each use.",
        "Drawings licensed under [CC BY](https://cc.example/by) for €5 each.",
    ],
)
def test_a_credit_or_a_pointer_that_binds_is_told_at_once(clause):
    assert compared("", clause).is_alertable


@pytest.mark.parametrize(
    ("clause", "rule"),
    [
        ("Learn more about owls [here](https://papertrail.example/a).", "information_link"),
        ("You can find more information [here](https://papertrail.example/a).", "information_link"),
        ("Drawings licensed under [CC BY](https://cc.example/by).", "attributions"),
    ],
)
def test_a_credit_or_a_pointer_that_binds_nobody_is_none_of_the_same_day(clause, rule):
    assert compared("", clause).rule == rule


def test_if_in_the_place_of_unless_is_no_condition_that_came_or_went():
    pair = "We erase it unless it is unlawful.", "We erase it if it is unlawful."
    for old, new in (pair, pair[::-1]):
        assert compared(old, new).is_alertable
        assert not {"condition_removed", "condition_added"} & reasons(old, new)


EXCHANGED = [
    "- Basic plan: {}\n- Pro plan: {}",
    "Retention of owls: {}\n\nRetention of foxes: {}",
    "| Owls drawn in the yard | {} |\n| --- | --- |\n| Foxes drawn in the hall | {} |",
    "| What | Why | How |\n| --- | --- | --- |\n| Owls | keep you signed in | {} |\n| Foxes | show you songs | {} |",
    "| Owls ● {} |\n| --- |\n| Foxes ● {} |",
    "Owls draw in the yard. It is {}.\n\nFoxes draw in the hall. It is {}.",
    "Owls draw in the yard. {}.\n\nFoxes draw in the hall. {}.",
]


@pytest.mark.parametrize("rows", EXCHANGED)
@pytest.mark.parametrize(
    ("one", "other"), [("5 EUR", "9 EUR"), ("30 days", "2 years"), ("never", "always"), ("yes", "no"), ("70%", "30%")]
)
def test_values_that_two_labels_exchange_are_told_at_once(rows, one, other):
    comparison = compared(rows.format(one, other), rows.format(other, one))
    assert comparison.is_alertable, comparison.rule
    assert not {clause.severity_rule for clause in comparison.differences} & {
        "restated", "restated_here", "restated_there",
    }  # fmt: skip
