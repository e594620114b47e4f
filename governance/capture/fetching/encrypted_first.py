"""Asks for what is declared by http:// with encryption first, and says by which way it answered.

Catalogues hold addresses from before a site had https. Which way answered is remembered by the caller, so that a page
which is read encrypted is never read otherwise again, whoever stands on the way.
"""

import asyncio
from collections.abc import Awaitable, Callable

from governance.capture.fetching.fetched import FailureCode, Fetched, FetchFailed

# No request was answered, so that another one may follow at once.
_NOBODY_WAS_ASKED = frozenset((FailureCode.REFUSED, FailureCode.TLS, FailureCode.TIMEOUT, FailureCode.DNS))
_PLAIN, _ENCRYPTED = "http://", "https://"


def encrypted(address: str) -> str | None:
    """Return the same address by https; None where it is that already, or names a port that is not the scheme's."""
    if not address.lower().startswith(_PLAIN):
        return None
    rest = address[len(_PLAIN) :]
    host, slash, path = rest.partition("/")
    if ":" in host.rpartition("]")[2]:
        return None
    return f"{_ENCRYPTED}{host}{slash}{path}"


async def fetch_encrypted_first(
    fetch: Callable[[str], Awaitable[Fetched]], address: str, *, answers_https: bool | None, pause: float
) -> Fetched:
    """Return the page by https if it answers so, else as it is declared, or raise FetchFailed.

    `answers_https` is which way answered before, None if it was not tried: only then there may be two attempts, with
    `pause` seconds between them where the first was answered.
    """
    by_https = encrypted(address)
    if by_https is None or answers_https is False:
        return await fetch(address)
    try:
        return await fetch(by_https)
    except FetchFailed as failed:
        # What its robots.txt asks for there is not got round by asking here.
        if answers_https or failed.retry_after is not None or failed.code == FailureCode.ROBOTS:
            raise
        if failed.code not in _NOBODY_WAS_ASKED:
            await asyncio.sleep(pause)
    return await fetch(address)
