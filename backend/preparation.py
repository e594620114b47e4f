"""What an embedded installation needs before it serves: folders, tables, a first catalogue. Twice is once."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from backend import tables
from governance.importers.catalogue import load_catalogue
from governance.importers.demonstration import load_demonstration_into_empty


def prepare(*, now: datetime, say: Callable[[str], None]) -> None:
    """Bring DATA_DIR and the database to where the service can start, saying what takes time."""
    make_folders(settings.DATA_DIR)
    if tables.migrations_are_pending():
        say("Preparing the database, the catalogue and the demonstration; this takes some seconds, once …")
        tables.migrate()
    tables.make_cache_table()
    load_catalogue(now)
    load_demonstration_into_empty(now)


def make_folders(data_dir: Path) -> None:
    """DATA_DIR is its owner's alone: it holds keys, mail and everybody's addresses."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(data_dir, 0o700)
    settings.STATIC_ROOT.mkdir(exist_ok=True)
