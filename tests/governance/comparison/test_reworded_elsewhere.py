"""What stands in other words at another place neither came nor went: what it was and what it is are both quoted."""

import pytest

from alerts.mail.wording import _words_changed
from governance.comparison import compare, headline, parse
from governance.comparison.matching.kept_words import KeptWords
from governance.comparison.telling.became import in_its_place

pytestmark = pytest.mark.pure

OWLS = "In winter owls may nest in the tower which painters of the guild keep warm."
REWORDED = (
    "It was agreed that the painters of the guild keep the tower warm for such owls as want to nest there in winter."
)
OTHERS = "Hens lay eggs in the barn.\n\nGeese are fed by painters on each day.\n\nSwans row the ferry over the lake."
FEES = "Foxes must pay 5 EUR for each egg that they take out of the barn."


def compared(before, after):
    return compare(parse(f"# Terms\n\n{before}\n"), parse(f"# Terms\n\n{after}\n"))


def told(comparison):
    return " ".join(one.sentence for one in comparison.differences)


def line(comparison):
    return headline("Acme", "Terms", comparison).partition(": ")[2]


def moved(old, new):
    """The clause `old` under the first heading, and `new` under the last one instead."""
    return (
        f"## Birds\n\n{old}\n\n{OTHERS}\n\n## Foxes\n\nFoxes may sing.\n\nDucks dive.",
        f"## Birds\n\n{OTHERS}\n\n## Foxes\n\nFoxes may sing.\n\nDucks dive.\n\n{new}",
    )


def test_a_clause_that_moved_and_was_reworded_is_told_and_counted_as_one_that_changed():
    comparison = compared(*moved(OWLS, REWORDED))
    assert f"“{OWLS[:-1]}” became “It was agreed that" in told(comparison)
    assert "added" not in told(comparison)
    assert "removed" not in told(comparison)
    counts = comparison.counts
    assert (counts.added, counts.removed, counts.modified) == (0, 0, 1)


def test_a_sentence_that_left_its_clause_for_another_place_in_other_words_was_not_removed():
    kept = "Hens may lay eggs in the new barn of the miller at night."
    before, after = moved(f"{kept} {OWLS}", REWORDED)
    comparison = compared(before, after.replace(OTHERS, f"{kept}\n\n{OTHERS}"))
    assert "removed" not in told(comparison)
    assert f"“{OWLS[:-1]}” became “It was agreed that" in told(comparison)
    assert line(comparison).startswith("changes “In winter owls may nest in the tower”… to “It was agreed")


def test_what_is_new_beside_a_reworded_sentence_is_told_as_added():
    comparison = compared(*moved(OWLS, f"{REWORDED} {FEES}"))
    assert f"added “{FEES[:-1]}”" in told(comparison)
    assert "added “It was" not in told(comparison)


def test_another_number_or_a_denial_makes_no_other_form():
    paid = "Owls must pay 7 EUR to the guild for each night in the old tower of the town."
    more = "For each night in the old tower of the town that the guild has, owls must pay 9 EUR to it."
    barred = REWORDED.replace("want to", "never want to")
    for old, new in ((paid, more), (OWLS, barred)):
        comparison = compared(*moved(old, new))
        assert not any(one.reworded for one in comparison.differences)


def test_the_number_of_an_item_is_no_other_number():
    comparison = compared(*moved(OWLS, REWORDED.replace("keep the tower", "(1) keep the tower")))
    assert (comparison.counts.added, comparison.counts.removed) == (0, 0)


def test_a_clause_like_one_that_stays_is_an_addition():
    before, after = moved("Cats lie on the roof by day.", REWORDED)
    comparison = compared(*(text.replace(OTHERS, f"{OWLS}\n\n{OTHERS}") for text in (before, after)))
    assert "added “It was agreed that" in told(comparison)


def test_words_in_each_others_place_are_no_forms_of_one_where_one_of_them_has_its_own():
    mixes = "The guild relies on ink of its own, that is, on ink which only painters mix."
    former, latter = (
        f"For example, {who} may use the drawings of the guild to make better maps of the lake and its ferry."
        for who in ("a miller", "a painter")
    )
    kept = KeptWords(*(parse(f"# Terms\n\n{text}\n\n{OTHERS}\n") for text in (f"{mixes} {former}", latter)))
    assert in_its_place(mixes, latter, kept) == [(mixes, ""), (former, latter)]
    assert in_its_place("books", "barns", kept) == [("books", "barns")]


def test_words_that_went_did_not_become_a_sentence_that_names_them_too():
    uses = "Painters sign the terms of the guild for ink, for brown pens, and for paper."
    comparison = compared(
        uses, f"{uses.replace(' for brown pens,', '')} For brown pens the millers of the lake ask 9 EUR."
    )
    assert "brown pens” became" not in told(comparison)


def test_a_mail_lists_no_long_words_as_exchanged():
    long = "We rely on ink of our own, that is, on ink which only painters of the guild may mix at night."
    told = _words_changed(f"{long} We sell ink.", f"{REWORDED} We sell pens.", sentence="")
    assert "“ink” became “pens”; and 1 more" in told
    assert "It was agreed" not in told
