"""Bodies of mails, rendered once for all who get the same: HTML from a template, and plain text beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

from alerts import placeholders
from alerts.excerpts import Excerpt
from alerts.wording import CHANGES_LISTED, MailedChange, alert_subject, digest_subject, mailed_change, one_line
from billing.entitlements import Depth
from governance.reading import ChangeView

DISCLAIMER = (
    "This message describes what the documents say and makes no legal determination. "
    "How changes are found and classified: "
)
GATE = "Each changed clause with its exact wording before and after is part of Watcher and Professional."
NOTHING = "None of the platforms you watch changed a policy in this period."


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a mail says, before it is HTML or plain text."""

    subject: str
    preheader: str
    title: str
    intro: str
    changes: tuple[MailedChange, ...]
    left_out: int
    gate: str
    why: str


def render_alert(views: Sequence[ChangeView], *, depth: Depth) -> Rendered:
    """A same-day alert about these changes, most important first."""
    count = len(views)
    at_one = f"A policy change at {one_line(views[0].platform_name)}"
    title = at_one if count == 1 else f"{count} policy changes on platforms you watch"
    preheader = "; ".join(one_line(view.headline) for view in views[:3]) if count > 1 else _preheader(views[0])
    why = "You get this because a watchlist of yours asks for same-day alerts."
    return _render(_letter(views, depth, alert_subject(views), preheader, title, "", why))


def render_digest(views: Sequence[ChangeView], *, cadence: str, period: str, depth: Depth) -> Rendered:
    """A digest of these changes; of none, one short mail that says so."""
    subject = digest_subject(cadence, views)
    preheader = "; ".join(one_line(view.headline) for view in views[:3]) or NOTHING
    why = f"You get this {cadence} digest because you watch platforms."
    intro = period if views else f"{period}. {NOTHING}"
    return _render(_letter(views, depth, subject, preheader, f"Your {cadence} digest", intro, why))


def _letter(
    views: Sequence[ChangeView], depth: Depth, subject: str, preheader: str, title: str, intro: str, why: str
) -> _Letter:
    shown = tuple(mailed_change(view) for view in views[:CHANGES_LISTED])
    gate = GATE if views and depth < Depth.SUMMARY else ""
    return _Letter(subject, preheader, title, intro, shown, len(views) - len(shown), gate, why)


def _preheader(view: ChangeView) -> str:
    """What a mail program shows after the subject: the first sentence, else the counts."""
    change = mailed_change(view)
    return one_line(change.clauses[0].sentence if change.clauses else f"{change.counts}. {change.facts}")


def _render(letter: _Letter) -> Rendered:
    return Rendered(subject=letter.subject, html=_html(letter), text="\n".join(_text_lines(letter)) + "\n")


# --- HTML


def _html(letter: _Letter) -> str:
    context = {
        "letter": letter,
        "name": placeholders.NAME,
        "unsubscribe_url": placeholders.UNSUBSCRIBE_URL,
        "preferences_url": placeholders.PREFERENCES_URL,
        "disclaimer": DISCLAIMER,
        "methodology_url": f"{settings.BASE_URL}/methodology/",
        "base_url": settings.BASE_URL,
        "postal_address": settings.POSTAL_ADDRESS,
    }
    return _inliner().inline(render_to_string("alerts/mail/letter.html", context))


@cache
def _inliner() -> css_inline.CSSInliner:
    # As shipped the inliner drops @media, and dark mode with it.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


# --- Plain text


def _text_lines(letter: _Letter) -> Iterator[str]:
    yield f"Hello {placeholders.NAME},"
    yield ""
    yield from (placeholders.guard(line) for line in _told(letter))
    yield "-- "
    yield letter.why
    yield f"Preferences: {placeholders.PREFERENCES_URL}"
    yield f"Unsubscribe: {placeholders.UNSUBSCRIBE_URL}"
    yield ""
    yield f"{DISCLAIMER}{settings.BASE_URL}/methodology/"
    if settings.POSTAL_ADDRESS:
        yield ""
        yield settings.POSTAL_ADDRESS


def _told(letter: _Letter) -> Iterator[str]:
    yield letter.title
    if letter.intro:
        yield letter.intro
    yield ""
    for change in letter.changes:
        yield from _change_lines(change)
        yield ""
    if letter.left_out:
        yield f"… and {letter.left_out} more changes: {settings.BASE_URL}/api/v1/changes/"
        yield ""
    if letter.gate:
        yield letter.gate
        yield ""


def _change_lines(change: MailedChange) -> Iterator[str]:
    view = change.view
    yield "—" * 40
    yield one_line(view.headline) + (" [Demonstration: a fictional platform]" if view.is_demonstration else "")
    yield f"{one_line(view.platform_name)} · {one_line(view.document_title)}"
    yield change.facts
    yield change.counts
    yield from (one_line(statement) for statement in change.statements)
    yield change.url
    for clause in change.clauses:
        yield ""
        yield f"* {one_line(clause.sentence)}"
        yield f"  {clause.facts}"
        if clause.before:
            yield f"  Before: {_quoted(clause.before)}"
        if clause.after:
            yield f"  After: {_quoted(clause.after)}"
    if change.clauses_left_out:
        yield ""
        yield f"  and {change.clauses_left_out} more"
    if view.attribution:
        yield ""
        yield f"Source: {one_line(view.attribution)}"


def _quoted(excerpt: Excerpt) -> str:
    return f"{'… ' if excerpt.cut_before else ''}“{excerpt.text}{'…' if excerpt.cut_after else ''}”"
