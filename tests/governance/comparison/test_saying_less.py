"""A claim whose condition is not exact is left out: what came or went is told in the text's own words and no more."""

import pytest

from governance.comparison import Context, compare, headline, parse
from governance.comparison.text.spans import sentence_spans

pytestmark = pytest.mark.pure
START = "# Terms\n\nThese terms hold for the guild of the owls and for its painters.\n\n"


def of(before, after, title="Terms of Service"):
    return compare(parse(START + before), parse(START + after), Context(document_title=title))


def told(comparison):
    return headline("Acme", "Terms", comparison).partition(": ")[2]


def counts(comparison):
    kinds = ("added", "removed", "modified", "moved")
    return {kind: number for kind in kinds if (number := getattr(comparison.counts, kind))}


@pytest.mark.parametrize(
    "text",
    [
        "We follow the rules that are set out in Stat. 501 for all of the painters.",
        "We take part in the whole of the EU-U.S. Data Privacy Framework for all of the owls.",
        "All of you paint as follows here: 1. You take a brush and then a colour.",
    ],
)
def test_a_sentence_goes_on_behind_an_abbreviation_and_the_number_of_an_item(text):
    assert sentence_spans(text) == [(0, len(text))]


def test_a_sentence_ends_at_the_number_of_a_section():
    assert len(sentence_spans("You find all of the prices in the list of section 12. We change them twice.")) == 2


def test_a_quotation_is_not_cut_within_an_abbreviation():
    rule = "The guild of the owls has told the Department of Commerce in writing that {} to the EU-U.S. Data Privacy"
    rule += " Framework in all of its parts and for all painters."
    assert "EU-U.S”" not in told(of(rule.format("we adhere"), rule.format("it adheres")))


def test_a_heading_that_was_a_plain_line_turns_nothing_and_moves_nothing():
    lines = "You may paint owls\n\nDo not paint foxes:\n\n* A fox at night\n\n* A fox at noon\n\n"
    marked = lines.replace("You may paint owls", "**You may paint owls**").replace(
        "Do not paint foxes:", "**Do not paint foxes**"
    )
    comparison = of(lines + "We sing at night.\n", marked + "We sing at noon and at night.\n")
    assert not {one.severity_rule for one in comparison.differences} & {"under_contrary", "under_others"}
    assert "moved" not in counts(comparison)


def test_of_lines_that_both_texts_have_twice_none_is_said_to_move():
    first = "## Nights\n\nFollow the owls on Inkwell\n\nFind the owls on Inkwell\n\n"
    second = "## Days\n\nFollow the owls on Inkwell\n\nFind the owls on Inkwell\n\nA painter sings.\n\n"
    comparison = of(first + second, second.replace("sings", "dances") + first)
    assert "moved" not in counts(comparison) or all(
        "on Inkwell" not in one.after.visible for one in comparison.differences if one.kind == "moved"
    )


def test_a_clause_behind_a_run_in_title_is_not_placed_under_the_heading_of_the_section_before():
    before = (
        "1. **What we paint**\n\nWe paint owls at night.\n\n"
        "2. **How we sing**. We sing for the guild, for the painters and for all of the owls.\n\n"
        "The door is blue.\n\n"
    )
    (difference,) = of(before, before + "We will never open the blue door for a fox.\n").differences
    assert "What we paint" not in difference.sentence
    before = "**Owls:**\n\nOwls sing.\n\n**Foxes:** Foxes dance.\n\nThe door is blue.\n\n"
    (difference,) = of(before, before + "We will never open the blue door for a hare.\n").differences
    assert "Owls" not in difference.sentence


def test_a_title_behind_a_mark_that_shows_nothing_is_a_heading():
    text = "**Version**\n\nOwls.\n\n\ufeff**I. Name and address**\n\nThe guild has a blue door.\n\n"
    (difference,) = of(f"{text}The guild has a bell with a very long rope.\n", text).differences
    assert difference.sentence.startswith("Under “I. Name and address”: ")


def test_a_line_of_few_words_is_told_by_its_heading():
    line = "## Rules of the programme\n\nNon-consensual {} imagery\n\nDo not keep such drawings.\n"
    (difference,) = of(line.format("explicit"), line.format("intimate")).differences
    assert difference.sentence.startswith("Under “Rules of the programme”: ")


