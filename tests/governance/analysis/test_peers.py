"""Where a platform stands among others: by one value each, and nothing is guessed."""

import pytest

from governance.analysis.comparing import Clause, StatedCell
from governance.analysis.dimensions import dimension
from governance.analysis.peers import PeerRelation, position_of, spoken

pytestmark = pytest.mark.pure


def cells(*values):
    clause = Clause(1, 1, 1, 1, "retention", 0, 9, "the words", (), "")
    return [StatedCell(clause, "retention.kept_for", 0, 3, (0, 9), value) for value in values]


def test_what_others_state_is_counted_beside_the_own_value():
    others = {
        2: cells("P7D"), 3: cells("P1M"), 4: cells("P30D", "P30D"), 5: cells("P1Y"), 6: [], 7: cells("P1D", "P2D"),
    }  # fmt: skip
    position = position_of(dimension("kept_after_deletion"), cells("P30D"), others)
    assert [peer.relation for peer in position.peers] == [
        PeerRelation.LOWER,
        PeerRelation.SAME,
        PeerRelation.SAME,
        PeerRelation.HIGHER,
        PeerRelation.NOT_STATED,
        PeerRelation.SEVERAL,
    ]
    assert position.sentence == (
        "Deleted within: 30 days. 5 of 6 other platforms of the sector with a captured document state a period. "
        "1 of 5 states a shorter one, 2 the same, 1 a longer one, 1 several."
    )


def test_a_platform_with_several_values_or_none_is_not_ranked():
    several = position_of(dimension("minimum_age"), cells("13", "18"), {2: cells("16")})
    assert several.sentence == (
        "Minimum age: several values (13 years; 18 years), which are not ranked. "
        "1 of 1 other platform of the sector with a captured document states an age."
    )
    assert [peer.relation for peer in several.peers] == [PeerRelation.NOT_COMPARED]
    nothing = position_of(dimension("minimum_age"), [], {})
    assert nothing.sentence.startswith("Minimum age: not found. 0 of 0 other platforms")


def test_amounts_in_two_currencies_are_not_ranked():
    position = position_of(dimension("liability_cap"), cells("USD 100"), {2: cells("EUR 50"), 3: cells("USD 50")})
    assert [peer.relation for peer in position.peers] == [PeerRelation.OTHER_UNIT, PeerRelation.LOWER]
    assert "1 one in another currency" in position.sentence


def test_words_that_are_no_single_number_are_ranked_on_neither_side():
    theirs = position_of(dimension("liability_cap"), cells("USD 100"), {2: cells(""), 3: cells("", "USD 50")})
    assert [peer.relation for peer in theirs.peers] == [PeerRelation.NO_VALUE, PeerRelation.SEVERAL]
    assert theirs.sentence.endswith(
        "0 of 2 state a lower one, 0 the same, 0 a higher one, 1 several, 1 no single value."
    )
    own = position_of(dimension("liability_cap"), cells(""), {2: cells("USD 100")})
    assert own.sentence.startswith("Cap of liability: no single value (“the”), not ranked. ")
    assert [peer.relation for peer in own.peers] == [PeerRelation.NOT_COMPARED]


def test_values_are_spoken():
    assert [spoken(value) for value in ("P30D", "PT1H", "P12M", "13", "USD 100", "P2.5Y")] == [
        "30 days", "1 hour", "12 months", "13 years", "USD 100", "2.5 years",
    ]  # fmt: skip
