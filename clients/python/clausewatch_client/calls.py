"""Calls over HTTP: credentials, errors, pages, and waiting where the API asks for it."""

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx2

from clausewatch_client.errors import ApiError, NoAnswer

TIMEOUT = 30.0
_LEAST_PAUSE = 1.0  # a site that asks for none, each time, would be asked without end
_REFUSED, _BUSY = 429, 503


class Calls:
    """Calls to one site as one person, over kept connections. Use it as a context, or close it.

    Raises NoAnswer for a site that is no address, and for credentials that no header can carry.

    A call that is refused with 429, or a read that gets 503, is made again after the pause that the site asks for, as
    long as these pauses are `patience` seconds together at most.
    """

    def __init__(
        self,
        site: str,
        headers: Mapping[str, str],
        *,
        patience: float = 60.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._patience = patience
        if not all(value.isascii() and value.isprintable() for value in headers.values()):
            raise NoAnswer("The key holds characters that no API key has; was it copied whole, and alone?")
        try:
            self._http = httpx2.Client(
                base_url=site.rstrip("/"),
                headers={"Accept": "application/json, text/markdown", **headers},
                timeout=TIMEOUT,
                transport=transport,
            )
        except httpx2.InvalidURL as error:
            raise NoAnswer(f"The site is no address: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """Return what the site answers: parsed JSON, None for an empty answer. Raises ApiError and NoAnswer."""
        answer = self._answer(method, path, query or {}, body)
        return _parsed(answer) if answer.content else None

    def text(self, path: str) -> str:
        """Return an answer that is a text. Raises ApiError and NoAnswer."""
        # Line ends stay as they are: offsets count them.
        return self._answer("GET", path, {}, None).content.decode("utf-8", "replace").replace("\0", "\ufffd")

    def data(self, path: str) -> bytes:
        """Return a file as it is. Raises ApiError and NoAnswer."""
        return self._answer("GET", path, {}, None).content

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[Any]:
        """Yield the rows of a list, fetching further pages as they are needed. Raises ApiError and NoAnswer."""
        asked = dict(query)
        while True:
            page = self.call("GET", path, query=asked)
            yield from page["results"]
            # Only the cursor is taken from the address: the credentials go to this site and to this path alone.
            cursor = parse_qs(urlsplit(page["next"] or "").query).get("cursor")
            if not cursor:
                return
            asked["cursor"] = cursor[0]

    def _answer(self, method: str, path: str, query: Mapping[str, Any], body: Any) -> httpx2.Response:
        left = self._patience
        while True:
            answer = self._once(method, path, query, body)
            if answer.is_success:
                return answer
            error = _error(answer)
            may_repeat = answer.status_code == _REFUSED or (answer.status_code == _BUSY and method == "GET")
            if not may_repeat or error.retry_after is None or max(error.retry_after, _LEAST_PAUSE) > left:
                raise error
            pause = max(error.retry_after, _LEAST_PAUSE)
            left -= pause
            time.sleep(pause)

    def _once(self, method: str, path: str, query: Mapping[str, Any], body: Any) -> httpx2.Response:
        params = {name: value for name, value in query.items() if value is not None}
        try:
            return self._http.request(method, path, params=params, json=body)
        except httpx2.TimeoutException as error:
            raise NoAnswer(f"No answer within {TIMEOUT:.0f} seconds.") from error
        except httpx2.HTTPError as error:
            raise NoAnswer(f"The connection failed: {error}") from error
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise NoAnswer(f"This can't be asked: {error}") from error


def _parsed(answer: httpx2.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise NoAnswer(f"HTTP {answer.status_code}, and the answer is not JSON.") from error


def _error(answer: httpx2.Response) -> ApiError:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    asked = answer.headers.get("Retry-After", "")
    pause = float(asked) if asked.isascii() and asked.isdigit() else None
    return ApiError(answer.status_code, body if isinstance(body, dict) else {}, pause)
