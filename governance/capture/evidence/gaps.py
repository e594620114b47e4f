"""When a document was not seen to be as it was: the times between its verified captures that are too long, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class JudgedAttempt:
    """A capture: when, what it came to, and by which check."""

    at: datetime
    state: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without a verified capture, with how often each reason was met; no reasons: nothing was attempted."""

    since: datetime
    until: datetime
    attempts: tuple[tuple[str, str, int], ...]


@dataclass(slots=True)
class Watch:
    """What the captures of a document in a period came to."""

    verified: list[datetime] = field(default_factory=list)
    others: list[JudgedAttempt] = field(default_factory=list)


def gaps_of(
    watch: Watch, *, since: datetime, until: datetime, before: datetime | None, longest: timedelta
) -> list[Gap]:
    """Return the gaps of a period in their order.

    `before` is the last verified capture before the period. Two captures may be as far apart as `longest`; without one
    before, whatever comes ahead of the first is a gap. A gap is told as far as it is in the period.
    """
    return [Gap(begin, end, _attempts_in(watch.others, begin, end)) for begin, end in _times(
        watch.verified, since=since, until=until, before=before, longest=longest
    )]  # fmt: skip


def _times(
    verified: Sequence[datetime], *, since: datetime, until: datetime, before: datetime | None, longest: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    last = before
    for at in [*verified, until]:
        if last is None or at - last > longest:
            begin = since if last is None else max(since, last)
            if begin < at:
                yield begin, at
        last = at


def _attempts_in(others: Iterable[JudgedAttempt], begin: datetime, end: datetime) -> tuple[tuple[str, str, int], ...]:
    counts = Counter((one.state, one.verdict) for one in others if begin <= one.at <= end)
    return tuple((state, verdict, count) for (state, verdict), count in sorted(counts.items()))
