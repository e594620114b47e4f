"""Nothing but the test's own servers is dialled: whatever in Python opens a connection or asks for a name is seen.

An audit hook sees the C level too, and in every thread. It can't be taken away again, so it asks `watching`.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from outbound.ip_addresses import Endpoint

permitted: set[Endpoint] = set()
_watches: list[list[str]] = []
_SENDING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_ASKING = {
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
}


class Dialled(AssertionError):
    """Something was about to leave this test."""


@contextmanager
def nothing_else() -> Iterator[list[str]]:
    """Refuse every connection but to what is permitted; what was refused is in the list, and fails the test."""
    refused: list[str] = []
    _install()
    _watches.append(refused)
    try:
        yield refused
    finally:
        _watches.remove(refused)
    if refused:
        raise Dialled(f"This was about to be dialled: {', '.join(refused)}")


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watches or (event not in _SENDING and event not in _ASKING):
        return
    if event in _SENDING:
        address = arguments[1]
        if address is None or (isinstance(address, tuple) and Endpoint(str(address[0]), address[1]) in permitted):
            return
    elif _is_written_out(arguments[0]):
        return
    _watches[-1].append(f"{event} {arguments[1] if event in _SENDING else arguments[0]}")
    raise Dialled(f"{event} {arguments!r}")


def _is_written_out(host: object) -> bool:
    """Whether nobody is asked, as of an address that is written out and of what a server listens on."""
    if host in (None, ""):
        return True
    try:
        ip_address(str(host[0] if isinstance(host, tuple) else host))
    except ValueError:
        return False
    return True


def _install() -> None:
    if not getattr(socket, "_watched_by_tests", False):
        sys.addaudithook(_hook)
        socket._watched_by_tests = True  # type: ignore[attr-defined]
