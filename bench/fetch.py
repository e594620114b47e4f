"""Fetch pages over loopback, and print how many a second as a ratio to a bare loop of the same client.

    .venv/bin/python bench/fetch.py [--pages N] [--at-once N] [--rounds N]

The bare loop is `httpx2.AsyncClient` with the same limits: the same connections and times, one deadline a page, raw
bytes counted and inflated within a bound. Ours adds the check of each address, the guard, robots.txt (known, as it is
for three visits of four a day), redirects, characters and the facts of the record. Both ask 64 hosts in turn, so that a
connection is new for nearly every page, as it is when each host is left alone between two. "unknown" is ours with each
host asked for its robots.txt once a page: two requests where the bare loop has one. The server is a process of its own.
Ends with 1 where the median ratio in time is below the limit.
"""

import argparse
import asyncio
import gzip
import multiprocessing
import ssl
import statistics
import sys
import time
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from governance.capture.fetching.fetcher import Fetcher  # noqa: E402
from governance.capture.fetching.robots import KnownRobots, RobotsInMemory  # noqa: E402
from governance.capture.fetching.settings import FetchSettings  # noqa: E402
from outbound.client import GuardedTransport, tls_context  # noqa: E402
from outbound.guard import Guard  # noqa: E402
from outbound.ip_addresses import AddressRule, Endpoint  # noqa: E402

LEAST_RATIO = 0.7
HOSTS = [f"127.0.0.{number}" for number in range(1, 65)]
PAGE_BYTES = 63_000
SETTINGS = FetchSettings(product="Bench", contact_page="https://bench.example/bot", contact_address="a@bench.example")
NOW = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
CLAUSE = "These terms are between you and us, and clause {} says what happens where they end. "
PAGE = gzip.compress("".join(CLAUSE.format(number * 7_919) for number in range(1_000))[:PAGE_BYTES].encode())
ANSWERS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE),
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pages", type=int, default=512)
    options.add_argument("--at-once", type=int, default=16)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        return compare(ours.recv(), chosen)
    finally:
        server.terminate()
        server.join()


def compare(port: int, chosen: argparse.Namespace) -> int:
    """Print the ratios of each way to the bare loop, in rounds that take turns so that all meet the same noise."""
    tls = tls_context()
    ways = {
        "bare": lambda: bare(port, tls, chosen),
        "known": lambda: captured(port, tls, chosen, is_known=True),
        "unknown": lambda: captured(port, tls, chosen, is_known=False),
    }
    for way in ways.values():
        asyncio.run(way())
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(chosen.rounds):
        for name, way in ways.items():
            began, worked = time.perf_counter(), time.process_time()
            asyncio.run(way())
            rounds[name].append((time.perf_counter() - began, time.process_time() - worked))
    print(f"{chosen.pages} pages of {PAGE_BYTES:,} bytes, {chosen.at_once} at once; pages a second, bare loop = 1")
    medians = {}
    for name in ("known", "unknown"):
        pairs = list(zip(rounds["bare"], rounds[name], strict=True))
        in_time = [bare[0] / ours[0] for bare, ours in pairs]
        in_work = [bare[1] / ours[1] for bare, ours in pairs]
        medians[name] = statistics.median(in_time)
        print(
            f"  robots.txt {name:8} in time {medians[name]:.2f} ({min(in_time):.2f}–{max(in_time):.2f}), "
            f"in processor time {statistics.median(in_work):.2f} ({min(in_work):.2f}–{max(in_work):.2f})"
        )
    milliseconds = statistics.median(worked for _, worked in rounds["bare"]) / chosen.pages * 1_000
    print(f"  the bare loop takes {milliseconds:.1f} ms of processor time a page; limit in time {LEAST_RATIO}")
    return 1 if medians["known"] < LEAST_RATIO else 0


async def bare(port: int, tls: ssl.SSLContext, chosen: argparse.Namespace) -> None:
    """Fetch with the client as it is, within the limits that ours has."""
    limits = httpx2.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=5)
    transport = httpx2.AsyncHTTPTransport(verify=tls, trust_env=False, http2=True, limits=limits)
    timeout = httpx2.Timeout(SETTINGS.read_seconds, connect=SETTINGS.connect_seconds, pool=SETTINGS.total_seconds)
    async with httpx2.AsyncClient(transport=transport, timeout=timeout, headers=SETTINGS.headers(None)) as client:

        async def fetch(number: int) -> None:
            async with asyncio.timeout(SETTINGS.total_seconds):
                async with client.stream("GET", f"http://{HOSTS[number % len(HOSTS)]}:{port}/terms") as response:
                    inflating, parts, size = zlib.decompressobj(31), [], 0
                    async for chunk in response.aiter_raw():
                        part = inflating.decompress(chunk, SETTINGS.page_bytes - size + 1)
                        size += len(part)
                        if size > SETTINGS.page_bytes:
                            raise ValueError("too large")
                        parts.append(part)
                    if not inflating.eof or len(b"".join(parts)) != PAGE_BYTES:
                        raise ValueError("truncated")

        await at_once(chosen, fetch)


async def captured(port: int, tls: ssl.SSLContext, chosen: argparse.Namespace, *, is_known: bool) -> None:
    """Fetch as capture does."""
    endpoints = {f"host-{place}.example": Endpoint(address, port) for place, address in enumerate(HOSTS)}
    robots = RobotsInMemory()
    rule = AddressRule(excepted=frozenset(endpoints.values()))

    async def resolve(host: str, port: int) -> list[Endpoint]:
        return [endpoints[host]]

    async def fetch(number: int) -> None:
        host = f"host-{number % len(HOSTS)}.example"
        if is_known:
            robots.known[f"http://{host}"] = KnownRobots("User-agent: *\nDisallow: /private\n", NOW)
        else:
            robots.known.pop(f"http://{host}", None)
        fetched = await fetcher.fetch(f"http://{host}/terms")
        if len(fetched.text or "") != PAGE_BYTES:
            raise ValueError("truncated")

    transport = GuardedTransport(Guard(resolve=resolve, allow=rule), tls=tls)
    fetcher = Fetcher(transport=transport, settings=SETTINGS, robots=robots, now=lambda: NOW)
    try:
        await at_once(chosen, fetch)
    finally:
        await transport.aclose()


async def at_once(chosen: argparse.Namespace, fetch: Callable[[int], Awaitable[None]]) -> None:
    numbers = iter(range(chosen.pages))

    async def one_after_the_other() -> None:
        for number in numbers:
            await fetch(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(chosen.at_once):
            group.create_task(one_after_the_other())


class Serving(asyncio.Protocol):
    """Answers every request with the page, or with 404 for a robots.txt."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(ANSWERS[data.startswith(b"GET /robots.txt")])  # type: ignore[attr-defined]


def serve(pipe: Connection) -> None:
    async def listen() -> None:
        loop = asyncio.get_running_loop()
        first = await loop.create_server(Serving, HOSTS[0], 0, backlog=512)
        port = first.sockets[0].getsockname()[1]
        await loop.create_server(Serving, HOSTS[1:], port, backlog=512)
        pipe.send(port)
        await asyncio.Event().wait()

    asyncio.run(listen())


if __name__ == "__main__":
    sys.exit(main())
