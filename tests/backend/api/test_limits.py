"""How often one may ask: by tier, by address and by network, and a 429 says when to come again."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.views import APIView

from accounts.limits.networks import client_address
from backend import request_limits
from backend.api import TierThrottle
from backend.urls import handler400, handler403, handler404, handler500  # noqa: F401  (a URL conf of our own below)
from billing.plans import ANONYMOUS_REQUESTS_PER_MINUTE, PLANS, Tier
from billing.services.grants import grant_tier


@pytest.fixture
def limited(settings):
    """The limits that the tests otherwise run without, at a moment that stands still."""
    settings.RATE_LIMITS = "on"
    with (
        patch.object(APIView, "throttle_classes", [TierThrottle]),
        time_machine.travel(datetime(2026, 3, 11, 10, 30, tzinfo=UTC), tick=False) as moment,
    ):
        yield moment


def ask(client, times):
    return [client.get("/api/v1/tiers/") for _ in range(times)]


def test_an_address_gets_its_requests_a_minute_and_then_a_429_that_says_when(limited, api, db):
    answers = ask(api(), ANONYMOUS_REQUESTS_PER_MINUTE + 1)
    assert [answer.status_code for answer in answers[:-1]] == [200] * ANONYMOUS_REQUESTS_PER_MINUTE
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "throttled")
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    limited.shift(int(answers[-1]["Retry-After"]))
    assert ask(api(), 1)[0].status_code == 200


@pytest.mark.parametrize("tier", ["free", "watcher"])
def test_a_person_s_limit_is_their_tier_s_over_all_their_keys(limited, make_user, api, tier):
    user, limit = make_user(tier=tier), PLANS[tier].requests_per_minute
    clients = [api(user), api(user), api(user, by="session")]
    statuses = [ask(clients[n % 3], 1)[0].status_code for n in range(limit + 1)]
    assert statuses == [200] * limit + [429]
    assert ask(api(make_user()), 1)[0].status_code == 200


def test_what_a_key_lacks_the_scope_for_counts_for_its_person_and_not_for_the_network(limited, make_user, api):
    user = make_user()
    client, limit = api(user, scopes=("write",)), PLANS["free"].requests_per_minute
    statuses = [client.get("/api/v1/me/").status_code for _ in range(limit + 1)]
    assert statuses == [403] * limit + [429]
    assert ask(api(user), 1)[0].status_code == 429
    assert ask(api(), 1)[0].status_code == 200


def test_a_network_whose_anonymous_limit_is_reached_is_told_what_its_key_lacks(limited, make_user, api):
    ask(api(), ANONYMOUS_REQUESTS_PER_MINUTE + 1)
    answer = api(make_user(), scopes=("write",)).get("/api/v1/me/")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_required")


def test_an_upgrade_counts_from_the_next_request(limited, make_user, api):
    user = make_user()
    client = api(user)
    assert ask(client, PLANS["free"].requests_per_minute + 1)[-1].status_code == 429
    assert client.post("/api/v1/subscription/trial/", {}).status_code == 429
    grant_tier(user=user, tier="watcher", until=None, now=datetime.fromisoformat("2026-01-01T00:00:00Z"))
    assert ask(client, 1)[0].status_code == 200


@pytest.mark.parametrize("path", ["me/", "watchlists/", "alerts/", "digests/"])
def test_the_rate_limit_costs_no_query_where_the_answer_needs_the_tier(limited, make_user, api, path):
    client, costs = api(make_user(tier="watcher")), []
    for throttles in ([], [TierThrottle], []):  # the first use of a key writes when it was used
        with (
            patch.object(APIView, "throttle_classes", throttles),
            CaptureQueriesContext(connection) as queries,
        ):
            assert client.get(f"/api/v1/{path}").status_code == 200
        costs.append(len(queries))
    needs_no_tier = 2 if path == "digests/" else 0
    assert costs[1] - costs[2] == needs_no_tier


def test_addresses_are_counted_apart_and_an_ipv6_customer_is_one(limited, api, db):
    def last_from(address, times=1):
        return [api().get("/api/v1/tiers/", REMOTE_ADDR=address) for _ in range(times)][-1].status_code

    assert last_from("2001:db8::1", ANONYMOUS_REQUESTS_PER_MINUTE) == 200
    assert last_from("2001:db8::2") == 429
    assert last_from("2001:db8:0:1::1") == 200
    assert last_from("192.0.2.1") == 200
    assert api().get("/api/v1/tiers/", REMOTE_ADDR="2001:db8::3", HTTP_X_FORWARDED_FOR="192.0.2.9").status_code == 429


def test_after_a_downgrade_the_429_still_says_when_to_come_again(limited, make_user, api):
    user = make_user(tier="professional")
    client = api(user)
    assert ask(client, PLANS["free"].requests_per_minute + 50)[-1].status_code == 200
    grant_tier(user=user, tier=Tier.FREE, until=None, now=datetime(2026, 3, 11, 10, 30, tzinfo=UTC))
    limited.shift(1)
    answer = ask(client, 1)[0]
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v1/me/", {}),
        ("/api/v1/me/", {"HTTP_AUTHORIZATION": "Bearer cw_0123456789ab_" + "0" * 64}),
        ("/api/v1/watchlists/", {"HTTP_X_SESSION_TOKEN": "x" * 32}),
        ("/api/v1/tiers/", {"HTTP_ACCEPT": "image/png"}),
        ("/api/v1/nothing/", {}),
    ],
)
def test_what_is_refused_before_it_is_known_who_asks_is_counted_too(limited, api, db, path, headers):
    answers = [api().get(path, **headers) for _ in range(ANONYMOUS_REQUESTS_PER_MINUTE + 1)]
    assert {answer.status_code for answer in answers[:-1]} <= {401, 404, 406}
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "throttled")
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert ask(api(), 1)[0].status_code == 429


@pytest.mark.parametrize("path", ["/", "/nothing/", "/unsubscribe/x/", "/metrics", "/_allauth/app/v1/auth/session"])
def test_one_network_gets_so_many_pages_a_minute_and_others_theirs(limited, api, db, path, monkeypatch):
    monkeypatch.setattr(request_limits, "PAGES_PER_MINUTE", 3)
    answers = [api().get(path) for _ in range(4)]
    assert 429 not in {answer.status_code for answer in answers[:-1]}
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert api().get(path, REMOTE_ADDR="192.0.2.7").status_code != 429
    limited.shift(60)
    assert api().get(path).status_code != 429


@pytest.mark.parametrize("path", ["/accounts/logout/", "/unsubscribe/x/"])
def test_whoever_shares_a_busy_network_can_leave(limited, api, db, path, monkeypatch):
    monkeypatch.setattr(request_limits, "PAGES_PER_MINUTE", 2)
    assert [api().get("/privacy/").status_code for _ in range(3)] == [200, 200, 429]
    assert api().post(path).status_code != 429


def test_what_watches_the_process_and_what_vendors_post_is_not_counted(limited, api, db, monkeypatch):
    monkeypatch.setattr(request_limits, "PAGES_PER_MINUTE", 1)
    for _ in range(3):
        assert api().get("/healthz").status_code == 200
        assert api().get("/readyz").status_code == 200
        assert api().post("/webhooks/stripe/", {}).status_code == 404


def test_a_429_of_a_view_of_its_own_says_when_to_come_again(limited, api, make_user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "1/m/user"}
    client = api(make_user(password="a long passphrase 42"), by="session")
    answers = [client.delete("/api/v1/me/", {"password": "wrong"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [400, 429]
    assert 1 <= int(answers[1]["Retry-After"]) <= 60


def test_a_request_that_came_past_the_proxies_is_not_believed(rf, settings):
    def seen(forwarded, count):
        settings.TRUSTED_PROXY_COUNT = count
        headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        return client_address(rf.get("/", REMOTE_ADDR="192.0.2.1", **headers))

    assert seen("203.0.113.9", 0) == "192.0.2.1"
    assert seen("203.0.113.9, 198.51.100.2", 1) == "198.51.100.2"
    assert seen("203.0.113.9, 198.51.100.2:4711", 1) == "198.51.100.2"
    assert seen("203.0.113.9, [2001:db8::1]:443", 1) == "2001:db8::1"
    assert seen("203.0.113.9", 2) == "192.0.2.1"
    assert seen("", 1) == "192.0.2.1"
    assert seen("nonsense", 1) == ""
