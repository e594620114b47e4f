"""Plans in words: each feature in one group, the table of plans, and what a gate says of price and trial."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from billing.plans import PLANS, Feature, Tier
from web.gates import WITHHELD, gate_for
from web.pages.plans import capabilities
from web.plan_words import FEATURES, GROUPS, groups_of, price_here


@pytest.mark.pure
def test_each_feature_is_in_one_group_and_has_words():
    grouped = [feature for _name, features in GROUPS for feature in features]
    assert sorted(grouped) == sorted(Feature)
    assert set(FEATURES) == set(Feature)


@pytest.mark.pure
def test_the_table_says_of_each_plan_what_the_tier_table_says():
    (_limits, limits), *groups = capabilities()
    by_name = {row.name: row.cells for _name, rows in groups for row in rows}
    for feature in Feature:
        assert by_name[str(FEATURES[feature])] == tuple(feature in plan.features for plan in PLANS.values())
    assert limits[0].cells == ("1", "10", "No limit")


@pytest.mark.pure
def test_what_isnt_built_is_in_no_group_and_in_no_row(monkeypatch):
    monkeypatch.setattr(Feature.TIMELINES, "is_built", False)
    words = str(FEATURES[Feature.TIMELINES])
    assert all(words not in group.features for plan in PLANS.values() for group in groups_of(plan))
    assert all(row.name != words for _name, rows in capabilities() for row in rows)


def test_a_plan_s_card_names_only_what_it_adds(db):
    page = Client().get("/pricing/").content.decode()
    cards = page.split('class="card plan"')[1:]
    assert "Everything in Watcher, and" in cards[2]
    assert str(FEATURES[Feature.SAME_DAY_ALERTS]) not in cards[2].partition("</dl>")[0]


@pytest.mark.parametrize(("prices", "said"), [
    ({}, ""),
    ({("professional", "month"): "price_1"}, "99 USD a month"),
    ({("professional", "year"): "price_2"}, "990 USD a year"),
    ({("professional", "month"): "price_1", ("professional", "year"): "price_2"}, "99 USD a month, or 990 USD a year"),
])  # fmt: skip
def test_a_gate_names_the_price_where_the_plan_is_sold(settings, make_user, now, prices, said):
    settings.BILLING_BACKEND, settings.STRIPE_PRICES = "stripe", prices
    assert price_here(PLANS[Tier.PROFESSIONAL]) == said
    assert gate_for(make_user(), Feature.TIMELINES, now).price == said
    settings.BILLING_BACKEND = "local"
    assert price_here(PLANS[Tier.PROFESSIONAL]) == ""


@pytest.mark.parametrize("feature", WITHHELD)
def test_every_gate_shows_an_example_that_says_it_is_made_up(feature):
    shown = render_to_string("web/gate_example.html", {"gate": {"feature": feature}})
    _, caption, example = re.split(r"<figcaption>(.*?)</figcaption>", shown)
    assert "made-up platform" in caption
    assert len(re.sub(r"<[^>]+>|\s+", "", example)) > 40
