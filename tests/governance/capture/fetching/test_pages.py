"""A page that is there, and what is known of it afterwards."""

import gzip
import hashlib
from datetime import timedelta

import pytest

from governance.capture.fetching.fetched import FetchWarning, RobotsDecision, Validators
from tests.governance.capture.fetching.reader import MOMENT
from tests.local_web import Answer, conditional, gzipped, html

pytestmark = pytest.mark.pure
TERMS = "<h1>Terms</h1><p>These terms are between you and us.</p>"
PDF = b"%PDF-1.7\n" + b"x" * 2_000


def test_a_page_comes_with_its_facts(reading) -> None:
    page = html(TERMS).with_headers(("Server", "made-up"), ("Set-Cookie", "a=b"), ("X-Other", "x"))
    reader = reading({"a.example": {"/terms": page}})
    fetched = reader.fetch("https://A.example/terms#part", language="de-AT")
    assert "These terms" in (fetched.text or "")
    assert fetched.body == page.body
    assert (fetched.requested, fetched.final) == ("https://A.example/terms#part", "https://a.example/terms")
    assert (fetched.status, fetched.http_version, fetched.media_type) == (200, "HTTP/1.1", "text/html")
    assert (fetched.charset, fetched.replacement_count, fetched.warnings) == ("utf-8", 0, ())
    assert fetched.wire_length == len(page.body)
    assert fetched.headers == {
        "content-type": "text/html; charset=utf-8",
        "content-length": str(len(page.body)),
        "server": "made-up",
    }
    assert (fetched.started_at, fetched.ended_at) == (MOMENT, MOMENT)
    assert (fetched.hops, fetched.moved_to, fetched.validators) == ((), "", None)
    assert (fetched.robots, fetched.crawl_delay) == (RobotsDecision.ALLOWED, None)
    assert not fetched.is_pdf
    assert not fetched.not_modified


def test_who_answered_is_known(reading) -> None:
    reader = reading({"a.example": {"/terms": html(TERMS)}})
    fetched = reader.fetch("https://a.example/terms")
    assert fetched.peer == "127.0.0.1"
    assert fetched.tls is not None
    assert fetched.tls.version == "TLSv1.3"
    assert fetched.tls.cipher
    assert fetched.tls.certificate_sha256 == hashlib.sha256(fetched.tls.chain[0]).hexdigest()
    plain = reader.fetch("http://a.example/terms")
    assert (plain.peer, plain.tls) == ("127.0.0.1", None)


def test_it_is_asked_for_honestly_and_always_in_one_language(reading) -> None:
    reader = reading({"a.example": {"/terms": html(TERMS)}})
    fetched = reader.fetch("http://a.example/terms")
    reader.fetch("http://a.example/terms", language="de")
    first, second = (asked for asked in reader.web.asked if asked.path == "/terms")
    assert first.headers == {
        "host": "a.example",
        "user-agent": "Clausewatch/1.0 (+https://watch.example/bot; mailto:bot@watch.example)",
        "accept": "text/html,application/xhtml+xml,application/pdf;q=0.9",
        "accept-language": "en-GB,en;q=0.8",
        "accept-encoding": "gzip, deflate",
    }
    assert second.headers["accept-language"] == "de"
    assert fetched.user_agent == first.headers["user-agent"]
    assert fetched.accept_language == "en-GB,en;q=0.8"


def test_the_fragment_is_not_sent_and_the_query_is(reading) -> None:
    reader = reading({"a.example": {"/t": html(TERMS)}})
    reader.fetch("http://a.example/t?a=1&b=%20#c")
    assert reader.web.paths_asked("a.example") == ["/robots.txt", "/t?a=1&b=%20"]


def test_a_compressed_page_is_kept_decoded_with_its_length_on_the_wire(reading) -> None:
    page = html(TERMS * 50)
    fetched = reading({"a.example": {"/t": gzipped(page)}}).fetch("http://a.example/t")
    assert fetched.body == page.body
    assert fetched.wire_length == len(gzip.compress(page.body))


@pytest.mark.parametrize("framing", ["chunked", "close"])
def test_however_its_end_is_told_the_page_is_the_same(reading, framing: str) -> None:
    fetched = reading({"a.example": {"/t": html(TERMS, framing=framing)}}).fetch("http://a.example/t")
    assert "These terms" in (fetched.text or "")
    assert fetched.warnings == ()


def test_a_page_that_nothing_says_the_end_of_may_be_cut(reading) -> None:
    page = Answer(b"<html><body>These terms are", headers=(("Content-Type", "text/html"),), framing="close")
    fetched = reading({"a.example": {"/t": page}}).fetch("http://a.example/t")
    assert fetched.warnings == (FetchWarning.MAY_BE_CUT,)


