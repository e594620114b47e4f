"""Pages of compliance memos: the list, asking for one, how far it is made, and removing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from alerts.deadlines.listing import today_of
from alerts.memos.asking import (
    LONGEST_PERIOD,
    MOST_EVIDENCE,
    MOST_MEMOS,
    ComparisonWish,
    MemoWish,
    NotForAMemo,
    TooManyMemos,
    ask_for_memo,
    own_memos,
)
from alerts.models import Memo, Watchlist
from billing.entitlements import Feature
from governance.analysis.stating import compared_categories
from governance.category_words import category_in_words
from governance.models import Change, Document
from governance.stated_provisions import NotToBeCompared, platforms_to_compare
from web.pages.form_fields import DayField
from web.pages.own_pages import (
    FORMS,
    confirmation,
    own_form,
    page_of,
    page_of_feature,
    person_of,
    query_without_page,
)

TITLE = gettext_noop("Memos")
USUAL_PERIOD = timedelta(days=30)
FORMATS: Mapping[str, Any] = {
    Memo.Format.PDF: gettext_lazy("PDF, for reading and keeping"),
    Memo.Format.DOCX: gettext_lazy("Word (DOCX) with tracked changes"),
    Memo.Format.MARKDOWN: gettext_lazy("Markdown"),
    Memo.Format.JSON: gettext_lazy("JSON, by a published schema"),
    Memo.Format.EVIDENCE: gettext_lazy(
        "Evidence: a signed zip with the memo, the texts that it quotes, and a verifier"
    ),
}
KINDS: Mapping[str, Any] = {
    Memo.Kind.DOCUMENT: gettext_lazy("Document"),
    Memo.Kind.CHANGE: gettext_lazy("Change"),
    Memo.Kind.COMPARISON: gettext_lazy("Comparison"),
    Memo.Kind.WATCHLIST: gettext_lazy("Watchlist"),
}
PAPERS: Mapping[str, Any] = {Memo.Paper.A4: gettext_lazy("A4"), Memo.Paper.LETTER: gettext_lazy("US Letter")}


@dataclass(frozen=True, slots=True)
class MemoSubject:
    """What a memo is asked of, by the address; all empty for a watchlist, which the form asks for."""

    document: Document | None = None
    change: Change | None = None
    comparison: ComparisonWish | None = None

    @property
    def is_of_watchlist(self) -> bool:
        return not (self.document or self.change or self.comparison)


class MemoForm(forms.Form):
    """As what file a memo is made; of a watchlist also which, and from which day to which."""

    watchlist = forms.ModelChoiceField(
        label=gettext_lazy("Watchlist"), queryset=Watchlist.objects.none(), empty_label=None
    )
    since = DayField(label=gettext_lazy("First day"))
    until = DayField(label=gettext_lazy("Last day"))
    format = forms.ChoiceField(label=gettext_lazy("File"), choices=list(FORMATS.items()))
    paper = forms.ChoiceField(
        label=gettext_lazy("Paper"),
        choices=list(PAPERS.items()),
        required=False,
        help_text=gettext_lazy("Of a PDF."),
    )

    def __init__(self, *args: Any, subject: MemoSubject, own: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["watchlist"]
        chosen.queryset = own
        chosen.label_from_instance = lambda watchlist: watchlist.name
        if not subject.is_of_watchlist:
            for name in ("watchlist", "since", "until"):
                del self.fields[name]
        if subject.change is None:
            formats: Any = self.fields["format"]
            formats.choices = [pair for pair in FORMATS.items() if pair[0] != Memo.Format.DOCX]


def _kept(user: User) -> list[tuple[str, str]]:
    rows = own_memos(user.pk).order_by("-asked_at", "-pk")[:MOST_MEMOS]
    return [(memo.number, reverse("memo-delete-page", args=[memo.pk])) for memo in rows]


@page_of_feature(Feature.COMPLIANCE_MEMOS, TITLE, kept=_kept)
def memos(request: HttpRequest) -> HttpResponse:
    """Show the memos that the person asked for, the newest first, with their states."""
    own = own_memos(person_of(request).pk)
    page = page_of(request, own.select_related("document", "change").order_by("-asked_at", "-pk"))
    context = {
        "page": page,
        "query": query_without_page(request),
        "rows": [(memo, title_of(memo), KINDS[memo.kind], FORMATS[memo.format]) for memo in page],
        "most": MOST_MEMOS,
        "most_evidence": MOST_EVIDENCE,
        "evidence_count": own.filter(format=Memo.Format.EVIDENCE).count(),
    }
    return render(request, "web/memos.html", context)


@page_of_feature(Feature.COMPLIANCE_MEMOS, TITLE, methods=FORMS)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a memo of what the address names, or of a watchlist; POST asks and leads to the memo."""
    user, now = person_of(request), timezone.now()
    subject, today = _subject(request.GET), today_of(user, now)
    own = Watchlist.objects.filter(user=user).order_by("name", "pk")
    usual = {"since": today - USUAL_PERIOD, "until": today}
    form = MemoForm(request.POST if request.method == "POST" else None, subject=subject, own=own, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            memo, is_new = ask_for_memo(user=user, wish=_wish(form.cleaned_data, subject, now), now=now)
        except NotForAMemo as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except TooManyMemos as refused:
            form.add_error(None, str(refused))
        else:
            if not is_new:
                messages.info(request, _("The same memo is being made already: this is it."))
            return redirect("memo-page", memo.pk)
    context = {
        "form": form,
        "subject": subject,
        "category": category_in_words(subject.comparison.category) if subject.comparison else "",
        "has_watchlists": not subject.is_of_watchlist or own.exists(),
        "longest_days": LONGEST_PERIOD.days,
    }
    return render(request, "web/memo_ask.html", context, status=400 if form.errors else 200)


@page_of_feature(Feature.COMPLIANCE_MEMOS, TITLE)
def memo(request: HttpRequest, memo_id: UUID) -> HttpResponse:
    """Show how far a memo is made; while it is, the page asks to be loaded again. Once it is ready, its file."""
    found = _own(request, memo_id)
    is_waiting = found.state == Memo.State.WAITING
    context = {
        "memo": found,
        "title": title_of(found),
        "kind": KINDS[found.kind],
        "format": FORMATS[found.format],
        "is_waiting": is_waiting,
        "is_begun": is_waiting and (found.progress > 0 or found.lease_until is not None),
    }
    return render(request, "web/memo.html", context)


def title_of(memo: Memo) -> str:
    """Return what a memo is called: its title, and until it has one, what it is of."""
    if memo.title:
        return memo.title
    subject = memo.watchlist_name
    if memo.document:
        subject = memo.document.title
    elif memo.change:
        subject = memo.change.public_id
    return _("Memo of %(subject)s") % {"subject": subject} if subject else _("Memo of a comparison")


@own_form
def delete(request: HttpRequest, memo_id: UUID) -> HttpResponse:
    """Ask before a memo is removed; POST removes it. What is one's own can be removed on any plan."""
    found = _own(request, memo_id)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("The memo is removed."))
        return redirect("memos-page")
    return confirmation(
        request,
        heading=_("Remove this memo?"),
        consequence=_(
            "%(number)s and its file are removed. A memo that is asked for again is made from the record as it is then."
        )
        % {"number": found.number},
        act=_("Remove it"),
        back=reverse("memo-page", args=[found.pk]),
    )


