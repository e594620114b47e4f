"""/healthz and /readyz."""

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
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
    assert [part for part, outcome in answer.json()["checks"].items() if outcome != "ok"] == [name]
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


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
