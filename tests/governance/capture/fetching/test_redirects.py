"""Redirects are followed by hand: each address is checked, and each host is asked for its robots.txt."""

import pytest

from governance.capture.fetching.fetched import FetchFailed
from tests.local_web import Answer, Asked, LocalWeb, html, redirect, text
from tests.outbound.forbidden import (
    FORBIDDEN_IPV4,
    FORBIDDEN_IPV6,
    FORBIDDEN_SPELLINGS,
    SPELLINGS_OF_LOOPBACK,
    web_address_of,
)

pytestmark = pytest.mark.pure
PAGE = html("<p>These terms are between you and us.")
# As a location these are addresses of the same site; the last two can't stand in a header.
OF_THE_SAME_SITE = ("http://", "http:///terms", "http://?q", " http://a.example/", "http://a.example /")
UNSPEAKABLE = ("http://a.example/\r\nHost: b.example", "http://a.example/\x00")
FORBIDDEN_LOCATIONS = [
    *map(web_address_of, FORBIDDEN_IPV4 + FORBIDDEN_IPV6),
    *SPELLINGS_OF_LOOPBACK,
    *(one for one in FORBIDDEN_SPELLINGS if "://" in one and one not in OF_THE_SAME_SITE + UNSPEAKABLE),
]


@pytest.fixture(scope="module")
def web():
    """One server for the many cases below: `/to` leads where the test says."""
    with LocalWeb({"a.example": {}, "b.example": {}}) as web:
        yield web


def chain(hops: int, last: Answer) -> dict[str, Answer]:
    """A site where `/0` leads over so many redirects to the last answer."""
    return {f"/{number}": redirect(f"/{number + 1}") for number in range(hops)} | {f"/{hops}": last}


def test_a_redirect_is_followed_and_noted(reading) -> None:
    reader = reading(
        {
            "a.example": {"/old": redirect("https://b.example/new#x", 301)},
            "b.example": {"/new": redirect("final?a=b", 302), "/final": PAGE},
        }
    )
    fetched = reader.fetch("http://a.example/old")
    assert fetched.final == "https://b.example/final?a=b"
    assert [(hop.status, hop.address, hop.location, hop.peer) for hop in fetched.hops] == [
        (301, "http://a.example/old", "https://b.example/new", "127.0.0.1"),
        (302, "https://b.example/new", "https://b.example/final?a=b", "127.0.0.1"),
    ]
    assert fetched.moved_to == "https://b.example/new"


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301, 308), "2"), ((301, 302), "1"), ((302, 301), ""), ((303,), ""), ((307, 308), ""), ((308,), "1")],
)
def test_only_permanent_redirects_from_the_first_on_say_that_it_moved(reading, statuses, moved: str) -> None:
    site = {f"/{place}": redirect(f"/{place + 1}", status) for place, status in enumerate(statuses)}
    reader = reading({"a.example": site | {f"/{len(statuses)}": PAGE}})
    assert reader.fetch("http://a.example/0").moved_to == (f"http://a.example/{moved}" if moved else "")


def test_five_redirects_are_followed_and_no_more(reading) -> None:
    reader = reading({"a.example": chain(5, PAGE), "b.example": chain(6, PAGE)})
    assert len(reader.fetch("http://a.example/0").hops) == 5
    failed = reader.fail("http://b.example/0")
    assert (failed.code, len(failed.hops)) == ("redirects", 6)
    assert "/6" not in reader.web.paths_asked("b.example")


@pytest.mark.parametrize("place", ["javascript:alert(1)", "http://a.example:22/", "ftp://a.example/t"])
def test_a_redirect_that_is_not_followed_says_that_it_is_one_and_where_it_leads(reading, place) -> None:
    failed = reading({"a.example": {"/0": redirect(place)}}).fail("http://a.example/0")
    assert failed.code == "address"
    assert failed.reason.startswith("It is a redirect (30")
    assert f"to '{place}', where we don't go." in failed.reason


def test_a_loop_ends(reading) -> None:
    reader = reading({"a.example": {"/0": redirect("/1"), "/1": redirect("/0")}})
    assert reader.fail("http://a.example/0").code == "redirects"


