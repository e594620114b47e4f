"""Half of a sentence is told as what half of the same sentence became, and whole ones beside it as added or removed."""

import pytest

from governance.comparison import compare, parse

pytestmark = pytest.mark.pure


def told(before, after):
    comparison = compare(
        parse(f"# Terms\n\n{before}\n\nFoxes may sing.\n"), parse(f"# Terms\n\n{after}\n\nFoxes may sing.\n")
    )
    return " ".join(one.sentence for one in comparison.differences)


NESTS = "The painters of the guild keep the old tower warm for the owls"
FERRY = "Whoever rows the ferry over the lake pays two eggs to the miller for it."


def test_a_sentence_that_is_new_behind_an_end_that_changed_was_added():
    sentence = told(f"{NESTS} in each winter.", f"{NESTS} whenever snow lies on the lake. {FERRY}")
    assert "“in each winter” became “whenever snow lies on the lake”" in sentence
    assert f"added “{FERRY[:-1]}”" in sentence


def test_a_sentence_that_is_gone_before_a_beginning_that_changed_was_removed():
    rest = "keep the old tower warm for the owls in each winter."
    sentence = told(f"{FERRY} The painters of the guild {rest}", f"All members {rest}")
    assert "“The painters of the guild” became “All members”" in sentence
    assert f"removed “{FERRY[:-1]}”" in sentence


def test_halves_of_two_sentences_became_the_halves_of_two_others():
    sentence = told(
        f"{NESTS} in each winter. Ducks that dive in the mill pond are fed at noon.",
        f"{NESTS} whenever snow lies on the lake. Such geese as swim in the mill pond are fed at noon.",
    )
    assert "“in each winter” became “whenever snow lies on the lake”" in sentence
    assert "“Ducks that dive” became “Such geese as swim”" in sentence


def test_a_sentence_that_was_made_two_is_told_as_one_edit():
    sentence = told(
        f"{NESTS} and leave ink to the miller of the town.",
        f"{NESTS} while it snows. Whoever goes there may leave ink to the miller of the town.",
    )
    assert "“and” became “while it snows. Whoever goes there may”" in sentence


def test_whole_sentences_between_two_halves_that_say_other_things_did_not_become_each_other():
    eggs = "Nobody may sell eggs of swans in the market on a Sunday."
    sentence = told(
        f"{NESTS} in each winter. {FERRY} Ducks that dive in the mill pond are fed at noon.",
        f"{NESTS} whenever snow lies on the lake. {eggs} Such geese as swim in the mill pond are fed at noon.",
    )
    assert f"removed “{FERRY[:-1]}”" in sentence
    assert f"“{FERRY[:-1]}” became" not in sentence


def test_an_end_that_went_with_the_sentences_behind_it_became_no_other_sentence():
    eggs = "Nobody may sell eggs of swans in the market on a Sunday."
    sentence = told(f"{NESTS} equally. {FERRY}", f"{NESTS}. {eggs}")
    assert f"removed “{FERRY[:-1]}”" in sentence
    assert f"added “{eggs[:-1]}”" in sentence
    assert "equally. Whoever" not in sentence
