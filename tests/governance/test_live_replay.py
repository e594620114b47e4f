"""False alerts a document and year, told from made-up labelled pairs, and a made-up history that is replayed."""

import argparse
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest

from bench import live_replay
from governance.comparison import parse
from governance.models import Change
from governance.training.labelled_pairs import LabelledPair
from governance.training.scores import JudgedPair
from governance.training.stream import (
    STRATA,
    DocumentHistory,
    LivePair,
    alerts_a_year,
    false_alerts_a_year,
    interval_of_false_alerts,
    stratum_of,
)
from tests.governance.confirmation.texts import WHOLE, WITHOUT_PAGE
from tests.governance.conftest import FIRST_DAY, POLICY, TERMS, GitHistory

SMALL, LONG = "up to 10", "61 to 300"
TEXT = "We keep your name for ten days after you leave us, and then we take it out of every list that we have.\n"


def a_pair(stratum, *, worth=False, told=False, service="Lumenfold"):
    labelled = LabelledPair("made_up", {"id": "p", "path": f"{service}/Terms.md"}, {"alert": worth})
    return LivePair(JudgedPair(labelled, {"alert": told}, 0), stratum)


def a_history(years=2.0, *, changes=(), alerts=(), company="Lumenfold"):
    return DocumentHistory(company, years, Counter(dict(changes)), Counter(dict(alerts)))


def test_each_labelled_pair_stands_for_the_changes_of_its_stratum():
    pairs = [a_pair(SMALL, told=True), a_pair(SMALL), a_pair(SMALL), a_pair(SMALL, told=True, worth=True)]
    pairs += [a_pair(LONG, told=True, worth=True), a_pair(LONG, told=True)]
    histories = [a_history(1.5, changes={SMALL: 30, LONG: 4}), a_history(2.5, changes={SMALL: 10})]
    # 40 small changes, of which one in four is told wrongly, and four long ones, of which one in two: in four years.
    assert false_alerts_a_year(histories, pairs) == pytest.approx((40 / 4 + 4 / 2) / 4)


def test_by_alerts_each_told_pair_stands_for_the_alerts_of_its_stratum():
    pairs = [a_pair(SMALL, told=True), a_pair(SMALL), a_pair(SMALL, told=True, worth=True)]
    histories = [a_history(changes={SMALL: 100}, alerts={SMALL: 10})]
    assert false_alerts_a_year(histories, pairs, by_alerts=True) == pytest.approx(10 / 2 / 2)
    assert alerts_a_year(histories) == pytest.approx(10 / 2)


def test_a_stratum_of_which_no_pair_was_read_is_taken_for_wrong():
    histories = [a_history(1.0, changes={LONG: 3}, alerts={LONG: 2})]
    assert false_alerts_a_year(histories, [a_pair(SMALL)]) == pytest.approx(3.0)
    assert false_alerts_a_year(histories, [a_pair(LONG)], by_alerts=True) == pytest.approx(2.0)


def test_the_interval_draws_whole_companies_with_their_histories_and_pairs():
    alike = [a_history(changes={SMALL: 8}, company=company) for company in ("Lumenfold", "Oakrow")]
    pairs = [a_pair(SMALL, told=told, service=company) for told in (True, False) for company in ("Lumenfold", "Oakrow")]
    assert interval_of_false_alerts(alike, pairs) == (2.0, 2.0)
    quiet = [a_history(changes={SMALL: 8}), a_history(company="Oakrow")]
    low, high = interval_of_false_alerts(quiet, pairs)
    assert (low, high) == (0.0, 2.0)
    assert interval_of_false_alerts(quiet, pairs) == (low, high)


@pytest.mark.parametrize(
    ("after", "facts", "stratum"),
    [
        (TEXT.replace("ten", "*ten*"), {}, "words the same"),
        (TEXT.replace("ten", "nine"), {}, "up to 10"),
        (TEXT.replace("ten", "nine"), {"is_technical": True}, "technical"),
        (TEXT.replace("ten", "nine"), {"earlier": {parse(TEXT.replace("ten", "nine")).digest}}, "returned text"),
        (TEXT[: len(TEXT) // 3], {}, "halved or doubled"),
        (TEXT.replace("every list that we have", "all our lists, files, books and notes, old or new"), {}, "11 to 60"),
    ],
)
def test_a_change_is_of_the_first_stratum_that_it_fits(after, facts, stratum):
    assert stratum in STRATA
    assert stratum_of(parse(TEXT), parse(after), **({"earlier": set(), "is_technical": False} | facts)) == stratum


def test_the_bench_says_what_is_missing(tmp_path, capsys, monkeypatch):
    assert live_replay.main([str(tmp_path), str(tmp_path)]) == 2
    missing = tmp_path / "change_labels_dev.jsonl"
    assert capsys.readouterr().out == f"There are no labelled pairs at {missing}; give the folder they are in.\n"
    one = LabelledPair("dev", {"id": "p", "repo": "fiction-versions", "path": TERMS}, {})
    monkeypatch.setattr(live_replay, "read_labelled_pairs", lambda folder: [one])
    assert live_replay.main([str(tmp_path), str(tmp_path)]) == 2
    told = f"None of the pairs' collections is at {tmp_path}; give the folder that holds them.\n"
    assert capsys.readouterr().out == told


@pytest.fixture
def replay_of(tmp_path, git):
    """What came of the replay of the document of these commits, which the labelled pair is one of."""

    def replay(commit, *, drawn=0):
        options = argparse.Namespace(drawn=drawn, documents=None, seed=1)
        one = LabelledPair("dev", {"id": "p", "repo": "fiction-versions", "path": TERMS}, {"commit": commit})
        with ExitStack() as stack:
            opened = {"fiction-versions": live_replay._open(stack, "fiction-versions", git.path, str(tmp_path))}
            return [
                live_replay._replay(window, opened[window.repo])
                for window in live_replay._windows(opened, [one], options)
            ]

    return replay


@pytest.mark.django_db
def test_what_stood_through_its_hold_is_told_live(git: GitHistory, replay_of):
    git.record(TERMS, WHOLE)
    commit = git.record(TERMS, WITHOUT_PAGE)
    git.record("Acme/Privacy Policy.md", POLICY, at=FIRST_DAY + timedelta(days=9))
    (replayed,) = replay_of(commit)
    change = Change.objects.get()
    assert change.held_until
    assert change.confirmed_at
    assert replayed.told[commit][1]["alert"] is change.is_alertable is True
    assert replayed.history.alerts.total() == replayed.history.changes.total() == 1
    assert replayed.history.years == pytest.approx(9 / 365.25)


@pytest.mark.django_db
def test_a_history_is_replayed_from_before_its_pair_until_some_versions_after(git: GitHistory, replay_of, monkeypatch):
    monkeypatch.setattr(live_replay, "BACK", 2)
    monkeypatch.setattr(live_replay, "ON", 1)
    commits = [git.record(TERMS, POLICY + f"We keep it for {number} days.\n") for number in range(10)]
    (replayed,) = replay_of(commits[5])
    assert [record.commit for record in replayed.window.records] == commits[3:7]
    assert list(replayed.told) == commits[4:7]
    assert replayed.history.years == pytest.approx(4 / 365.25)
