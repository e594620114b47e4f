"""The words of a mail about changes: what the templates and the plain text both say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from alerts.excerpts import Excerpt, excerpts
from governance.reading import ChangeView, ProvisionChangeView

CLAUSES_A_CHANGE = 12
STATEMENTS_A_CHANGE = 5
CHANGES_IN_FULL = 12
CHANGES_LISTED = 100
_SUBJECT_LENGTH = 150


@dataclass(frozen=True, slots=True)
class MailedClause:
    sentence: str
    facts: str
    before: Excerpt | None
    after: Excerpt | None


@dataclass(frozen=True, slots=True)
class MailedChange:
    """One change as a mail tells it. Without a summary `clauses` is empty."""

    view: ChangeView
    url: str
    facts: str
    counts: str
    statements: tuple[str, ...]
    clauses: tuple[MailedClause, ...]
    clauses_left_out: int


def mailed_change(view: ChangeView) -> MailedChange:
    shown = view.provisions[:CLAUSES_A_CHANGE]
    return MailedChange(
        view=view,
        url=settings.BASE_URL + view.url_path,
        facts=_facts(view),
        counts=count_words(view.counts),
        statements=tuple(_statements(view)),
        clauses=tuple(_mailed_clause(clause) for clause in shown),
        clauses_left_out=len(view.provisions) - len(shown),
    )


def one_line(text: str) -> str:
    """The text on one line without control characters: what may stand in a header or a heading, whoever wrote it."""
    return " ".join(
        re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+", " ", text).split()
    )


def alert_subject(views: Sequence[ChangeView]) -> str:
    """The headline of one change; for several, their number and platforms."""
    subject = views[0].headline if len(views) == 1 else f"{len(views)} policy changes: {_platforms(views)}"
    return _subject(subject, views)


def digest_subject(cadence: str, views: Sequence[ChangeView]) -> str:
    name = f"{cadence.capitalize()} digest"
    if not views:
        return f"{name}: no policy changes"
    noun = "policy change" if len(views) == 1 else "policy changes"
    return _subject(f"{name}: {len(views)} {noun}: {_platforms(views)}", views)


def count_words(counts: dict[str, int]) -> str:
    """Such as `2 provisions added, 1 modified`; the first number carries the unit."""
    parts = [f"{counts[kind]} {kind}" for kind in ("added", "removed", "modified", "moved") if counts[kind]]
    if not parts:
        return "No provision changed"
    number, _, rest = parts[0].partition(" ")
    return ", ".join([f"{number} {'provision' if number == '1' else 'provisions'} {rest}", *parts[1:]])


def period_words(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """The period on the person's clocks."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    return f"{first.day} {first:%B %Y, %H:%M} to {last.day} {last:%B %Y, %H:%M} ({zone.key})"


def _facts(view: ChangeView) -> str:
    captured = f"captured {view.detected_at.day} {view.detected_at:%B %Y}"
    effective = (
        f"states effect from {view.effective_date.day} {view.effective_date:%B %Y}" if view.effective_date else ""
    )
    return " · ".join(part for part in (view.label, f"{view.severity} severity", captured, effective) if part)


def _statements(view: ChangeView) -> Iterator[str]:
    """What is true of the change as a whole, without what the facts and the counts say."""
    for statement in view.statements[:STATEMENTS_A_CHANGE]:
        if statement.code not in ("counts", "effective_date"):
            yield statement.sentence


def _mailed_clause(clause: ProvisionChangeView) -> MailedClause:
    before, after = excerpts(clause.before_quote, clause.after_quote)
    heading = " › ".join(one_line(part) for part in (*clause.heading_path, clause.label) if part)
    facts = " · ".join(part for part in (f"{clause.severity} severity", heading) if part)
    return MailedClause(sentence=clause.sentence, facts=facts, before=before, after=after)


def _platforms(views: Iterable[ChangeView]) -> str:
    names = list(dict.fromkeys(view.platform_name for view in views))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _subject(words: str, views: Sequence[ChangeView]) -> str:
    mark = "Demonstration: " if all(view.is_demonstration for view in views) else ""
    subject = one_line(mark + words)
    return subject if len(subject) <= _SUBJECT_LENGTH else subject[: _SUBJECT_LENGTH - 1].rstrip() + "…"
