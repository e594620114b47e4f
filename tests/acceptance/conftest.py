"""A running service: `manage.py up` as a newcomer starts it, on the suite's database, spoken to by HTTP alone."""

import email
import email.policy
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.conftest import is_on_postgresql


@dataclass
class Answer:
    status: int
    body: Any
    headers: Any


@dataclass
class Client:
    """A person's HTTP client, with whatever credentials they hold."""

    base: str
    session: str = ""

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        request = urllib.request.Request(self.base + path, method=method)
        request.add_header("Accept", "application/json")
        if self.session:
            request.add_header("X-Session-Token", self.session)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                raw, status, headers = answer.read(), answer.status, answer.headers
        except urllib.error.HTTPError as error:
            raw, status, headers = error.read(), error.code, error.headers
        kind = headers.get("Content-Type", "")
        return Answer(status, json.loads(raw) if raw and "json" in kind else raw.decode(errors="replace"), headers)

    def get(self, path: str) -> Answer:
        return self.call("GET", "/api/v1" + path)

    def post(self, path: str, body: Any = None) -> Answer:
        return self.call("POST", "/api/v1" + path, {} if body is None else body)

    def patch(self, path: str, body: Any) -> Answer:
        return self.call("PATCH", "/api/v1" + path, body)


class Service:
    """The processes of one `manage.py up`, its mails, and its operator's command line."""

    def __init__(self, data_dir: Path, environment: dict[str, str], pid: int) -> None:
        self.data_dir, self.environment, self.pid = data_dir, environment, pid
        self.base = environment["BASE_URL"]

    def manage(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def mails_to(self, address: str) -> list[email.message.EmailMessage]:
        """The mails to an address, oldest first."""
        found = []
        for path in sorted((self.data_dir / "mail").glob("*.eml"), key=lambda p: (p.stat().st_mtime_ns, p.name)):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in message["To"]:
                found.append(message)
        return found

    def wait_for_mails(self, address: str, count: int, seconds: float = 60) -> list[email.message.EmailMessage]:
        deadline = time.monotonic() + seconds
        while len(mails := self.mails_to(address)) < count and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(mails) >= count, f"{len(mails)} mails to {address}"
        return mails

    def wait_for_news(self, address: str, seconds: float = 60) -> email.message.EmailMessage:
        """The first alert or digest to the address, whatever mails about the account came before it."""
        deadline = time.monotonic() + seconds
        while not (news := [mail for mail in self.mails_to(address) if mail["List-Unsubscribe"]]):
            assert time.monotonic() < deadline, f"no news to {address}"
            time.sleep(0.1)
        return news[0]

    def anonymous(self) -> Client:
        return Client(self.base)

    def sign_up(self, address: str | None = None) -> tuple[str, Client]:
        """Sign up and verify by the code in the mail file, as a person does."""
        address = address or f"reader-{uuid.uuid4().hex[:10]}@example.com"
        client = Client(self.base)
        answer = client.call(
            "POST", "/_allauth/app/v1/auth/signup", {"email": address, "password": "a long passphrase 42"}
        )
        assert answer.status == 401, answer
        assert {"id": "verify_email", "is_pending": True}.items() <= next(
            flow for flow in answer.body["data"]["flows"] if flow["id"] == "verify_email"
        ).items()
        client.session = answer.body["meta"]["session_token"]
        text = self.wait_for_mails(address, 1)[-1].get_body(("plain",)).get_content()
        code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.M)[1]
        answer = client.call("POST", "/_allauth/app/v1/auth/email/verify", {"key": code})
        assert answer.status == 200, answer
        client.session = answer.body["meta"].get("session_token") or client.session
        return address, client


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def empty_database() -> Iterator[str]:
    """An empty database of the kind the suite runs on; the empty string means the embedded SQLite file."""
    configured = settings.DATABASES["default"]
    if configured["ENGINE"] != "django.db.backends.postgresql":
        yield ""
        return
    import psycopg

    name = f"acceptance_{uuid.uuid4().hex[:12]}"
    where = {k: configured[k.upper()] for k in ("host", "port", "user", "password") if configured.get(k.upper())}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        password = f":{where['password']}" if where.get("password") else ""
        yield f"postgres://{where.get('user', '')}{password}@{where.get('host', '')}:{where.get('port', '')}/{name}"
    finally:
        with psycopg.connect(dbname="postgres", autocommit=True, **where) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A SQLite file with all tables, made once a run of the suite on SQLite: `up` finds nothing left to migrate.

    That it makes them from nothing is tested in tests/backend/test_up.py.
    """
    if is_on_postgresql():
        return None
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    made = folder / "migrated.sqlite3"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            data_dir = tmp_path_factory.mktemp("migrated")
            environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "-v0"],
                cwd=settings.BASE_DIR,
                env=environment | {"DATA_DIR": str(data_dir)},
                check=True,
            )
            with closing(sqlite3.connect(data_dir / "clausewatch.sqlite3")) as database:
                database.execute("PRAGMA journal_mode = DELETE")  # the log beside it would be left behind
            shutil.move(data_dir / "clausewatch.sqlite3", made)
    return made


@contextmanager
def running_service(data_dir: Path, migrated_file: Path | None, **settings_of_its_own: str) -> Iterator[Service]:
    """`manage.py up` with these settings, ready; it must end in order."""
    with empty_database() as database_url:
        if migrated_file:
            shutil.copyfile(migrated_file, data_dir / "clausewatch.sqlite3")
        port = _free_port()
        environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
        environment |= {
            "DATA_DIR": str(data_dir),
            "PORT": str(port),
            "BASE_URL": f"http://127.0.0.1:{port}",
            "RATE_LIMITS": "off",
            "EMAIL_TRANSPORT": "file",
            "PRODUCTION": "0",
            **settings_of_its_own,
        }
        if database_url:
            environment["DATABASE_URL"] = database_url
        log = (data_dir / "up.log").open("w")
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
        )
        running = Service(data_dir, environment, process.pid)
        deadline = time.monotonic() + 240
        while True:
            try:
                if Client(running.base).call("GET", "/readyz").status == 200:
                    break
            except OSError:
                pass
            assert process.poll() is None, (data_dir / "up.log").read_text()
            assert time.monotonic() < deadline, (data_dir / "up.log").read_text()
            time.sleep(0.2)
        try:
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=60)
        assert code == 0, (data_dir / "up.log").read_text()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path | None) -> Iterator[Service]:
    page = str(_free_port())
    data_dir = tmp_path_factory.mktemp("service")
    with running_service(
        data_dir, migrated_file, PAGE_PORT=page, CAPTURE_DEVELOPMENT_HOSTS=f"127.0.0.1:{page}"
    ) as running:
        yield running
