"""Renders bodies of mails, once for all people who get the same: HTML from a template, and plain text beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, gettext_noop, ngettext, ngettext_lazy
from django.utils.translation import gettext as _

from accounts.mail_design import inlined
from accounts.unseen import as_line
from alerts.mail import placeholders
from alerts.mail.excerpts import Excerpt
from alerts.mail.lines import clipped, grouped
from alerts.mail.subjects import alert_subject, digest_subject, severity_words
from alerts.mail.wording import (
    MEASURES_OF_ONE,
    MEASURES_OF_SEVERAL,
    REVIEWS_PAGE,
    MailedChange,
    MailedClause,
    Measure,
    mailed_change,
    unreviewed_words,
)
from billing.entitlements import Depth
from governance.reading import ChangeView

# Gmail shows of a longer mail only the beginning, without the way out: it cuts at 102 KB.
MOST_BYTES = 95_000
# Their translations are looked up where they are used.
DISCLAIMER = gettext_noop(
    "This message describes what the documents say and makes no legal determination. "
    "How changes are found and classified:"
)
# Nothing to a reader of English: what the rules write is in English.
IN_ENGLISH = gettext_noop(
    "Headlines and summaries are written in English, quotations in the language of their document."
)
GATE = gettext_noop("Each changed clause with its exact wording before and after is part of Watcher and Professional.")
# True for whoever has just added a platform, has muted one, or filters: others may well be told of a change.
NOTHING = gettext_noop(
    "There is no change to tell you about. This digest covers the active platforms on your watchlists, each from when "
    "you added it, and what your filters let through."
)
NOTHING_IN_CATEGORIES = gettext_noop(
    "There is no change to tell you about. This digest covers the categories you watch over all platforms and the "
    "active platforms on your watchlists, each from when you added it, and what your filters let through."
)
WHY = gettext_noop("Why it may matter")
UNVERIFIED = gettext_noop(
    "Each platform or document below was never captured, could not be verified in the last seven days, can't be read "
    "at present, or is retired. Changes to it may be missing here."
)
_UNVERIFIED_LINE_LENGTH = 300
_PREHEADER_LENGTH = 180
_LINES_OF_A_CLAUSE_HEAD = 2
_BYTES_OF_A_SIGNED_LINK = 100  # after the site's own address; one stands for each change
ANSWER = gettext_noop("Tell us")
_BY_LISTS_ALONE: Mapping[int, Sequence[str]] = MappingProxyType({})
# What the changes of an alert are and why it comes: where no category watch tells them, tells some, tells all.
_ALERTED = (
    (
        ngettext_lazy(
            "%(count)s policy change on platforms you watch", "%(count)s policy changes on platforms you watch", "count"
        ),
        gettext_lazy("You get this because a watchlist of yours asks for same-day alerts."),
    ),
    (
        ngettext_lazy(
            "%(count)s policy change that you watch for", "%(count)s policy changes that you watch for", "count"
        ),
        gettext_lazy("You get this because a watchlist and a category watch of yours ask for same-day alerts."),
    ),
    (
        ngettext_lazy(
            "%(count)s policy change in categories you watch",
            "%(count)s policy changes in categories you watch",
            "count",
        ),
        gettext_lazy("You get this because a category watch of yours asks for same-day alerts."),
    ),
)
_DIGESTS = {"daily": gettext_lazy("Your daily digest"), "weekly": gettext_lazy("Your weekly digest")}
_WHY_A_DIGEST = {
    "daily": gettext_lazy("You get this daily digest because you watch platforms."),
    "weekly": gettext_lazy("You get this weekly digest because you watch platforms."),
}
_WHY_A_DIGEST_OF_CATEGORIES = {
    "daily": gettext_lazy("You get this daily digest because you have category watches and watchlists."),
    "weekly": gettext_lazy("You get this weekly digest because you have category watches and watchlists."),
}


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
    title, why = _ALERTED[(by_watches > 0) + (by_watches == len(views))]
    letter = _Letter(
        subject=alert_subject(views),
        preheader=_preheader(views, by_categories),
        title=title % {"count": len(views)} if several else "",
        intro=(severity_words(views),) if several else (),
        gate=_gate(views, depth),
        why=str(why),
        unreviewed=unreviewed_words() if counts_unreviewed else "",
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
    nothing = _(NOTHING_IN_CATEGORIES if watches_categories else NOTHING)
    why = _WHY_A_DIGEST_OF_CATEGORIES if watches_categories else _WHY_A_DIGEST
    told_period = _("Period: %(period)s") % {"period": period}
    letter = _Letter(
        subject=digest_subject(cadence, views),
        preheader=_preheader(views, by_categories) if views else f"{nothing} {period}",
        title=str(_DIGESTS[cadence]),
        intro=(severity_words(views) if views else nothing, told_period, *earlier_words(earlier)),
        gate=_gate(views, depth),
        why=str(why[cadence]),
        by_categories=by_categories,
        unverified=tuple(clipped(line, _UNVERIFIED_LINE_LENGTH) for line in unverified),
        unreviewed=unreviewed_words() if counts_unreviewed else "",
    )
    return _fitting(letter, views)


def earlier_words(count: int) -> tuple[str, ...]:
    """Return the sentence about changes that were owed from before the period; empty if there are none."""
    if not count:
        return ()
    told = ngettext(
        "%(count)s of these is from before this period and has not been in a digest yet.",
        "%(count)s of these are from before this period and have not been in a digest yet.",
        count,
    )
    return (told % {"count": grouped(count)},)


def _gate(views: Sequence[ChangeView], depth: Depth) -> str:
    return _(GATE) if views and depth < Depth.SUMMARY else ""


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
        "in_english": _in_english(),
        "is_translated": _is_translated(),
        "english_words": _(IN_ENGLISH),
        "unverified_words": _(UNVERIFIED),
        "why_words": _(WHY),
        "answer_words": _(ANSWER),
        "name": placeholders.NAME,
        "unsubscribe_url": placeholders.UNSUBSCRIBE_URL,
        "preferences_url": placeholders.PREFERENCES_URL,
        "disclaimer": _(DISCLAIMER),
        "methodology_url": f"{settings.BASE_URL}/methodology/",
        "newest_url": _newest_url(),
        "tiers_url": _tiers_url(),
        "unreviewed_url": _unreviewed_url(),
        "postal_address": settings.POSTAL_ADDRESS,
    }
    return inlined(render_to_string("alerts/mail/letter.html", context))


def _is_translated() -> bool:
    return get_language() != "en"


def _in_english() -> SafeString:
    """Return the attribute of elements that hold what the rules write; none in a mail that is in English itself."""
    return mark_safe(' lang="en"' if _is_translated() else "")  # noqa: S308  (ours)


def _newest_url() -> str:
    return f"{settings.BASE_URL}/#newest"


def _tiers_url() -> str:
    return f"{settings.BASE_URL}/#tiers"


def _unreviewed_url() -> str:
    return f"{settings.BASE_URL}{REVIEWS_PAGE}"


# --- Plain text


def _text_lines(letter: _Letter) -> Iterator[str]:
    yield _("Hello %(name)s,") % {"name": placeholders.NAME}
    yield ""
    yield from _told(letter)
    yield "-- "
    yield letter.why
    yield _("Preferences: %(url)s") % {"url": placeholders.PREFERENCES_URL}
    yield _("Unsubscribe: %(url)s") % {"url": placeholders.UNSUBSCRIBE_URL}
    yield ""
    yield f"{_(DISCLAIMER)} {settings.BASE_URL}/methodology/"
    if _is_translated():
        yield _(IN_ENGLISH)
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
        yield _("More changes")
        yield "-" * len(_("More changes"))
        yield ""
    for change in letter.listed:
        yield from _guarded(_listed_lines(change))
        yield from _question_lines(change)
    yield from _guarded(_last_lines(letter))
    if letter.unreviewed:
        yield _("%(unreviewed)s. See them:") % {"unreviewed": letter.unreviewed}
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
    yield f"{change.question} {_(ANSWER)}:"
    yield change.opinion_url
    yield ""


def _last_lines(letter: _Letter) -> Iterator[str]:
    if letter.left_out:
        told = ngettext(
            "… and %(count)s more change: %(url)s", "… and %(count)s more changes: %(url)s", letter.left_out
        )
        yield told % {"count": letter.left_out, "url": _newest_url()}
        yield ""
    if letter.unverified:
        yield _(UNVERIFIED)
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
    yield _("%(counts)s. See the change:") % {"counts": change.counts}
    yield change.url
    if lead[before_link:]:
        yield ""
        yield from lead[before_link:]
    yield from _after_the_lead(change)


def _after_the_lead(change: MailedChange) -> Iterator[str]:
    if change.why:
        yield ""
        yield f"{_(WHY)}:"
        yield from (f"- {line}" for line in change.why)
    for statement in change.further_statements:
        yield ""
        yield statement
    for clause in change.clauses:
        yield ""
        yield from _clause_lines(clause)
    if change.left_out:
        yield ""
        yield _("And %(left_out)s. %(url)s") % {"left_out": change.left_out, "url": change.url}
    if change.source_url:
        yield ""
        yield _("The document where the platform publishes it: %(url)s") % {"url": change.source_url}
    if change.attribution:
        yield ""
        yield _("Source: %(source)s") % {"source": change.attribution}


def _head_lines(change: MailedChange) -> Iterator[str]:
    yield change.headline
    if change.is_demonstration:
        yield _("[Demonstration: a fictional platform]")
    yield change.place
    yield f"{change.severity_words} · {change.facts}"
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
        yield from _quoted(_("Before"), clause.before)
    if clause.after:
        yield from _quoted(_("After"), clause.after)
    if clause.words:
        yield "  " + _("Words: %(words)s") % {"words": clause.words}


def _quoted(name: str, excerpt: Excerpt) -> Iterator[str]:
    """Yield the lines of a quotation, the further ones indented, so none of them looks like a line of ours."""
    text = f"{'… ' if excerpt.cut_before else ''}“{excerpt.text}{'…' if excerpt.cut_after else ''}”"
    first, *further = text.splitlines()
    yield f"  {name}: {first}"
    yield from (f"    {line}" for line in further)
