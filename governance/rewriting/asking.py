"""One request to the endpoint that the operator named: a POST of chat completions, as OpenAI's API has it.

The address is the operator's own word, so it may be in a private network. There is no proxy of the environment, no
redirect, one deadline for everything, and an end to what is read. Nothing that is raised holds the key or the answer.
"""

import asyncio
from collections.abc import Sequence

import httpx2
from django.conf import settings

from governance.rewriting.answers import AnswerRefused
from governance.rewriting.prompt import MOST_ANSWERED

MOST_BYTES = 64 * 1024


def asked(messages: Sequence[dict[str, str]]) -> bytes:
    """Return the body of the answer. Raises AnswerRefused: not_reached, late, http_error or too_large."""
    return asyncio.run(_asked(messages))


async def _asked(messages: Sequence[dict[str, str]]) -> bytes:
    was_sent = True
    try:
        async with asyncio.timeout(settings.REWRITING_SECONDS):
            return await _exchange(messages)
    except (TimeoutError, httpx2.TimeoutException):
        code = "late"
    except httpx2.ConnectError:
        code, was_sent = "not_reached", False
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
        code = "not_reached"
    # Outside the handlers: the error's own words, and what it was raised from, are not kept.
    raise AnswerRefused(code, was_sent=was_sent)


async def _exchange(messages: Sequence[dict[str, str]]) -> bytes:
    asks = {"model": settings.REWRITING_MODEL, "messages": list(messages), "temperature": 0}
    asks["max_tokens"] = MOST_ANSWERED
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if settings.REWRITING_KEY:
        headers["Authorization"] = f"Bearer {settings.REWRITING_KEY}"
    async with (
        httpx2.AsyncClient(timeout=settings.REWRITING_SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream("POST", settings.REWRITING_URL, json=asks, headers=headers) as answer,
    ):
        if answer.status_code != httpx2.codes.OK:
            raise AnswerRefused("http_error")
        body = b""
        async for part in answer.aiter_raw():
            body += part
            if len(body) > MOST_BYTES:
                raise AnswerRefused("too_large")
        return body
