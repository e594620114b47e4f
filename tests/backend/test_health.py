"""/healthz and /readyz."""

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from alerts.delivery.pausing import pause_sending
from backend import health


def test_a_process_that_is_up_says_so_without_the_database(client: Client, django_assert_num_queries: Any) -> None:
    # No database mark: a query would raise.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_all_parts_answer(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "cache": "ok", "broker": "ok"},
        "sending_paused": [],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["database", "migrations", "cache", "broker"])
def test_not_ready_when_one_part_fails(client: Client, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def fail() -> None:
        raise OSError("no route to postgres://user:swordfish@db.internal")

    monkeypatch.setitem(health.CHECKS, name, fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    failed = [name, *health.IN_DATABASE] if name == "database" else [name]
    assert [part for part, outcome in answer.json()["checks"].items() if outcome != "ok"] == failed
    assert "internal" not in answer.content.decode()


@pytest.mark.django_db
def test_a_pause_is_said_and_takes_nobody_out_of_service(client: Client, now: datetime) -> None:
    pause_sending(kinds=["digest"], by="ana", reason="", now=now)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["sending_paused"]) == (200, ["digest"])


@pytest.mark.django_db
def test_not_ready_while_migrations_are_pending(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "migrations_are_pending", lambda: True)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "failed"
    assert "sending_paused" not in answer.json()


@pytest.mark.django_db
def test_not_ready_when_the_cache_forgets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", lambda key: None)
    assert client.get("/readyz").json()["checks"]["cache"] == "failed"


@pytest.mark.django_db
def test_a_database_that_goes_away_between_two_questions_is_said_in_the_same_form(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> list[str]:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(health, "paused_kinds", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "checks": {"database": "failed", "migrations": "ok", "cache": "ok", "broker": "ok"},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_load_balancer_asks_by_address_and_without_limit(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, path: str
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("no such thing can be counted now")

    settings.RATE_LIMITS = "on"
    monkeypatch.setattr("accounts.limits.counting.Counter.take", away)
    assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.head(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