def test_the_media_type_decides_that_it_is_a_pdf(reading) -> None:
    reader = reading(
        {
            "a.example": {
                "/terms": Answer(PDF, headers=(("Content-Type", "application/pdf"),)),
                "/x.pdf": html(TERMS),
                "/old": Answer(PDF, headers=(("Content-Type", "Application/X-PDF; name=a"),)),
                "/wrong": Answer(b"<html>", headers=(("Content-Type", "application/pdf"),)),
            }
        }
    )
    fetched = reader.fetch("http://a.example/terms")
    assert fetched.is_pdf
    assert (fetched.body, fetched.text, fetched.charset, fetched.warnings) == (PDF, None, None, ())
    assert not reader.fetch("http://a.example/x.pdf").is_pdf
    assert reader.fetch("http://a.example/old").is_pdf
    assert reader.fetch("http://a.example/wrong").warnings == (FetchWarning.NO_PDF,)


def test_what_is_neither_page_nor_text_has_no_text(reading) -> None:
    image = Answer(b"\x89PNG", headers=(("Content-Type", "image/png"),))
    fetched = reading({"a.example": {"/t": image, "/n": Answer(b"x")}}).fetch("http://a.example/t")
    assert (fetched.media_type, fetched.text, fetched.charset) == ("image/png", None, None)


def test_a_page_has_a_limit_and_a_pdf_has_its_own(reading) -> None:
    large = Answer(PDF, headers=(("Content-Type", "application/pdf"),))
    reader = reading({"a.example": {"/pdf": large, "/t": html(TERMS * 40)}}, page_bytes=1_000, pdf_bytes=len(PDF))
    assert reader.fetch("http://a.example/pdf").body == PDF
    assert reader.fail("http://a.example/t").code == "too_large"
    reader.settings = reading({}, pdf_bytes=len(PDF) - 1).settings
    assert reader.fail("http://a.example/pdf").code == "too_large"


MODIFIED = "Wed, 11 Mar 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    "named",
    [{"etag": '"v1"'}, {"etag": 'W/"v1"'}, {"last_modified": MODIFIED}, {"etag": '"v1"', "last_modified": MODIFIED}],
)
def test_a_page_that_did_not_change_is_not_sent_again(reading, named: dict[str, str]) -> None:
    reader = reading({"a.example": {"/t": conditional(html(TERMS), **named)}})
    first = reader.fetch("http://a.example/t")
    assert first.validators == Validators("http://a.example/t", **named)
    again = reader.fetch("http://a.example/t", validators=first.validators)
    assert again.not_modified
    assert (again.body, again.text, again.warnings) == (b"", None, ())
    assert again.validators == first.validators
    assert reader.fetch("http://a.example/t").text == first.text


def test_a_page_that_changed_is_sent_with_new_validators(reading) -> None:
    site = {"a.example": {"/t": conditional(html(TERMS), etag='"v1"')}}
    reader = reading(site)
    first = reader.fetch("http://a.example/t")
    site["a.example"]["/t"] = conditional(html("Changed"), etag='"v2"')
    again = reader.fetch("http://a.example/t", validators=first.validators)
    assert "Changed" in (again.text or "")
    assert again.validators == Validators("http://a.example/t", '"v2"')


def test_validators_are_sent_to_the_address_they_are_from_only(reading) -> None:
    reader = reading({"a.example": {"/t": html(TERMS), "/u": conditional(html(TERMS), last_modified=MODIFIED)}})
    validators = reader.fetch("http://a.example/u").validators
    assert not reader.fetch("http://a.example/t", validators=validators).not_modified
    assert "if-modified-since" not in reader.web.asked[-1].headers


@pytest.mark.parametrize(
    "validators", [None, Validators("http://b.example/t", '"v1"'), Validators("http://a.example/t")]
)
def test_a_304_that_nobody_asked_for_is_no_page(reading, validators: Validators | None) -> None:
    reader = reading({"a.example": {"/t": Answer(status=304)}})
    failed = reader.fail("http://a.example/t", validators=validators)
    assert (failed.code, failed.status) == ("not_modified", 304)


def test_validators_that_can_not_be_sent_are_left_out(reading) -> None:
    odd = html(TERMS).with_headers(("ETag", "é" * 3), ("Last-Modified", "x" * 1_001))
    assert reading({"a.example": {"/t": odd}}).fetch("http://a.example/t").validators is None


def test_a_host_that_wants_time_between_requests_is_heard(reading) -> None:
    robots = Answer(b"User-agent: *\nCrawl-delay: 20\n")
    fetched = reading({"a.example": {"/robots.txt": robots, "/t": html(TERMS)}}).fetch("http://a.example/t")
    assert fetched.crawl_delay == timedelta(seconds=20)
