"""Tiers and the ways to a higher one, over the API, on a site without payments."""

import pytest

from billing.plans import PLANS, Feature


def test_anybody_reads_the_tier_table(api, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = api().get("/api/v1/tiers/")
    assert answer.status_code == 200
    rows = answer.json()["results"]
    assert [row["code"] for row in rows] == ["free", "watcher", "professional"]
    assert [row["limits"]["platforms"] for row in rows] == [1, 10, None]
    assert [row["prices"]["month_cents"] for row in rows] == [0, 1900, 9900]
    assert [row["trial_days"] for row in rows] == [None, None, 14]
    assert rows[2]["features"] == [feature for feature in Feature if feature in PLANS["professional"].features]


@pytest.mark.parametrize(("path", "body"), [("checkout", {"tier": "watcher", "interval": "month"}), ("portal", {})])
def test_a_site_without_payments_says_so(make_user, api, path, body):
    answer = api(make_user()).post(f"/api/v1/subscription/{path}/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "billing_not_configured")
    assert api().post(f"/api/v1/subscription/{path}/", body).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "tier"),
        ({"tier": "free", "interval": "month"}, "tier"),
        ({"tier": "gold", "interval": "month"}, "tier"),
        ({"tier": "watcher", "interval": "week"}, "interval"),
        ({"tier": "watcher", "interval": "month", "price": 1}, "price"),
        ({"tier": ["watcher"], "interval": {"month": 1}}, "tier"),
    ],
)
def test_an_order_is_checked_before_anything_else(make_user, api, body, field):
    answer = api(make_user()).post("/api/v1/subscription/checkout/", body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert field in answer.json()["errors"]
