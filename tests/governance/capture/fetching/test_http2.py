"""Most of the web speaks HTTP/2: a page over it is the same, and so is one that is not whole."""

import pytest

from tests.local_web import Answer, conditional, gzipped, html, redirect

pytestmark = pytest.mark.pure
PAGE = html("<p>These terms are between you and us." * 3_000)


def test_a_page_over_http_2_is_a_page(reading) -> None:
    reader = reading({"a.example": {"/old": redirect("/t", 301), "/t": gzipped(PAGE)}}, http2=True)
    fetched = reader.fetch("https://a.example/old")
    assert (fetched.http_version, fetched.body, fetched.moved_to) == ("HTTP/2", PAGE.body, "https://a.example/t")
    assert fetched.tls is not None
    assert (fetched.peer, fetched.tls.version, fetched.warnings) == ("127.0.0.1", "TLSv1.3", ())
    assert reader.web.connections == 1
    assert reader.web.paths_asked("a.example") == ["/robots.txt", "/old", "/t"]


def test_a_page_that_did_not_change_is_not_sent_again(reading) -> None:
    reader = reading({"a.example": {"/t": conditional(PAGE, etag='"v1"')}}, http2=True)
    first = reader.fetch("https://a.example/t")
    assert reader.fetch("https://a.example/t", validators=first.validators).not_modified


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(PAGE.body, headers=PAGE.headers, cut_after=500), "truncated"),
        (gzipped(PAGE, cut=5), "truncated"),
        (Answer(bytes(8_000_001), headers=PAGE.headers), "too_large"),
        (html("No", status=403), "status"),
    ],
)
def test_what_is_no_page_is_none_over_http_2(reading, answer: Answer, code: str) -> None:
    assert reading({"a.example": {"/t": answer}}, http2=True).fail("https://a.example/t").code == code


def test_frames_that_are_none_are_no_page(reading) -> None:
    data_of_no_stream = b"\0\0\1\0\0\0\0\0\0x"
    broken = Answer(PAGE.body, headers=PAGE.headers, raw=data_of_no_stream)
    # Whether the headers came with them or before is chance.
    code = reading({"a.example": {"/t": broken}}, http2=True).fail("https://a.example/t").code
    assert code in ("protocol", "truncated")
