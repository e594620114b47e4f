"""What is told as added is new, and what is told as removed is gone: words that only stand elsewhere are neither."""

import gzip
import json
import re
from functools import lru_cache
from pathlib import Path

import pytest

from governance.comparison import Context, compare, headline, parse
from governance.comparison.matching.kept_words import LEAST_WORDS, KeptWords
from governance.comparison.matching.reversals import reversal_between
from governance.comparison.predictions import context_of_pair
from governance.comparison.result import MODIFIED, MOVED, told_kind
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.reader_text import readable

pytestmark = pytest.mark.pure

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
PAIRS = sorted(DATA.glob("pairs_*dev*.jsonl.gz"))
OWLS = "Owls may sleep in the old tower of the guild."
HENS = "Hens may lay eggs in the new barn of the miller at night."
GEESE = "Geese are fed by the painters on each day of May."
TOLD = re.compile(r"\b(adds|removes|added|removed|now says)(?: (?:a clause|words) beginning)? “((?:[^“”]|“[^“”]*”)*)”")


def compared(before, after, **known):
    return compare(parse(f"# Terms\n\n{before}\n"), parse(f"# Terms\n\n{after}\n"), Context(**known))


def line(comparison):
    return headline("Acme", "Terms", comparison).partition(": ")[2]


def test_a_sentence_that_moved_to_a_clause_of_its_own_is_neither_added_nor_removed():
    before, after = f"{OWLS} {HENS}\n\n{GEESE}", f"{OWLS}\n\n{GEESE}\n\n{HENS}\n\nFoxes must pay 5 EUR for each egg."
    sentences = " ".join(one.sentence for one in compared(before, after).differences)
    assert "added “Foxes must pay 5 EUR for each egg”" in sentences
    assert "added “Hens" not in sentences
    assert "removed “Hens" not in sentences


def test_a_clause_that_the_document_held_elsewhere_is_counted_as_moved():
    before = (
        f"## Birds\n\n{GEESE} {HENS} {OWLS} Cats lie on the roof of the mill by day.\n\n## Foxes\n\nFoxes may sing."
    )
    after = before.replace(f" {HENS}", "") + f"\n\n{HENS}\n\nFoxes must pay 5 EUR for each egg."
    comparison = compared(before, after)
    counts = comparison.counts
    assert (counts.added, counts.removed) == (1, 0)
    assert line(comparison).startswith("adds “Foxes must pay 5 EUR for each egg”")


def test_a_heading_that_is_named_in_a_list_as_well_counts_as_one_provision():
    before = f"* Owlmeter\n* Henmeter\n\n## Owlmeter\n\n{OWLS}"
    comparison = compared(
        before, f"* Owlmeter\n* Henmeter\n* Foxmeter\n\n## Owlmeter\n\n{OWLS}\n\n## Foxmeter\n\n{HENS}"
    )
    assert comparison.counts.added == 2


def test_a_line_that_was_divided_or_got_a_label_is_not_new():
    street = "12 Quill Lane"
    before = f"{GEESE}\n\nWrite to the owls, {street}, Inkford. We answer at noon.\n\n* keep songs of owls\n\n{HENS}"
    after = (
        f"{GEESE}\n\nWrite to the owls\n\n{street}\n\nInkford. We answer at noon.\n\n(b) keep songs of owls\n\n{HENS}"
    )
    after += " Foxes pay 5 EUR."
    sentences = " ".join(one.sentence for one in compared(before, after).differences)
    assert f"added “{street}”" not in sentences
    assert "added “(b)" not in sentences


def test_words_that_are_said_once_more_are_added():
    before = f"## Albania\n\n* {OWLS}\n\n## Bolivia\n\n* {GEESE}"
    comparison = compared(before, f"{before}\n* {OWLS}")
    assert comparison.counts.added == 1
    assert "added “Owls may sleep in the old tower of the guild”" in comparison.differences[0].sentence


def test_a_row_that_stood_under_its_heading_before_did_not_move():
    places = ["Albania", "Bolivia", "Cuba", "Denmark"]
    rows = "\n\n".join(f"## {place}\n\nBirds of {place} that we do not show:\n\n* Owls\n* Hens" for place in places)
    after = rows.replace("## Cuba", f"* Geese\n\n{GEESE}\n\n## Cuba").replace("* Owls\n* Hens", "* Hens\n* Owls", 1)
    moved = [one for one in compared(rows, after).differences if one.kind == MOVED]
    assert not [one for one in moved if one.before.heading_path != one.after.heading_path]


def test_the_new_words_of_a_clause_are_quoted_and_no_words_that_stood_before():
    tale = "the owls of the tower and the hens of the barn draw one another in the snow of winter"
    kept = KeptWords(parse(f"We keep what {tale}."), parse(f"We keep what {tale}, for which you must pay the guild."))
    assert kept.without_kept(f"We keep what {tale}, for which you must pay the guild", are_new=True) == (
        "for which you must pay the guild"
    )
    assert kept.are_kept(f"what {tale}", are_new=True)
    assert not kept.are_kept("the owls of", are_new=True)  # too few words to be more than chance


def test_words_do_not_take_the_place_of_an_address_where_another_one_that_is_not_shown_does():
    old = "The songs of the owls are found at: www.owls.example/songs/of-owls."
    new = "The songs of the owls are found at: https://hens.example/songs (only in German)."
    (difference,) = compared(f"{GEESE}\n\n{old}", f"{GEESE}\n\n{new}").differences
    assert "became" not in difference.sentence


