"""The processes of a chaos run: the failing provider, a broker, the web process for its events, workers."""

import ctypes
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
_PR_SET_PDEATHSIG = 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def make_tables() -> None:
    """Set Django up and make the tables, from the models: the migrations are tested elsewhere."""
    import django
    from django.conf import settings

    django.setup()
    from django.apps import apps
    from django.core.management import call_command

    from backend.sqlite_file import make_database_file

    make_database_file()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)


class Stage:
    """Every process leads a group of its own, of which nothing is left when the stage ends."""

    def __init__(self, given, folder: Path) -> None:
        self.given, self.folder = given, folder
        self.record = folder / "record"
        self.broker_port, self.web_port = free_port(), free_port()
        self.groups: set[int] = set()
        self.workers: dict[str, subprocess.Popen] = {}
        self.restarted_workers = 0
        self.record.touch()

    def __enter__(self) -> "Stage":
        with ExitStack() as stack:
            stack.callback(self._end)
            self.start_broker()
            self._start_sink()
            stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def start_service(self) -> None:
        """The web process and the workers. Before it Django is set up and the tables are there."""
        bind = f"127.0.0.1:{self.web_port}"
        gunicorn = ("gunicorn", "backend.wsgi", "--bind", bind, "--threads", "4", "--log-level", "error")
        self._start("web", [sys.executable, "-m", *gunicorn])
        for number in range(self.given.workers):
            self._start_worker(f"worker-{number}")
        self.until(self._web_answers, 60)

    def start_broker(self) -> None:
        options = ("--bind", "127.0.0.1", "--port", str(self.broker_port), "--save", "", "--appendonly", "no")
        self.broker = self._start("broker", ["redis-server", *options])

    def kill_broker(self) -> None:
        self.broker.kill()
        self.broker.wait()
        self.start_broker()

    def empty_broker(self) -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.broker_port), 2) as wire:
            wire.sendall(b"FLUSHALL\r\n")
            wire.recv(100)

    def restart_dead_workers(self) -> None:
        for name, process in self.workers.items():
            if process.poll() is not None:
                self._start_worker(name)
                self.restarted_workers += 1

    def busy_children(self, chance: random.Random) -> list[int]:
        """Pids of the workers' children that have connections to the database, those with most of them first."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT substr(application_name, 7)::int, count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name LIKE 'child %%' GROUP BY 1"
            )
            rows = cursor.fetchall()
        chance.shuffle(rows)
        return [pid for pid, _ in sorted(rows, key=lambda row: -row[1]) if self._is_ours(pid)]

    def cut_connections(self, chance: random.Random, most: int = 3) -> int:
        """Of the workers and of the web process."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            pids = sorted(pid for (pid,) in cursor.fetchall())
            for pid in (chosen := chance.sample(pids, min(most, len(pids)))):
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        return len(chosen)

    def calm(self) -> None:
        """The provider has no faults from here on."""
        self.sink.send_signal(signal.SIGUSR1)

    def told_by_sink(self) -> dict[str, int]:
        """End the provider: what it did."""
        self.sink.terminate()
        told, _ = self.sink.communicate(timeout=20)
        return json.loads(told)

    @staticmethod
    def until(condition, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{condition.__name__}: not within {seconds:.0f} s")
            time.sleep(0.05)

    def _start_sink(self) -> None:
        command = [sys.executable, "-m", "tests.chaos.sink", "--record", str(self.record)]
        command += ["--events-to", f"http://127.0.0.1:{self.web_port}/webhooks/sendgrid/"]
        command += ["--seed", str(self.given.seed), "--faults", str(self.given.faults)]
        command += ["--no-events"] if self.given.no_events else []
        self.sink = self._start("sink", command, stdout=subprocess.PIPE)
        self.sink_port = int(self.sink.stdout.readline())

    def _start_worker(self, name: str) -> None:
        command = [sys.executable, "-m", "tests.chaos.worker", name, "--strategy", self.given.strategy]
        command += ["--batch-size", str(self.given.batch_size)]
        command += ["--no-events"] if self.given.no_events else []
        self.workers[name] = self._start(name, command)

    def _start(self, name: str, command: list[str], stdout: int | None = None) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log if stdout is None else stdout,
                stderr=log,
                text=True,
                process_group=0,
                preexec_fn=end_with_parent,
            )
        self.groups.add(process.pid)
        return process

    def _is_ours(self, pid: int) -> bool:
        with suppress(ProcessLookupError):
            return os.getpgid(pid) in self.groups
        return False

    def _web_answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.web_port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def _end(self) -> None:
        for group in self.groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
