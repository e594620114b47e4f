"""A host's robots.txt: what it lets us read, how long its answer holds, and what if there is none."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.capture.fetching.fetched import RobotsDecision
from governance.capture.fetching.robots import _parse
from tests.local_web import Answer, bomb, html, in_turn, redirect, text, unavailable

pytestmark = pytest.mark.pure
PAGE = html("<p>These terms are between you and us.")
FORBIDS_ALL = text("User-agent: *\nDisallow: /\n")
ALLOWS_ALL = text("User-agent: *\nDisallow:\n")


def site(robots, **others):
    return {"a.example": {"/robots.txt": robots, "/t": PAGE, "/private/t": PAGE, **others}}


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /t", False),
        ("User-agent: *\r\nDisallow: /t\r\n", False),
        ("User-agent: *\nDisallow: /x", True),
        ("User-agent: clausewatch\nDisallow: /", False),
        ("User-agent: Clausewatch\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: other\nDisallow: /\n", True),
        ("User-agent: other\nUser-agent: clausewatch\nDisallow: /\n", False),
        ("User-agent: *\nDisallow: /\nAllow: /t", True),
        ("User-agent: *\nDisallow: /*t$", False),
        ("User-agent: *\nDisallow: /t?", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: * # all\nDisallow: / # everything", False),
        ("<html><body>Nothing here</body></html>", True),
    ],
)
def test_a_page_is_read_only_where_it_may_be(reading, rules: str, is_allowed: bool) -> None:
    reader = reading(site(text(rules)))
    if is_allowed:
        assert reader.fetch("http://a.example/t").robots is RobotsDecision.ALLOWED
    else:
        failed = reader.fail("http://a.example/t")
        assert (failed.code, failed.retry_after) == ("robots", None)
        assert reader.web.paths_asked("a.example") == ["/robots.txt"]


def test_it_is_asked_once_a_day_for_each_origin(reading) -> None:
    reader = reading(site(in_turn(ALLOWS_ALL, FORBIDS_ALL, ALLOWS_ALL)))
    reader.fetch("http://a.example/t")
    reader.pass_time(hours=23)
    reader.fetch("http://a.example/t")
    assert reader.fail("https://a.example/t").code == "robots"
    reader.pass_time(hours=1)
    reader.fetch("http://a.example/t")
    assert reader.web.paths_asked("a.example").count("/robots.txt") == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_host_that_has_none_forbids_nothing(reading, status: int) -> None:
    reader = reading(site(Answer(FORBIDS_ALL.body, status)))
    assert reader.fetch("http://a.example/t").robots is RobotsDecision.ALLOWED


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_can_not_be_had_forbids_everything_for_now(reading, status: int) -> None:
    reader = reading(site(unavailable(status, "60")))
    failed = reader.fail("http://a.example/t")
    assert (failed.code, failed.status, failed.retry_after) == ("robots", status, timedelta(minutes=1))
    assert str(status) in failed.reason


def test_the_last_good_copy_holds_while_there_is_no_other(reading) -> None:
    rules = text("User-agent: *\nDisallow: /private\nCrawl-delay: 3")
    reader = reading(site(in_turn(rules, unavailable(503))))
    for days in (0, 1, 29, 40):
        reader.pass_time(days=days)
        assert reader.fetch("http://a.example/t").crawl_delay == timedelta(seconds=3)
        assert reader.fail("http://a.example/private/t").code == "robots"


def test_after_thirty_days_it_is_taken_to_be_none(reading) -> None:
    reader = reading(site(in_turn(*[unavailable(503)] * 3, ALLOWS_ALL)))
    assert reader.fail("http://a.example/t").code == "robots"
    reader.pass_time(days=29, hours=23)
    assert reader.fail("http://a.example/t").code == "robots"
    reader.pass_time(hours=1)
    assert reader.fetch("http://a.example/t").robots is RobotsDecision.GIVEN_UP
    assert reader.fetch("http://a.example/t").robots is RobotsDecision.ALLOWED
    assert reader.robots.known["http://a.example"].failing_since is None


def test_it_is_asked_again_at_once_after_a_failure(reading) -> None:
    reader = reading(site(in_turn(unavailable(500), FORBIDS_ALL)))
    assert reader.fail("http://a.example/t").status == 500
    failed = reader.fail("http://a.example/t")
    assert (failed.code, failed.status) == ("robots", None)


@pytest.mark.parametrize(
    ("robots", "code"),
    [
        (Answer(b"User-agent: *", cut_after=3), "truncated"),
        (Answer(b"x", wait=30), "timeout"),
        (Answer(raw=b"?\r\n\r\n"), "protocol"),
        (Answer(b"x", headers=(("Content-Encoding", "br"),)), "encoding"),
    ],
)
def test_where_the_host_itself_fails_that_is_the_reason(reading, robots: Answer, code: str) -> None:
    reader = reading(site(robots), robots_seconds=0.3 if code == "timeout" else 15)
    assert reader.fail("http://a.example/t").code == code
    assert "/t" not in reader.web.paths_asked("a.example")


def test_a_permission_of_the_host_goes_before_its_rules_and_is_recorded(reading) -> None:
    reader = reading(site(FORBIDS_ALL) | {"b.example": {"/robots.txt": unavailable(503), "/t": PAGE}})
    reader.permissions = {"a.example", "b.example"}
    assert reader.fetch("http://a.example/t").robots is RobotsDecision.PERMITTED
    assert reader.fetch("http://b.example/t").robots is RobotsDecision.PERMITTED
    reader.permissions = {"www.a.example"}
    assert reader.fail("http://a.example/t").code == "robots"


def test_a_permission_changes_nothing_where_it_is_not_needed(reading) -> None:
    reader = reading(site(ALLOWS_ALL))
    reader.permissions = {"a.example"}
    assert reader.fetch("http://a.example/t").robots is RobotsDecision.ALLOWED


def test_five_redirects_lead_to_it_over_hosts_and_more_to_none(reading) -> None:
    over_five = {f"/{number}": redirect(f"/{number + 1}") for number in range(1, 5)}
    reader = reading(
        site(redirect("http://b.example/1"))
        | {"b.example": over_five | {"/5": FORBIDS_ALL}}
        | {"c.example": {"/robots.txt": redirect("/robots.txt"), "/t": PAGE}}
    )
    assert reader.fail("http://a.example/t").code == "robots"
    assert reader.fetch("http://c.example/t").robots is RobotsDecision.ALLOWED
    assert reader.web.paths_asked("c.example").count("/robots.txt") == 6


def test_only_its_beginning_is_read_and_no_half_of_a_rule(reading) -> None:
    rules = "User-agent: *\nDisallow: /private\nDisallow: /tomorrow\n"
    cut = len("User-agent: *\nDisallow: /private\nDisallow: /t")
    reader = reading(site(text(rules)), robots_bytes=cut)
    reader.fetch("http://a.example/t")
    assert reader.fail("http://a.example/private/t").code == "robots"


def test_a_bomb_is_cut_like_any_other(reading) -> None:
    assert reading(site(bomb(20))).fetch("http://a.example/t").robots is RobotsDecision.ALLOWED


def test_it_is_asked_for_by_our_name(reading) -> None:
    reader = reading(site(ALLOWS_ALL))
    reader.fetch("http://a.example/t")
    assert reader.web.asked[0].headers["user-agent"].startswith("Clausewatch/1.0 (+https://watch.example/bot; ")
    assert reader.web.asked[0].headers["accept"] == "text/plain"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5", 5), ("0.5", 0.5), ("999999", 86_400), ("0", None), ("-1", None), ("nan", None), ("inf", None), ("x", None)],
)
def test_how_long_a_host_wants_between_two_requests(reading, value: str, seconds: float | None) -> None:
    reader = reading(site(text(f"User-agent: *\nCrawl-delay: {value}")))
    delay = reader.fetch("http://a.example/t").crawl_delay
    assert delay == (None if seconds is None else timedelta(seconds=seconds))


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                "User-agent:",
                "Disallow:",
                "Crawl-delay:",
                "Request-rate:",
                "Visit-time:",
                "Allow:",
                "*",
                "/",
                "$",
                "%",
                "%zz",
                "1/0",
                "9s",
                "0600-2",
                "\n",
                "\0",
                "\ufffd",
                " ",
                "\r",
                "#",
                "Sitemap:",
                "é",
            ]
        )
    )
)
def test_whatever_a_host_writes_there_is_read_without_an_error(parts: list[str]) -> None:
    rules = asyncio.run(_parse("".join(parts)))
    rules.can_fetch("http://a.example/t?q=%zz", "Clausewatch")
    rules.crawl_delay("Clausewatch")


def test_a_long_one_is_read_beside_the_loop(reading) -> None:
    long = "User-agent: *\n" + "".join(f"Disallow: /{number}/*/x$\n" for number in range(3_000)) + "Disallow: /t\n"
    assert reading(site(text(long))).fail("http://a.example/t").code == "robots"
