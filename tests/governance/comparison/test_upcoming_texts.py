"""An upcoming text beside the current one, and a page captured twice."""

from datetime import date

from governance.comparison import compare, parse
from tests.governance.comparison.texts import NAMED_TERMS, TERMS, with_date

CURRENT = TERMS
UPCOMING = with_date(TERMS, "January 15, 2027").replace("30 days", "90 days")
BOTH = (
    UPCOMING
    + "\n\nThe terms above apply from January 15, 2027. Until then, the current terms below apply.\n\n"
    + CURRENT
)


def test_an_upcoming_text_beside_the_current_one_is_compared_with_the_old_text():
    old, both = parse(CURRENT), parse(BOTH)
    comparison = compare(old, both)
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("substantive", "upcoming_text", True)
    assert comparison.effective_date == date(2027, 1, 15)
    [retention] = [difference for difference in comparison.differences if difference.category == "retention"]
    assert old.quote(retention.before).endswith("for 30 days after you close your account.")
    assert both.quote(retention.after).endswith("for 90 days after you close your account.")
    assert retention.after is both.blocks[retention.after.index]
    assert BOTH.index("for 90 days") in range(retention.after.start, retention.after.end)


def test_the_clauses_in_force_descend_from_the_old_ones_while_an_upcoming_text_stands_beside_them():
    old, both = parse(CURRENT), parse(BOTH)
    pairs = dict(compare(old, both).pairs)
    assert len(pairs) == len(old.blocks)
    assert all(both.blocks[place].words == old.blocks[index].words for index, place in pairs.items())


def test_an_upcoming_text_after_the_current_one_is_found_too():
    both = CURRENT + "\n\nThe upcoming version, effective January 15, 2027:\n\n" + UPCOMING
    comparison = compare(parse(CURRENT), parse(both))
    assert (comparison.rule, comparison.effective_date) == ("upcoming_text", date(2027, 1, 15))


def test_an_announced_text_that_takes_effect_is_no_news_again():
    comparison = compare(parse(BOTH), parse(UPCOMING))
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("substantive", "took_effect", False)
    assert not comparison.differences


def test_an_announced_text_that_takes_effect_otherwise_than_announced_is_an_alert():
    comparison = compare(parse(BOTH), parse(UPCOMING.replace("13 years", "16 years")))
    assert comparison.is_alertable
    assert [difference.sentence for difference in comparison.differences if "16" in difference.sentence]
    assert not [difference for difference in comparison.differences if "90 days" in difference.sentence]


def test_a_text_of_another_region_beside_the_old_one_is_not_taken_for_an_upcoming_one():
    other = with_date(TERMS, "May 4, 2026").replace("Effective", "Last updated").replace("30 days", "20 days")
    comparison = compare(parse(TERMS), parse(TERMS + "\n\n# Rules for Freedonia\n\n" + other))
    assert comparison.rule != "upcoming_text"


def test_a_second_copy_of_the_page_that_comes_or_goes_is_no_news():
    once, twice = parse(TERMS), parse(TERMS + "\n\n" + TERMS)
    for before, after, rule in ((once, twice, "captured_twice"), (twice, once, "captured_once_again")):
        comparison = compare(before, after)
        assert (comparison.label, comparison.rule, comparison.is_alertable) == ("extraction", rule, False)


def test_a_change_in_both_copies_of_a_page_that_was_single_is_told_once():
    changed = TERMS.replace("30 days", "90 days")
    for before, after in ((TERMS, changed + "\n\n" + changed), (TERMS + "\n\n" + TERMS, changed)):
        comparison = compare(parse(before), parse(after))
        assert comparison.is_alertable
        assert [difference.kind for difference in comparison.differences] == ["modified"]


def test_a_change_in_one_copy_only_is_told():
    twice = TERMS + "\n\n" + TERMS.replace("30 days", "90 days")
    assert compare(parse(TERMS), parse(twice)).is_alertable


def test_a_renaming_that_comes_with_a_second_copy_is_told_as_one():
    renamed = NAMED_TERMS.replace("Papertrail", "Inkwell")
    assert compare(parse(NAMED_TERMS), parse(renamed + "\n\n" + renamed)).rule == "renamed"


def test_a_newer_text_captured_twice_is_not_taken_for_an_upcoming_one():
    newer = with_date(TERMS, "May 4, 2026").replace("30 days", "90 days")
    undated = "\n".join(line for line in newer.splitlines() if "Effective" not in line)
    comparison = compare(parse(TERMS), parse(newer + "\n\n" + undated))
    assert comparison.is_alertable
    assert comparison.rule != "upcoming_text"
