"""The browser's network of its own: what runs in it reaches the proxy's socket and nothing else."""

import os
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from governance.capture.browser import alone as alone_in_network
from governance.capture.browser.alone import DOOR, SYSTEM_PYTHON, alone, folder_for_socket, why_not_alone
from governance.capture.browser.program import _account, why_no_own_network

pytestmark = [pytest.mark.pure, pytest.mark.real_clock]
TRIES = """
import socket, sys
def tried(host, port):
    try:
        with socket.create_connection((host, port), 5) as one:
            one.sendall(b"Hello")
            return one.recv(99).decode()
    except OSError as error:
        return type(error).__name__
print([tried(*one.rsplit(":", 1)) for one in sys.argv[1:]])
print([name for _, name in socket.if_nameindex()])
print(open("/proc/self/status").read().partition("CapEff:")[2].split()[0])
sys.exit(7)
"""


@pytest.fixture
def greeter():
    """What greets on a port of this machine and on a Unix socket, as often as it is asked; both places."""
    port = socket.create_server(("127.0.0.1", 0))
    door = socket.socket(socket.AF_UNIX)

    def greet(listening, said):
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            with one:
                one.recv(99)
                one.sendall(said)

    with folder_for_socket() as path:
        door.bind(str(path))
        path.chmod(0o666)
        door.listen()
        for listening, said in ((port, b"by port"), (door, b"by socket")):
            threading.Thread(target=greet, args=(listening, said), daemon=True).start()
        yield port.getsockname()[1], path
        for listening in (port, door):
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()


def test_what_runs_alone_reaches_the_socket_and_nothing_else(greeter):
    if (reason := why_no_own_network()) or not os.access(SYSTEM_PYTHON, os.X_OK):
        pytest.skip(reason or "There is no Python of the system.")
    port, path = greeter
    places = [f"127.0.0.1:{port}", f"{DOOR.address}:{DOOR.port}", f"localhost:{port}"]
    command = [*alone(SYSTEM_PYTHON, path), "-c", TRIES, *places]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, cwd="/", **_account())
    assert done.stdout.splitlines() == [
        "['ConnectionRefusedError', 'by socket', 'ConnectionRefusedError']",
        "['lo']",
        "0000000000000000",
    ], done.stderr
    assert done.returncode == 7


def test_why_there_is_no_network_of_its_own_is_said(monkeypatch):
    why_not_alone.cache_clear()
    try:
        monkeypatch.setattr(alone_in_network, "_UNSHARE", ("/bin/false",))
        assert why_not_alone() == "A network of its own can't be made: exit code 1."
        why_not_alone.cache_clear()
        monkeypatch.setattr(alone_in_network, "_UNSHARE", ("/nowhere/unshare",))
        assert "No such file" in why_not_alone()
    finally:
        why_not_alone.cache_clear()


def test_the_folder_of_the_socket_can_be_passed_through_and_not_read():
    with folder_for_socket() as path:
        assert oct(os.stat(path.parent).st_mode & 0o777) == "0o711"
    assert not Path(path.parent).exists()
