"""Errors have one shape, by field and with a code, wherever a request is refused."""

import pytest
from django.test.utils import override_settings
from rest_framework.test import APIClient

from backend.api import handle_error
from backend.urls import handler400, handler403, handler404, handler500  # noqa: F401  (a URL conf of our own below)


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


@override_settings(ROOT_URLCONF="tests.backend.api.mistaken_urls")
def test_nested_errors_are_told_by_field_on_one_level(api, db):
    body = {"filters": [{"categories": ["abc"], "weight": 1}, {"categories": ["ok", "toolong"], "size": 1}]}
    answer = api().post("/api/v1/orders/", body)
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"filters.1.size": ["There is no such field."]}
    del body["filters"][1]["size"]
    errors = api().post("/api/v1/orders/", body).json()["errors"]
    assert set(errors) == {"filters.1.categories.1", "filters.1.weight"}
    assert api().post("/api/v1/orders/", {"filters": 3}).json()["errors"]


@override_settings(ROOT_URLCONF="tests.backend.api.mistaken_urls")
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
