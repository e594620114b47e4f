"""While the database is away the log says so in few lines, duties wait, and all goes on when it is back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from backend import celery, duties, health, logs, outages
from backend.away import is_database_away
from backend.celery import run_duty
from backend.duties import DUTIES, Duty
from backend.outages import Outage

AWAY = "connection to server at 127.0.0.1 failed: Connection refused"


class Database:
    """Stands for the database that duties ask: whether it is there, what is asked of it, and what time it is."""

    def __init__(self) -> None:
        self.is_there = True
        self.seconds = 1_000.0
        self.asked: list[str] = []

    def ask(self, who: str = "probe") -> None:
        self.asked.append(who)
        if not self.is_there:
            raise OperationalError(f"{AWAY}\n\tIs the server running?")


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    database = Database()

    def run(duty: Duty, now: datetime) -> dict[str, int]:
        database.ask(duty.name)
        return {}

    monkeypatch.setattr(Duty, "run", run)
    monkeypatch.setattr(outages, "ask_database", database.ask)
    monkeypatch.setattr(celery, "outage", Outage(clock=lambda: database.seconds))
    monkeypatch.setattr(logs.traceback_of_outage, "clock", lambda: database.seconds)
    monkeypatch.setattr(logs.traceback_of_outage, "kept_at", None)
    return database


def tick(*names: str) -> None:
    for name in names or [duty.name for duty in DUTIES]:
        run_duty.delay(name=name)


def test_each_duty_says_once_that_the_database_is_away_and_one_of_them_shows_where(
    database: Database, lines: list[dict[str, Any]]
) -> None:
    database.is_there = False
    for name in ("deliver", "fan_out"):  # both were under way when it went
        celery.outage.note(name, _error(database))
    tick()
    assert [(line["event"], line["duty"], line["again_in_seconds"]) for line in lines] == [
        ("database_away", "deliver", 5),
        ("database_away", "fan_out", 5),
    ]
    assert {line["error"] for line in lines} == {AWAY}
    assert ["Traceback" in line.get("exception", "") for line in lines] == [True, False]


def _error(database: Database) -> OperationalError:
    with pytest.raises(OperationalError) as raised:
        database.ask()
    return raised.value


def test_duties_wait_for_longer_and_longer_and_one_asks_for_all(database: Database) -> None:
    database.is_there = False
    asked_at = []
    for _ in range(200):
        database.asked.clear()
        tick()
        asked_at += [database.seconds - 1_000] * len(database.asked)
        database.seconds += 1
    assert asked_at == [0, 5, 15, 35, 65, 95, 125, 155, 185]


def test_a_long_outage_is_two_lines_a_minute_at_most_and_one_traceback(
    database: Database, lines: list[dict[str, Any]]
) -> None:
    database.is_there = False
    for _ in range(1_800):
        tick()
        database.seconds += 1
    assert {line["event"] for line in lines} == {"database_away"}
    assert 30 <= len(lines) <= 60
    assert 29 <= len([line for line in lines if "exception" in line]) <= 30


def test_when_it_is_back_one_line_says_so_and_every_duty_runs(database: Database, lines: list[dict[str, Any]]) -> None:
    database.is_there = False
    tick("deliver", "fan_out")
    database.is_there = True
    database.seconds += 4
    tick("deliver")
    assert database.asked == ["deliver"]
    database.seconds += 1
    lines.clear()
    tick()
    assert database.asked[1:] == ["probe", *(duty.name for duty in DUTIES)]
    assert [(line["event"], line["seconds"]) for line in lines] == [("database_back", 5)]


def test_a_second_outage_is_said_again_and_begins_with_short_pauses(
    database: Database, lines: list[dict[str, Any]]
) -> None:
    for _ in range(2):
        database.is_there = False
        tick("deliver")
        database.seconds += 5
        database.is_there = True
        tick("deliver")
    assert [line["event"] for line in lines] == ["database_away", "database_back"] * 2
    assert [line["again_in_seconds"] for line in lines[::2]] == [5, 5]
    assert ["exception" in line for line in lines[::2]] == [True, False]


def test_what_else_fails_is_raised_and_holds_nothing_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def deadlock(duty: Duty, now: datetime) -> dict[str, int]:
        raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected("deadlock detected")

    monkeypatch.setattr(Duty, "run", deadlock)
    with pytest.raises(OperationalError):
        run_duty.delay(name="deliver").get()
    assert not celery.outage.holds_up("deliver")


def test_the_database_that_is_away_is_told_from_a_statement_that_failed() -> None:
    def error(kind: type[Exception], cause: Exception | None) -> Exception:
        found = kind("of the test")
        found.__cause__ = cause
        return found

    for cause in (None, psycopg.OperationalError("refused"), psycopg.errors.AdminShutdown("bye")):
        assert is_database_away(error(OperationalError, cause))
    assert is_database_away(error(InterfaceError, psycopg.InterfaceError("the connection is closed")))
    assert is_database_away(error(RuntimeError, error(OperationalError, None)))
    assert not is_database_away(error(OperationalError, psycopg.errors.QueryCanceled("too long")))
    assert not is_database_away(OperationalError("no such table: people"))
    assert not is_database_away(RuntimeError("of the test"))
    assert not is_database_away(None)


def _refuse(*args: Any, **options: Any) -> None:
    raise OperationalError(AWAY)


def test_requests_say_it_in_a_line_each_and_one_of_them_a_minute_shows_where(
    database: Database, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.core.handlers.base.BaseHandler.resolve_request", _refuse)
    client = Client(raise_request_exception=False)
    for _ in range(3):
        assert client.get("/").status_code == 503
        database.seconds += 30
    assert [(line["event"], line["code"], line["error"]) for line in lines] == [("request_failed", 503, AWAY)] * 3
    assert ["exception" in line for line in lines] == [True, False, True]


@pytest.mark.parametrize("run", ["probe", "sweep"])
def test_probes_and_sweeps_show_where_once(
    database: Database, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    database.is_there = False
    monkeypatch.setattr(health, "CHECKS", {"database": _refuse, "broker": _refuse})
    doors: dict[str, Callable[[], Any]] = {
        "probe": lambda: Client().get("/readyz"),
        "sweep": lambda: list(duties.run_all(datetime(2026, 3, 9, tzinfo=UTC))),
    }
    doors[run]()
    failed = [line for line in lines if line["event"] in ("not_ready", "duty_failed")]
    assert len(failed) == {"probe": 2, "sweep": len(DUTIES)}[run]
    assert ["exception" in line for line in failed] == [True, *[False] * (len(failed) - 1)]
    assert {line["error"] for line in failed} == {AWAY}


def test_what_other_libraries_log_of_it_is_kept_to_the_same(database: Database) -> None:
    error = OperationalError(AWAY)
    events = [logs.traceback_of_outage(None, "error", {"exc_info": given}) for given in (error, (None, error, None))]
    assert events == [{"exc_info": error, "error": AWAY}, {"error": AWAY}]