def test_another_sign_makes_other_words():
    kept = KeptWords(parse("Orders above ≥ 50 EUR ship free."), parse("Orders above ≤ 50 EUR ship free."))
    assert not kept.are_kept("Orders above ≤ 50 EUR ship free", are_new=True)


def test_each_place_where_the_same_was_removed_counts():
    prices = "".join(
        f"## {size} parcels\n\n* Stamp {n}: {n} EUR\n* Delivery: 99 EUR\n\n" for n, size in enumerate("ABC")
    )
    comparison = compared(prices, prices.replace("* Delivery: 99 EUR\n", ""))
    assert comparison.counts.removed == 3
    assert comparison.differences[0].sentence.endswith("removed “Delivery: 99 EUR”, here and in 2 other places.")
    assert line(comparison).endswith("in 3 places")


def test_a_shorter_text_is_not_said_to_have_failed():
    long = "\n\n".join(f"We keep the drawings of guild {n} in a drawer of the colour {n}." for n in range(30))
    good = parse(f"{long}\n\n{OWLS}")
    comparison = compare(parse(long[:600]), parse(f"{long}\n\n{OWLS} {HENS}"), Context(last_good=good))
    said = " ".join(statement.sentence for statement in comparison.statements)
    assert comparison.against_last_good
    assert "compared with the last fuller one" in said
    assert "failed" not in said


@pytest.mark.parametrize(
    ("old", "new", "promise", "contrary", "verb"),
    [
        ("We do not use drawings of yours to train models.",
         "We may use drawings of free accounts to train and improve models.",
         "We do not use drawings of yours to train models.",
         "We may use drawings of free accounts to train and improve models.", "replaces"),
        (f"{OWLS} We do not sell songs and do not share them for advertising.",
         f"{OWLS} We share songs with partners for advertising.",
         "We do not sell songs and do not share them for advertising.",
         "We share songs with partners for advertising.", "replaces"),
        ("You may share drawings with friends.", "You may not share drawings with friends.",
         "You may share drawings with friends.", "You may not share drawings with friends.", "reverses"),
    ],
)  # fmt: skip
def test_a_promise_that_is_taken_back_is_told_with_what_stands_in_its_place(old, new, promise, contrary, verb):
    assert tuple(reversal_between(old, new)) == (promise, contrary)
    assert line(compared(f"{GEESE}\n\n{old}", f"{GEESE}\n\n{new}")).startswith(f"{verb} “{promise[:20]}")


def test_of_a_promise_that_is_taken_back_the_better_half_is_not_what_is_quoted():
    old = "We do not use the songs that you keep in the tower to train models of owls, of hens and of geese."
    new = "We may use the songs that you keep in the tower to train models of owls, and you may opt out of it at noon."
    told = line(compared(f"{GEESE}\n\n{old}", f"{GEESE}\n\n{new}"))
    assert "with “We may use the songs" in told
    assert "“you may opt out" not in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We won’t take action against songs that are new.", "We take action; how, is said here."),
        ("Drawings are not stored in the barn.", "Drawings are not stored in the tower."),
        ("We do not sell songs.", "We do not sell songs. We use eggs for cakes."),
        ("You may not sing.", "You may draw."),
    ],
)
def test_what_is_no_contrary_is_no_reversal(old, new):
    assert reversal_between(old, new) is None


# --- On real pairs


@lru_cache(maxsize=1)
def changes():
    """The comparison of every labelled pair, with the two texts and what its headline is told of."""
    found = []
    for path in PAIRS:
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            for pair in map(json.loads, rows):
                if pair["before"] is None:
                    continue
                before, after, context = parse(pair["before"]), parse(pair["after"]), context_of_pair(pair)
                comparison = compare(before, after, context)
                base = context.last_good if comparison.against_last_good else before
                found.append((pair["id"], base, after, comparison))
    return found


def words_of(text):
    return f" {' '.join(filter(None, (plain_words(readable(block.visible)) for block in text.blocks)))} "


needs_pairs = pytest.mark.skipif(len(PAIRS) < 4, reason=f"the labelled pairs are not at {DATA}")


@needs_pairs
def test_on_real_pairs_nothing_is_told_as_added_that_stood_before_nor_as_removed_that_still_stands():
    untrue = []
    for name, base, after, comparison in changes():
        if not comparison.differences:
            continue
        old, new = words_of(base), words_of(after)
        for told in (headline("P", "D", comparison), *(one.sentence for one in comparison.differences)):
            for verb, quotation in TOLD.findall(told):
                here, there = (old, new) if verb.startswith("remove") else (new, old)
                phrase = f" {plain_words(quotation)} "
                if quotation.count(" ") >= LEAST_WORDS and 0 < here.count(phrase) <= there.count(phrase):
                    untrue.append((name, told))
    assert untrue == []


@needs_pairs
def test_on_real_pairs_the_counts_are_those_of_the_clauses_that_are_shown():
    for name, base, _, comparison in changes():
        shown: dict[str, int] = {}
        for one in comparison.differences:
            kind = MODIFIED if one.instead or one.reworded else told_kind(one.kind, one.severity_rule)
            shown[kind] = shown.get(kind, 0) + one.provisions
            if one.kind != MODIFIED and one.provisions > 1:
                block, text = (one.after or one.before), (None if one.after else base)
                assert text is None or [other.words for other in text.blocks].count(block.words) >= one.provisions
        counts = comparison.counts
        assert {kind: number for kind, number in shown.items() if number} == {
            kind: number for kind in ("added", "removed", "modified", "moved") if (number := getattr(counts, kind))
        }, name
