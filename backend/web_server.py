"""The web server of `up`: `python -m backend.web_server DESCRIPTOR [SECONDS]` serves on a socket that listens already.

A connection that says nothing for so many seconds is closed.

One loop reads requests whole and keeps answers until they are fetched; only a complete request gets a thread. A slow
client costs a connection and no thread. Several processes may share the socket.
"""

import signal
import socket
import sys
from types import FrameType

from waitress import create_server

THREADS = 4
CONNECTIONS = 500
# Webhooks, the largest bodies that any view takes, are at most 1 MB.
LARGEST_BODY = 1_310_720
LARGEST_HEADERS = 65_536
SECONDS_OF_SILENCE = 30


def serve(listener: socket.socket, seconds_of_silence: int = SECONDS_OF_SILENCE) -> None:
    """Serve until SIGTERM, then give the requests under way some seconds to end."""
    from backend.wsgi import application

    server = create_server(
        application,
        sockets=[listener],
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        backlog=2048,
        channel_timeout=seconds_of_silence,
        cleanup_interval=5,
        max_request_header_size=LARGEST_HEADERS,
        max_request_body_size=LARGEST_BODY,
        inbuf_overflow=LARGEST_BODY,  # bodies stay in memory, never in a shared temporary folder
        clear_untrusted_proxy_headers=False,  # TRUSTED_PROXY_COUNT says what Django believes of them
        log_socket_errors=False,
        ident="",
    )
    signal.signal(signal.SIGTERM, _end)
    server.run()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), *(int(seconds) for seconds in sys.argv[2:]))
