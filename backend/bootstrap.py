"""From a clean clone to a running environment, with the standard library only.

`.venv` beside `manage.py` holds the locked requirements. Its stamp, written last, says of which lock and which Python
they are; while it is right nothing is done but comparing it. Kept to syntax that older Pythons read, so that they too
get the sentence on the version that is needed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON_NEEDED = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
# A file's tests stay together, since some share one running service. The order stays too: the slowest files come first.
# One process more than there are processors, since those tests also wait for the services they start.
WHOLE_SUITE = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile", "--no-loadscope-reorder")
PIP_IS_MISSING = (
    "The requirements can't be installed: this Python has neither pip nor ensurepip.\n"
    "On Debian and Ubuntu: sudo apt install python3-pip"
)


class BootstrapError(Exception):
    """The environment can't be made; the message says why and what to do."""


def ensure_environment(argv: list[str]) -> None:
    """Return when this process runs in a complete environment; else complete `.venv` and run `argv` again there."""
    if sys.version_info < PYTHON_NEEDED:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]} ({sys.executable}).")
    environment = Environment(ROOT)
    if environment.is_running_here() and environment.is_complete():
        return
    if runs_in_an_environment_of_the_users_own(environment):
        return
    try:
        environment.complete()
    except BootstrapError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The next start makes .venv anew.")
    run_again(environment.python, argv)


def run_tests(arguments: list[str]) -> None:
    """Become pytest on the whole suite, on all processors, or as the arguments say; its exit code is this process's."""
    # pyproject.toml chooses the tests' settings; left in the environment this name would reach child processes.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    os.chdir(ROOT)
    run_again(Path(sys.executable), ["-m", "pytest", *(arguments or WHOLE_SUITE)])


def run_again(python: Path, argv: list[str]) -> None:
    """Become `python argv…`; never returns."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.environ.pop("PYTHONHOME", None)
    os.execv(str(python), [str(python), *argv])


def runs_in_an_environment_of_the_users_own(environment: Environment) -> bool:
    """True in another virtual environment that has Django: whoever made it keeps its packages right."""
    return sys.prefix != sys.base_prefix and not environment.is_running_here() and find_spec("django") is not None


class Environment:
    """The `.venv` of one checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.lock = root / "requirements.txt"
        self.stamp = self.folder / "installed"

    def is_running_here(self) -> bool:
        return os.path.realpath(sys.prefix) == os.path.realpath(self.folder)

    def is_complete(self) -> bool:
        """True when `.venv` holds what the lock says and the Python it was made for is still there."""
        try:
            sha256, version = self.stamp.read_text().split()
        except (OSError, ValueError):
            return False
        return (
            sha256 == self._lock_sha256()
            and os.path.exists(self.python)
            and (self.folder / "lib" / version).is_dir()
            and (not self.is_running_here() or version == running_version())
        )

    def complete(self) -> None:
        """Make `.venv` complete, or raise BootstrapError. Of two processes at once, one does it and one waits."""
        with only_one_process_in(self.root):
            if self.is_complete():
                return
            if self._can_be_updated():
                say("The requirements changed: updating .venv …")
            else:
                say("Making .venv and installing the requirements; this takes about half a minute, once …")
                self._make_empty()
            # Until the new stamp is written the folder counts as unfinished, and the next start makes it anew.
            self.stamp.unlink(missing_ok=True)
            self._install()
            self._write_stamp()
            say("Done.")

    def _can_be_updated(self) -> bool:
        try:
            _, version = self.stamp.read_text().split()
        except (OSError, ValueError):
            return False
        return version == running_version() and os.path.exists(self.python)

    def _make_empty(self) -> None:
        try:
            if self.folder.exists():
                shutil.rmtree(self.folder)
            run([base_python(), "-m", "venv", "--without-pip", str(self.folder)])
        except OSError as error:
            raise BootstrapError(f"{self.folder} can't be made: {error}") from error

    def _install(self) -> None:
        if has_module(base_python(), "pip"):
            pip = [base_python(), "-m", "pip", "--python", str(self.python)]
        elif has_module(base_python(), "ensurepip"):
            run([str(self.python), "-m", "ensurepip"])
            pip = [str(self.python), "-m", "pip"]
        else:
            raise BootstrapError(PIP_IS_MISSING)
        run(
            [
                *pip,
                "install",
                "--no-input",
                "--disable-pip-version-check",
                "--progress-bar",
                "off",
                "--require-hashes",
                "-r",
                str(self.lock),
            ]
        )

    def _write_stamp(self) -> None:
        unfinished = self.stamp.with_suffix(".part")
        unfinished.write_text(f"{self._lock_sha256()} {running_version()}\n")
        unfinished.replace(self.stamp)

    def _lock_sha256(self) -> str:
        return hashlib.sha256(self.lock.read_bytes()).hexdigest()


def running_version() -> str:
    """The name of this Python's folder of packages, such as `python3.11`."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}"


def base_python() -> str:
    """The interpreter under the virtual environment this process may be in."""
    return getattr(sys, "_base_executable", None) or sys.executable


def has_module(python: str, name: str) -> bool:
    return subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def run(command: list[str]) -> None:
    """Run it with its output on standard error, so that the output of the command asked for stays clean."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    environment["PIP_USER"] = "0"
    finished = subprocess.run(command, stdout=sys.stderr, env=environment, close_fds=False, check=False)
    if finished.returncode != 0:
        raise BootstrapError(f"This failed with exit code {finished.returncode}: {' '.join(command)}")


@contextmanager
def only_one_process_in(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder itself, which leaves no file behind and ends with the process.

    The commands that are run inherit it: an installer that outlives a killed bootstrap keeps the next one waiting.
    """
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    os.set_inheritable(handle, True)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another process is making .venv; waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
