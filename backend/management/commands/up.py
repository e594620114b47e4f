"""Runs the whole service on this machine: web and worker."""

import fcntl
import http.client
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from django.utils import timezone

from backend import supervisor
from backend.duties import DUTIES
from backend.loopback import is_loopback_address
from backend.preparation import make_folders, prepare
from backend.secret_key_file import PREPARED

WEB_PROCESSES = 2


class Command(BaseCommand):
    help = "Prepares DATA_DIR and the database, then runs web and worker until interrupted."

    def handle(self, *args: Any, **options: Any) -> None:
        # Held open from here on and handed to the web server, so that nobody can take the port in between.
        with listening(settings.HOST, settings.PORT) as listener, alone_in(settings.DATA_DIR):
            self.warn_of_the_network()
            try:
                prepare(now=timezone.now(), say=self.say)
            except OperationalError as error:
                raise CommandError(f"The database can't be used: {' '.join(str(error).split())}") from error
            connections.close_all()
            try:
                supervisor.run(
                    [*(web(listener, number) for number in range(1, WEB_PROCESSES + 1)), worker()],
                    environment={**os.environ, "DATA_DIR": str(settings.DATA_DIR), PREPARED: "1"},
                    folder=settings.BASE_DIR,
                    is_ready=web_answers,
                    announce=self.announce,
                )
            except supervisor.CanNotStart as error:
                raise CommandError(str(error)) from error
        self.say("Stopped.")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def warn_of_the_network(self) -> None:
        """Print what a site needs if it listens to more than this machine."""
        if settings.HOST == "localhost" or is_loopback_address(settings.HOST):
            return
        self.say(
            f"HOST={settings.HOST} opens the site to the network. For that it needs a reverse proxy in front, with TLS "
            "and time limits (docs/operations.md), TRUSTED_PROXY_COUNT, and in BASE_URL the address that people see: "
            f"it answers to {', '.join(settings.ALLOWED_HOSTS)} and to no other name."
        )

    def announce(self) -> None:
        site = settings.BASE_URL
        lines = [
            "",
            f"Clausewatch runs: web ({WEB_PROCESSES} processes) and worker.",
            f"  Site         {site}/",
            f"  API          {site}/api/v1/docs/",
            f"  Admin        {site}/admin/   (make an operator: python3 manage.py createsuperuser)",
            f"  Data folder  {settings.DATA_DIR}",
            "Ctrl-C stops it.",
        ]
        if settings.DEV_MAIL:
            lines.insert(4, f"  Mail sent    {site}/dev/mail/   ({settings.MAIL_DIR})")
        for line in lines:
            self.say(line)


def web(listener: socket.socket, number: int) -> supervisor.Child:
    command = [sys.executable, "-m", "backend.web_server", str(listener.fileno())]
    return supervisor.Child(f"web {number}", command, pass_fds=(listener.fileno(),))


def worker() -> supervisor.Child:
    command = [
        *(sys.executable, "-m", "celery", "--quiet", "--app", "backend", "worker", "--ticks"),
        # Each duty runs in one thread at most: with a thread for each, none waits for another, whatever its queue. In
        # the one more it is noticed that all others hang.
        *("--pool", "threads", "--concurrency", str(len(DUTIES) + 1)),
        *("--without-mingle", "--without-gossip", "--loglevel", "warning"),
    ]
    return supervisor.Child("worker", command)


def web_answers() -> bool:
    """Tell whether the web server answers at /healthz."""
    host = "127.0.0.1" if settings.HOST in ("0.0.0.0", "::") else settings.HOST  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, settings.PORT, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.BASE_URL).netloc})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a listening socket; raise CommandError with a sentence if the port can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise CommandError(
            f"Port {port} on {host} can't be used: {reason}. "
            f"Stop what uses it, or choose another: PORT={port + 1 if port < 65_535 else port - 1} python3 manage.py up"
        ) from error
    with listener:
        yield listener


@contextmanager
def alone_in(data_dir: Path) -> Iterator[None]:
    """Hold the lock of the data folder; two services would prepare one database and send each tick twice."""
    make_folders(data_dir)
    handle = os.open(data_dir, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"Another `up` already runs on the data folder {data_dir}.") from error
        yield
    finally:
        os.close(handle)
