"""A page that is not there, and by which code one knows why."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from governance.capture.fetching.fetched import FetchFailed
from governance.capture.fetching.fetcher import Fetcher
from governance.capture.fetching.retry_after import read_retry_after
from governance.capture.fetching.robots import RobotsInMemory
from tests.governance.capture.fetching.reader import MOMENT, SETTINGS
from tests.local_web import Answer, LocalWeb, bomb, gzipped, html, in_turn, text, unavailable

pytestmark = pytest.mark.pure
PAGE = html("<p>These terms are between you and us." * 400)
NO_TIME = {"total_seconds": 0.3}
# As long as a machine may need that has other work; nothing waits for it.
AMPLE = 30.0


def test_a_name_without_an_address(reading) -> None:
    failed = reading({}).fail("https://gone.example/terms")
    assert (failed.code, failed.requested) == ("dns", "https://gone.example/terms")
    assert (failed.started_at, failed.ended_at) == (MOMENT, MOMENT)
    assert failed.reason == "gone.example has no address"


def test_nobody_takes_the_connection(reading) -> None:
    reader = reading({"a.example": {"/t": PAGE}})
    reader.web.down.add("a.example")
    assert reader.fail("http://a.example/t").code == "refused"
    reader.web.down.clear()
    assert reader.fetch("http://a.example/t").status == 200


@pytest.mark.parametrize(("broken", "is_there"), [(1, True), (2, False)])
def test_what_breaks_off_before_an_answer_is_asked_once_more(reading, broken: int, is_there: bool) -> None:
    reader = reading({"a.example": {"/robots.txt": text(""), "/t": in_turn(*[Answer(raw=b"")] * broken, PAGE)}})
    if is_there:
        assert reader.fetch("http://a.example/t").status == 200
    else:
        assert reader.fail("http://a.example/t").code == "protocol"
    assert reader.web.paths_asked("a.example") == ["/robots.txt", "/t", "/t"]


def test_a_certificate_of_another_name(reading) -> None:
    reader = reading({"a.example": {"/t": PAGE}}, certified=["b.example"])
    assert reader.fail("https://a.example/t").code == "tls"
    assert reader.web.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(PAGE.body, wait=AMPLE),
        Answer(PAGE.body, drip=(1, 0.05)),
        Answer(PAGE.body, headers=(("A", "a"),) * 1_000, slow_headers=0.05),
        Answer(PAGE.body, early_hints=10**6),
        Answer(PAGE.body, framing="chunked", drip=(1, 0.05)),
    ],
    ids=["silence", "drip", "slow headers", "endless early hints", "slow chunks"],
)
def test_one_deadline_is_round_everything(reading, answer: Answer) -> None:
    failed = reading({"a.example": {"/t": answer}}, **NO_TIME).fail("http://a.example/t")
    assert failed.code == "timeout"


def test_each_step_has_its_time_too(reading) -> None:
    reader = reading({"a.example": {"/t": Answer(b"x", wait=AMPLE)}}, read_seconds=0.2)
    assert reader.fail("http://a.example/t").code == "timeout"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(PAGE.body, cut_after=500), "truncated"),
        (Answer(PAGE.body, cut_after=500, framing="chunked"), "truncated"),
        (gzipped(Answer(PAGE.body, framing="close"), cut=20), "truncated"),
        (gzipped(PAGE, cut=1), "truncated"),
        (bomb(20), "too_large"),
        (Answer(bytes(8_000_001)), "too_large"),
        (Answer(bytes(8_000_001), framing="chunked"), "too_large"),
        (PAGE.with_headers(("Content-Encoding", "br")), "encoding"),
        (PAGE.with_headers(("Content-Encoding", "gzip, gzip")), "encoding"),
        (PAGE.with_headers(("Content-Encoding", "gzip")), "encoding"),
        (Answer(raw=b""), "protocol"),
        (Answer(raw=b"SSH-2.0-server\r\n\r\n"), "protocol"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nX: " + b"x" * 5_000_000), "protocol"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), "protocol"),
        (Answer(raw=b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), "protocol"),
    ],
)
def test_what_can_not_be_taken_for_a_whole_page(reading, answer: Answer, code: str) -> None:
    assert reading({"a.example": {"/t": answer}}).fail("http://a.example/t").code == code


@pytest.mark.parametrize("status", [201, 202, 204, 206, 300, 400, 401, 403, 404, 410, 429, 451, 500, 503, 999])
def test_any_other_status_is_a_failure_with_what_the_server_said(reading, status: int) -> None:
    answer = html("<p>No", status=status).with_headers(("cf-mitigated", "challenge"))
    failed = reading({"a.example": {"/t": answer}}).fail("http://a.example/t")
    assert (failed.code, failed.status) == ("status", status)
    assert failed.reason == f"The server answered {status}."
    assert failed.answer is not None
    assert failed.answer.headers["cf-mitigated"] == "challenge"
    assert failed.answer.status == status


def test_an_error_page_is_cut_and_never_in_the_way(reading) -> None:
    reader = reading(
        {
            "a.example": {
                "/large": Answer(bytes(10_000), 404),
                "/broken": Answer(bytes(10_000), 404, cut_after=10),
                "/odd": Answer(b"x", 404, (("Content-Encoding", "br"),)),
            }
        },
        error_page_bytes=1_000,
    )
    assert [len(reader.fail(f"http://a.example/{path}").answer.body) for path in ("large", "broken", "odd")] == [
        1_000,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("86400", 86_400),
        ("86401", 86_400),
        ("9" * 40, 86_400),
        ("Wed, 11 Mar 2026 10:32:00 GMT", 120),
        ("Wed, 11 Mar 2026 11:32:00 +0100", 120),
        ("Wed, 11 Mar 2026 10:32:00 -0000", 120),
        ("Wednesday, 11-Mar-26 10:32:00 GMT", 120),
        ("Wed, 11 Mar 2026 10:00:00 GMT", 0),
        ("Wed, 11 Mar 2099 10:00:00 GMT", 86_400),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("Wed, 99 Mar 2026 10:00:00 GMT", None),
        ("Wed, 11 Mar 999999999 10:00:00 GMT", None),
    ],
)
def test_how_long_a_server_asks_to_be_left_alone(value: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert read_retry_after(value, now=MOMENT) == expected


@pytest.mark.parametrize("status", [429, 503])
def test_it_is_handed_up(reading, status: int) -> None:
    site = {"a.example": {"/t": unavailable(status, "120"), "/u": unavailable(status)}}
    reader = reading(site)
    assert reader.fail("http://a.example/t").retry_after == timedelta(minutes=2)
    assert reader.fail("http://a.example/u").retry_after is None


def test_a_document_is_there_when_each_of_its_pages_is(reading) -> None:
    reader = reading({"a.example": {"/1": html("One"), "/2": html("Two"), "/3": html("Three")}})
    pauses: list[int] = []

    async def pause() -> None:
        pauses.append(len(reader.web.paths_asked("a.example")))

    addresses = [f"http://a.example/{number}" for number in (2, 1, 3)]
    pages = reader.run(lambda fetcher: fetcher.fetch_document(addresses, pause=pause))
    assert [page.final for page in pages] == addresses
    assert pauses == [2, 3]


def test_a_document_of_which_a_page_is_missing_is_not_there(reading) -> None:
    reader = reading({"a.example": {"/1": html("One"), "/2": unavailable(503, "60"), "/3": html("Three")}})
    failed = reader.fail_document([f"http://a.example/{number}" for number in (1, 2, 3)])
    assert (failed.code, failed.part, failed.requested) == ("status", 1, "http://a.example/2")
    assert failed.retry_after == timedelta(minutes=1)
    assert "/3" not in reader.web.paths_asked("a.example")


def test_a_page_that_stands_in_a_document_twice_is_refused(reading) -> None:
    reader = reading({"a.example": {"/1": html("One")}})
    with pytest.raises(ValueError, match="twice"):
        reader.run(lambda fetcher: fetcher.fetch_document(["http://a.example/1", "http://A.example/1#x"]))


def test_pages_at_once_do_not_mix() -> None:
    hosts = [f"host-{number}.example" for number in range(12)]

    async def all_at_once(web: LocalWeb) -> list[str]:
        transport = web.transport()
        fetcher = Fetcher(transport=transport, settings=SETTINGS, robots=RobotsInMemory(), now=lambda: MOMENT)
        pages = await asyncio.gather(*(fetcher.fetch(f"https://{host}/t") for host in hosts))
        await transport.aclose()
        return [page.text for page in pages]

    with LocalWeb({host: {"/t": text(host), "/robots.txt": text("")} for host in hosts}) as web:
        assert asyncio.run(all_at_once(web)) == hosts


def test_no_connection_is_left_behind_by_what_fails() -> None:
    bad = {
        "/wait": Answer(wait=AMPLE),
        "/drip": Answer(PAGE.body, drip=(1, 0.05)),
        "/cut": Answer(PAGE.body, cut_after=9),
    }
    bad |= {
        "/large": Answer(bytes(8_000_001), framing="chunked"),
        "/odd": PAGE.with_headers(("Content-Encoding", "br")),
    }
    settings = replace(SETTINGS, total_seconds=0.5)

    async def all_at_once(web: LocalWeb) -> list[str]:
        transport = web.transport()
        fetcher = Fetcher(transport=transport, settings=settings, robots=RobotsInMemory(), now=lambda: MOMENT)
        addresses = [f"https://a.example{path}" for path in bad for _ in range(8)]
        failed = await asyncio.gather(*map(fetcher.fetch, addresses), return_exceptions=True)
        left = [repr(connection) for connection in transport._pool.connections if not connection.is_idle()]
        await transport.aclose()
        return [*left, *(repr(one) for one in failed if not isinstance(one, FetchFailed))]

    with LocalWeb({"a.example": bad}) as web:
        assert asyncio.run(all_at_once(web)) == []
