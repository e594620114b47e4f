"""Requests to a provider: bounded in time and size, never led anywhere else, and answered by a JSON object or refused.

Every refusal is one of `requests`, which allauth expects.
"""

import json
import time
from typing import Any

import requests
from urllib3.exceptions import HTTPError

SECONDS_EACH, SECONDS_IN_ALL = 5, 10
LARGEST_ANSWER = 256 * 1024
_AT_ONCE = 16 * 1024


class BadAnswer(requests.RequestException):
    """The provider answered something that can't be used, too much of it, or too slowly."""


class BoundedSession(requests.Session):
    """A session in which no request takes longer, brings more, or goes further than we allow."""

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        options |= {"timeout": SECONDS_EACH, "stream": True, "allow_redirects": False}
        ends = time.monotonic() + SECONDS_IN_ALL
        with super().request(method, url, *args, **options) as answer:
            answer._content = _body(answer, ends)
            answer._content_consumed = True  # as requests does itself
        if answer.status_code != requests.codes.ok:
            raise BadAnswer(f"It answered {answer.status_code}.")
        if not isinstance(_json(answer), dict):
            raise BadAnswer("It answered no JSON object.")
        answer.headers["content-type"] = "application/json"  # allauth would look for a form otherwise
        return answer


def _body(answer: requests.Response, ends: float) -> bytes:
    found = bytearray()
    try:
        while piece := answer.raw.read1(_AT_ONCE, decode_content=True):
            found += piece
            if len(found) > LARGEST_ANSWER:
                raise BadAnswer("It answered too much.")
            if time.monotonic() > ends:
                raise BadAnswer("It answered too slowly.")
    except (OSError, HTTPError) as error:
        raise BadAnswer("Its answer broke off.") from error
    return bytes(found)


def _json(answer: requests.Response) -> Any:
    try:
        found = json.loads(answer.content)
        refuse_broken_text(found)
    except (ValueError, RecursionError) as error:
        raise BadAnswer("It answered no JSON.") from error
    return found


def refuse_broken_text(found: Any) -> None:
    """Raise a ValueError if a text in it holds half of a character, which can be neither stored nor sent on."""
    json.dumps(found, ensure_ascii=False).encode()
