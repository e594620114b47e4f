"""Makes a running environment from a clean clone, with the standard library only.

`.venv` beside `manage.py` holds the locked requirements; those of the tests are added when the tests are first run. Its
stamp, written last, names the locks and the Python that it was made from; while it is right nothing else is done. The
syntax is one that older Pythons can read, so they too print the sentence about the version that is needed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
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
# Many tests wait for processes that they start: two for each processor leave none idle.
WHOLE_SUITE = ("-n", str((os.cpu_count() or 1) * 2), "--dist", "loadfile", "--no-loadscope-reorder")
PRODUCTION_LOCK, TEST_LOCK = "requirements.txt", "requirements-test.txt"
_LINES_OF_A_FAILURE = 5
PIP_IS_MISSING = (
    "The requirements can't be installed: this Python has neither pip nor ensurepip.\n"
    "On Debian and Ubuntu: sudo apt install python3-pip"
)


class BootstrapError(Exception):
    """The environment can't be made; the message says why and what to do."""


def ensure_environment(argv: list[str]) -> None:
    """Complete `.venv` and run `argv` again in it; return at once if this process runs in a complete environment."""
    if sys.version_info < PYTHON_NEEDED:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]} ({sys.executable}).")
    locks = (PRODUCTION_LOCK, TEST_LOCK) if argv[1:2] == ["test"] else (PRODUCTION_LOCK,)
    environment = VirtualEnvironment(ROOT, locks)
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


def runs_in_an_environment_of_the_users_own(environment: VirtualEnvironment) -> bool:
    """Tell whether this is another virtual environment that has Django; its owner keeps its packages right."""
    return sys.prefix != sys.base_prefix and not environment.is_running_here() and find_spec("django") is not None


class VirtualEnvironment:
    """The `.venv` of one checkout, with the packages of the named locks."""

    def __init__(self, root: Path, locks: tuple[str, ...] = (PRODUCTION_LOCK,)) -> None:
        self.root = root
        self.locks = locks
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.stamp = self.folder / "installed"
        self.log = self.folder / "installation.log"

    def is_running_here(self) -> bool:
        return os.path.realpath(sys.prefix) == os.path.realpath(self.folder)

    def is_complete(self) -> bool:
        """Tell whether `.venv` holds what the locks say and its Python is still there."""
        installed, version = self._read_stamp()
        return (
            all(self._sha256(lock) in installed for lock in self.locks)
            and os.path.exists(self.python)
            and (self.folder / "lib" / version).is_dir()
            and (not self.is_running_here() or version == running_version())
        )

    def complete(self) -> None:
        """Make `.venv` complete, or raise BootstrapError. Of two processes at once, one does it and the other waits."""
        with only_one_process_in(self.root):
            if self.is_complete():
                return
            installed, version = self._read_stamp()
            if version != running_version() or not os.path.exists(self.python):
                installed = []
                say("The first start makes .venv; this takes about half a minute, once.")
                with step("Making .venv"):
                    self._make_empty()
            # Until the new stamp is written the folder counts as unfinished, and the next start makes it anew.
            self.stamp.unlink(missing_ok=True)
            for lock in self.locks:
                if self._sha256(lock) not in installed:
                    with step(f"Installing what {lock} lists"):
                        self._install(lock)
                    installed.append(self._sha256(lock))
            self._write_stamp(installed)

    def _read_stamp(self) -> tuple[list[str], str]:
        """Return the hashes of the installed locks and the version of Python; empty if there is no stamp."""
        try:
            *installed, version = self.stamp.read_text().split()
        except (OSError, ValueError):
            return [], ""
        return installed, version

    def _make_empty(self) -> None:
        try:
            if self.folder.exists():
                shutil.rmtree(self.folder)
            self.folder.mkdir()
            run([base_python(), "-m", "venv", "--without-pip", str(self.folder)], self.log)
        except OSError as error:
            raise BootstrapError(f"{self.folder} can't be made: {error}") from error

    def _install(self, lock: str) -> None:
        if has_module(base_python(), "pip"):
            pip = [base_python(), "-m", "pip", "--python", str(self.python)]
        elif has_module(base_python(), "ensurepip"):
            run([str(self.python), "-m", "ensurepip"], self.log)
            pip = [str(self.python), "-m", "pip"]
        else:
            raise BootstrapError(PIP_IS_MISSING)
        options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--require-hashes"]
        run([*pip, "install", *options, "-r", str(self.root / lock)], self.log)

    def _write_stamp(self, installed: list[str]) -> None:
        current = [sha256 for sha256 in map(self._sha256, (PRODUCTION_LOCK, TEST_LOCK)) if sha256 in installed]
        unfinished = self.stamp.with_suffix(".part")
        unfinished.write_text(" ".join([*current, running_version()]) + "\n")
        unfinished.replace(self.stamp)

    def _sha256(self, lock: str) -> str:
        return hashlib.sha256((self.root / lock).read_bytes()).hexdigest()


def running_version() -> str:
    """Return the name of this Python's package folder, such as `python3.11`."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}"


def base_python() -> str:
    """Return the interpreter under the virtual environment that this process may be in."""
    return getattr(sys, "_base_executable", None) or sys.executable


def has_module(python: str, name: str) -> bool:
    return subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def run(command: list[str], log: Path) -> None:
    """Run the command and append its output to the log. Raises BootstrapError with the log's path and last lines."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    environment["PIP_USER"] = "0"
    with log.open("ab") as output:
        output.write(f"$ {' '.join(command)}\n".encode())
        output.flush()
        finished = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            close_fds=False,
            check=False,
        )
    if finished.returncode != 0:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-_LINES_OF_A_FAILURE:])
        raise BootstrapError(
            f"This failed with exit code {finished.returncode}: {' '.join(command)}\nThe end of {log}:\n{end}"
        )


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print what begins, and on the same line how many seconds it took, on standard error."""
    started = time.monotonic()
    sys.stderr.write(f"{what} …")
    sys.stderr.flush()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f" {time.monotonic() - started:.1f} s")


@contextmanager
def only_one_process_in(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder itself, which leaves no file behind and ends with the process.

    Commands that are run inherit it: an installer that outlives a killed bootstrap keeps the next one waiting.
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
