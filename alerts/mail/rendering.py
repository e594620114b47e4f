"""Renders bodies of mails, once for all people who get the same: HTML from a template, and plain text beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from django.conf import settings
from django.template.loader import render_to_string

from accounts.mail_design import inlined
from accounts.unseen import as_line
from alerts.mail import placeholders
from alerts.mail.excerpts import Excerpt
from alerts.mail.lines import clipped
from alerts.mail.subjects import alert_subject, digest_subject, severity_words
from alerts.mail.wording import (
    MEASURES_OF_ONE,
    MEASURES_OF_SEVERAL,
    REVIEWS_PAGE,
    UNREVIEWED,
    MailedChange,
    MailedClause,
    Measure,
    mailed_change,
)
from billing.entitlements import Depth
from governance.reading import ChangeView

# Gmail shows of a longer mail only the beginning, without the way out: it cuts at 102 KB.
MOST_BYTES = 95_000
DISCLAIMER = (
    "This message describes what the documents say and makes no legal determination. "
    "How changes are found and classified: "
)
GATE = "Each changed clause with its exact wording before and after is part of Watcher and Professional."
# True for whoever has just added a platform, has muted one, or filters: others may well be told of a change.
NOTHING = (
    "There is no change to tell you about. This digest covers the active platforms on your watchlists, each from when "
    "you added it, and what your filters let through."
)
NOTHING_IN_CATEGORIES = (
    "There is no change to tell you about. This digest covers the categories you watch over all platforms and the "
    "active platforms on your watchlists, each from when you added it, and what your filters let through."
)
WHY = "Why it may matter"
UNVERIFIED = (
    "Each platform or document below was never captured, could not be verified in the last seven days, can't be read "
    "at present, or is retired. Changes to it may be missing here."
)
_UNVERIFIED_LINE_LENGTH = 300
_PREHEADER_LENGTH = 180
_LINES_OF_A_CLAUSE_HEAD = 2
_BYTES_OF_A_SIGNED_LINK = 100  # after the site's own address; one stands for each change
ANSWER = "Tell us"
_BY_LISTS_ALONE: Mapping[int, Sequence[str]] = MappingProxyType({})
# What the changes of an alert are and why it comes: where no category watch tells them, tells some, tells all.
_ALERTED = (
    ("on platforms you watch", "You get this because a watchlist of yours asks for same-day alerts."),
    (
        "that you watch for",
        "You get this because a watchlist and a category watch of yours ask for same-day alerts.",
    ),
    ("in categories you watch", "You get this because a category watch of yours asks for same-day alerts."),
)


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class _Letter:
    """The contents of a mail before they become HTML or plain text. With a single change, `title` is empty."""

    subject: str
    preheader: str
    title: str
    intro: tuple[str, ...]
    gate: str
    why: str
    changes: tuple[MailedChange, ...] = ()
    listed: tuple[MailedChange, ...] = ()
    left_out: int = 0
    unverified: tuple[str, ...] = ()
    unreviewed: str = ""
    by_categories: Mapping[int, Sequence[str]] = field(default_factory=dict)


def render_alert(
    views: Sequence[ChangeView],
    *,
    depth: Depth,
    counts_unreviewed: bool = False,
    by_categories: Mapping[int, Sequence[str]] = _BY_LISTS_ALONE,
) -> Rendered:
    """Return a same-day alert about these changes, the most important first.

    With `counts_unreviewed` each person is told how many changes they have not decided on. `by_categories` are the
    categories of the category watches that tell a change, by its id.
    """
    several = len(views) > 1
    by_watches = sum(view.id in by_categories for view in views)
    of_what, why = _ALERTED[(by_watches > 0) + (by_watches == len(views))]
    letter = _Letter(
        subject=alert_subject(views),
        preheader=_preheader(views, by_categories),
        title=f"{len(views)} policy changes {of_what}" if several else "",
        intro=(severity_words(views),) if several else (),
        gate=_gate(views, depth),
        why=why,
        unreviewed=UNREVIEWED if counts_unreviewed else "",
        by_categories=by_categories,
    )
    return _fitting(letter, views)


def render_digest(
    views: Sequence[ChangeView],
    *,
    cadence: str,
    period: str,
    depth: Depth,
    unverified: Sequence[str] = (),
    earlier: int = 0,
    counts_unreviewed: bool = False,
    by_categories: Mapping[int, Sequence[str]] = _BY_LISTS_ALONE,
    watches_categories: bool = False,
) -> Rendered:
    """Return a digest of these changes, of which `earlier` are from before the period; without changes a short mail.

    `unverified` are lines about documents that could not be verified. With `counts_unreviewed` each person is told how
    many changes they have not decided on. `by_categories` are the categories of the category watches that tell a
    change, by its id; `watches_categories` says that the digest covers category watches.
    """
    nothing = NOTHING_IN_CATEGORIES if watches_categories else NOTHING
    because = "you have category watches and watchlists" if watches_categories else "you watch platforms"
    letter = _Letter(
        subject=digest_subject(cadence, views),
        preheader=_preheader(views, by_categories) if views else f"{nothing} {period}",
        title=f"Your {cadence} digest",
        intro=(severity_words(views) if views else nothing, f"Period: {period}", *earlier_words(earlier)),
        gate=_gate(views, depth),
        why=f"You get this {cadence} digest because {because}.",
        by_categories=by_categories,
        unverified=tuple(clipped(line, _UNVERIFIED_LINE_LENGTH) for line in unverified),
        unreviewed=UNREVIEWED if counts_unreviewed else "",
    )
    return _fitting(letter, views)


def earlier_words(count: int) -> tuple[str, ...]:
    """Return the sentence about changes that were owed from before the period; empty if there are none."""
    if not count:
        return ()
    are, have = ("is", "has") if count == 1 else ("are", "have")
    return (f"{count:,} of these {are} from before this period and {have} not been in a digest yet.",)


def _gate(views: Sequence[ChangeView], depth: Depth) -> str:
    return GATE if views and depth < Depth.SUMMARY else ""


def _preheader(views: Sequence[ChangeView], by_categories: Mapping[int, Sequence[str]]) -> str:
    """Return what mail programs show after the subject: the other headlines, or a single change's first sentence."""
    if len(views) > 1:
        return clipped("; ".join(clipped(view.headline, _PREHEADER_LENGTH) for view in views[1:4]), _PREHEADER_LENGTH)
    watched = by_categories.get(views[0].id, ())
    change = mailed_change(views[0], MEASURES_OF_ONE[0], links_first=False, watched=watched)
    told = [*change.statements, *([change.lead.sentence] if change.lead else []), change.counts, change.facts]
    return clipped(" · ".join(told), _PREHEADER_LENGTH)


