"""Lifelines of provisions: a line from when each was seen first to when it was seen last, with marks on it.

Places are parts of the width in percent, so a line fits any screen and its marks keep their size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.category_words import category_in_words
from governance.comparison.text.reader_text import as_read
from governance.models import Document, Provision
from governance.models.changes import Severity
from governance.provision_lines import LineEvent, ProvisionLine, lines_of, most_changed

MOST_DRAWN, MOST_LISTED = 40, 400
LONGEST_NAME = 70
# Percent that are left free at both ends, so that a mark at an end is whole.
MARGIN = 2.0
EVENTS: Mapping[str, Any] = {
    "added": gettext_lazy("came back"),
    "removed": gettext_lazy("removed"),
    "modified": gettext_lazy("reworded"),
    "moved": gettext_lazy("moved"),
    "split": gettext_lazy("split"),
    "merged": gettext_lazy("merged"),
}
SEVERITIES: Mapping[int, Any] = {
    Severity.LOW: gettext_lazy("low severity"),
    Severity.MEDIUM: gettext_lazy("medium severity"),
    Severity.HIGH: gettext_lazy("high severity"),
}


@dataclass(frozen=True, slots=True)
class LineMark:
    """A mark on a line: `shape` is a severity for words that changed, else what happened."""

    x: str
    shape: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class LineStretch:
    """A time of standing: from where to where it is drawn. One that `stands` has no end yet."""

    x: str
    to: str
    since: datetime
    until: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class Lifeline:
    """One provision with its stretches and marks."""

    public_id: str
    name: str
    category: str
    changes: int
    stretches: tuple[LineStretch, ...]
    marks: tuple[LineMark, ...]

    @property
    def since(self) -> datetime:
        return self.stretches[0].since

    @property
    def until(self) -> datetime:
        return self.stretches[-1].until

    @property
    def stands(self) -> bool:
        return self.stretches[-1].stands


@dataclass(frozen=True, slots=True)
class Lifelines:
    """The lines of a plot with the days at its ends and between, and the provisions that are only listed."""

    lines: tuple[Lifeline, ...]
    ticks: tuple[tuple[str, str, datetime], ...]
    listed: tuple[Provision, ...]
    left_out: int
    total: int


def lifelines_of_document(document: Document) -> Lifelines:
    """Return the lines of the provisions with most changes, and the others to be listed, in six queries at most.

    What has never changed since the document was seen first is listed, and not drawn.
    """
    ordered = _with_versions(most_changed(document))
    found = list(ordered[:MOST_LISTED])
    total = ordered.count() if len(found) == MOST_LISTED else len(found)
    changed = [one for one in found[:MOST_DRAWN] if one.change_count]  # type: ignore[attr-defined]  # annotated
    drawn = _drawn(lines_of(document, changed))
    return Lifelines(*drawn, tuple(found[len(changed) :]), total - len(found), total)


def lifeline_of(provision: Provision) -> Lifelines:
    """Return the line of one provision, in four queries at most."""
    (one,) = _with_versions(most_changed(provision.document).filter(pk=provision.pk))
    return Lifelines(*_drawn(lines_of(provision.document, [one])), (), 0, 1)


def _with_versions(provisions: "QuerySet[Provision]") -> "QuerySet[Provision]":
    related = provisions.select_related("first_version", "removed_in", "current_revision")
    return related.only(
        *("document_id", "category", "first_version__captured_at", "removed_in__captured_at", "current_revision__text"),
    )


def _drawn(lines: Sequence[ProvisionLine]) -> tuple[tuple[Lifeline, ...], tuple[tuple[str, str, datetime], ...]]:
    """Return the lines as they are drawn, and the days of the axis: where, which way its words run, and when."""
    if not lines:
        return (), ()
    begin = min(line.stood[0].since for line in lines)
    end = max(max(line.known_until for line in lines), begin + timedelta(days=1))

    def x(at: datetime) -> str:
        part = (min(max(at, begin), end) - begin) / (end - begin)
        return f"{MARGIN + part * (100 - 2 * MARGIN):.2f}%"

    shown = tuple(
        Lifeline(
            public_id=line.provision.public_id,
            name=name_of(line.provision),
            category=category_in_words(line.provision.category),
            changes=line.changes,
            stretches=tuple(
                LineStretch(x(one.since), x(one.until or line.known_until), one.since, one.until or line.known_until,
                            one.until is None)
                for one in line.stood
            ),
            marks=tuple(
                LineMark(x(event.at), _shape(event), event.at, _words(event))
                for event in line.events
                if event.kind != "added" or event.at > line.stood[0].since
            ),
        )
        for line in lines
    )  # fmt: skip
    middle = begin + (end - begin) / 2
    return shown, ((x(begin), "start", begin), (x(middle), "middle", middle), (x(end), "end", end))


def name_of(provision: Provision) -> str:
    """Return the first words of a provision, on one line."""
    revision = provision.current_revision
    if revision is None:
        return provision.public_id
    words = " ".join(as_read(revision.text).split())
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…"


def _shape(event: LineEvent) -> str:
    if event.kind == "modified" and event.severity is not None:
        return str(Severity(event.severity).label)
    return event.kind


def _words(event: LineEvent) -> str:
    what = str(EVENTS[event.kind])
    if event.severity is None:
        return what
    return _("%(what)s, %(severity)s") % {"what": what, "severity": SEVERITIES[event.severity]}
