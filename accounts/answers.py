"""Answers to changes: what a caller is shown of what they changed."""

from collections.abc import Callable
from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import may_read


def answer_to_change(request: Request, describe: Callable[[], Any], *, is_new: bool = False) -> Response:
    """Return what was changed as it is now, with a 201 if the request made it.

    An API key without the scope `read` is shown only what it made, and a 204 otherwise, for what was there holds more.
    """
    if is_new:
        return Response(describe(), status.HTTP_201_CREATED)
    return Response(describe()) if may_read(request) else Response(status=status.HTTP_204_NO_CONTENT)
