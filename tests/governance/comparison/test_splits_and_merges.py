"""A clause that was split or merged: what is told is what changed beyond the division."""

from governance.comparison import compare, parse
from tests.governance.comparison.texts import TERMS

FIRST = "We keep server logs for 30 days after you close your account."
SECOND = "We delete your drawings when you ask us to in a letter to our office in the harbour."
OTHERS = "\n\n".join(
    f"Rule {name} is about {name} and nothing else." for name in ("apples", "bread", "cheese", "dates")
)


def text(*paragraphs):
    return "\n\n".join(["# Terms", OTHERS, *paragraphs]) + "\n"


def compared(before, after):
    old, new = parse(before), parse(after)
    comparison = compare(old, new)
    told = [
        (d.kind, d.before and before[d.before.start : d.before.end], d.after and after[d.after.start : d.after.end])
        for d in comparison.differences
    ]
    related = [
        (relation.kind, old.quote(old.blocks[relation.before]), new.quote(new.blocks[relation.after]))
        for relation in comparison.relations
    ]
    return comparison, told, related


WHOLE, SPLIT = text(f"{FIRST} {SECOND}"), text(FIRST, SECOND)


def test_a_clause_split_without_a_change_of_words_is_no_difference():
    comparison, told, related = compared(WHOLE, SPLIT)
    assert told == []
    assert related == [("split", f"{FIRST} {SECOND}", FIRST)]
    assert (comparison.label, comparison.rule) == ("cosmetic", "rejoined")


def test_clauses_merged_without_a_change_of_words_are_no_difference():
    comparison, told, related = compared(SPLIT, WHOLE)
    assert told == []
    assert related == [("merge", FIRST, f"{FIRST} {SECOND}")]
    assert comparison.rule == "rejoined"


def test_the_identity_goes_to_the_part_that_keeps_most_of_the_words():
    old, new = parse(WHOLE), parse(SPLIT)
    partners = dict(compare(old, new).pairs)
    assert new.quote(new.blocks[partners[old.blocks[-1].index]]) == SECOND


def test_a_split_with_an_edit_tells_the_edit_and_no_addition():
    edited = FIRST.replace("30", "90")
    _, told, related = compared(WHOLE, text(edited, SECOND))
    assert told == [("modified", FIRST, edited)]
    assert related == [("split", f"{FIRST} {SECOND}", edited)]


def test_a_merge_with_an_edit_tells_the_edit_and_no_removal():
    edited = FIRST.replace("30", "90")
    _, told, _ = compared(SPLIT, text(f"{edited} {SECOND}"))
    assert told == [("modified", FIRST, edited)]


def test_no_word_of_a_split_clause_is_lost():
    middle = "Nobody else may see them at all."
    _, told, _ = compared(text(f"{FIRST} {middle} {SECOND}"), SPLIT)
    assert told == [("modified", f"{FIRST} {middle}", FIRST)]


def test_a_sentence_that_is_said_again_is_an_addition_and_no_split():
    _, told, related = compared(WHOLE, text(f"{FIRST} {SECOND}", FIRST))
    assert [kind for kind, *_ in told] == ["added"]
    assert related == []


def test_a_date_that_changed_in_a_split_clause_is_told():
    dated = "The fee that you pay for the blue paper changes on 1 March 2027."
    _, told, _ = compared(text(f"{dated} {SECOND}"), text(dated.replace("1 March", "5 June"), SECOND))
    assert told == [("modified", dated, dated.replace("1 March", "5 June"))]


def test_rows_that_change_places_are_no_difference_but_a_move():
    rows = TERMS.strip().splitlines()[-2:]
    swapped = TERMS.replace("\n".join(rows), "\n".join(rows[::-1]))
    comparison = compare(parse(TERMS), parse(swapped))
    assert {difference.kind for difference in comparison.differences} == {"moved"}


def test_a_row_is_followed_by_its_first_cell():
    before = "| Cookie | Purpose |\n| --- | --- |\n| pt_a | keeps you signed in here |\n| pt_b | counts visits |\n"
    after = before.replace("keeps you signed in here", "keeps the pictures safe").replace("counts visits", "no more")
    (pair,) = [d for d in compare(parse(before), parse(after)).differences if "pt_a" in (d.before or d.after).visible]
    assert pair.kind == "modified"


def test_equal_bullets_of_two_lists_are_kept_apart_by_their_lead_in():
    before = "You may:\n\n* draw\n* share drawings\n\nYou must not:\n\n* share drawings\n* trace\n"
    after = before.replace("* draw\n* share drawings\n", "* draw\n")
    old, new = parse(before), parse(after)
    gone = [d.before for d in compare(old, new).differences]
    assert [block.lead_in for block in gone] == ["You may:"]


def test_a_part_that_ends_with_the_first_words_of_a_sentence_keeps_them():
    foxes = "Foxes of the harbour are never asked for their names by anybody."
    whole = text(f"{FIRST} {SECOND}", foxes)
    broken = text(f"{FIRST} We", foxes, SECOND.removeprefix("We "))
    told = compared(whole, broken)[0].differences
    assert "added" not in " ".join(one.sentence for one in told)
    assert "“We delete” became" not in " ".join(one.sentence for one in told)
