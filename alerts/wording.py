"""The words of a mail about changes: what the templates and the plain text both say."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from alerts.excerpts import Excerpt, excerpts, words_changed
from governance.reading import ChangeView, ProvisionChangeView

CLAUSES_A_CHANGE = 12
CLAUSES_OF_SEVERAL = 3
CHANGES_IN_FULL = 12
CHANGES_LISTED = 100
STATEMENTS_A_CHANGE = 5
SUBJECT_LENGTH = 150
# What stands before the link to a change is cut to these lengths, so that the link is on the first screen of a phone.
HEADLINE_LENGTH = 84
LEAD_LENGTH = 88
_LEAD_QUOTE = 80
_TITLE_LENGTH = 32
_PATH_LENGTH = 64
_WORDS_NAMED = 4
_WORDS_LENGTH = 60
_SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Measure:
    """How much a mail tells: how many changes in full, clauses of each, characters of a quotation, changes in all."""

    in_full: int
    clauses: int
    quote: int
    listed: int


# From the fullest on; the first that keeps the mail small enough is taken. The last always does.
MEASURES_OF_ONE = (Measure(1, CLAUSES_A_CHANGE, 600, 1), Measure(1, 6, 300, 1), Measure(1, 2, 150, 1))
MEASURES_OF_SEVERAL = (
    Measure(CHANGES_IN_FULL, CLAUSES_OF_SEVERAL, 400, CHANGES_LISTED),
    Measure(CHANGES_IN_FULL, 2, 240, 60),
    Measure(6, 1, 160, 40),
    Measure(1, 1, 160, 20),
)


@dataclass(frozen=True, slots=True)
class MailedClause:
    sentence: str
    facts: str
    before: Excerpt | None
    after: Excerpt | None
    words: str
    """The changed words alone, for those who read the plain text."""

    @property
    def is_cut(self) -> bool:
        return any(side is not None and side.is_cut for side in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class MailedChange:
    """One change as a mail tells it: the lead and the first statements before the link, the rest after it.

    Without a summary there is no lead, and no clause follows.
    """

    url: str
    headline: str
    place: str
    severity: str
    facts: str
    counts: str
    statements: tuple[str, ...]
    lead: MailedClause | None
    further_statements: tuple[str, ...]
    clauses: tuple[MailedClause, ...]
    clauses_left_out: int
    attribution: str
    is_demonstration: bool


def mailed_change(view: ChangeView, measure: Measure, *, links_first: bool) -> MailedChange:
    """`links_first` says that the link stands before the first quotation, which then needn't be short."""
    shown = view.provisions[: measure.clauses]
    lead_quote = measure.quote if links_first else _LEAD_QUOTE
    lead = _mailed_clause(shown[0], lead_quote, sentence_length=LEAD_LENGTH) if shown else None
    # A lead that had to be cut is told again at length, after the link.
    at_length = shown if lead and lead.is_cut and measure.quote > lead_quote else shown[1:]
    first, further = _lead_statements(list(_statements(view)))
    return MailedChange(
        url=settings.BASE_URL + view.url_path,
        headline=clipped(view.headline, HEADLINE_LENGTH),
        place=f"{clipped(view.platform_name, _TITLE_LENGTH)} · {clipped(view.document_title, _TITLE_LENGTH)}",
        severity=view.severity,
        facts=_facts(view),
        counts=count_words(view.counts),
        statements=first,
        lead=lead,
        further_statements=further,
        clauses=tuple(_mailed_clause(clause, measure.quote) for clause in at_length),
        clauses_left_out=len(view.provisions) - len(shown),
        attribution=one_line(view.attribution),
        is_demonstration=view.is_demonstration,
    )


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """The text on one line without control characters: what may stand in a header or a heading, whoever wrote it."""
    if text.isprintable() and "  " not in text and text == text.strip():  # nothing of that in it, as in nearly all
        return text
    return " ".join(_CONTROLS.sub(" ", text).split())