def _fitting(letter: _Letter, views: Sequence[ChangeView]) -> Rendered:
    """Return the fullest version of the mail that mail programs don't cut."""
    for measure in MEASURES_OF_ONE if len(views) == 1 else MEASURES_OF_SEVERAL:
        rendered = _rendered(_with_changes(letter, views, measure))
        if max(_filled_bytes(rendered.html), _filled_bytes(rendered.text)) <= MOST_BYTES:
            break
    return rendered


def _filled_bytes(body: str) -> int:
    """Return about how long the body is once the addresses for answers are filled in."""
    longer = len(settings.BASE_URL) + _BYTES_OF_A_SIGNED_LINK
    return len(body.encode()) + body.count(placeholders.OPINIONS_URL) * longer


def _with_changes(letter: _Letter, views: Sequence[ChangeView], measure: Measure) -> _Letter:
    def told(view: ChangeView, measure: Measure, *, links_first: bool) -> MailedChange:
        watched = letter.by_categories.get(view.id, ())
        return mailed_change(view, measure, links_first=links_first, watched=watched)

    without_clauses = replace(measure, clauses=0)
    links_first = bool(letter.title)
    return replace(
        letter,
        changes=tuple(told(view, measure, links_first=links_first) for view in views[: measure.in_full]),
        listed=tuple(told(view, without_clauses, links_first=True) for view in views[measure.in_full : measure.listed]),
        left_out=max(0, len(views) - measure.listed),
    )


def _rendered(letter: _Letter) -> Rendered:
    return Rendered(subject=letter.subject, html=_html(letter), text="\n".join(_text_lines(letter)) + "\n")


# --- HTML


def _html(letter: _Letter) -> str:
    context = {
        "letter": letter,
        "unverified_words": UNVERIFIED,
        "why_words": WHY,
        "answer_words": ANSWER,
        "name": placeholders.NAME,
        "unsubscribe_url": placeholders.UNSUBSCRIBE_URL,
        "preferences_url": placeholders.PREFERENCES_URL,
        "disclaimer": DISCLAIMER,
        "methodology_url": f"{settings.BASE_URL}/methodology/",
        "newest_url": _newest_url(),
        "tiers_url": _tiers_url(),
        "unreviewed_url": _unreviewed_url(),
        "postal_address": settings.POSTAL_ADDRESS,
    }
    return inlined(render_to_string("alerts/mail/letter.html", context))


