"""The file under DATA_DIR with the secret key of an installation that was given none."""

import os
import secrets
import sys
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# Set by `up` for the processes that it starts.
PREPARED = "DATA_DIR_IS_PREPARED"


def secret_key_in(data_dir: Path) -> str:
    """Return this installation's key, made once with mode 0600.

    It is written to a temporary file and linked into place: of two processes that start at once, neither reads an empty
    file and both get the same key. A process that `up` started finds the key or ends with a sentence: where the folder
    was moved away, a new one would be in the way of its return.
    """
    path = data_dir / "secret_key"
    if PREPARED in os.environ and not path.exists():
        sys.exit(f"Settings: DATA_DIR={str(data_dir)!r} can't be used: {path} is missing. Bring it back.")
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(64))
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR={str(data_dir)!r} can't be used: {error}.") from error


def _write_once(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        os.link(name, path)
    except FileExistsError:
        pass  # another process was first; its text is the one
    finally:
        os.unlink(name)