def test_a_category_is_named_only_where_the_words_speak_of_it():
    text = "## {}\n\nWe do {} with the guild of the owls at noon.\n\n"
    for one in of(text.format("Doors", "sing"), text.format("Doors", "dance")).differences:
        assert one.sentence.startswith("Under “Doors”: ")
    text = "## {}\n\nWe keep server logs for {} days and delete them afterwards.\n"
    (difference,) = of(text.format("Doors", 30), text.format("Doors", 90)).differences
    assert difference.sentence == "Under “Doors”: “30 days” became “90 days”."
    (difference,) = of(text.format("Retention", 30), text.format("Retention", 90)).differences
    assert difference.sentence == "Retention and deletion, under “Retention”: “30 days” became “90 days”."


def test_dates_and_times_of_day_are_no_provisions():
    before = "* 2022-09-02T22:53:52Z\n\nLast updated: 3 May 2023\n\n## Owls\n\nPainters may sing at night.\n"
    after = "* 2025-01-31T13:23:21Z\n\nLast updated: 4 June 2025\n\n## Owls\n\nPainters may not sing at night.\n"
    comparison = of(before, after)
    assert counts(comparison) == {"modified": 1}
    (counted,) = [one.sentence for one in comparison.statements if one.code == "counts"]
    assert counted.startswith("1 provision modified.")
    assert "other line" in counted


def test_the_day_of_a_line_that_is_no_sentence_is_no_provision():
    text = "Last adjustment: {}\n\nPainters may {}sing at night.\n"
    comparison = of(text.format("3 May 2023", ""), text.format("4 June 2025", "not "))
    assert counts(comparison) == {"modified": 1}


def test_a_title_before_a_clause_that_stays_is_not_called_removed():
    text = "{}As between you and the guild, the guild owns all of the brushes{}.\n"
    (difference,) = of(text.format("86. Brushes and doors. ", ""), text.format("", " and doors")).differences
    assert "removed" not in difference.sentence


def test_a_line_that_took_the_place_of_another_is_one_modified():
    items = "The owls get:\n\n* UPI (unique painter number)\n\n* a brush\n\n"
    after = items.replace("UPI (unique painter number)", "Unique painter number (UPI), which the guild makes for you")
    comparison = of(items, after)
    assert counts(comparison) == {"modified": 1}


def test_what_is_part_of_the_words_it_takes_the_place_of_is_told_as_what_came_or_went():
    long = "For all of the songs that you send us you give the guild a licence. "
    licence = "This licence holds for all owls and for the painters of the guild for as long as they sing."
    (difference,) = of(f"## Songs\n\n{long}{licence}\n", f"## Songs\n\n{licence}\n").differences
    assert "became “This”" not in difference.sentence
    assert "removed “For all of the songs" in difference.sentence


def test_words_that_took_the_place_of_others_are_told_whole():
    text = "We carry out for the guild what we get from the owls {} and we keep all songs{}.\n\n"
    before = text.format("and the painters", "")
    after = text.format("by the letters", " from the painters in the tower")
    for one in of(before, after).differences:
        assert "became “from”" not in one.sentence


def test_a_heading_is_named_for_no_other_place_than_its_own():
    items = (
        "## For owls\n\n* Delivery: 99,99 €\n\n* Urgent: 2,00 €\n\n## For foxes\n\n* Delivery: 99,99 €\n\n* Slow: 1 €\n"
    )
    line = told(of(items, items.replace("* Delivery: 99,99 €\n\n", "")))
    assert line == "removes “Delivery: 99,99 €” in 2 places"


def test_of_what_is_equal_the_new_is_told_first():
    comparison = of("The other text is the one that holds.\n", "A song of the owls stands here for you and prevails.\n")
    assert told(comparison).startswith("adds “A song")


def test_a_few_of_many_clauses_are_no_subject_of_them_all():
    fees = "".join(f"You must pay a fee of {n} EUR for tower {n} when it is let to you.\n\n" for n in range(24))
    keep = "We keep server logs for 30 days after you close your account.\n\n"
    line = told(of("", f"## Fees\n\n{fees}## Retention\n\n{keep}"))
    assert line.startswith("adds 25 clauses (payments and renewal and more)")
