"""What a few characters turn round is told: signs, ticks, struck words, headings, short lines, other scripts."""

import pytest

from governance.comparison import compare, parse
from governance.comparison.judging.where_told import SAME_DAY, told
from governance.comparison.telling.headlines import headline
from tests.governance.comparison.single_clauses import compared

HEADED = "# Terms\n\nThese are the terms of Papertrail.\n\n## {}\n\nWe keep what you draw while you stay.\n"


def where_told(comparison):
    return told(comparison.label, comparison.rule, comparison.differences)


def said(old, new):
    return headline("Papertrail", "Terms", compared(old, new)).removeprefix("Papertrail Terms: ")


def retitled(old, new):
    return compare(parse(HEADED.format(old)), parse(HEADED.format(new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Orders ≥ 50 EUR ship free.", "Orders ≤ 50 EUR ship free."),
        ("Accounts with > 100 users pay more.", "Accounts with < 100 users pay more."),
        ("Orders <= 50 ship free.", "Orders >= 50 ship free."),
        ("Orders > 50 ship free.", "Orders 50 ship free."),
        ("Orders >50 ship free.", "Orders <50 ship free."),
        ("Orders > EUR 50 ship free.", "Orders < EUR 50 ship free."),
        ("Orders < 50 EUR or > 90 EUR ship free.", "Orders < 60 EUR or > 90 EUR ship free."),
        ("- > 100 owls a year", "- < 100 owls a year"),
        ("Orders &lt; 5 EUR ship free.", "Orders &gt; 5 EUR ship free."),
        ("Orders &le; 5 EUR ship free.", "Orders &ge; 5 EUR ship free."),
        ("Persons aged 16+ draw.", "Persons aged 16 draw."),
        ("Fee + 5% VAT is due.", "Fee − 5% VAT is due."),
        ("Fee +5% VAT is due.", "Fee 5% VAT is due."),
        ("It varies by ±5% a year.", "It varies by +5% a year."),
        ("| Owls sold | ✗ |", "| Owls sold | ✓ |"),
        ("| Owls sold | ✅ | ❌ |", "| Owls sold | ❌ | ✅ |"),
        ("| Owls sold | ☐ |", "| Owls sold | ☑ |"),
        ("| Owls sold | ● |", "| Owls sold | ○ |"),
        ("❌ Selling owls", "✅ Selling owls"),
        ("You may ~~not~~ share it.", "You may not share it."),
        ("You may not share it.", "You may ~~not~~ share it."),
        ("You may <del>not</del> share it.", "You may not share it."),
        ('You may <s class="x">not</s> share it.', "You may not share it."),
        ("~~Owls are sold here.~~", "Owls are sold here."),
    ],
)
def test_a_sign_or_a_strike_that_turns_a_clause_round_is_told_the_same_day(old, new):
    assert where_told(compared(old, new)) == SAME_DAY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Orders >= 50 EUR ship free.", "Orders ≥ 50 EUR ship free."),
        ("Orders &gt; 50 EUR ship free.", "Orders > 50 EUR ship free."),
        ("Home > Terms > Owls are kept here.", "Home / Terms / Owls are kept here."),
        ("> Owls are kept for 50 days.", "Owls are kept for 50 days."),
        ("> 50 owls are kept here.", "50 owls are kept here."),
        ("Owls are <b>kept</b> here.", "Owls are kept here."),
        ("| Owls sold | ✓ |", "| Owls sold | ✅ |"),
        ("✓ Owls are kept here", "• Owls are kept here"),
        ("Call +49 30 1234567 about owls.", "Call 49 30 1234567 about owls."),
        ("Terms + Conditions of owls hold.", "Terms & Conditions of owls hold."),
        ("Owls are ~~sold~~ kept here.", "Owls are kept here."),
        ("Owls ~ kept ~ here ~~ are fine.", "Owls kept here are fine."),
    ],
)
def test_other_marks_and_forms_of_one_sign_are_told_nowhere(old, new):
    assert where_told(compared(old, new)) != SAME_DAY


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It costs 5 EUR, or 9 EUR.", "It costs 6 EUR, or 10 EUR.", "raises an amount from “5 EUR” to “6 EUR”"),
        ("It costs 5 EUR, or 9 EUR.", "It costs 4 EUR, or 7 EUR.", "lowers an amount from “5 EUR” to “4 EUR”"),
        ("It costs 5 EUR, or 9 EUR.", "It costs 6 EUR, or 7 EUR.", "changes “5 EUR” to “6 EUR”"),
        ("Kept 30 days or 9 days.", "Kept 60 days or 12 days.", "lengthens a period from “30 days” to “60 days”"),
        (
            "Owls are kept for 30 days or 9 days.",
            "Owls are kept for 60 days or 3 days.",
            "changes “30 days” to “60 days”",
        ),
        ("It is 15% of all owls, or 9%.", "It is 16% of all owls, or 7%.", "changes “15%” to “16%”"),
        ("It costs 5 EUR.", "It costs 4 CHF.", "changes “5 EUR” to “4 CHF”"),
        (
            "Owls and foxes cost 5 EUR or 6 EUR.",
            "Owls and foxes cost 4 CHF or 9 CHF.",
            "changes “5 EUR or 6 EUR” to “4 CHF or 9 CHF”",
        ),
        ("It costs 5 EUR or 6 EUR.", "It costs 9 EUR.", "changes “5 EUR or 6 EUR” to “9 EUR”"),
    ],
)
def test_a_headline_says_a_way_only_where_all_quantities_went_it(old, new, expected):
    assert said(old, new).startswith(expected)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What we share", "What we don't share"),
        ("What we share", "What we don’t share"),
        ("You can opt out", "You can't opt out"),
        ("Permitted uses", "Forbidden uses"),
        ("Optional cookies", "Mandatory cookies"),
        ("For consumers", "For businesses"),
        ("Fees", "Fees are not refundable"),
        ("Refundable fees", "Non-refundable fees"),
        ("Owls you may keep", "Owls you must keep"),
        ("Fees until 1 May 2026", "Fees until 1 June 2026"),
    ],
)
def test_a_heading_that_turned_round_is_told_the_same_day(old, new):
    assert where_told(retitled(old, new)) == SAME_DAY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What we share", "What we show others"),
        ("Permitted uses", "Allowed uses"),
        ("Acceptable use", "Acceptable use policy"),
        ("For consumers", "For owls"),
        ("What we don't share", "What we do not share"),
        ("Last updated 1 May 2026", "Last updated 1 June 2026"),
        ("Owls, 1 May 2026", "Owls, 1 June 2026"),
    ],
)
def test_a_heading_that_only_names_otherwise_is_not_told_the_same_day(old, new):
    assert where_told(retitled(old, new)) != SAME_DAY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Opt-in", "Opt-out"),
        ("Cookies: optional", "Cookies: mandatory"),
        ("[Not sold](/x)", "[Sold](/x)"),
        ("Selling: allowed", "Selling: forbidden"),
    ],
)
def test_a_short_line_that_turned_round_is_told_the_same_day(old, new):
    assert where_told(compared(old, new)) == SAME_DAY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("私たちはあなたの絵を保存します。", "私たちはあなたの絵を保存しません。"),
        ("", "絵画を第三者に販売することがあります"),
        ("", "画像は売却されます。"),
        ("我们会保存您的图画三十天", "我们不会保存您的图画"),
        ("", "图画会在三十天之后从所有服务器上删除"),
        ("เราจะเก็บภาพวาดของคุณไว้สามสิบวัน", "เราจะไม่เก็บภาพวาดของคุณ"),
    ],
)
def test_a_sentence_in_a_script_without_blanks_is_told_the_same_day(old, new):
    assert where_told(compared(old, new)) == SAME_DAY


