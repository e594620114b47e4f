"""What a sentence states in each dimension, word for word, with a value that can be ranked."""

import pytest

from governance.analysis.dimension_patterns import PATTERNS
from governance.analysis.dimension_table import DIMENSIONS, ValueMeasure
from governance.analysis.dimensions import dimensions_of, findings_in, magnitude
from governance.analysis.stating import compared_categories

pytestmark = pytest.mark.pure

FOUND = [
    ("retention", "We delete your messages within 30 days.", "kept_after_deletion", "within 30 days", "P30D"),
    ("retention", "We keep records for twelve (12) months.", "kept_for", "for twelve (12) months", "P12M"),
    ("security", "We tell you of a breach within 72 hours.", "breach_notice", "within 72 hours", "PT72H"),
    ("children_age", "You must be at least 13 years old to use it.", "minimum_age", "at least 13 years old", "13"),
    ("liability_limitation", "Our liability is limited to $1,000.", "liability_cap", "$1,000", "USD 1000"),
    ("liability_limitation", "Liability: fifty dollars ($50).", "liability_cap", "fifty dollars ($50)", "USD 50"),
    ("ai_training_use", "You can opt out of training.", "choice", "opt out", "opt_out"),
    ("ai_training_use", "We train on it only with your consent.", "choice", "only with your consent", "opt_in"),
    ("data_sharing", "We share data with vendors and affiliates.", "who", "vendors and affiliates", ""),
    ("governing_law", "The laws of Ireland apply.", "law", "laws of Ireland", ""),
]  # fmt: skip


@pytest.mark.parametrize(("category", "sentence", "dimension", "words", "value"), FOUND)
def test_a_cell_is_the_words_of_the_sentence_with_their_value(category, sentence, dimension, words, value):
    found = {
        (one.dimension, sentence[one.start : one.end].rstrip(), one.value) for one in findings_in(sentence, category)
    }
    assert (dimension, words, value) in found, found


@pytest.mark.parametrize(
    ("category", "sentence", "dimension"),
    [
        ("children_age", "Users under 18 must have the permission of a parent to use it.", "minimum_age"),
        ("retention", "We keep data for a short time.", "kept_for"),
        ("security", "You have 30 days to cure a breach.", "breach_notice"),
    ],
)
def test_what_is_about_something_else_or_has_no_value_makes_no_cell(category, sentence, dimension):
    assert dimension not in {one.dimension for one in findings_in(sentence, category)}


def test_each_dimension_has_patterns_and_belongs_to_categories_that_are_compared():
    assert {pattern.dimension for pattern in PATTERNS} == {dimension.id for dimension in DIMENSIONS}
    for dimension in DIMENSIONS:
        assert set(dimension.categories) <= set(compared_categories())
        assert all(dimension in dimensions_of(category) for category in dimension.categories)
        assert not (dimension.is_ranked and dimension.measure in (ValueMeasure.NONE, ValueMeasure.CHOICE))


def test_values_are_ranked_in_one_unit_only():
    assert magnitude("P30D") == ("hours", 720)
    assert magnitude("PT72H") < magnitude("P30D") < magnitude("P1Y")
    assert magnitude("USD 100") == ("USD", 100)
    assert magnitude("13") == ("years", 13)
    assert magnitude("opt_out") is None
    assert magnitude("") is None


WHOLE = [
    (
        "ai_training_use",
        "Owl Post will not use any letters to train any foundation models.",
        "purpose",
        ["Owl Post will not use any letters to train any foundation models"],
    ),
    (
        "ai_training_use",
        "You can opt out of the use of letters to train our models in your settings.",
        "purpose",
        ["You can opt out of the use of letters to train our models in your settings"],
    ),
    ("ai_training_use", "We may use letters to train our models.", "purpose", ["to train our models"]),
    (
        "ai_training_use",
        "We never sell letters, but we may use them to improve our owls.",
        "purpose",
        ["to improve our owls"],
    ),
    ("ai_training_use", "We train on letters unless you (the sender).", "limits", ["unless you (the sender)"]),
    ("ai_training_use", "We train on letters unless you: write, or call.", "limits", []),
    ("indemnity", "It depends on: (a) telling us (a late letter does not matter unless it does harm).", "limits", []),
    ("international_transfer", "The UK part of to the EU-U.S. framework is for transfers.", "place", []),
    ("international_transfer", "We report to the U.S. Department of Owls on transfers.", "place", []),
    ("international_transfer", "We transfer letters to the U.S. and Ireland.", "place", ["to the U.S. and Ireland"]),
    ("retention", "We delete what isn’t necessary to show you your letters.", "purpose", []),
    (
        "retention",
        "We keep it as necessary to generate the letter and then for thirty (30) days.",
        "purpose",
        ["necessary to generate the letter and then for thirty (30) days"],
    ),
    (
        "data_sharing",
        "We do not share letters with data brokers.",
        "who",
        ["We do not share letters with data brokers"],
    ),
    ("data_sharing", "We share letters with data brokers.", "who", ["data brokers"]),
    (
        "governing_law",
        "If that cannot be settled, then courts in Dublin decide.",
        "venue",
        ["courts in Dublin"],
    ),
    ("ai_training_use", "You cannot opt out of training.", "choice", []),
    ("ai_training_use", "We train on it unless you have opted out.", "choice", ["opted out"]),
    (
        "notice_of_change",
        "Customer may object to the change within thirty (30) days after receiving notice.",
        "notice_period",
        [],
    ),
    ("notice_of_change", "Customer may end it within thirty (30) days after our notice.", "notice_period", []),
    ("notice_of_change", "We give notice of a change 30 days in advance.", "notice_period", ["30 days in advance"]),
    ("notice_of_change", "We give at least 30 days’ notice of changes.", "notice_period", ["at least 30 days’ notice"]),
]


@pytest.mark.parametrize(("category", "sentence", "dimension", "cells"), WHOLE)
def test_a_cell_is_a_whole_phrase_with_its_negation_or_there_is_none(category, sentence, dimension, cells):
    found = [
        sentence[one.start : one.end].rstrip() for one in findings_in(sentence, category) if one.dimension == dimension
    ]
    assert found == cells
