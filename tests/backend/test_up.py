"""`manage.py up` as a person starts it, in a data folder of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError

from backend.management.commands.up import Command, alone_in, listening

pytestmark = pytest.mark.real_clock


def environment(**more: str) -> dict[str, str]:
    """The surroundings of a person who has set nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    # Set to nothing rather than absent: a `.env` file in the checkout is for the developer, not for this test.
    defaults = {"PRODUCTION": "0", "DEBUG": "0", "EMAIL_TRANSPORT": "file", "BROKER_URL": "memory://"}
    return {**kept, **defaults, "CACHE_URL": "dbcache://django_cache", **more}


def up(data_dir: Path, port: int) -> "subprocess.Popen[str]":
    database = f"sqlite:///{data_dir / 'clausewatch.sqlite3'}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=settings.BASE_DIR,
        env=environment(
            DATA_DIR=str(data_dir), PORT=str(port), DATABASE_URL=database, BASE_URL=f"http://127.0.0.1:{port}"
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def processes_of(session_leaders: set[int]) -> set[int]:
    """Every process of these sessions, from /proc."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) in session_leaders:
            found.add(int(entry.parent.name))
    return found


def children_of(parent: int) -> set[int]:
    return {int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()}


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def read_until(process: "subprocess.Popen[str]", words: str, seconds: float) -> str:
    """What the process has written up to the line with these words."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    written = ""
    assert process.stdout is not None
    for line in process.stdout:
        written += line
        if words in line:
            break
    timer.cancel()
    assert words in written, written
    return written


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for left-over processes in /proc")
@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3",
    reason="about processes, not the database: tests/acceptance starts the service on this one",
)
def test_up_serves_and_leaves_nothing_behind(tmp_path: Path, port: int) -> None:
    data_dir = tmp_path / "data"
    process = up(data_dir, port)
    try:
        written = read_until(process, "Ctrl-C stops it", 240)
        site = f"http://127.0.0.1:{port}"
        for told in (f"{site}/", f"{site}/api/v1/docs/", f"{site}/dev/mail/", f"{site}/admin/", str(data_dir)):
            assert told in written
        assert re.search(r"^  the tables: \d+\.\d s$", written, re.M)
        assert get(f"{site}/healthz") == (200, "ok\n")
        status, ready = get(f"{site}/readyz")
        assert (status, json.loads(ready)["ready"]) == (200, True)
        assert get(f"{site}/dev/mail/")[0] == 200
        assert oct(data_dir.stat().st_mode)[-3:] == "700"
        assert {oct(path.stat().st_mode)[-2:] for path in data_dir.iterdir()} == {"00"}
        children = children_of(process.pid)
        assert len(children) == 3
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 0, written + rest
    assert "Stopped." in rest
    assert "Traceback" not in written + rest
    assert processes_of(children) == set()


def test_a_second_service_on_the_same_data_folder_is_refused(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    refused = pytest.raises(CommandError, match="already runs on the data folder")
    with alone_in(data_dir), refused, alone_in(data_dir):
        pass
    with alone_in(data_dir):
        assert oct(data_dir.stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "203.0.113.1"])
def test_an_address_that_is_not_this_machines_is_said(host: str, port: int) -> None:
    with pytest.raises(CommandError, match=f"Port {port} on {host} can't be used: "), listening(host, port):
        pass


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path, taken_port: int) -> None:
    process = up(tmp_path / "data", taken_port)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert f"Port {taken_port} on 127.0.0.1 can't be used: Address already in use." in out
    assert "PORT=" in out
    assert not (tmp_path / "data" / "clausewatch.sqlite3").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "203.0.113.9", "clausewatch.internal"])
def test_a_service_that_is_open_to_the_network_says_what_it_needs(settings: Any, host: str) -> None:
    settings.HOST, settings.ALLOWED_HOSTS = host, ["clausewatch.example", "localhost"]
    out = StringIO()
    Command(stdout=out).warn_of_the_network()
    assert f"HOST={host} opens the site to the network." in out.getvalue()
    assert "reverse proxy" in out.getvalue()
    assert "answers to clausewatch.example, localhost and to no other name" in out.getvalue()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_service_for_this_machine_says_nothing_of_the_network(settings: Any, host: str) -> None:
    settings.HOST = host
    out = StringIO()
    Command(stdout=out).warn_of_the_network()
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("base_url", "allowed"),
    [
        ("http://127.0.0.1:8000", {"127.0.0.1", "localhost", "[::1]"}),
        ("https://Team.example", {"team.example", "127.0.0.1", "localhost", "[::1]"}),
        ("http://[2001:db8::1]:8000", {"[2001:db8::1]", "127.0.0.1", "localhost", "[::1]"}),
    ],
)
def test_a_service_answers_to_its_own_name_and_this_machines_only(
    tmp_path: Path, base_url: str, allowed: set[str]
) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", "from backend import settings; print(*settings.ALLOWED_HOSTS)"],
        cwd=settings.BASE_DIR,
        env=environment(DATA_DIR=str(tmp_path), BASE_URL=base_url),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert set(finished.stdout.split()) == allowed


@pytest.mark.parametrize(("name", "value"), [("PORT", "eighty"), ("RATE_LIMITS", "maybe"), ("BASE_URL", "somewhere")])
def test_a_setting_that_can_not_be_is_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    finished = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=settings.BASE_DIR,
        env=environment(DATA_DIR=str(tmp_path), **{name: value}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 1
    assert re.fullmatch(rf"Settings: {name}='{value}' .*\n", finished.stderr)
