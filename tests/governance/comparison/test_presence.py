"""The cheap look before a costly pattern never hides what the pattern would find."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.comparison.judging import noise, parts, shifts
from governance.comparison.text import addresses, clause_purposes, phrases
from governance.comparison.text.quantities import find_quantities
from governance.comparison.text.quick_look import folded, holds_any

READINGS = {kind: signs for kind, signs, _ in reversed(noise._READINGS)}
# As in `phrases.PHRASES`, but without the look at the first letter, of which no example can be made up.
PLAIN = {kind: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for kind, pattern in phrases.PATTERNS.items()}
LOOKS = {
    **{kind: (pattern, phrases.SIGNS[kind]) for kind, pattern in PLAIN.items()},
    "announcement": (clause_purposes._ANNOUNCEMENT, clause_purposes._SIGNS_OF_ANNOUNCEMENT),
    "division": (parts._DIVIDES, parts._SIGNS_OF_DIVISION),
    "hidden address": (addresses._PLACEHOLDER, addresses.SIGNS_OF_PLACEHOLDER),
    "address written out": (addresses._WRITTEN_OUT, addresses.SIGNS_OF_WRITTEN_OUT),
    "link markup": (noise._REFERENCE_LINK, READINGS[noise.MARKS]),
    "opening words": (noise._OPENS_ELSEWHERE, READINGS[noise.LINK_TEXT]),
    "copyright": (noise._COPYRIGHT, READINGS[noise.COPYRIGHT_YEAR]),
}


@pytest.mark.parametrize("name", LOOKS)
@given(data=st.data())
@settings(max_examples=100)
def test_whatever_a_pattern_matches_holds_one_of_its_signs(name, data):
    pattern, signs = LOOKS[name]
    text = data.draw(st.from_regex(pattern))
    assert holds_any(folded(text), signs)


@pytest.mark.parametrize("kind", PLAIN)
@given(data=st.data())
@settings(max_examples=100)
def test_the_look_at_the_first_letter_hides_no_phrase(kind, data):
    text = data.draw(st.from_regex(PLAIN[kind]))
    found = [match.span() for match in phrases.PHRASES[kind].finditer(text)]
    assert found == [match.span() for match in PLAIN[kind].finditer(text)]


@pytest.mark.parametrize("letter", ["ı", "İ", "ſ", "\u212a"])
def test_letters_that_a_pattern_takes_for_others_are_folded_alike(letter):
    plain = next(sign for sign in "isk" if re.fullmatch(sign, letter, re.IGNORECASE))
    assert folded(f"a{letter}b") == f"a{plain}b"


@pytest.mark.parametrize("text", ["two ſeconds", "ninety-mınute", "TWO HOURS", "two days", "one calendar week"])
def test_a_period_in_words_is_found_in_any_letters(text):
    assert find_quantities(text)


def test_a_verb_in_any_letters_has_its_force():
    kinds = [shift.kind for shift in shifts.shifts_between("We ſhould answer.", "We muſt answer.")]
    assert "modal_strengthened" in kinds
