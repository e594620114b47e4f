"""What can go wrong with a call."""

from collections.abc import Mapping
from typing import Any


class NoAnswer(Exception):
    """The site did not answer, or not in JSON: nobody is there, it took too long, or something else is there."""


class MemoFailed(Exception):
    """The memo could not be made, and why."""


class ApiError(Exception):
    """The API refused a call.

    `code` is for programs, such as `watchlist_full`; `detail` says it to a person; `fields` has what is wrong with each
    field that was sent; `more` has everything else of the answer, such as `limit` or `upgrade_to`. `retry_after` is in
    seconds, where the API asks to wait.
    """

    def __init__(self, status: int, body: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.code = str(body.get("code", ""))
        self.detail = str(body.get("detail", ""))
        self.fields: Mapping[str, Any] = body.get("errors") or {}
        self.more = {name: value for name, value in body.items() if name not in ("code", "detail", "errors")}
        self.retry_after = retry_after
        super().__init__(f"{status} {self.code}: {self.detail or self.fields}")
