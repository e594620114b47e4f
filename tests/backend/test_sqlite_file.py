"""The file of an embedded installation that was moved away, and comes back: nothing makes an empty one in its place."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from structlog.testing import capture_logs

from accounts.outgoing import NotAccepted
from alerts.delivery.transports.file import EmlFileBackend
from backend.away import is_away, is_database_away
from backend.logs import TracebackOfOutage
from backend.secret_key_file import PREPARED, secret_key_in
from backend.sqlite_file import database_file, make_database_file, missing_file, opened_as_it_is
from tests.backend.test_away import web_server
from tests.backend.test_commands import manage

pytestmark = pytest.mark.pure
AWAY = "The database is out of reach. Please try again in a minute."


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Any:
    def name(path: Path) -> None:
        monkeypatch.setattr(connection, "vendor", "sqlite", raising=False)
        monkeypatch.setitem(connection.settings_dict, "NAME", opened_as_it_is(str(path)))

    return name


@pytest.mark.parametrize("folder", ["a#b", "a?b", "a%20b", "a+b", "a b", "a[b", "ä@b", "a'b", "a&mode=rwc"])
def test_a_file_of_any_name_is_opened_only_if_it_is_there(tmp_path: Path, names: Any, folder: str) -> None:
    path = tmp_path / folder / "rows.sqlite3"
    path.parent.mkdir()
    names(path)
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        sqlite3.connect(opened_as_it_is(str(path)), uri=True).execute("SELECT 1")
    assert (path.exists(), database_file(), missing_file()) == (False, path, path)
    make_database_file()
    with closing(sqlite3.connect(opened_as_it_is(str(path)), uri=True)) as opened, opened:
        opened.execute("CREATE TABLE a (b)")
    make_database_file()
    assert (missing_file(), path.stat().st_size > 0, oct(path.stat().st_mode)[-3:]) == (None, True, "600")


def test_a_database_in_memory_keeps_its_name() -> None:
    for name in (":memory:", "file:memorydb_default?mode=memory&cache=shared"):
        assert opened_as_it_is(name) == name


def test_the_log_names_the_file_that_is_missing(tmp_path: Path, names: Any) -> None:
    names(tmp_path / "rows.sqlite3")
    event = TracebackOfOutage()(None, "error", {"exc_info": DatabaseError("file is not a database")})
    assert event["missing"] == str(tmp_path / "rows.sqlite3")
    make_database_file()
    event = TracebackOfOutage()(None, "error", {"exc_info": DatabaseError("file is not a database")})
    assert "missing" not in event


@pytest.mark.parametrize("said", ["file is not a database", "database disk image is malformed"])
def test_a_file_that_another_was_copied_over_is_a_database_that_is_away(said: str) -> None:
    assert is_database_away(DatabaseError(said))
    assert is_away(DatabaseError(said))
    assert not is_database_away(DatabaseError("something else"))


@pytest.mark.slow
def test_a_database_that_was_moved_away_is_said_and_used_again_when_it_is_back(tmp_path: Path) -> None:
    data_dir, away, database = tmp_path / "data", tmp_path / "away", tmp_path / "data" / "clausewatch.sqlite3"
    address = f"sqlite:///{database}"
    data_dir.mkdir()
    for words in (("migrate",), ("createcachetable",)):
        assert manage(data_dir, *words, DATABASE_URL=address).returncode == 0
    with web_server(data_dir, DATABASE_URL=address, SECRET_KEY="k" * 50) as get:
        assert get("/api/v1/platforms/")[0] == 200
        for moved, to in ((database, away / "rows.sqlite3"), (data_dir, away / "data")):
            away.mkdir()
            moved.rename(to)
            status, body, headers = get("/api/v1/platforms/")
            said = {"detail": AWAY, "code": "database_unavailable"}
            assert (status, json.loads(body), headers["Retry-After"]) == (503, said, "30")
            assert get("/")[0] == 503
            status, body, _ = get("/readyz")
            assert (status, json.loads(body)["checks"]["database"]) == (503, "failed")
            assert get("/healthz")[0] == 200
            assert not moved.exists()
            to.rename(moved)
            shutil.rmtree(away)
            assert get("/api/v1/platforms/")[0] == 200
            assert json.loads(get("/readyz")[1])["ready"]


def test_a_command_says_which_database_is_missing_and_makes_none(tmp_path: Path) -> None:
    finished = manage(tmp_path, "sweep")
    assert finished.returncode == 1
    assert finished.stderr.startswith(f"CommandError: There is no database at {tmp_path}/empty.")
    assert not (tmp_path / "empty").exists()


def test_without_a_database_models_are_compared_with_migrations_in_silence(tmp_path: Path) -> None:
    words = ("makemigrations", "--check", "--dry-run")
    finished = manage(tmp_path, *words, DATABASE_URL=f"sqlite:///{tmp_path}/away.sqlite3", PYTHONWARNINGS="default")
    assert (finished.returncode, finished.stdout) == (0, "No changes detected\n")
    assert "consistent migration history" not in finished.stderr
    assert list(tmp_path.glob("away*")) == []


def test_what_up_started_makes_no_second_secret_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = secret_key_in(tmp_path / "data")
    monkeypatch.setitem(os.environ, PREPARED, "1")
    assert secret_key_in(tmp_path / "data") == key
    (tmp_path / "data").rename(tmp_path / "away")
    with pytest.raises(SystemExit, match="secret_key is missing"):
        secret_key_in(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_mail_makes_no_second_data_folder(tmp_path: Path, settings: Any) -> None:
    from django.core.mail import EmailMessage

    settings.MAIL_DIR = tmp_path / "data" / "mail"
    with capture_logs(), pytest.raises(NotAccepted):
        EmlFileBackend().send_messages([EmailMessage("Subject", "Body", "a@clausewatch.example", ["b@example.com"])])
    assert not (tmp_path / "data").exists()
