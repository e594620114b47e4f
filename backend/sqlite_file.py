"""The file of a SQLite database. The running service never makes one: it would serve nothing if the file was moved.

`migrate` and the preparation of `up` make it; everything else opens it as it is (https://www.sqlite.org/uri.html).
"""

import os
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from django.db import connection

_URI = "file:"
_AS_IT_IS = "?mode=rw"


def opened_as_it_is(name: str) -> str:
    """Return the NAME that opens this file and never makes it. What is in memory keeps its name."""
    return name if ":memory:" in name or name.startswith(_URI) else f"{_URI}{quote(os.path.abspath(name))}{_AS_IT_IS}"


def database_file() -> Path | None:
    """Return where the database's file belongs; None if the database isn't SQLite's, or is in memory."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not name.endswith(_AS_IT_IS):
        return None
    return Path(unquote(urlsplit(name).path))


def missing_file() -> Path | None:
    """Return where the database's file belongs if it isn't there."""
    path = database_file()
    return None if path is None or path.exists() else path


def make_database_file() -> None:
    """Make the file, readable by its owner alone, unless it is there. Raises OSError."""
    path = missing_file()
    if path is not None:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
