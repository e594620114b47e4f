"""Count the work of a function the same way on every machine: in lines run, not in seconds."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

Result = TypeVar("Result")


class TooMuchWork(AssertionError):
    """The function ran more lines of Python than it was allowed."""


def within_lines(limit: int, work: Callable[[], Result]) -> Result:
    """What `work` returns; TooMuchWork is raised as soon as it has run `limit` lines, each turn of a loop counted."""
    left = limit

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooMuchWork(f"more than {limit} lines, now in {frame.f_code.co_qualname}")
        return count

    tracer = sys.gettrace()
    sys.settrace(count)
    try:
        return work()
    finally:
        sys.settrace(tracer)
