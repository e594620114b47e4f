"""Folds by company, scores and intervals, on made-up pairs."""

import gzip
import json
from collections import Counter

import pytest

from bench import truth
from governance.comparison import parse
from governance.training.cross_validation import cross_validated, fold_of_companies
from governance.training.labelled_pairs import (
    SETS,
    LabelledPair,
    changed_word_count,
    company_of,
    read_labelled_pairs,
    services_by_company,
)
from governance.training.scores import AlertCounts, JudgedPair, bootstrapped_by_company, count_alerts, wilson

pytestmark = pytest.mark.pure


def a_pair(number, *, service="Lumenfold", alert=False, ambiguous=False, before="We keep it.", after="We kept it."):
    label = {"alert": alert, "ambiguous": ambiguous, "label": "substantive", "severity": "low"}
    pair = {"id": f"p-{number}", "path": f"{service}/Terms.md", "kind": "change", "repo": "fiction-versions"}
    pair |= {"before": before, "after": after}
    return LabelledPair("made_up", pair, label)


def a_judged_pair(*, worth, told, service="Lumenfold", number=1):
    return JudgedPair(a_pair(number, service=service, alert=worth), {"alert": told}, 0)


def some_pairs():
    sizes = {"Google": 9, "YouTube": 4, "Lumenfold": 5, "Parcelwren": 3, "Sailbird": 3, "Oakrow": 1}
    return [a_pair(f"{name}-{number}", service=name) for name, size in sizes.items() for number in range(size)]


def test_no_service_is_listed_under_two_companies():
    services = [service for listed in services_by_company().values() for service in listed]
    assert len(services) == len(set(services))
    assert all(len(listed) > 1 for listed in services_by_company().values())


def test_services_of_one_company_are_one_and_a_service_that_is_not_listed_is_its_own():
    assert company_of("YouTube") == company_of("Google Maps")
    assert company_of("YouTube") != company_of("Facebook")
    assert company_of("Lumenfold") == "Lumenfold"


def test_a_company_is_in_one_fold_only_and_every_pair_is_judged_once():
    judged = cross_validated(some_pairs(), lambda _, unseen: [{"id": one.id} for one in unseen], count=3)
    assert sorted(one.labelled.id for one in judged) == sorted(one.id for one in some_pairs())
    folds = {
        company: {one.fold for one in judged if one.labelled.company == company} for company in ("Google", "Oakrow")
    }
    assert all(len(numbers) == 1 for numbers in folds.values())


def test_the_folds_do_not_depend_on_the_order_of_the_pairs_and_are_of_like_size():
    companies = [pair.company for pair in some_pairs()]
    folds = fold_of_companies(companies, count=2)
    assert folds == fold_of_companies(companies[::-1], count=2)
    assert Counter(folds[company] for company in companies) == {0: 13, 1: 12}


def test_what_judges_a_fold_has_learned_from_the_other_folds_alone():
    met = []

    def judge(others, unseen):
        met.append(({one.company for one in others}, {one.company for one in unseen}))
        assert len(others) + len(unseen) == len(some_pairs())
        return [{"id": one.id} for one in unseen]

    cross_validated(some_pairs(), judge, count=3)
    assert len(met) == 3
    assert all(not others & unseen for others, unseen in met)


def test_a_prediction_of_another_pair_is_refused():
    with pytest.raises(ValueError, match="p-1"):
        cross_validated([a_pair(1)], lambda _, unseen: [{"id": "p-2"} for _ in unseen], count=1)


def test_alerts_are_counted_as_the_published_scorer_counts_them():
    cells = {(True, True): 3, (False, True): 1, (True, False): 2, (False, False): 4}
    judged = [a_judged_pair(worth=worth, told=told) for (worth, told), times in cells.items() for _ in range(times)]
    counts = count_alerts(judged)
    assert counts == AlertCounts(true=3, false=1, missed=2)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)


def test_nothing_told_and_nothing_worth_telling_have_no_share():
    assert count_alerts([a_judged_pair(worth=False, told=False)]) == AlertCounts(0, 0, 0)
    assert AlertCounts(0, 0, 0).precision is None
    assert AlertCounts(0, 0, 0).recall is None
    assert AlertCounts(0, 0, 0).f1 is None


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (67, 101, 0.5667, 0.7480)],
)
def test_an_interval_is_wilsons(right, of, low, high):
    assert wilson(right, of) == pytest.approx((low, high), abs=1e-4)


