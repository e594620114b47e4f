"""What holds for any two policies: everything is told, nothing else is told, and the same on every machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from governance.comparison import Comparison, Context, ParsedText, compare, parse, reconstruct, word_diff
from governance.comparison.matching.reconstruct import NotReconstructible, wording_of
from tests.governance.comparison.policies import (
    MODALS,
    MONTHS,
    UNRELATED,
    clauses,
    edited,
    policies,
    reformatted,
    rendered,
)

ROOT = Path(__file__).resolve().parents[3]
Test = TypeVar("Test", bound=Callable[..., None])


def bounded(examples: int) -> Callable[[Test], Test]:
    """The same examples in every run, and no clock."""
    return settings(
        max_examples=examples * int(os.environ.get("FUZZ", 1)),
        deadline=None,
        derandomize="FUZZ" not in os.environ,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@st.composite
def pairs_of_texts(draw):
    """A policy and the policy after some edits, or another policy."""
    policy = draw(policies())
    after = draw(edited(policy)) if draw(st.integers(0, 4)) else rendered(draw(policies()))
    return rendered(policy), after


def context_of(*earlier: ParsedText, **known) -> Context:
    """What the services tell of a past whose versions were `earlier`, the newest first."""
    current = {block.line_digest for block in earlier[0].blocks}
    seen = {block.line_digest for version in earlier[1:] for block in version.blocks} - current
    return Context(earlier_digests=[version.digest for version in earlier], earlier_block_digests=seen, **known)


CONTEXTS = (
    {},
    {"kind": "technical"},
    {"sources": 3},
    {"is_confirmed": True, "before_stood_hours": 200.0},
)


def assert_rebuilt(base: ParsedText, after: ParsedText, comparison: Comparison) -> None:
    assert reconstruct(base, comparison) == [wording_of(block) for block in after.blocks]


def is_captured_twice(*texts: ParsedText) -> bool:
    """Whether a half of one of them repeats the other: one half then speaks for both, and its twin is not told."""
    return any(block.half for text in texts for block in text.blocks[-1:])


@bounded(150)
@given(pairs_of_texts(), st.sampled_from(CONTEXTS))
def test_the_new_clauses_can_be_rebuilt_from_the_old_ones_and_the_differences(texts, known):
    before, after = map(parse, texts)
    comparison = compare(before, after, context_of(before, **known))
    assume(not is_captured_twice(before, after) and not comparison.relations)
    assert_rebuilt(before, after, comparison)


@bounded(40)
@given(pairs_of_texts())
def test_a_change_after_a_failed_capture_is_rebuilt_from_the_last_good_text(texts):
    good, after = map(parse, texts)
    failed = parse("# Sorry\n\nThis page isn't available right now. Please try again later.\n")
    comparison = compare(failed, after, context_of(failed, good, last_good=good))
    assume(not is_captured_twice(good, after) and not comparison.relations)
    assert_rebuilt(good if comparison.against_last_good else failed, after, comparison)


def test_a_comparison_that_leaves_a_clause_out_is_not_rebuilt():
    before, after = parse("# A\n\nWe keep it.\n\nYou pay."), parse("# A\n\nWe keep them.\n\nYou pay.\n\nWe sell ink.")
    whole = compare(before, after)
    for number in range(len(whole.differences)):
        told = whole.differences[:number] + whole.differences[number + 1 :]
        try:
            assert reconstruct(before, replace(whole, differences=told)) != [wording_of(b) for b in after.blocks]
        except NotReconstructible:
            continue


@bounded(100)
@given(pairs_of_texts())
def test_a_word_diff_of_two_policies_rebuilds_both_letter_for_letter(texts):
    before, after = texts
    operations = word_diff(before, after)
    assert "".join(piece for kind, piece in operations if kind != "insert") == before
    assert "".join(piece for kind, piece in operations if kind != "delete") == after


@bounded(60)
@given(st.data())
def test_a_copy_with_other_blanks_links_or_markup_has_no_difference(data):
    text = rendered(data.draw(policies()))
    copy = data.draw(reformatted(text))
    comparison = compare(parse(text), parse(copy))
    assert comparison.differences == ()
    assert (comparison.label, comparison.is_alertable) == ("cosmetic", False)


@bounded(80)
@given(pairs_of_texts())
def test_every_quotation_stands_in_its_text_at_its_place(texts):
    before, after = texts
    for difference in compare(parse(before), parse(after)).differences:
        for text, block in ((before, difference.before), (after, difference.after)):
            if block:
                quotation = text[block.start : block.end]
                assert quotation
                assert quotation == quotation.strip()
                assert wording_of(parse(quotation).blocks[0])[0] in block.words or block.kind == "heading"


@bounded(100)
@given(pairs_of_texts())
def test_a_text_that_goes_and_comes_back_alerts_nobody(texts):
    first, second = map(parse, texts)
    dated = frozenset({first.dated_digest})
    back = compare(second, first, context_of(second, first, earlier_dated_digests=dated))
    assert not back.is_alertable


@st.composite
def changed_rules(draw):
    """(text before, text after, old word, new word): a policy in which one clause says something else."""
    policy = draw(policies(fewest=1, most=8))
    place = draw(st.integers(0, len(policy)))
    rule = draw(clauses)
    change = draw(st.sampled_from(("number", "decimal point", "date", "modal", "negation")))
    if change == "number":
        other = replace(rule, number=draw(st.integers(61, 99)))
        words = (str(rule.number), str(other.number))
    elif change == "decimal point":
        rule = replace(rule, tail="at a fee of {number}.5 percent")
        other = replace(rule, tail="at a fee of {number}5 percent")
        words = (f"{rule.number}.5", f"{rule.number}5")
    elif change == "date":
        rule = replace(rule, tail="until {date}, {number} times")
        other = replace(rule, day=rule.day % 28 + 1, month=draw(st.sampled_from(MONTHS)))
        words = (f"{rule.month} {rule.day}", f"{other.month} {other.day}")
    elif change == "modal":
        other = replace(rule, modal=draw(st.sampled_from([modal for modal in MODALS if modal != rule.modal])))
        words = (rule.modal, other.modal)
    else:
        other = replace(rule, is_negated=not rule.is_negated)
        words = ("not", "") if rule.is_negated else ("", "not")
    return (
        rendered([*policy[:place], rule, *policy[place:]]),
        rendered([*policy[:place], other, *policy[place:]]),
        words,
    )


@bounded(200)
@given(changed_rules())
def test_a_changed_number_date_modal_or_negation_is_never_dropped(change):
    before, after, (old, new) = change
    comparison = compare(parse(before), parse(after))
    told = [
        (difference.before.visible if difference.before else "", difference.after.visible if difference.after else "")
        for difference in comparison.differences
    ]
    assert any(old in first and new in second for first, second in told)
    assert comparison.label == "substantive" or comparison.rule == "dates_only"


def all_told(comparison):
    """Its differences, with those that a verdict on the rest leaves out of account."""
    return (*comparison.differences, *comparison.set_aside)


@bounded(100)
@given(st.data())
def test_an_unrelated_clause_changes_nothing_of_what_is_said_of_the_others(data):
    policy = data.draw(policies())
    before, after = rendered(policy), data.draw(edited(policy, most=2, is_divided_alike=True))
    parts = after.split("\n\n")
    place = data.draw(st.integers(0, len(parts)))
    longer = "\n\n".join([*parts[:place], UNRELATED, *parts[place:]])
    # Of two equal clauses either may be the one that moved.
    assume(not has_copies(before) and not has_copies(after))
    without, with_it = (all_told(compare(parse(before), parse(text))) for text in (after, longer))
    unrelated = [difference for difference in with_it if difference.after and "Zebras" in difference.after.visible]
    assert [(difference.kind, difference.before) for difference in unrelated] == [("added", None)]
    assert said_of(with_it) - said_of(unrelated) == said_of(without)


def has_copies(text):
    wordings = [wording_of(block) for block in parse(text).blocks]
    return len(set(wordings)) < len(wordings)


def said_of(differences):
    """What is said, whichever of several equal clauses it is said of."""
    return {
        (difference.kind, *(wording_of(block) if block else None for block in (difference.before, difference.after)))
        for difference in differences
    }


@bounded(80)
@given(pairs_of_texts())
def test_what_is_added_one_way_is_removed_the_other_way(texts):
    before, after = map(parse, texts)
    assume(not is_captured_twice(before, after))
    forwards, backwards = compare(before, after), compare(after, before)
    assume(not forwards.relations and not backwards.relations)
    there, back = forwards.counts, backwards.counts
    assert (there.added, there.removed, there.modified) == (back.removed, back.added, back.modified)


SAY = """
import sys
from governance.comparison import compare, headline, parse
from tests.governance.comparison.policies import texts_by_chance
for seed in map(int, sys.argv[1:]):
    comparison = compare(*map(parse, texts_by_chance(seed)))
    print(seed, repr((headline("Papertrail", "Terms", comparison), comparison)).encode())
"""


def said_by_another_process(hash_seed: str, seeds: list[int]) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    arguments = [sys.executable, "-c", SAY, *map(str, seeds)]
    run = subprocess.run(arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(line.split(" ", 1) for line in run.stdout.splitlines())


def test_another_process_says_the_same_in_another_order_of_work():
    seeds = list(range(12))
    said = said_by_another_process("1", seeds)
    assert len(said) == len(seeds)
    assert all("modified" in comparison for comparison in said.values())
    assert said_by_another_process("2", seeds[::-1] + seeds) == said