def test_a_menu_line_in_a_script_without_blanks_is_told_nowhere():
    assert where_told(compared("", "プライバシーポリシー")) != SAME_DAY


@pytest.mark.parametrize(
    ("words", "number"),
    [("", 0), ("we keep owls", 3), ("私たちは", 2), ("絵", 1), ("เราจะเก็บ", 3), ("owls 絵を保存", 3)],
)
def test_words_of_scripts_without_blanks_are_counted_by_letters(words, number):
    assert sum(block.word_count for block in parse(words).blocks) == number


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Kept for 1/2 year.", "Kept for 12 year.", "changes “1/2 year” to “12 year”"),
        ("Kept for 1½ years.", "Kept for 2½ years.", "changes “1 1⁄2” to “2 1⁄2”"),
        ("It costs 10<sup>2</sup> EUR.", "It costs 10<sup>3</sup> EUR.", "changes “10^2” to “10^3”"),
        ("It costs 10² EUR.", "It costs 10³ EUR.", "changes “10^2” to “10^3”"),
        ("Owls under 16 may draw.", "Owls over 16 may draw.", "changes “under 16” to “over 16”"),
        ("It costs $12 a year.", "It costs CA$12 a year.", "changes “$12” to “CA$12”"),
        ("It is 125‰ a year.", "It is 125% a year.", "changes “125‰” to “125%”"),
        ("You get -5 EUR a year.", "You get 5 EUR a year.", "raises an amount from “-5 EUR” to “5 EUR”"),
        ("You get -5 EUR a year.", "You get -7 EUR a year.", "lowers an amount from “-5 EUR” to “-7 EUR”"),
        ("Orders ≥ 50 EUR ship free.", "Orders ≤ 50 EUR ship free.", "changes “≥ 50 EUR” to “≤ 50 EUR”"),
        ("Orders ≥ 50 EUR ship free.", "Orders ≤ 60 EUR ship free.", "changes “≥ 50 EUR” to “≤ 60 EUR”"),
        ("Orders <= 50 ship free.", "Orders >= 50 ship free.", "changes “<= 50” to “>= 50”"),
        ("Persons aged 16+ draw.", "Persons aged 16 draw.", "changes “aged 16+” to “aged 16”"),
    ],
)
def test_a_headline_quotes_whole_quantities_with_their_signs(old, new, expected):
    assert said(old, new).startswith(expected)
