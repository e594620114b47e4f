"""Diffs and sentences."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.comparison import categories, compare, parse, unified_diff, word_diff
from tests.governance.comparison.texts import TERMS

texts = st.lists(
    st.sampled_from(
        ["a", "b", "we ", "may ", "30", " days", "\n", "\r\n", "  ", "é", "😀", "\x00", ".", "\u2028", "\x0c"]
    ),
    max_size=80,
).map("".join)


@settings(max_examples=80, deadline=None)
@given(texts, texts)
def test_a_word_diff_rebuilds_both_texts_letter_for_letter(before, after):
    operations = word_diff(before, after)
    assert "".join(piece for kind, piece in operations if kind != "insert") == before
    assert "".join(piece for kind, piece in operations if kind != "delete") == after
    assert {kind for kind, _ in operations} <= {"equal", "insert", "delete"}
    if before == after:
        assert all(kind == "equal" for kind, _ in operations)


def test_a_word_diff_marks_only_the_changed_words():
    assert word_diff("kept for 30 days.", "kept for 90 days.") == [
        ("equal", "kept for"), ("delete", " 30"), ("insert", " 90"), ("equal", " days.")
    ]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(texts, texts)
def test_a_unified_diff_holds_every_removed_and_added_line(before, after):
    diff = unified_diff(before, after)
    if before.splitlines() == after.splitlines():
        assert diff == ""
    else:
        body = diff.split("\n")[2:]
        assert len([line for line in body if line.startswith("+")]) - len(
            [line for line in body if line.startswith("-")]
        ) == len(after.splitlines()) - len(before.splitlines())


def test_sentences_hold_nothing_that_is_not_in_the_texts():
    after = (
        TERMS.replace("30 days", "90 days")
        .replace("each month", "every year")
        .replace("## 4. Fees", "## 4. Fees and taxes\n\nYou pay all taxes.")
    )
    names = {category.name for category in categories()}
    for difference in compare(parse(TERMS), parse(after)).differences:
        place = re.split(r", section |, item |, under |: ", difference.sentence)[0]
        assert place in names
        for quotation in re.findall("“(.*?)”", difference.sentence):
            assert quotation.removesuffix(" …") in TERMS or quotation.removesuffix(" …") in after


def test_the_taxonomy_is_read_whole_and_three_categories_are_kept_out_of_labels():
    table = {category.id: category for category in categories()}
    assert len(table) == 51
    unused = {name for name, category in table.items() if not category.used_in_change_labels}
    assert unused == {"biometric_data", "automated_decisions", "marketing_communications"}
    assert all(set(table[name].labelled_as) <= set(table) for name in unused)


def test_a_clause_without_any_keyword_is_other():
    comparison = compare(parse("# A\n\nWe like cats."), parse("# A\n\nWe like dogs and not cats."))
    assert comparison.differences[0].category == "other"
