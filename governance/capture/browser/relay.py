"""Runs a program in an empty network in which one port of loopback leads to a Unix socket, and nothing anywhere else.

Needs the standard library of Python 3.9 only: it runs alone, by the machine's Python, as the user of the program.

    python3 -I -S relay.py SOCKET PORT PROGRAM [ARGUMENT …]
"""

import asyncio
import ctypes
import fcntl
import os
import socket
import struct
import sys
from contextlib import suppress

SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1  # netdevice(7)
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4  # prctl(2)
INHERITED = (3, 4)


def main(path: str, port: str, *command: str) -> int:
    """Run the command, pass what it sends to the port on to the socket, and return its exit code."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
    listening = socket.create_server(("127.0.0.1", int(port)), backlog=64)
    child = os.fork()
    if child == 0:
        # What let us bring loopback up is not for the program.
        ctypes.CDLL(None).prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
        os.execv(command[0], command)  # noqa: S606
    for descriptor in INHERITED:  # these are the program's, and end with it
        if descriptor != listening.fileno():
            with suppress(OSError):
                os.close(descriptor)
    return asyncio.run(serve_until_ended(listening, path, child))


async def serve_until_ended(listening: socket.socket, path: str, child: int) -> int:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        others = [writer]
        with suppress(OSError):
            from_socket, to_socket = await asyncio.open_unix_connection(path)
            others.append(to_socket)
            pumps = [asyncio.ensure_future(pump(reader, to_socket)), asyncio.ensure_future(pump(from_socket, writer))]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pumping in pumps:
                pumping.cancel()
        for one in others:
            one.close()

    server = await asyncio.start_server(serve, sock=listening)
    _, status = await asyncio.get_running_loop().run_in_executor(None, os.waitpid, child, 0)
    server.close()
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]))
