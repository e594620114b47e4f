"""The method cw-risk-1: a look-up table, intervals that hold every completion, and one answer that narrows most."""

import hashlib
import itertools
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.analysis import precedents, risk_method
from governance.analysis.law import DATA
from governance.analysis.risk import levels, rate, rated_categories
from governance.analysis.risk_method import (
    BANDS,
    BASE_IMPACT,
    BASE_LIKELIHOOD,
    METHOD,
    RANGES,
    RISK_TABLE,
    UNKNOWN,
    WIDEST_RANGE,
    RiskInterval,
    band_of,
    risk_of,
)
from governance.analysis.risk_questions import questions_of_categories, risk_questions
from governance.analysis.standpoint import Standpoint
from governance.comparison.judging.assertions import says_something
from tests.governance.analysis.clauses import clause, text_of

pytestmark = pytest.mark.pure
DAY, EVERYWHERE = date(2026, 11, 30), Standpoint()
# Whoever changes a weight writes another method beside it: what was rated before must say by which.
DIGESTS = {"cw-risk-1": "5fc11c91fecbd455"}
ENDS = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(sorted).map(lambda pair: RiskInterval(*pair))


def digest_of_method():
    weights = (
        BANDS,
        BASE_LIKELIHOOD,
        RISK_TABLE,
        sorted(BASE_IMPACT.items()),
        sorted(RANGES.items()),
        sorted(UNKNOWN.items()),
        WIDEST_RANGE,
        [(q.id, q.factor, q.yes_is) for q in risk_questions().values()],
    )
    return hashlib.sha256(repr(weights).encode()).hexdigest()[:16]


def rating(text="We may keep it.", category="retention", answers=None, standpoint=EVERYWHERE, **given):
    one = clause(text, category)
    return rate(one, None, text_of(one, answers=answers or {}, **given), standpoint, DAY)


def test_another_weight_is_another_method():
    assert DIGESTS[METHOD] == digest_of_method()


def test_the_table_never_falls():
    for row in RISK_TABLE:
        assert list(row) == sorted(row)
    for column in zip(*RISK_TABLE, strict=True):
        assert list(column) == sorted(column)


@given(ENDS, ENDS, ENDS, ENDS)
def test_what_is_raised_lowers_nothing(likelihood, impact, more_likely, more_impact):
    raised = [
        RiskInterval(max(one.low, other.low), max(one.high, other.high))
        for one, other in ((likelihood, more_likely), (impact, more_impact))
    ]
    before, after = risk_of(likelihood, impact), risk_of(*raised)
    assert after.low >= before.low
    assert after.high >= before.high


@given(st.sampled_from(sorted(questions_of_categories())), st.data())
def test_no_answer_for_more_risk_lowers_the_rating(category, data):
    questions = [one for one in questions_of_categories()[category] if one.yes_is]
    some = {one.id: data.draw(st.sampled_from(["yes", "no"])) for one in questions}
    for one in questions:
        more, less = ("yes", "no") if one.yes_is == "more" else ("no", "yes")
        high, low = (rating(category=category, answers=some | {one.id: answer}).risk for answer in (more, less))
        assert low.low <= high.low
        assert low.high <= high.high


@pytest.mark.parametrize("category", sorted(questions_of_categories()))
def test_the_interval_holds_every_completion(category):
    found = rating("We keep it.", category)
    open_ones = [one for one in found.factors if one.is_open]
    risks = set()
    for values in itertools.product(*(range(one.interval.low, one.interval.high + 1) for one in open_ones)):
        settled = dict(zip((id(one) for one in open_ones), values, strict=True))
        factors = [_at(one, settled[id(one)]) if id(one) in settled else one for one in found.factors]
        risk = risk_of(*levels(factors))
        assert risk.width == 0
        risks.add(risk.low)
    assert (min(risks), max(risks)) == tuple(found.risk)


def _at(factor, value):
    return type(factor)(factor.code, factor.name, RiskInterval(value, value), factor.stated, factor.question)


