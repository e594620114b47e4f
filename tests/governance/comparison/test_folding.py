"""A rewritten sentence is shown as one change, wherever it is shown, and nothing of it is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.mail.excerpts import words_changed
from governance.comparison import fold, folded_diff, word_diff
from tests.governance.comparison.single_clauses import compared

pytestmark = pytest.mark.pure
texts = st.lists(
    st.sampled_from(["a ", "the ", "we ", "may ", "30", " days ", "\n", "é", "😀", ". ", "owls ", "sing ", "paint "]),
    max_size=60,
).map("".join)
OLD = "We will tell you of a change by mail before it holds, and we keep a copy of your drawings."
NEW = "We may show a notice of it on our site after it holds, and we keep a copy of your drawings."


def changed(operations):
    return [piece.strip() for kind, piece in operations if kind != "equal"]


def test_a_rewritten_sentence_is_one_change_and_what_stayed_is_none():
    assert changed(folded_diff(OLD, NEW)) == [
        "will tell you of a change by mail before",
        "may show a notice of it on our site after",
    ]


def test_mail_sentence_and_api_fold_alike():
    old, new = changed(folded_diff(OLD, NEW))
    assert [tuple(map(str.strip, one)) for one in words_changed(OLD, NEW)] == [(old, new)]
    (difference,) = compared(OLD, NEW).differences
    assert f"“{old}” became “{new}”" in difference.sentence


def test_numbers_apart_stay_apart():
    old = "We keep logs for 30 days after you leave and answer letters within 10 days of the day they reach us."
    new = old.replace("30", "90").replace("10", "20")
    assert changed(folded_diff(old, new)) == ["30", "90", "10", "20"]


def test_a_change_is_not_folded_over_the_end_of_a_line():
    assert changed(fold(word_diff("red\nthe\nblue", "pink\nthe\ngreen"))) == ["red", "pink", "blue", "green"]


@settings(max_examples=200, deadline=None)
@given(texts, texts)
def test_both_texts_are_rebuilt_letter_for_letter(before, after):
    for operations in (folded_diff(before, after), fold(word_diff(before, after))):
        assert "".join(piece for kind, piece in operations if kind != "insert") == before
        assert "".join(piece for kind, piece in operations if kind != "delete") == after
        assert {kind for kind, _ in operations} <= {"equal", "insert", "delete"}
        assert all(piece for _, piece in operations)


def test_words_in_other_letters_at_the_ends_are_no_part_of_a_change():
    old = "Owls live in the Tower. If you paint for money, you may not sell an owl to the guild of owls."
    new = "Owls live in the tower. You may not sell an owl to the guild of owls."
    (difference,) = compared(old, new).differences
    assert "“If you paint for money" in difference.sentence
    assert "became" not in difference.sentence


def test_words_that_change_around_one_that_stays_are_one_change():
    old = "Signed-in US painters in the Owl mobile apps can buy pearls and send them to a guild."
    new = "Signed-in painters in the US and Taiwan can buy pearls and send them to a guild."
    assert changed(folded_diff(old, new)) == ["US painters in the Owl mobile apps", "painters in the US and Taiwan"]
