"""Commands on a database without tables: one sentence that says what to run."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, get_commands
from django.db import OperationalError

from backend import commands
from backend.commands import NEED_NO_TABLES, NO_TABLES, CommandLine
from tests.chaos.stage import free_port
from tests.test_documentation import our_commands
from tests.test_migrations import APPS
from tests.test_migrations import FIRST as RELEASE

MAKES_TABLES_OF_THE_RELEASE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
for app in {ours!r}:
    call_command("migrate", app, {release!r}, verbosity=0)
for app in sorted(MigrationLoader(connection).migrated_apps - set({ours!r})):
    call_command("migrate", app, verbosity=0)
"""
NEED_TABLES = sorted({*our_commands(), "changepassword", "createsuperuser"} - NEED_NO_TABLES)


@pytest.mark.parametrize("name", NEED_TABLES)
def test_a_command_that_needs_tables_says_so_before_it_begins(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "migrations_are_pending", lambda: True)
    with pytest.raises(CommandError) as refused:
        CommandLine(["manage.py", name]).fetch_command(name).handle()
    assert str(refused.value) == NO_TABLES


def test_the_commands_that_need_none_exist_and_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(get_commands()) >= NEED_NO_TABLES
    for name in (*NEED_NO_TABLES, "migrate", "check", "createcachetable"):
        command = CommandLine(["manage.py", name]).fetch_command(name)
        assert "handle" not in vars(command)


def test_a_database_that_is_away_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise OperationalError("connection refused")

    monkeypatch.setattr(commands, "migrations_are_pending", away)
    with pytest.raises(CommandError, match="The database can't be used: connection refused"):
        CommandLine(["manage.py", "sweep"]).fetch_command("sweep").handle()


def manage(data_dir: Path, *words: str, **environment: Any) -> "subprocess.CompletedProcess[str]":
    surroundings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**surroundings, "DATA_DIR": str(data_dir), "DATABASE_URL": f"sqlite:///{data_dir}/empty", **environment},
        capture_output=True,
        text=True,
        timeout=300,  # for a machine that does much else
        check=False,
    )


@pytest.mark.pure
@pytest.mark.parametrize("words", [("set_tier", "ada@example.com", "watcher"), ("load_catalogue",)])
def test_an_empty_database_gets_the_sentence_and_no_traceback(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "empty").touch()
    finished = manage(tmp_path, *words)
    assert (finished.returncode, finished.stderr) == (1, f"CommandError: {NO_TABLES}\n")


@pytest.mark.pure
@pytest.mark.parametrize(
    "words",
    [("createsuperuser", "--noinput"), ("changepassword", "ada"), ("clearsessions",), ("showmigrations",)],
)
def test_where_there_is_no_database_django_s_commands_say_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    finished = manage(tmp_path, *words)
    assert (finished.returncode, finished.stderr) == (
        1,
        f"CommandError: {commands.NO_FILE.format(path=tmp_path / 'empty')}\n",
    )


@pytest.mark.pure
def test_a_table_that_is_missing_is_a_sentence_of_django_s_commands_too(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    finished = manage(tmp_path, "clearsessions")
    assert (finished.returncode, finished.stderr.count("\n")) == (1, 1)
    assert finished.stderr.startswith("CommandError: The database can't be used: no such table")


@pytest.fixture(scope="module")
def tables_of_the_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tables of the release, and of the newest version of other packages."""
    data_dir = tmp_path_factory.mktemp("release")
    (data_dir / "empty").touch()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "backend.settings", "DATA_DIR": str(data_dir)}
    subprocess.run(
        [sys.executable, "-c", MAKES_TABLES_OF_THE_RELEASE.format(ours=APPS, release=RELEASE)],
        cwd=settings.BASE_DIR,
        env={**environment, "DATABASE_URL": f"sqlite:///{data_dir}/empty"},
        check=True,
        capture_output=True,
    )
    return data_dir / "empty"


def _recorded(data_dir: Path, tables: Path, migrations: list[tuple[str, str]]) -> None:
    """A database on which these migrations of ours were run, and all of other packages."""
    shutil.copyfile(tables, data_dir / "empty")
    with closing(sqlite3.connect(data_dir / "empty")) as database, database:
        database.execute(f"DELETE FROM django_migrations WHERE app IN {APPS}")
        rows = [(app, name, "2026-11-01") for app, name in migrations]
        database.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", rows)


def _replaced() -> list[tuple[str, str]]:
    released = [import_module(f"{app}.migrations.{RELEASE}").Migration for app in APPS]
    return [one for migration in released for one in migration.replaces]


@pytest.mark.pure
def test_a_database_that_stopped_on_the_way_to_the_release_gets_a_sentence(
    tmp_path: Path, tables_of_the_release: Path
) -> None:
    released = [one for one in _replaced() if one != ("alerts", "0010_fan_out_in_parts")]
    _recorded(tmp_path, tables_of_the_release, released)
    for command in ("migrate", "up"):
        finished = manage(tmp_path, command, PORT=str(free_port()))
        assert finished.returncode == 1
        assert "The database was made before release 0.1" in finished.stderr
    assert NO_TABLES in manage(tmp_path, "sweep").stderr


@pytest.mark.pure
def test_a_database_that_went_all_the_way_to_the_release_is_at_it(tmp_path: Path, tables_of_the_release: Path) -> None:
    _recorded(tmp_path, tables_of_the_release, _replaced())
    finished = manage(tmp_path, "migrate")
    assert (finished.returncode, RELEASE in finished.stdout) == (0, False)
    assert "No migrations to apply" in manage(tmp_path, "migrate").stdout


@pytest.mark.pure
def test_up_says_in_one_sentence_that_its_database_refuses(tmp_path: Path) -> None:
    finished = manage(tmp_path, "up", DATABASE_URL="postgres://nobody@127.0.0.1:1/none", PORT=str(free_port()))
    assert finished.returncode == 1
    assert finished.stderr.startswith("CommandError: The database can't be used: ")
    assert "Traceback" not in finished.stderr


@pytest.mark.pure
def test_help_needs_no_tables(tmp_path: Path) -> None:
    assert "usage: manage.py sweep" in manage(tmp_path, "sweep", "--help").stdout
