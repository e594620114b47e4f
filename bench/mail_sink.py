"""A lean local stand-in for a mail provider's `mail/send`: reads each request, records each person, answers 202.

    python3 bench/mail_sink.py [--delay 0.3]

Prints its port. `GET /count` tells how many personalizations came, and how many different messages they carried.
Heavier checks than these would flatter the sender, since the same sink is the limit that it is measured against.
"""

import argparse
import asyncio
import itertools

import orjson

DELAY = 0.0
_messages: set[str] = set()
_people = 0
_requests = itertools.count(1)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept alive until the other side closes it."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            answer = await _answer(head, reader)
            writer.write(answer)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _answer(head: bytes, reader: asyncio.StreamReader) -> bytes:
    global _people
    if head.startswith(b"GET"):
        body = orjson.dumps({"people": _people, "messages": len(_messages)})
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    lines = head.lower().split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
    people = orjson.loads(await reader.readexactly(length))["personalizations"]
    _messages.update(person["custom_args"]["cw_message"] for person in people)
    _people += len(people)
    if DELAY:
        await asyncio.sleep(DELAY)
    return b"HTTP/1.1 202 Accepted\r\nX-Message-Id: m%d\r\nContent-Length: 0\r\n\r\n" % next(_requests)


async def main() -> None:
    global DELAY
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--delay", type=float, default=0.0)
    DELAY = options.parse_args().delay
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**25)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
