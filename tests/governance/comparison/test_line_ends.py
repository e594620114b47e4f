"""Words that only went over the end of a line neither became others nor were added: lines of a PDF are divided anew."""

import pytest

from governance.comparison import compare, headline, parse

pytestmark = pytest.mark.pure

OTHERS = "Hens lay eggs in the barn.\n\nGeese are fed by painters on each day.\n\nSwans row the ferry over the lake."


def compared(*lines_of_both):
    before, after = ("\n\n".join([OTHERS, *lines, "Foxes may sing."]) for lines in lines_of_both)
    return compare(parse(f"# Terms\n\n{before}\n"), parse(f"# Terms\n\n{after}\n"))


def told(comparison):
    return " ".join(one.sentence for one in comparison.differences)


KEPT = "Drawings are kept by the guild of the town so that it may make better maps of the lake"


def test_a_word_that_went_to_the_next_line_did_not_become_what_took_its_place():
    comparison = compared(
        ["Drawings are kept by the guild of the town when", "Painters have not sold them"],
        [KEPT, "(when Painters have not sold them)"],
    )
    assert "“when” became" not in told(comparison)
    assert "“Painters” became" not in told(comparison)
    assert "added “so that it may make better maps of the lake”" in told(comparison)
    assert "“when” stood elsewhere in the document before" in told(comparison)
    assert "to “when" not in headline("Acme", "Terms", comparison)


def test_a_word_that_came_from_the_next_line_was_not_added():
    comparison = compared(
        [f"{KEPT} and", "its brown banks where Painters have not sold them"],
        [f"{KEPT} and all of its brown", "banks where Painters have not sold them"],
    )
    assert "added “all of”" in told(comparison)
    assert "“its brown” stands elsewhere in the document now" in told(comparison)


def test_a_word_that_ends_a_line_and_begins_the_next_as_before_is_told():
    comparison = compared(
        ["Drawings are kept by the guild of the town when", "when Painters have sold them"],
        ["Drawings are kept by the guild of the town", "when Painters have sold them"],
    )
    assert "when" in told(comparison)


def test_a_word_that_stands_at_a_line_end_for_another_is_told_as_that():
    comparison = compared(
        ["Drawings are kept by the guild of the town", "so long as Painters like them"],
        ["Drawings are kept by the guild of the lake", "so long as Painters like them"],
    )
    assert "“town” became “lake”" in told(comparison)


def test_words_that_became_a_line_of_their_own_were_not_removed():
    comparison = compared(
        ["Number CHIRP of the guild of the painters: 180 0350"],
        [
            "Number",
            "A word that names a guild of the town.",
            "Such as 732 829",
            "of the guild of the painters: 180 0350",
        ],
    )
    assert "“CHIRP of” became “of”" in told(comparison)
    assert "Number CHIRP" not in told(comparison)
