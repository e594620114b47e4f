"""Answers to changes: what a caller is shown of what they changed."""

from collections.abc import Callable
from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import may_read


def answer_to_change(request: Request, describe: Callable[[], Any]) -> Response:
    """Return what was changed as it is now; to an API key without the scope `read` a 204, for it holds more."""
    return Response(describe()) if may_read(request) else Response(status=status.HTTP_204_NO_CONTENT)
