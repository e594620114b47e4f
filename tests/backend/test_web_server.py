"""The web server of `up`, against clients that send a byte now and then."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from backend import web_server

pytestmark = [pytest.mark.pure, pytest.mark.slow]
IN_ITS_HEADERS = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
IN_ITS_BODY = (
    b"POST /_allauth/app/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 10000\r\n\r\n{"
)


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port at which one process of the web server answers."""
    with web_process(tmp_path) as port:
        yield port


@contextmanager
def web_process(data_dir: Path, *options: str) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend.web_server", str(listener.fileno()), *options],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "backend.settings"},
            pass_fds=[listener.fileno()],
        )
        yield int(listener.getsockname()[1])
        process.terminate()
        assert process.wait(timeout=120) == 0


def healthz(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    finally:
        connection.close()


def test_twenty_clients_that_drip_keep_nobody_waiting(port: int) -> None:
    assert healthz(port) == 200
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for number, client in enumerate(slow):
        client.sendall(IN_ITS_HEADERS if number % 2 else IN_ITS_BODY)
    for _ in range(5):
        for client in slow:
            client.sendall(b"a")
        assert healthz(port) == 200
        time.sleep(0.1)
    for client in slow:
        client.close()


@pytest.mark.parametrize("said", [b"", IN_ITS_HEADERS, IN_ITS_BODY], ids=["nothing", "headers", "body"])
def test_a_connection_that_falls_silent_is_closed(tmp_path: Path, said: bytes) -> None:
    with web_process(tmp_path, "1") as port, socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(said)
        assert client.recv(1) == b""
        assert healthz(port) == 200


@pytest.mark.parametrize("path", ["/bot/", "/nowhere/", "/api/v1/nowhere/"])
def test_head_is_answered_without_a_body_on_a_connection_that_stays_open(port: int, path: str) -> None:
    asked = f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    last = b"HEAD /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(asked + last)
        came = b""
        while part := client.recv(65536):
            came += part
    heads = came.split(b"\r\n\r\n")
    assert [head[:8] for head in heads] == [b"HTTP/1.1", b"HTTP/1.1", b""]


def test_a_body_larger_than_any_view_takes_is_refused_unread(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest("POST", "/webhooks/sendgrid/")
    connection.putheader("Content-Length", str(web_server.LARGEST_BODY + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
