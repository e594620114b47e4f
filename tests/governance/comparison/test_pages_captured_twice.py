"""A page captured twice: its clauses are not provisions twice, and a change is told once."""

from governance.comparison import compare, parse
from tests.governance.comparison.texts import TERMS

OLD = "We keep server logs for 30 days after you close your account."
NEW = OLD.replace("30", "90")
UPDATED = TERMS.replace(OLD, NEW)


def told(before, after):
    found = compare(parse(before), parse(after)).differences
    return [(d.kind, d.before and d.before.visible, d.after and d.after.visible) for d in found]


def provisions(text):
    return [block.words for block in parse(text).blocks if block.is_provision]


def test_a_clause_of_a_page_captured_twice_is_one_provision():
    assert provisions(TERMS + TERMS) == provisions(TERMS)


def test_a_text_that_only_repeats_some_sentences_is_not_captured_twice():
    text = TERMS + "\n\n# Other terms\n\n" + "\n\n".join(f"Rule {n} is about painting number {n}." for n in range(30))
    assert not any(block.is_copy for block in parse(text).blocks)


def test_a_change_of_both_halves_is_told_once():
    assert told(TERMS + TERMS, UPDATED + UPDATED) == [("modified", OLD, NEW)]


def test_a_change_of_one_half_is_told_and_the_other_half_following_is_no_news():
    for one_updated in (UPDATED + TERMS, TERMS + UPDATED):
        assert told(TERMS + TERMS, one_updated) == [("modified", OLD, NEW)]
        assert told(one_updated, UPDATED + UPDATED) == []


def test_a_page_captured_once_and_then_twice_has_not_changed():
    assert told(TERMS, TERMS + TERMS) == []
    assert told(TERMS + TERMS, TERMS) == []
    assert told(TERMS, UPDATED + UPDATED) == [("modified", OLD, NEW)]
    assert told(TERMS + TERMS, UPDATED) == [("modified", OLD, NEW)]
