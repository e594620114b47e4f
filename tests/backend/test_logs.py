"""What is written down: enough to follow a request, and no secret, no body, no address."""

import io
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from accounts.models import User
from backend import duties, logs
from backend.celery import run_duty
from backend.request_logs import RequestLogs


@pytest.mark.django_db
def test_a_request_is_one_line_with_an_id_that_the_answer_carries(client: Client, lines: list[dict[str, Any]]) -> None:
    answer = client.get("/privacy/?token=swordfish", headers={"User-Agent": "ada@example.com"})
    [line] = lines
    assert line["request"] == "GET /privacy/"
    assert (line["event"], line["code"]) == ("request_finished", 200)
    assert line["request_id"] == answer["X-Request-ID"]
    assert "ip" not in line
    assert "swordfish" not in json.dumps(line)
    assert "ada@" not in json.dumps(line)


@pytest.mark.django_db
def test_a_form_of_too_many_fields_is_one_line(client: Client, lines: list[dict[str, Any]]) -> None:
    answer = client.post(
        "/accounts/login/", "&".join(f"f{n}=1" for n in range(5_000)), "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400
    [line] = lines
    assert (line["event"], line["code"]) == ("request_finished", 400)
    assert "exception" not in line


def test_an_id_from_in_front_is_kept(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "edge-0123.abc_D"})["X-Request-ID"] == "edge-0123.abc_D"


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "abc def ghi", "abcdefgh\tx", "ünïcödé-id", "<script>alert(1)", ""]
)
def test_a_hostile_id_is_replaced(client: Client, given: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given
    assert len(answered) == 36


def test_two_requests_have_two_ids(client: Client) -> None:
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_health_and_static_files_are_not_worth_a_line(client: Client, lines: list[dict[str, Any]]) -> None:
    client.get("/healthz")
    client.get("/static/backend/dev_mail.css")
    assert lines == []


def test_who_asked_is_said_by_id(
    make_user: Callable[..., User], api: Callable[..., APIClient], lines: list[dict[str, Any]]
) -> None:
    user = make_user("ada@example.com")
    for by in ("key", "session"):
        client = api(user, by=by)
        lines.clear()
        assert client.get("/api/v1/me/").status_code == 200
        [line] = lines
        assert line["user_id"] == str(user.pk)
        assert "ada@" not in json.dumps(lines)
        assert "cw_" not in json.dumps(lines)


def test_who_asked_is_not_loaded_for_the_log(
    make_user: Callable[..., User], client: Client, django_assert_num_queries: Any, lines: list[dict[str, Any]]
) -> None:
    client.force_login(make_user())
    with django_assert_num_queries(0):
        client.get("/dev/mail/", HTTP_HOST="localhost")
    assert "user_id" not in lines[-1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/no/such/page.php", "/no/such/page.php"),
        ("/wp-admin/../.env", "/wp-admin/../.env"),
        ("/unsubscribe/AbC.dEf", "/unsubscribe/***"),
        ("/unsubscribe/x/y/swordfish/", "/unsubscribe/***"),
        ("/account/keep/swordfish/more/", "/account/keep/***"),
        ("/account/swordfish/", "/account/swordfish/"),
        ("/nope/" + "a1" * 20 + "/", "/nope/***/"),
        ("/nope/cw_0123456789ab_" + "0" * 64, "/nope/***"),
        ("/ada@example.com/", "/***/"),
        ("/line%0Abreak/", "/***/"),
        ("/" + "a/" * 400, "/" + "a/" * 59 + "a…"),
    ],
)
def test_an_address_that_leads_nowhere_is_logged_without_what_may_be_a_secret(
    client: Client, lines: list[dict[str, Any]], path: str, shown: str
) -> None:
    client.get(path)
    assert [line["request"] for line in lines if line["event"] == "request_finished"] == [f"GET {shown}"]


@pytest.mark.django_db
def test_a_token_in_the_path_is_masked(client: Client, lines: list[dict[str, Any]]) -> None:
    client.get("/unsubscribe/swordfish/")
    assert [line["request"] for line in lines] == ["GET /unsubscribe/***/"]
    assert "swordfish" not in json.dumps(lines)


def test_a_failure_is_logged_with_its_traceback_and_without_its_secrets(lines: list[dict[str, Any]]) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ValueError("Key (email)=(ada@example.com) for cw_abc_swordfish at postgres://app:hunter2@db/x")

    from django.core.handlers.exception import convert_exception_to_response

    request = RequestFactory().get("/api/v1/me/")
    RequestLogs(convert_exception_to_response(broken))(request)
    failure = next(line for line in lines if line["event"] == "request_failed")
    assert "ValueError" in failure["exception"]
    assert failure["request_id"]
    for secret in ("ada@example.com", "swordfish", "hunter2"):
        assert secret not in json.dumps(lines)


def test_nothing_that_is_logged_looks_like_another_event_or_controls_a_terminal() -> None:
    attack = "Owl\x1b[2J\x1b[31m\r\u202e\n2026-03-09T12:00:00Z [error    ] forged\x85x\u2028y"
    formatter = logs.configuration(level="INFO", as_json=False)["formatters"]["line"]
    handler = logging.StreamHandler(written := io.StringIO())
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**{k: v for k, v in formatter.items() if k != "()"}))
    logger = logging.Logger("somebody")
    logger.addHandler(handler)
    try:
        raise ValueError(attack)
    except ValueError:
        logger.exception("%s", attack)
    structlog.wrap_logger(logger, processors=structlog.get_config()["processors"][1:]).error("fetched", title=attack)
    first, *traceback, second = written.getvalue().removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in (first, *traceback, second))
    assert all(line.startswith("    ") for line in traceback)
    assert ("Owl\\x1b[2J" in first, "fetched" in second, "Owl\\x1b[2J" in second) == (True, True, True)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail to ada.b+c@mail.example.com failed", "mail to *** failed"),
        ("Bearer cw_k3y_s3cret", "Bearer ***"),
        ("no such key: sk_live_51Abc, rk_test_2 or whsec_x9", "no such key: ***, *** or ***"),
        ("redis://:pass@host:6379", "redis://:***@host:6379"),
        ("nothing to hide at 10:30", "nothing to hide at 10:30"),
    ],
)
def test_secrets_are_masked_wherever_they_stand(text: str, masked: str) -> None:
    event = logs.hide_secrets(None, "info", {"event": text, "reason": text, "count": 3})
    assert event == {"event": masked, "reason": masked, "count": 3}


@pytest.mark.django_db
def test_sign_up_leaves_neither_password_nor_code_nor_address(client: Client, lines: list[dict[str, Any]]) -> None:
    body = {"email": "ada@example.com", "password": "a long passphrase 42"}
    answer = client.post("/_allauth/app/v1/auth/signup", body, content_type="application/json")
    assert answer.status_code == 401
    written = json.dumps(lines)
    assert lines
    assert "ada@" not in written
    assert "passphrase" not in written
    assert answer.json()["meta"]["session_token"] not in written


def test_a_duty_that_did_something_is_one_line(lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties.Duty, "run", lambda duty, now: {"sent": 3})
    run_duty.delay(name="deliver")
    assert [(line["event"], line["duty"], line["sent"]) for line in lines] == [("duty_done", "deliver", 3)]


def test_a_duty_that_did_nothing_is_not_worth_a_line(
    lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties.Duty, "run", lambda duty, now: {"sent": 0})
    run_duty.delay(name="deliver")
    assert lines == []


def test_the_log_is_first_so_that_every_answer_has_an_id() -> None:
    assert settings.MIDDLEWARE[0] == "backend.request_logs.RequestLogs"