def test_a_redirect_to_nowhere_is_a_status(reading) -> None:
    failed = reading({"a.example": {"/0": Answer(status=302)}}).fail("http://a.example/0")
    assert (failed.code, failed.status) == ("status", 302)


def test_each_host_is_asked_what_may_be_read(reading) -> None:
    reader = reading(
        {
            "a.example": {"/0": redirect("http://b.example/1")},
            "b.example": {"/robots.txt": text("User-agent: *\nDisallow: /1"), "/1": PAGE},
        }
    )
    failed = reader.fail("http://a.example/0")
    assert (failed.code, failed.hops[0].location) == ("robots", "http://b.example/1")
    assert failed.reason.startswith("It leads on to http://b.example/1. The host's robots.txt")
    assert reader.web.paths_asked("b.example") == ["/robots.txt"]


@pytest.mark.parametrize(
    ("first", "second", "is_sent"),
    [
        ("http://a.example/0", "http://a.example/1", True),
        ("http://a.example/0", "http://www.a.example/1", True),
        ("http://a.example/0", "https://a.example/1", True),
        ("http://a.example/0", "http://b.example/1", False),
        ("http://a.example/0", "http://ba.example/1", False),
        ("https://a.example/0", "http://a.example/1", False),
    ],
)
def test_cookies_go_along_within_a_site_and_no_further(reading, first: str, second: str, is_sent: bool) -> None:
    hosts = ("a.example", "www.a.example", "b.example", "ba.example")
    site = {host: {"/1": PAGE} for host in hosts}
    cookies = ("seen=yes; Domain=a.example; Path=/",)
    site["a.example"]["/0"] = redirect(second, 302, *cookies)
    reader = reading(site)
    reader.fetch(first)
    assert reader.web.asked[-1].headers.get("cookie") == ("seen=yes" if is_sent else None)


def test_cookies_end_with_the_page(reading) -> None:
    def once_with_cookie(asked: Asked) -> Answer:
        return PAGE if "cookie" in asked.headers else redirect("/0", 302, "seen=yes")

    reader = reading({"a.example": {"/0": once_with_cookie}})

    async def twice(fetcher):
        return [await fetcher.fetch("http://a.example/0") for _ in range(2)]

    assert [len(fetched.hops) for fetched in reader.run(twice)] == [1, 1]


@pytest.mark.parametrize("location", FORBIDDEN_LOCATIONS)
def test_a_redirect_that_leads_inwards_is_refused(web, reading, location: str) -> None:
    web.site["a.example"]["/to"] = Answer(status=302, headers=(("Location", location.encode().decode("latin-1")),))
    reader = reading({})
    reader.web = web
    failed = reader.fail("http://a.example/to")
    assert failed.code == "address"
    assert len(failed.hops) <= 1


@pytest.mark.parametrize("hops", range(1, 6))
@pytest.mark.parametrize("location", ["http://169.254.169.254/", "http://[::ffff:10.0.0.1]/", "http://0x7f.1/"])
def test_each_hop_is_guarded(reading, hops: int, location: str) -> None:
    site = chain(hops - 1, redirect(location))
    site.pop(f"/{hops}", None)
    failed = reading({"a.example": site}).fail("http://a.example/0")
    assert failed.code == "address"
    assert len(failed.hops) in (hops - 1, hops)


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/robots.txt", "file:///etc/passwd", "http://b.example:22/"]
)
def test_a_robots_txt_that_leads_inwards_is_refused(reading, location: str) -> None:
    reader = reading({"a.example": {"/robots.txt": redirect(location), "/t": PAGE}})
    assert reader.fail("http://a.example/t").code == "address"
    assert reader.web.paths_asked("a.example") == ["/robots.txt"]


@pytest.mark.parametrize("address", [*FORBIDDEN_SPELLINGS, *SPELLINGS_OF_LOOPBACK])
def test_an_address_that_leads_inwards_is_refused(web, reading, address: str) -> None:
    reader = reading({})
    reader.web = web
    failed = reader.fail(address)
    assert isinstance(failed, FetchFailed)
    assert (failed.code, failed.requested, failed.hops) == ("address", address, ())