def test_an_interval_of_nothing_is_everything():
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_bootstrap_draws_whole_companies_and_comes_out_the_same_each_time():
    good = [a_judged_pair(worth=True, told=True, service="Lumenfold", number=number) for number in range(20)]
    bad = [a_judged_pair(worth=False, told=True, service="Parcelwren", number=number) for number in range(20)]
    interval = bootstrapped_by_company(good + bad, lambda counts: counts.precision)
    # Two companies: either one may be drawn twice.
    assert interval == (0.0, 1.0)
    assert interval == bootstrapped_by_company(bad + good, lambda counts: counts.precision)


def test_a_bootstrap_of_pairs_that_have_no_such_share_is_none():
    assert bootstrapped_by_company([a_judged_pair(worth=False, told=False)], lambda counts: counts.f1) is None


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("We keep it for 30 days.", "We keep it for 90 days.", 2),
        ("We keep it.\n\nWe share it.", "We share it.\n\nWe keep it.", 0),
        ("We keep it.", "We *keep* it!", 0),
        ("We keep it.", "We keep it.\n\nWe sell it.", 3),
        ("We keep it.\n\nWe keep it.", "We keep it.", 3),
    ],
)
def test_the_size_of_an_edit_is_the_words_that_one_side_has_more_of(before, after, changed):
    assert changed_word_count(parse(before), parse(after)) == changed


@pytest.fixture
def folder_of_pairs(tmp_path):
    """A made-up pair a set."""
    for name in SETS:
        one = a_pair(name, service=f"Service {name}", alert=True)
        (tmp_path / f"change_labels_{name}.jsonl").write_text(json.dumps({"id": one.id} | one.label) + "\n")
        (tmp_path / f"pairs_{name}.jsonl.gz").write_bytes(gzip.compress(json.dumps(one.pair).encode(), mtime=0))
    return tmp_path


def test_pairs_are_read_with_their_labels_and_a_set_that_stays_closed_is_left_out(folder_of_pairs):
    read = read_labelled_pairs(folder_of_pairs, without="small_dev_b")
    assert [(one.set_name, one.id) for one in read] == [(name, f"p-{name}") for name in SETS[:3]]
    assert all(one.label["alert"] for one in read)


def test_the_bench_says_of_each_set_what_was_written_from_it_and_prints_every_table(folder_of_pairs, capsys):
    assert truth.main([str(folder_of_pairs), "--shipped", "--without", "small_dev_b"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("3 labelled pairs of 3 companies")
    assert "* small_dev_b: left out of this run" in printed
    assert all(f"* {name}: {truth.WRITTEN_FROM[name]}" in printed for name in SETS[:3])
    for head in ("together", "not seen among the last 20", "up to 10", "fiction", "high"):
        assert f"\n| {head} |" in printed


def test_the_floors_know_a_difference_a_word_and_a_text_that_was_there_before():
    again = parse("We kept it.").digest
    changed = a_pair(1)
    marked = a_pair(2, before="We keep it.", after="We *keep* it.")
    returned = LabelledPair("made_up", changed.pair | {"earlier_norm_hashes": ["0", again]}, changed.label)
    first = a_pair(3, before=None)
    told = {name: [floor(pair) for pair in (changed, marked, returned, first)] for name, floor in truth.FLOORS.items()}
    assert told == {
        "any difference": [True, True, True, False],
        "words differ": [True, False, True, False],
        "not seen among the last 20": [True, False, False, False],
    }


def test_the_bench_says_in_one_sentence_that_there_are_no_pairs(tmp_path, capsys):
    assert truth.main([str(tmp_path)]) == 2
    missing = tmp_path / "change_labels_dev.jsonl"
    assert capsys.readouterr().out == f"There are no labelled pairs at {missing}; give the folder they are in.\n"


def test_the_bench_says_how_many_severities_are_one_or_two_steps_off():
    def judged(labelled, told):
        pair = a_pair(1, alert=True)
        pair.label["severity"] = labelled
        return JudgedPair(pair, {"alert": True, "severity": told}, 0)

    said = truth.severity_steps([judged("high", "high"), judged("low", "high"), judged("low", "medium")])
    assert said.startswith("Severity of the right alerts: 1 of 3")
    assert said.endswith("one step off 1 (1 told higher); two steps off 1.")
