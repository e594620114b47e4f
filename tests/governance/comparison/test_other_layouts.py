"""What only stands in another layout is neither new nor gone: a list as a table, a table as a list, or as a sentence.

A value that stands under another name, or another value under the same one, is news.
"""

import pytest

from governance.comparison import compare, parse
from governance.comparison.telling.headlines import headline

pytestmark = pytest.mark.pure

LIST = """Requests to see drawings
Total requests: 9,773
Requests denied: 1132
Median days to answer: 3 days

Requests to burn drawings
Total requests: 838
Requests denied: 473
Median days to answer: 12 days"""
TABLE = """| Kind of request | Total requests | Requests denied | Median days to answer |
| --- | --- | --- | --- |
| Requests to see drawings | 9,773 | 1,132 | 3 |
| Requests to burn drawings | 838 | 473 | 12 |"""
USES = """| What | Why | How long |
| --- | --- | --- |
| Payment records | to charge fees | 7 years |
| Drawings | to show them to other owls | until you burn them |"""
USES_AS_LISTS = """### Payment records

- Why: to charge fees
- How long: 7 years

### Drawings

- Why: to show them to other owls
- How long: until you burn them"""
USES_TURNED = """| What | Payment records | Drawings |
| --- | --- | --- |
| Why | to charge fees | to show them to other owls |
| How long | 7 years | until you burn them |"""
SENTENCE = "We collect your name, your postal address, your telephone number and the drawings you upload."
ITEMS = """We collect:

- your name;
- your postal address;
- your telephone number; and
- the drawings you upload."""
SAME = [(LIST, TABLE), (USES, USES_AS_LISTS), (USES, USES_TURNED), (SENTENCE, ITEMS)]


def compared(before, after):
    return compare(
        parse(f"# Terms\n\n## Owls\n\n{before}\n\n## Foxes\n\nFoxes may sing.\n"),
        parse(f"# Terms\n\n## Owls\n\n{after}\n\n## Foxes\n\nFoxes may sing.\n"),
    )


def news(before, after):
    told = [one.sentence.rpartition(": ")[2] for one in compared(before, after).differences if not one.is_of_heading]
    return " ".join(one for one in told if "elsewhere in the document" not in one)


@pytest.mark.parametrize(("before", "after"), [*SAME, *(pair[::-1] for pair in SAME)])
def test_what_stands_in_another_layout_is_neither_added_nor_removed(before, after):
    comparison = compared(before, after)
    assert not comparison.is_alertable
    told = " ".join(one.sentence for one in comparison.differences if one.severity_rule != "row_left")
    assert "became" not in told
    kinds = {one.severity_rule for one in comparison.differences if not one.is_of_heading}
    assert kinds <= {"restated_here", "restated_there", "row_left"}


def test_another_value_in_the_new_layout_is_news():
    told = news(LIST, TABLE.replace("| 12 |", "| 45 |"))
    assert "12 days" in told
    assert "added “45” in “Requests to burn drawings" in told.replace(" · 838 · 473 · 45", "")
    assert "9,773" not in told
    assert compared(LIST, TABLE.replace("| 12 |", "| 45 |")).is_alertable


def test_values_that_changed_places_are_news():
    swapped = TABLE.replace("1,132", "X").replace("473", "1,132").replace("X", "473")
    assert "added “473”" in news(LIST, swapped)
    assert compared(LIST, swapped).is_alertable


def test_heads_of_columns_that_changed_places_are_news():
    swapped = TABLE.replace("Total requests | Requests denied", "Requests denied | Total requests")
    assert compared(TABLE, swapped).differences
    assert "elsewhere" not in " ".join(one.sentence for one in compared(TABLE, swapped).differences)


def test_a_row_that_the_list_had_not_is_added():
    told = news(LIST, f"{TABLE}\n| Requests to sell drawings | 12 | 11 | 90 |")
    assert told == "added “Requests to sell drawings · 12 · 11 · 90”."


def test_a_price_that_changed_on_the_way_into_a_table_is_told():
    fees = "- Basic plan: $5 per month\n- Plus plan: $9 per month\n- Team plan: $20 per month"
    rows = (
        "Plan | Price",
        "---|---",
        "Basic plan | $5 per month",
        "Plus plan | $11 per month",
        "Team plan | $20 per month",
    )
    table = "\n".join(f"| {row} |" for row in rows)
    assert "“$9” became “$11”" in news(fees, table)


@pytest.mark.parametrize("item", ["- your telephone number", "- the colour of your hat"])
def test_a_list_with_another_item_than_the_sentence_is_told(item):
    changed = (
        ITEMS.replace("- your telephone number; and", item) if "hat" in item else ITEMS.replace(item + "; and\n", "")
    )
    assert compared(SENTENCE, changed).is_alertable


@pytest.mark.parametrize(("total", "is_told"), [("10,611 | 1,605", False), ("10,611 | 1,606", True)])
def test_a_row_that_adds_up_the_rows_above_it_is_no_news(total, is_told):
    table = "\n".join(f"{row.rpartition(' | ')[0]} |" for row in TABLE.split("\n"))
    assert compared(table, f"{table}\n| **Total** | **{total}** |").is_alertable is is_told


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Number of the guild: 180 035\n\nThe tower stands by the lake.",
            "Number\n\nof the guild: 180 035\n\nThe tower stands by the lake.",
        ),
        (
            "Legal interest\n\nThe interest of owls is to sing.",
            "Legal interest of owls: to sing.\n\nThe interest of owls is to sing.",
        ),
    ],
)
def test_a_line_of_a_few_words_that_stand_as_often_is_neither_new_nor_gone(before, after):
    for one, other in ((before, after), (after, before)):
        told = " ".join(difference.sentence for difference in compared(one, other).differences)
        assert "added “Number”" not in told
        assert "removed “Number”" not in told
        assert "removed “Legal interest”" not in told


def test_an_item_of_one_word_is_told_though_the_word_stands_elsewhere():
    before = "We never ask for:\n\n- hats\n- names\n\nPaintings of hats are kept in the tower."
    after = before.replace("- hats\n", "").replace("Paintings", "Hats and paintings")
    assert any("removed “hats”" in one.sentence for one in compared(before, after).differences)


def test_of_two_long_wordings_the_phrase_with_the_number_that_is_gone_is_told():
    before = (
        "For all other kinds of plans and subscriptions that the tower offers, the guild provides a 7-day free trial."
    )
    after = (
        "Certain plans may come with a trial period, of which the page of the plan says whether it is offered and how."
    )
    line = headline("Papertrail", "Terms", compared(f"Plans are kept here. {before}", f"Plans are kept here. {after}"))
    assert "7-day free trial" in line


def test_what_moved_to_a_section_that_says_something_else_on_the_way_into_a_table_is_told():
    sold, kept = "We sell these for money to painters of the town.", "We keep these and never sell them to anybody."
    lines = "- Payment records: to charge fees\n- Drawings: to show them to owls"
    table = "| What | Why |\n| --- | --- |\n| Payment records | to charge fees |\n| Drawings | to show them to owls |"
    texts = "# Terms\n\n## What we sell\n\n{}\n\n## What we never sell\n\n{}\n\n## Foxes\n\nFoxes may sing.\n"
    before = texts.format(sold, f"{kept}\n\n{lines}")
    after = texts.format(f"{sold}\n\n{table}", kept)
    assert compare(parse(before), parse(after)).is_alertable
    assert compare(parse(after), parse(before)).is_alertable
