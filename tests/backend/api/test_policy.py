"""The API's policy: one shape for errors, pages by key, limits by tier, and a reference that is complete."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from accounts.limits.networks import client_address
from accounts.models import ApiKey
from accounts.strict import StrictSerializer
from backend import limits
from backend.api import TierThrottle, handle_error
from backend.pagination import Pages
from backend.urls import handler400, handler403, handler404, handler500  # noqa: F401  (a URL conf of our own below)
from billing.plans import ANONYMOUS_REQUESTS_PER_MINUTE, PLANS, Tier
from billing.services.grants import grant_tier


class Filters(StrictSerializer):
    categories = serializers.ListField(child=serializers.CharField(max_length=3))
    weight = serializers.IntegerField()


class Order(StrictSerializer):
    filters = Filters(many=True)


class Orders(APIView):
    permission_classes = []

    def get(self, request):
        raise RuntimeError("a mistake of ours")

    def post(self, request):
        body = Order(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(body.validated_data)


urlpatterns = [path("api/v1/orders/", Orders.as_view()), path("page/", Orders.as_view())]


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/me/", "/_allauth/nothing", "/api/v1/me/x"]
)
def test_an_unknown_address_of_the_api_is_a_json_404(api, db, address):
    for method in ("get", "post"):
        answer = getattr(api(), method)(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_unknown_page_is_no_json(api, db):
    answer = api().get("/nothing/")
    assert answer.status_code == 404
    assert "json" not in answer["Content-Type"]


def test_a_body_sent_to_an_address_without_its_slash_is_not_lost_in_a_redirect(api, db):
    answer = api().post("/api/v1/subscription/trial", {})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "slash" in answer.json()["detail"]
    assert api().get("/api/v1/tiers").status_code == 301


@override_settings(ROOT_URLCONF="tests.backend.api.test_policy")
def test_nested_errors_are_told_by_field_on_one_level(api, db):
    body = {"filters": [{"categories": ["abc"], "weight": 1}, {"categories": ["ok", "toolong"], "size": 1}]}
    answer = api().post("/api/v1/orders/", body)
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"filters.1.size": ["There is no such field."]}
    del body["filters"][1]["size"]
    errors = api().post("/api/v1/orders/", body).json()["errors"]
    assert set(errors) == {"filters.1.categories.1", "filters.1.weight"}
    assert api().post("/api/v1/orders/", {"filters": 3}).json()["errors"]


@override_settings(ROOT_URLCONF="tests.backend.api.test_policy")
def test_a_mistake_of_ours_is_a_500_in_the_same_shape_that_tells_nothing(api, db):
    answer = api().get("/api/v1/orders/")
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert "mistake" not in answer.content.decode()


def test_an_answer_that_can_not_be_written_as_asked_is_a_406(api, db):
    answer = api().get("/api/v1/tiers/", HTTP_ACCEPT="image/png")
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_an_unanticipated_exception_is_left_to_rise(db):
    assert handle_error(RuntimeError(), {}) is None


def test_a_cookie_that_spells_a_nul_in_octal_is_refused(api, db):
    answer = api().get("/api/v1/me/", HTTP_COOKIE='sessionid="' + "\\000" * 32 + '"')
    assert (answer.status_code, answer.json()["code"]) == (400, "nul_character")
    assert api().get("/nothing/%00").status_code == 400


def test_answers_carry_the_headers_of_every_answer_even_when_refused_at_the_edge(api, db):
    for answer in (api().get("/api/v1/tiers/"), api().get("/api/v1/tiers/?q=%00"), api().post("/api/v1/tiers", {})):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_missing_csrf_token_is_told_in_the_same_shape(db):
    answer = APIClient(enforce_csrf_checks=True).post("/_allauth/browser/v1/auth/login", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


# --- Pages


class Keys(APIView):
    ordering = ("-created_at", "id")


@pytest.fixture
def make_keys(make_user, now):
    """Keys of one person: many share a moment."""

    def make(count):
        user = make_user()
        ApiKey.objects.bulk_create(
            ApiKey(user=user, name=str(n), prefix=f"{n:012d}", created_at=now + timedelta(microseconds=n // 4))
            for n in range(count)
        )
        return ApiKey.objects.filter(user=user)

    return make


def page_of(rows, address, ordering=("-created_at", "id")):
    pages, view = Pages(), Keys()
    view.ordering = ordering
    found = pages.paginate_queryset(rows, Request(RequestFactory().get(address)), view)
    return pages.get_paginated_response([key.name for key in found]).data


@pytest.mark.parametrize("ordering", [("-created_at", "id"), ("created_at", "-id"), ("name", "id"), ("prefix",)])
def test_pages_show_each_row_once_forward_and_back_through_ties(make_keys, ordering):
    rows = make_keys(26)
    expected = [key.name for key in rows.order_by(*ordering)]
    shown, address, pages = [], "/x/?page_size=4", []
    while address:
        page = page_of(rows, address, ordering)
        shown += page["results"]
        pages.append(page)
        address = page["next"]
    assert shown == expected
    assert pages[0]["previous"] is None
    back, address = list(pages[-1]["results"]), pages[-1]["previous"]
    while address:
        page = page_of(rows, address, ordering)
        back = page["results"] + back
        address = page["previous"]
    assert back == expected


def test_a_row_added_in_front_shifts_nothing(make_keys, now):
    rows = make_keys(8)
    first = page_of(rows, "/x/?page_size=4")
    ApiKey.objects.create(user=rows[0].user, name="new", prefix="new", created_at=now + timedelta(days=1))
    second = page_of(rows, first["next"])
    assert not set(first["results"]) & set(second["results"])
    assert "new" not in second["results"]


def test_without_an_order_of_the_view_the_queryset_s_counts(make_keys):
    rows = make_keys(8)
    assert page_of(rows.order_by("name"), "/x/", ordering=None)["results"] == sorted(str(n) for n in range(8))


def test_a_page_is_one_query_however_deep(make_keys):
    rows = make_keys(40)
    address = "/x/?page_size=4"
    for _ in range(6):
        with CaptureQueriesContext(connection) as queries:
            address = page_of(rows, address)["next"]
        assert len(queries) == 1
        assert "OFFSET" not in queries[0]["sql"]


# --- How often


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


def test_an_upgrade_counts_from_the_next_request(limited, make_user, api):
    user = make_user()
    client = api(user)
    assert ask(client, PLANS["free"].requests_per_minute + 1)[-1].status_code == 429
    assert client.post("/api/v1/subscription/trial/", {}).status_code == 429
    grant_tier(user=user, tier="watcher", until=None, now=datetime.fromisoformat("2026-01-01T00:00:00Z"))
    assert ask(client, 1)[0].status_code == 200


@pytest.mark.parametrize("path", ["me/", "watchlists/", "alerts/", "digests/"])
def test_finding_the_limit_of_who_reads_costs_no_query_where_the_answer_needs_the_tier_too(
    limited, make_user, api, path
):
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


def test_who_is_let_ask_less_often_from_now_on_is_still_told_when_to_come_again(limited, make_user, api):
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
    monkeypatch.setattr(limits, "PAGES_PER_MINUTE", 3)
    answers = [api().get(path) for _ in range(4)]
    assert 429 not in {answer.status_code for answer in answers[:-1]}
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert api().get(path, REMOTE_ADDR="192.0.2.7").status_code != 429
    limited.shift(60)
    assert api().get(path).status_code != 429


def test_what_watches_the_process_and_what_vendors_post_is_not_counted(limited, api, db, monkeypatch):
    monkeypatch.setattr(limits, "PAGES_PER_MINUTE", 1)
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


# --- The reference


def test_the_reference_is_valid_and_without_a_warning(tmp_path):
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"), stderr=out)
    assert "warn" not in out.getvalue().lower()


def test_the_reference_is_openapi_3_1_and_tells_every_error(api, db):
    answer = api().get("/api/v1/schema/")
    assert answer.status_code == 200
    schema = json.loads(answer.content)
    assert schema["openapi"].startswith("3.1")
    trial = schema["paths"]["/api/v1/subscription/trial/"]["post"]["responses"]
    assert {"201", "400", "401", "403", "409", "413", "415", "429"} <= set(trial)
    assert {"apiKey", "XSessionTokenAuth", "cookieAuth"} <= set(schema["components"]["securitySchemes"])
    assert api().get("/api/v1/schema/?format=yaml").status_code == 200
    assert api().get("/api/v1/schema/?lang=xx&version=%F0%9F%99%88").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/docs/"])
def test_the_references_own_pages_refuse_an_unknown_parameter_too(api, db, path):
    answer = api().get(f"{path}?a=1")
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"] == {"a": ["There is no such parameter here."]}


def test_the_description_names_what_a_visitor_has(api, db):
    description = json.loads(api().get("/api/v1/schema/").content)["info"]["description"]
    assert "docs/" not in description
    (address,) = re.findall(r"\]\(([^)]+)\)", description)
    assert api().get(address).status_code == 200


def test_the_docs_page_needs_nothing_that_the_csp_forbids(api, db):
    page = api().get("/api/v1/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "//" not in html.replace("<!--", "")
    assert "<style" not in html
    assert " style=" not in html
    for script in html.split("<script")[1:]:
        assert " src=" in script.split(">")[0]
        assert script.split(">", 1)[1].split("</script>")[0].strip() == ""
    assert api().get("/api/v1/docs/?script=").status_code == 200
