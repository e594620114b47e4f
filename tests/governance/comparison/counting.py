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
    return _counted(limit, work)[0]


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python `work` runs."""
    return _counted(sys.maxsize, work)[1]


def _counted(limit: int, work: Callable[[], Result]) -> tuple[Result, int]:
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
        return work(), limit - left
    finally:
        sys.settrace(tracer)