def _newest_url() -> str:
    return f"{settings.BASE_URL}/#newest"


def _tiers_url() -> str:
    return f"{settings.BASE_URL}/#tiers"


def _unreviewed_url() -> str:
    return f"{settings.BASE_URL}{REVIEWS_PAGE}"


# --- Plain text


def _text_lines(letter: _Letter) -> Iterator[str]:
    yield f"Hello {placeholders.NAME},"
    yield ""
    yield from _told(letter)
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
    """Yield what the mail tells. No lines but our own have a placeholder that would be filled in."""
    yield from _guarded(_title_lines(letter))
    for change in letter.changes:
        yield from _guarded(_change_lines(change))
        yield ""
        yield from _question_lines(change)
    if letter.listed:
        yield "More changes"
        yield "------------"
        yield ""
    for change in letter.listed:
        yield from _guarded(_listed_lines(change))
        yield from _question_lines(change)
    yield from _guarded(_last_lines(letter))
    if letter.unreviewed:
        yield f"{letter.unreviewed}. See them:"
        yield _unreviewed_url()
        yield ""


def _guarded(lines: Iterator[str]) -> Iterator[str]:
    return (placeholders.guard(as_line(line)) for line in lines)


def _title_lines(letter: _Letter) -> Iterator[str]:
    if letter.title:
        yield letter.title
        yield "=" * len(letter.title)
        yield from letter.intro
        yield ""


def _question_lines(change: MailedChange) -> Iterator[str]:
    yield f"{change.question} {ANSWER}:"
    yield change.opinion_url
    yield ""


def _last_lines(letter: _Letter) -> Iterator[str]:
    if letter.left_out:
        yield f"… and {letter.left_out} more changes: {_newest_url()}"
        yield ""
    if letter.unverified:
        yield UNVERIFIED
        yield from (f"- {line}" for line in letter.unverified)
        yield ""
    if letter.gate:
        yield f"{letter.gate} {_tiers_url()}"
        yield ""


def _change_lines(change: MailedChange) -> Iterator[str]:
    yield from _head_lines(change)
    yield "-" * 40
    yield from change.statements
    lead = list(_clause_lines(change.lead)) if change.lead else []
    head = _LINES_OF_A_CLAUSE_HEAD if change.lead_first else 0
    before_link = len(lead) if change.lead_quotes_first else head
    if lead[:before_link]:
        yield ""
        yield from lead[:before_link]
        yield ""
    yield f"{change.counts}. See the change:"
    yield change.url
    if lead[before_link:]:
        yield ""
        yield from lead[before_link:]
    yield from _after_the_lead(change)


def _after_the_lead(change: MailedChange) -> Iterator[str]:
    if change.why:
        yield ""
        yield f"{WHY}:"
        yield from (f"- {line}" for line in change.why)
    for statement in change.further_statements:
        yield ""
        yield statement
    for clause in change.clauses:
        yield ""
        yield from _clause_lines(clause)
    if change.left_out:
        yield ""
        yield f"And {change.left_out}. {change.url}"
    if change.source_url:
        yield ""
        yield f"The document where the platform publishes it: {change.source_url}"
    if change.attribution:
        yield ""
        yield f"Source: {change.attribution}"


def _head_lines(change: MailedChange) -> Iterator[str]:
    yield change.headline
    if change.is_demonstration:
        yield "[Demonstration: a fictional platform]"
    yield change.place
    yield f"{change.severity.capitalize()} severity · {change.facts}"
    if change.told_by:
        yield change.told_by
    if change.taken_back:
        yield change.taken_back


def _listed_lines(change: MailedChange) -> Iterator[str]:
    yield from _head_lines(change)
    yield f"{change.counts}: {change.url}"


def _clause_lines(clause: MailedClause) -> Iterator[str]:
    """Yield a clause's lines: what happened and where, then the quotations."""
    yield f"* {clause.sentence}"
    yield f"  {clause.facts}"
    if clause.before:
        yield from _quoted("Before", clause.before)
    if clause.after:
        yield from _quoted("After", clause.after)
    if clause.words:
        yield f"  Words: {clause.words}"


def _quoted(name: str, excerpt: Excerpt) -> Iterator[str]:
    """Yield the lines of a quotation, the further ones indented, so none of them looks like a line of ours."""
    text = f"{'… ' if excerpt.cut_before else ''}“{excerpt.text}{'…' if excerpt.cut_after else ''}”"
    first, *further = text.splitlines()
    yield f"  {name}: {first}"
    yield from (f"    {line}" for line in further)
