"""Each service beside ours away, one at a time: what can go on goes on, the rest is a clear 503, and it recovers."""

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import kombu.exceptions
import pytest
from django.conf import settings as real_settings
from django.db import DataError, InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.limits.counting import Counter
from backend import celery, health
from backend.away import is_away
from backend.celery import app, run_duty
from backend.duties import Duty
from billing.gateway.errors import PaymentsUnavailable

REDIS = os.environ.get("CACHE_URL", "").replace("rediscache://", "redis://")


class Door:
    """A port that leads to a server while it is open; shut, connections are refused and those there were are cut."""

    def __init__(self, host: str, port: int) -> None:
        self.leads_to = (host, port)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.rooms = ExitStack()

    def open(self) -> None:
        listener = self.rooms.enter_context(socket.create_server(("127.0.0.1", self.port)))
        threading.Thread(target=self._let_in, args=(listener,), daemon=True).start()

    def shut(self) -> None:
        self.rooms.close()

    def _let_in(self, listener: socket.socket) -> None:
        with suppress(OSError, ValueError):
            while True:
                if select.select([listener], [], [], 0.2)[0]:
                    pair = (listener.accept()[0], socket.create_connection(self.leads_to))
                    for end in pair:
                        self.rooms.callback(end.close)
                        self.rooms.callback(_hang_up, end)
                    for here, there in (pair, pair[::-1]):
                        threading.Thread(target=_carry, args=(here, there), daemon=True).start()


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def _carry(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while data := here.recv(65_536):
            there.sendall(data)
    _hang_up(there)


@contextmanager
def web_server(data_dir: Path, **environment: str) -> Iterator[Callable[[str], tuple[int, str, Any]]]:
    """A web process of `up`; asks it for a path and gives status, body and headers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend.web_server", str(listener.fileno())],
            cwd=real_settings.BASE_DIR,
            env={
                **os.environ,
                "DATA_DIR": str(data_dir),
                "DJANGO_SETTINGS_MODULE": "backend.settings",
                "BROKER_URL": "memory://",
                "CACHE_URL": "dbcache://django_cache",
                "RATE_LIMITS": "on",
                "DEBUG": "0",
                **environment,
            },
            pass_fds=[listener.fileno()],
            stderr=subprocess.DEVNULL,
        )

        def get(path: str) -> tuple[int, str, Any]:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}{path}"
            try:
                with urllib.request.urlopen(url, timeout=60) as answer:
                    return answer.status, answer.read().decode(), answer.headers
            except urllib.error.HTTPError as error:
                return error.code, error.read().decode(), error.headers

        try:
            yield get
        finally:
            process.kill()
            process.wait()


def assert_is_not_now(get: Callable[[str], tuple[int, str, Any]]) -> None:
    """Pages and API say that they can't now; what needs no database goes on."""
    status, body, headers = get("/api/v1/platforms/")
    assert (status, json.loads(body)["code"], headers["Retry-After"]) == (503, "database_unavailable", "30")
    status, body, headers = get("/")
    assert (status, headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "can’t be shown right now" in body
    assert get("/healthz")[:2] == (200, "ok\n")
    status, body, headers = get("/readyz")
    assert (status, headers["Content-Type"]) == (503, "application/json")
    assert json.loads(body) == {
        "ready": False,
        "checks": {"database": "failed", "migrations": "failed", "cache": "failed", "broker": "ok"},
    }


@pytest.mark.slow
@pytest.mark.pure
def test_without_its_database_the_site_says_that_it_can_not_now(tmp_path: Path) -> None:
    door = Door("127.0.0.1", 1)
    with web_server(tmp_path, DATABASE_URL=f"postgres://ada:swordfish@127.0.0.1:{door.port}/name") as get:
        assert_is_not_now(get)
        assert "swordfish" not in get("/")[1]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_database_that_went_away_and_came_back_is_used_again(tmp_path: Path) -> None:
    found = connection.settings_dict
    door = Door(found["HOST"], int(found["PORT"] or 5432))
    user = found["USER"] + (f":{found['PASSWORD']}" if found["PASSWORD"] else "")
    with web_server(tmp_path, DATABASE_URL=f"postgres://{user}@127.0.0.1:{door.port}/{found['NAME']}") as get:
        for _ in range(2):
            door.open()
            assert get("/api/v1/platforms/")[0] == 200
            assert get("/")[0] == 200
            door.shut()
            assert_is_not_now(get)


@contextmanager
def bare_database(folder: Path) -> Iterator[str]:
    """The address of a database without tables, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        (folder / "bare.sqlite3").touch()
        yield f"sqlite:///{folder / 'bare.sqlite3'}"
        return
    found, name = connection.settings_dict, f"bare_{os.getpid()}"
    user = found["USER"] + (f":{found['PASSWORD']}" if found["PASSWORD"] else "")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgres://{user}@{found['HOST']}:{found['PORT'] or 5432}/{name}"
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_before_its_tables_are_made_the_site_says_that_it_can_not_now(tmp_path: Path) -> None:
    with bare_database(tmp_path) as address, web_server(tmp_path, DATABASE_URL=address) as get:
        for path in ("/api/v1/platforms/", "/_allauth/app/v1/config"):
            status, body, headers = get(path)
            assert (status, json.loads(body)["code"], headers["Retry-After"]) == (503, "database_unavailable", "30")
        for path in ("/", "/accounts/login/", "/admin/"):
            status, body, headers = get(path)
            assert (status, "can’t be shown right now" in body) == (503, True), path
        status, body, _ = get("/readyz")
        assert (status, json.loads(body)["checks"]["migrations"]) == (503, "failed")


@pytest.mark.django_db
@pytest.mark.parametrize("are_pending", [True, False])
@pytest.mark.parametrize(
    "error", [ProgrammingError("relation x does not exist"), OperationalError("no such column: x")]
)
@pytest.mark.parametrize("path", ["/", "/api/v1/platforms/"])
def test_a_failing_statement_is_a_503_while_migrations_are_pending_and_else_a_500(
    monkeypatch: pytest.MonkeyPatch, error: Exception, path: str, are_pending: bool
) -> None:
    def fails(*args: Any, **options: Any) -> None:
        raise error

    monkeypatch.setattr("backend.tables.migrations_are_pending", lambda: are_pending)
    monkeypatch.setattr("django.core.handlers.base.BaseHandler.resolve_request", fails)
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == (503 if are_pending else 500)


def test_what_is_away_is_told_from_what_is_wrong() -> None:
    rendering = ValueError("a page")
    rendering.__cause__ = InterfaceError("the connection is closed")
    assert is_away(rendering)
    assert is_away(OperationalError("database is locked"))
    assert is_away(RedisConnectionError("refused"))
    assert is_away(PaymentsUnavailable())
    assert not is_away(OperationalError("no such column: x"))
    assert not is_away(DataError("out of range"))
    assert not is_away(ZeroDivisionError())
    assert not is_away(None)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("database is locked"), RedisConnectionError("refused")])
@pytest.mark.parametrize("path", ["/", "/api/v1/platforms/", "/_allauth/app/v1/config"])
def test_whatever_is_away_is_a_503_wherever_it_is_missed(
    monkeypatch: pytest.MonkeyPatch, error: Exception, path: str
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise error

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.resolve_request", away)
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"


@pytest.fixture
def redis_that_is_away(settings: Any) -> str:
    location = "redis://127.0.0.1:1/0"
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location}}
    return location


@pytest.mark.django_db
def test_without_its_cache_a_limit_is_counted_in_the_database(redis_that_is_away: str, now: datetime) -> None:
    counter = Counter()
    taken = [counter.take("acts", limit=2, seconds=60, now=now).is_allowed for _ in range(4)]
    assert taken == [True, True, False, False]
    assert not counter.look("acts", limit=2, now=now).is_allowed
    for _ in range(3):
        counter.give_back("acts")
    assert counter.look("acts", limit=2, now=now).is_allowed
    counter.forget("acts")
    assert counter.look("acts", limit=1, now=now).is_allowed


@pytest.mark.django_db
@pytest.mark.skipif(not REDIS.startswith("redis://"), reason="needs Redis: set CACHE_URL")
def test_a_cache_that_comes_back_counts_again(settings: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door("127.0.0.1", 6379)
    backend = "django.core.cache.backends.redis.RedisCache"
    location = f"redis://127.0.0.1:{door.port}/{REDIS.rpartition('/')[2]}"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location, "KEY_PREFIX": f"away-{os.getpid()}"}}
    counter, clock = Counter(), [time.monotonic()]
    monkeypatch.setattr("accounts.limits.counting.time.monotonic", lambda: clock[0])

    def take() -> bool:
        return counter.take("acts", limit=1, seconds=60, now=now).is_allowed

    assert [take(), take()] == [True, False]  # no door yet: in the database
    door.open()
    assert not take()
    clock[0] += 6
    assert [take(), take()] == [True, False]  # in Redis
    door.shut()
    assert not take()
    counter.forget("acts")


def test_without_its_broker_a_duty_is_done_and_only_its_nudge_is_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(**options: Any) -> None:
        raise kombu.exceptions.OperationalError("connection refused")

    monkeypatch.setattr(Duty, "run", lambda duty, now: {"rows": 1})
    monkeypatch.setattr(celery.run_duty, "delay", away)
    assert run_duty(name="fan_out") == {"rows": 1}
    assert "nudge_lost" in caplog.text


def test_a_worker_waits_for_its_broker_for_as_long_as_it_takes() -> None:
    assert app.conf.broker_connection_max_retries is None


@pytest.mark.django_db
def test_without_its_broker_the_site_is_served_and_only_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        health.app, "connection_for_write", lambda **options: kombu.Connection("redis://127.0.0.1:1/0", **options)
    )
    assert client.get("/").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["broker"]) == (503, "failed")