def test_ends_that_agree_are_one_band_and_ends_too_far_apart_none():
    assert band_of(RiskInterval(3, 3)) == "Moderate"
    assert band_of(RiskInterval(3, 4)) == "Moderate to High"
    assert band_of(RiskInterval(2, 4)) == "Low to High"
    assert band_of(RiskInterval(1, 4)) == ""


def test_what_cannot_be_assessed_counts_the_answers_that_are_missing():
    found = rating("The data is kept.", "user_rights")
    assert found.label == "Not assessable yet"
    assert found.sentence == "Not assessable yet: 2 answers missing."
    assert "%" not in found.sentence


def test_a_question_without_yes_or_no_is_never_missing_and_stays_open():
    found = rating("The service is sold.", "data_sharing")
    either = [one for one in found.factors if one.question and one.question.yes_is is None]
    assert [tuple(one.interval) for one in either] == [(-1, 1)]
    assert "2 answers missing" in found.sentence
    assert "no answer by yes or no" in either[0].stated.sentence


def test_the_one_answer_that_narrows_most_says_what_each_answer_gives():
    found = rating("You may opt out. We may keep it.", "retention")
    narrows = found.narrows_most
    assert narrows is not None
    told = {
        answer: rating("You may opt out. We may keep it.", "retention", {narrows.question.id: answer})
        for answer in ("yes", "no")
    }
    for answer, said in (("yes", narrows.if_yes), ("no", narrows.if_no)):
        assert said == told[answer].band or said.startswith("still open, from")
    assert min(one.risk.width for one in told.values()) < found.risk.width


def test_with_every_answer_the_rating_says_for_which():
    answers = {one.id: "no" for one in questions_of_categories()["user_rights"]}
    found = rating(
        "You may delete your letters. We may keep them, for example, if we are asked.", "user_rights", answers
    )
    assert found.basis == "text and your answers"
    assert found.sentence.endswith("under cw-risk-1 for these answers.")
    assert found.narrows_most is None


def test_the_highest_exposure_is_that_of_the_persons_jurisdictions():
    base = {
        where: next(
            one for one in rating(category="biometric_data", standpoint=Standpoint(where)).factors if one.code == "I0"
        )
        for where in ((), ("US-IL",), ("IN",))
    }
    assert base[()].interval == (4, 4)
    assert base[("US-IL",)].stated.reference.startswith("regulatory_map.json:biometric_data/")
    assert base[("IN",)].interval == (2, 2)
    assert base[("IN",)].stated.rule == "none_mapped"


def test_precedents_are_shown_and_change_nothing(monkeypatch):
    before = rating()
    monkeypatch.setattr(precedents, "precedents", lambda: ())
    assert rating() == before


def test_the_questions_are_those_of_the_map():
    table = json.loads((DATA / "regulatory_map.json").read_text(encoding="utf-8"))
    found = [
        (category, one["factor"], one["question"]) for category, row in table.items() for one in row["risk_questions"]
    ]
    assert [(one.category, one.factor, one.question) for one in risk_questions().values()] == found
    assert len(found) == 132
    assert all(one.note for one in risk_questions().values() if one.yes_is is None)


WORDS = (
    "We may keep it for any purpose.",
    "We may share it, such as with partners.",
    "We keep it only for billing purposes.",
    "You can delete your data at any time.",
    "The licence is irrevocable and perpetual.",
    "You can opt out of this in your settings.",
    "We will not sell it without your consent.",
    "We collect data by default and share it with others.",
    "Retention of your data with us",
)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8))
def test_the_rating_of_a_category_is_that_of_its_highest_clause(texts):
    clauses = [clause(text, provision=f"CW-P-{number:06d}") for number, text in enumerate(texts, 1)]
    text = text_of(*clauses)
    read_in_full = [rate(one, None, text, EVERYWHERE, DAY) for one in clauses]
    highest = max(read_in_full, key=lambda one: (says_something(one.clause.read), one.weight))
    assert rated_categories(text, EVERYWHERE, DAY) == (highest,)


def test_nothing_multiplies_or_averages():
    source = (DATA.parent / "analysis" / "risk_method.py").read_text() + (
        DATA.parent / "analysis" / "risk.py"
    ).read_text()
    assert " * " not in source
    assert "mean(" not in source
    assert risk_method.METHOD in {"cw-risk-1"}