def _own(request: HttpRequest, memo_id: UUID) -> Memo:
    related = own_memos(person_of(request).pk).select_related("document__platform", "change__document__platform")
    found = related.filter(pk=memo_id).first()
    if found is None:
        raise Http404
    return found


def _subject(asked: QueryDict) -> MemoSubject:
    """Return what the address names. Raises Http404 for what there is not, and BadRequest for several subjects."""
    if sum(len(asked.getlist(name)) for name in ("document", "change", "category")) > 1:
        raise BadRequest("A memo has one subject.")
    if "document" in asked:
        documents = Document.objects.select_related("platform")
        return MemoSubject(document=_found(documents.filter(pk=Document.key_of(str(asked["document"])) or 0)))
    if "change" in asked:
        changes = Change.objects.select_related("document__platform")
        return MemoSubject(change=_found(changes.filter(pk=Change.key_of(str(asked["change"])) or 0)))
    if "category" not in asked:
        return MemoSubject()
    if asked["category"] not in compared_categories():
        raise Http404
    try:
        platforms = platforms_to_compare(asked.get("platforms", "")[:1_000].split(","))
    except NotToBeCompared as refused:
        raise Http404 from refused
    return MemoSubject(comparison=ComparisonWish(asked["category"], tuple(platforms)))


def _found(rows: Any) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row


def _wish(sent: Mapping[str, Any], subject: MemoSubject, now: datetime) -> MemoWish:
    """Return the wish of a form. Of a watchlist the days are the person's, and today ends now."""
    period: dict[str, Any] = {}
    if subject.is_of_watchlist:
        zone = timezone.get_current_timezone()
        ends = datetime.combine(sent["until"] + timedelta(days=1), time.min, zone) - timedelta(seconds=1)
        is_today = sent["until"] == timezone.localdate(now)
        period = {
            "watchlist": sent["watchlist"],
            "since": datetime.combine(sent["since"], time.min, zone),
            "until": now.replace(second=0, microsecond=0) if is_today else ends,
        }
    return MemoWish(
        format=sent["format"],
        paper=sent["paper"] or Memo.Paper.A4,
        document=subject.document,
        change=subject.change,
        comparison=subject.comparison,
        **period,
    )
