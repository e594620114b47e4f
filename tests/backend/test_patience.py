"""A PostgreSQL that is frozen, which takes connections and data and never answers, keeps no thread of the web."""

import importlib
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.utils import ConnectionHandler
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend import health, patience
from backend.away import is_away, is_database_away

pytestmark = pytest.mark.django_db
SECONDS = 0.2


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


# What a server says to a start, then to nothing more: https://www.postgresql.org/docs/current/protocol-flow.html
GREETING = (
    _message(b"R", struct.pack("!i", 0))
    + _message(b"S", b"server_version\x0016.0\x00")
    + _message(b"S", b"TimeZone\x00UTC\x00")
    + _message(b"S", b"client_encoding\x00UTF8\x00")
    + _message(b"K", struct.pack("!ii", 1, 1))
    + _message(b"Z", b"I")
)


@pytest.fixture
def frozen() -> Iterator[int]:
    """Yield the port of a server that greets each connection and then neither answers nor hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def greet() -> None:
        with suppress(OSError):
            while True:
                wire, _ = listener.accept()
                taken.append(wire)
                wire.recv(10_000)
                wire.sendall(GREETING)

    Thread(target=greet, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()
    for wire in taken:
        wire.close()


@pytest.fixture
def patient() -> Iterator[None]:
    patience.bound_statements()  # what serves pages may have been loaded before
    patience.bound_statements(SECONDS)
    yield
    connection_created.disconnect(dispatch_uid="backend.patience")


def connected(port: int, **settings: object) -> BaseDatabaseWrapper:
    options = {"sslmode": "disable", "gssencmode": "disable", "connect_timeout": 5}
    place = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "USER": "x", "HOST": "127.0.0.1", "PORT": port}
    found: BaseDatabaseWrapper = ConnectionHandler({"default": {**place, **settings, "OPTIONS": options}})["default"]
    return found


@pytest.mark.usefixtures("patient")
@pytest.mark.postgres
def test_a_slow_statement_is_stopped_at_the_server_and_quick_ones_go_on() -> None:
    database = connection.copy()
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        with pytest.raises(OperationalError, match="gave no answer"):
            cursor.execute("SELECT pg_sleep(60)")
    database.close()
    assert not patience.silence.holds_up()
    with psycopg.connect(**_place_of(connection)) as other:
        for _ in range(500):
            found = other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone()
            if found is None:
                return
            other.execute("SELECT pg_sleep(0.01)")
    pytest.fail("It runs on.")


def _place_of(database: BaseDatabaseWrapper) -> dict[str, object]:
    return {name: value for name, value in database.get_connection_params().items() if name in _PLACE}


_PLACE = ("dbname", "user", "password", "host", "port")


class Database:
    """Stands for the database: what time it is there, whether it answers, and how often it was asked."""

    seconds, answers, asked = 1_000.0, False, 0

    def ask(self) -> None:
        self.asked += 1
        if not self.answers:
            raise OperationalError("timeout expired")


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    found = Database()
    monkeypatch.setattr(patience, "ask_database", found.ask)
    monkeypatch.setattr(patience, "silence", patience.Silence(clock=lambda: found.seconds))
    return found


@pytest.mark.usefixtures("patient")
def test_a_statement_that_a_frozen_database_never_answers_is_given_up_and_the_silence_is_noted(
    frozen: int, database: Database
) -> None:
    there = connected(frozen)
    with pytest.raises(OperationalError, match=r"The database gave no answer for 0\.2 seconds\.") as raised:
        there.cursor().execute("SELECT 1")
    assert is_away(raised.value)
    assert is_database_away(raised.value)
    assert there.connection.closed
    assert patience.silence.holds_up()


def visit(path: str) -> int:
    return Client(raise_request_exception=False).get(path).status_code


def test_while_the_database_is_silent_one_request_in_five_seconds_asks_and_the_others_fail_at_once(
    database: Database,
) -> None:
    assert visit("/privacy/") == 200
    patience.silence.note()
    assert [visit("/privacy/"), visit("/api/v1/tiers/"), visit("/healthz")] == [503, 503, 200]
    assert database.asked == 1
    database.seconds += 5
    assert [visit("/privacy/"), visit("/privacy/")] == [503, 503]
    assert database.asked == 2
    database.answers = True
    database.seconds += 5
    assert [visit("/privacy/"), visit("/privacy/")] == [200, 200]
    assert database.asked == 3


@pytest.mark.usefixtures("patient")
def test_a_request_on_a_connection_that_fell_silent_waits_for_one_statement_only(
    frozen: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django looks at a kept connection at a request's first statement; what it opens instead would wait again."""
    there = connected(frozen, CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    there.ensure_connection()
    there.close_if_unusable_or_obsolete()  # as at the beginning of each request
    monkeypatch.setattr(patience, "connection", there)
    assert patience.silence.holds_up()
    assert there.connection is None
    assert database.asked == 1


def test_others_do_not_wait_for_the_one_that_asks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    others = []
    monkeypatch.setattr(patience, "ask_database", lambda: others.append(patience.silence.holds_up()))
    patience.silence.note()
    assert not patience.silence.holds_up()
    assert others == [True]


def test_an_error_of_another_kind_while_asking_leaves_it_to_a_later_request_to_ask(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ImproperlyConfigured("not an answer of the database")

    patience.silence.note()
    with monkeypatch.context() as patch:
        patch.setattr(patience, "ask_database", fail)
        with pytest.raises(ImproperlyConfigured):
            patience.silence.holds_up()
    database.answers = True
    database.seconds += 5
    assert not patience.silence.holds_up()
    assert database.asked == 1


@pytest.mark.parametrize(("seconds", "asked"), [(1, 0), (5, 1)])
def test_a_request_that_failed_after_a_long_wait_has_the_next_one_ask(
    database: Database, monkeypatch: pytest.MonkeyPatch, seconds: int, asked: int
) -> None:
    def fail(*_: object) -> None:
        database.seconds += seconds
        raise OperationalError("timeout expired")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.handlers.base.BaseHandler.resolve_request", fail)
        assert visit("/privacy/") == 503
    visit("/privacy/")
    assert database.asked == asked


def test_the_web_is_bounded_and_nothing_else() -> None:
    """Nothing but the WSGI application bounds statements: duties compare texts and may take longer, as tests may."""

    def is_bounded() -> bool:
        return "backend.patience" in [uid for (uid, _), *_ in connection_created.receivers]

    assert not is_bounded()
    importlib.reload(importlib.import_module("backend.wsgi"))
    assert is_bounded()
    connection_created.disconnect(dispatch_uid="backend.patience")


def test_a_probe_of_readiness_asks_no_database_that_is_silent(database: Database) -> None:
    patience.silence.note()
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert [answer.json()["checks"][name] for name in ("database", "migrations")] == ["failed", "failed"]
    assert len(queries) == 0
    assert database.asked == 1


def test_a_probe_that_waited_long_notes_the_silence(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        database.seconds += 5
        raise OperationalError("timeout expired")

    monkeypatch.setitem(health.CHECKS, "database", fail)
    assert Client().get("/readyz").status_code == 503
    assert patience.silence.holds_up()


def test_a_probe_asks_a_database_that_fails_it_for_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("timeout expired")

    monkeypatch.setitem(health.CHECKS, "database", fail)
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get("/readyz")
    assert [answer.json()["checks"][name] for name in ("database", "migrations")] == ["failed", "failed"]
    assert len(queries) == 0