def clipped(text: str, length: int) -> str:
    """The text on one line, and where it is longer cut at a word with an ellipsis."""
    line = one_line(text)
    if len(line) <= length:
        return line
    space = line.rfind(" ", length // 2, length)
    return line[: space if space > 0 else length - 1].rstrip() + "…"


def alert_subject(views: Sequence[ChangeView]) -> str:
    """What the most important change is, and how many more there are where."""
    return _subject("", views)


def digest_subject(cadence: str, views: Sequence[ChangeView]) -> str:
    name = f"{cadence.capitalize()} digest: "
    return _subject(name, views) if views else f"{name}no policy changes"


def severity_words(views: Sequence[ChangeView]) -> str:
    """Such as `5 policy changes at 2 platforms: 1 of high, 4 of low severity.`"""
    counts = Counter(view.severity for view in views)
    parts = [f"{counts[severity]} of {severity}" for severity in _SEVERITIES if counts[severity]]
    platforms = _number(len({view.platform_name for view in views}), "platform")
    return f"{_number(len(views), 'policy change')} at {platforms}: {', '.join(parts)} severity."


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
    return " · ".join(part for part in (view.label, captured, effective) if part)


def _statements(view: ChangeView) -> Iterator[str]:
    """What is true of the change as a whole, without what the facts and the counts say."""
    for statement in view.statements[:STATEMENTS_A_CHANGE]:
        if statement.code not in ("counts", "effective_date"):
            yield one_line(statement.sentence)


def _lead_statements(statements: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The statements that stand before the link, and those after it: a long one is cut and told whole after it."""
    first = tuple(clipped(statement, LEAD_LENGTH) for statement in statements[:1])
    return first, tuple(statement for statement in statements if statement not in first)


def _mailed_clause(clause: ProvisionChangeView, quote: int, *, sentence_length: int = 1_000) -> MailedClause:
    before, after = excerpts(clause.before_quote, clause.after_quote, limit=quote)
    heading = " › ".join(one_line(part) for part in (*clause.heading_path, clause.label) if part)
    facts = " · ".join(part for part in (f"{clause.severity} severity", heading) if part)
    return MailedClause(
        sentence=clipped(clause.sentence, sentence_length),
        facts=clipped(facts, _PATH_LENGTH),
        # Words that only moved are quoted once.
        before=None if clause.before_quote == clause.after_quote else before,
        after=after,
        words=_words_changed(clause),
    )


def _words_changed(clause: ProvisionChangeView) -> str:
    """Such as `“30” became “60”; “and partners” added`."""
    stretches = words_changed(clause.before_quote, clause.after_quote)
    parts = [_became(stretch.old, stretch.new) for stretch in stretches[:_WORDS_NAMED]]
    left_out = len(stretches) - len(parts)
    return "; ".join(parts) + (f"; and {left_out} more" if left_out else "")


def _became(old: str, new: str) -> str:
    old, new = (clipped(words, _WORDS_LENGTH) for words in (old, new))
    if old and new:
        return f"“{old}” became “{new}”"
    return f"“{old}” removed" if old else f"“{new}” added"


def _subject(name: str, views: Sequence[ChangeView]) -> str:
    """The headline of the most important change; the words about the others are never cut off."""
    mark = "Demonstration: " if all(view.is_demonstration for view in views) else ""
    more = _more(views)
    room = SUBJECT_LENGTH - len(mark) - len(name) - len(more)
    return one_line(mark + name + clipped(views[0].headline, room) + more)


def _more(views: Sequence[ChangeView]) -> str:
    """Such as `; 3 more changes: Acme, Bolt`; empty where there is one change only."""
    if len(views) == 1:
        return ""
    names = _platforms(view for view in views if view.platform_name != views[0].platform_name)
    shown = f": {names}" if 0 < len(names) <= SUBJECT_LENGTH // 3 else ""
    return f"; {_number(len(views) - 1, 'more change')}{shown}"


def _platforms(views: Iterable[ChangeView]) -> str:
    names = list(dict.fromkeys(one_line(view.platform_name) for view in views))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _number(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
