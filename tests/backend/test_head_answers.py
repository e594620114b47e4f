"""Answers to HEAD have no body, and what they would have sent is closed at the end, as that of any answer."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from backend.head_answers import HeadAnswers

pytestmark = pytest.mark.pure


class Source:
    """Something that is sent in parts and has to be closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield b"row\n"

    def close(self) -> None:
        self.is_closed = True


def test_a_stream_is_left_out_and_closed_with_the_answer_and_not_before() -> None:
    source, ended = Source(), []

    def note(**_named: object) -> None:
        ended.append(1)

    # Django ends the connections to the database with the answer; there is none here.
    request_finished.disconnect(close_old_connections)
    request_finished.connect(note)
    try:
        answer = HeadAnswers(lambda _request: StreamingHttpResponse(source))(RequestFactory().head("/"))
        assert isinstance(answer, StreamingHttpResponse)
        assert b"".join(answer) == b""
        assert (source.is_closed, ended) == (False, [])
        answer.close()
        assert (source.is_closed, ended) == (True, [1])
    finally:
        request_finished.disconnect(note)
        request_finished.connect(close_old_connections)


def test_a_body_is_left_out_and_its_length_told() -> None:
    answer = HeadAnswers(lambda _request: HttpResponse(b"four"))(RequestFactory().head("/"))
    assert isinstance(answer, HttpResponse)
    assert (answer.content, answer["Content-Length"]) == (b"", "4")
    answer = HeadAnswers(lambda _request: HttpResponse(b"four"))(RequestFactory().get("/"))
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"four"
