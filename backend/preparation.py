"""Prepares an embedded installation before it serves: folders, tables, a first catalogue. Twice is once."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from backend import tables
from backend.sqlite_file import make_database_file
from governance.importers.catalogue import load_catalogue
from governance.importers.demonstration import load_demonstration_into_empty


def prepare(*, now: datetime, say: Callable[[str], None]) -> None:
    """Bring DATA_DIR and the database to where the service can start, and print what takes time."""
    make_folders(settings.DATA_DIR)
    make_database_file()
    is_told = tables.migrations_are_pending()
    if is_told:
        say("Preparing the database; this takes some seconds, once.")
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("the tables", _make_tables),
        ("the catalogue", lambda: load_catalogue(now)),
        ("the demonstration", lambda: load_demonstration_into_empty(now)),
    )
    for what, make in steps:
        started = time.monotonic()
        make()
        if is_told:
            say(f"  {what}: {time.monotonic() - started:.1f} s")


def _make_tables() -> None:
    if tables.migrations_are_pending():
        tables.migrate()
    tables.make_cache_table()


def make_folders(data_dir: Path) -> None:
    """Make the folders. DATA_DIR is readable by its owner alone: it holds keys, mail and everybody's addresses."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(data_dir, 0o700)
    settings.STATIC_ROOT.mkdir(exist_ok=True)
