"""Puts the browser into a network of its own that leads to the proxy and nowhere else, where the machine allows it.

A second wall: a renderer that breaks out of everything else finds no network to dial in.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.capture.browser import relay
from outbound.ip_addresses import Endpoint

# Where the proxy is found in there, whatever else listens on the machine.
DOOR = Endpoint("127.0.0.1", 3128)
# unshare(1) of util-linux 2.38. Mapped to root, Chromium would run without its sandbox.
_UNSHARE = ("/usr/bin/unshare", "--user", "--net", "--map-current-user", "--keep-caps", "--")
_PROBE_SECONDS = 10
SYSTEM_PYTHON = "/usr/bin/python3"


def alone(program: str, socket: Path) -> tuple[str, ...]:
    """Return the command that runs the program, with what follows it as arguments, in a network that leads to a socket.

    The relay goes as text and by the system's Python: an ordinary user may not be able to read where we are installed.
    """
    python = SYSTEM_PYTHON if os.access(SYSTEM_PYTHON, os.X_OK) else os.path.realpath(sys.executable)
    source = Path(relay.__file__).read_text(encoding="utf-8")
    return (*_UNSHARE, python, "-I", "-S", "-c", source, str(socket), str(DOOR.port), program)


@lru_cache(maxsize=8)
def why_not_alone(user: int | None = None, group: int | None = None) -> str:
    """Return in a sentence why a program can't be run in a network of its own as this user, or "" if it can.

    The answer is kept.
    """
    account: dict[str, Any] = {} if user is None else {"user": user, "group": group, "extra_groups": []}
    try:
        with tempfile.TemporaryDirectory() as folder:
            command = alone("/bin/true", Path(folder) / "none")
            done = subprocess.run(  # noqa: S603
                command, timeout=_PROBE_SECONDS, capture_output=True, text=True, cwd="/", check=False, **account
            )
    except (OSError, subprocess.SubprocessError) as error:
        return f"A network of its own can't be made: {error}."
    if done.returncode == 0:
        return ""
    said = done.stderr.strip().rpartition("\n")[2][:200]
    return f"A network of its own can't be made: {said or f'exit code {done.returncode}'}."


@contextmanager
def folder_for_socket() -> Iterator[Path]:
    """Give where the proxy's socket is to be; everybody may reach it, and nobody passes without credentials."""
    with tempfile.TemporaryDirectory(prefix="capture-proxy-") as folder:
        os.chmod(folder, 0o711)  # noqa: S103
        yield Path(folder) / "proxy"
