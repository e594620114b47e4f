"""Reasons of numbers, prices, shares, ages and times: given where true, and not in the nearest case where not."""

import re

import pytest

from governance.comparison import compare, parse
from tests.governance.comparison.observed_kinds import contrary, kinds

TRUE = [
    ("number_raised", "We store 7 owls.", "We store 9 owls."),
    ("number_lowered", "Send up to 9 of it.", "Send up to 7 of it."),
    ("number_changed", "Write to Owl Street 12, 10038 Freedonia.", "Write to Owl Street 12, 10005 Freedonia."),
    ("deadline_to_wait", "Leave within 30 days.", "Leave after 30 days."),
    ("minimum_to_maximum", "Keep at least 5 owls.", "Keep at most 5 owls."),
    ("interval_to_wait", "We look every 30 days.", "We look after 30 days."),
    ("interval_to_deadline", "We look every 30 days.", "We look within 30 days."),
    ("interval_changed", "It costs 5 EUR a month.", "It costs 5 EUR a week."),
    ("interval_added", "Owls look at it.", "Owls look at it each month."),
    ("currency_changed", "It costs 5 EUR.", "It costs 5 CHF."),
    ("period_changed", "Kept 30 days, or 9 days.", "Kept 60 days, or 3 days."),
    ("amount_changed", "It costs 5 EUR, or 9 EUR.", "It costs 6 EUR, or 7 EUR."),
    ("share_changed", "It is 5% of it, or 9%.", "It is 6% of it, or 7%."),
    ("age_changed", "Owls aged 13 draw, or aged 16.", "Owls aged 14 draw, or aged 15."),
    ("period_raised", "We keep it 30 days.", "We keep it 90 days."),
    ("amount_raised", "It costs 5 EUR a month.", "It costs 6 EUR per month."),
    ("period_raised", "We respond in 24 to 48 hours.", "We respond in 24 to 72 hours."),
    ("period_raised", "Leave within 30 days, it is 5 EUR.", "Leave within 40 days, it is 6 EUR."),
    ("share_raised", "We keep 5% of the price.", "We keep 6% of your price."),
    ("period_added", "We keep it.", "We keep it for 90 days."),
    ("amount_raised", "It costs 5 EUR.", "It costs 8 EUR."),
    ("amount_raised", "It costs -$5 here.", "It costs $5 here."),
    ("amount_added", "It costs.", "It costs 5 EUR."),
    ("share_raised", "It is 5% of it.", "It is 8% of it."),
    ("share_added", "It is part of it.", "It is 5% of it."),
    ("age_raised", "Owls of 13 years of age draw.", "Owls of 16 years of age draw."),
    ("age_added", "Owls draw.", "Owls of 16 years of age draw."),
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
    ("number_lowered", "Write to 10038 Freedonia.", "Write to 10005 Freedonia."),
    ("number_lowered", "Call 333 444.", "Call 332 441."),
    ("number_lowered", "Owl Street 47, Freedonia.", "Owl Street 16, Freedonia."),
    ("number_lowered", "Founded in 2021 by owls.", "Founded in 2019 by owls."),
    ("number_lowered", "See no. 42 there.", "See no. 41 there."),
    ("number_raised", "Write to Suite 12, Owl House.", "Write to Suite 15, Owl House."),
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
    ("currency_changed", "It costs $5.", "It costs CAD 5."),
    ("currency_changed", "It costs 5 EUR.", "It costs €5."),
    ("period_changed", "Kept 30 days, or 9 days.", "Kept 30 days."),
    ("amount_changed", "It costs 5 EUR, or 9 EUR.", "It costs 9 EUR, or 5 EUR."),
    ("share_changed", "It is 5% of it.", "It is 5 percent of it."),
    ("age_changed", "Owls aged 13 draw.", "Owls draw."),
    ("period_raised", "Kept 30 days, or 2 years.", "Kept 60 days, or 1 year."),
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


@pytest.mark.parametrize(("kind", "old", "new"), TRUE)
def test_a_reason_of_quantities_is_found_where_it_is_true(kind, old, new):
    assert kind in kinds(old, new)
    assert contrary(kind) in kinds(new, old)


@pytest.mark.parametrize(("kind", "old", "new"), FALSE)
def test_a_reason_of_quantities_is_not_given_where_it_is_not_true(kind, old, new):
    assert not {found for found in kinds(old, new) if found.startswith(kind)}
    assert not {found for found in kinds(new, old) if found.startswith(contrary(kind))}


def test_what_no_reason_is_sure_of_is_told_in_the_words_of_the_text():
    text = "# Contact\n\nWe answer letters.\n\nWrite to Owl House, 10038 Freedonia.\n"
    (difference,) = compare(parse(text), parse(text.replace("10038", "10005"))).differences
    assert (difference.severity_rule, difference.severity) == ("addresses", "low")
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
