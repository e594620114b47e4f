"""Pages of the log of decisions: the queue, one review, and its sign-off."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from alerts.deadlines.listing import today_of
from alerts.models import Review
from alerts.models.reviews import LONGEST_PERSON, LONGEST_REASON
from alerts.reviewing.reviews import (
    STATES,
    ReviewDiffers,
    ReviewFilters,
    ReviewIncomplete,
    ReviewLocked,
    begin_review,
    change_review,
    fingerprint_of,
    own_reviews,
    sign_off,
)
from alerts.reviewing.unreviewed import LOOKED_BACK, unreviewed_changes
from billing.entitlements import Feature
from governance.models import Change
from governance.models.changes import Severity
from governance.reading import change_views
from web.pages.form_fields import DayField, LongTextField, OneLineField, sent_fields
from web.pages.own_pages import FORMS, page_of, page_of_feature, person_of, query_without_page

NEWEST_WAITING = 10
TITLE = gettext_noop("Reviews")
STATES_IN_WORDS = {
    "open": gettext_lazy("Open"),
    "decided": gettext_lazy("Decided, not signed off"),
    "signed_off": gettext_lazy("Signed off"),
}
DECISIONS = {
    Review.Decision.NO_ACTION: gettext_lazy("No action"),
    Review.Decision.ACCEPT: gettext_lazy("Accept"),
    Review.Decision.OBJECT: gettext_lazy("Object"),
    Review.Decision.RENEGOTIATE: gettext_lazy("Renegotiate"),
    Review.Decision.ESCALATE: gettext_lazy("Escalate"),
}
assert STATES_IN_WORDS.keys() == STATES.keys()


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A review in words, and whether it is overdue on the person's today."""

    review: Review
    severity: str
    state: str
    decision: str
    is_overdue: bool

    @classmethod
    def of(cls, review: Review, today: date) -> "ShownReview":
        is_late = review.due_date is not None and review.due_date < today and review.signed_off_at is None
        return cls(
            review=review,
            severity=str(Severity(review.severity).label),
            state=str(STATES_IN_WORDS[review.state]),
            decision=str(DECISIONS[Review.Decision(review.decision)]) if review.decision else "",
            is_overdue=is_late,
        )


class ReviewWishes(forms.Form):
    """What the queue is narrowed to; each may be empty."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    assignee = forms.ChoiceField(label=gettext_lazy("Assignee"), required=False)

    def __init__(self, *args: Any, assignees: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        states: Any = self.fields["state"]
        states.choices = [("", _("All states")), *STATES_IN_WORDS.items()]
        people: Any = self.fields["assignee"]
        people.choices = [("", _("Everybody")), *((name, name) for name in assignees)]


class DecisionForm(forms.Form):
    """Who looks at a change until when, and what was decided."""

    assignee = OneLineField(
        label=gettext_lazy("Assignee"),
        max_length=LONGEST_PERSON,
        required=False,
        help_text=gettext_lazy("Who is to look at it. Any name; nobody is sent a mail."),
    )
    due_date = DayField(label=gettext_lazy("Due date"), required=False)
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        required=False,
        choices=[("", gettext_lazy("Not decided yet")), *DECISIONS.items()],
    )
    reason = LongTextField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False)
    decided_by = OneLineField(label=gettext_lazy("Decided by"), max_length=LONGEST_PERSON, required=False)


class SignOffForm(forms.Form):
    """In whose name a review is signed off."""

    name = OneLineField(label=gettext_lazy("Signed off by"), max_length=LONGEST_PERSON)


@page_of_feature(Feature.REVIEW_LOG, TITLE)
def reviews(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision and what was decided: what is not signed off first, by due date."""
    user, now = person_of(request), timezone.now()
    own = own_reviews(user.pk)
    names = own.exclude(assignee="").order_by("assignee").values_list("assignee", flat=True).distinct()
    asked = ReviewWishes(request.GET, assignees=list(names))
    given = {name: value for name, value in (asked.cleaned_data if asked.is_valid() else {}).items() if value}
    ordered = own_reviews(user.pk, ReviewFilters(**given)).order_by(
        F("signed_off_at").desc(nulls_first=True), F("due_date").asc(nulls_last=True), "-created_at", "-pk"
    )
    page, today = page_of(request, ordered), today_of(user, now)
    waiting = unreviewed_changes(user.pk, now).exclude(pk__in=own.values("change")).order_by("-detected_at", "-pk")
    context = {
        "asked": asked,
        "has_assignees": bool(names),
        "is_narrowed": bool(given),
        "page": page,
        "query": query_without_page(request),
        "rows": [ShownReview.of(review, today) for review in page],
        "waiting": [] if given else list(waiting[:NEWEST_WAITING]),
        "waiting_count": waiting.count(),
        "looked_back_days": LOOKED_BACK.days,
    }
    return render(request, "web/reviews.html", context)


@page_of_feature(Feature.REVIEW_LOG, TITLE, methods=("POST",))
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin the review of a change, or find the one that was begun, and lead to it."""
    change = Change.objects.filter(pk=Change.key_of(public_id) or 0).first()
    if change is None:
        raise Http404
    found, _is_new = begin_review(user=person_of(request), change=change, given={}, now=timezone.now())
    return redirect("review-page", found.pk)


@page_of_feature(Feature.REVIEW_LOG, TITLE, methods=FORMS)
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show one review with its form; POST saves what was sent of it, and leaves the rest as it is."""
    found = _own(request, review_id)
    fields = ("assignee", "due_date", "decision", "reason", "decided_by")
    form = DecisionForm(_posted(request), initial={name: getattr(found, name) for name in fields})
    if request.method == "POST" and form.is_valid():
        given = sent_fields(form)
        if not given:
            raise BadRequest("Nothing of a review was sent.")
        try:
            change_review(review=found, given=given, now=timezone.now())
        except ReviewLocked as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved."))
        return redirect("review-page", found.pk)
    (view,) = change_views([found.change_id], with_summary=True)
    context = {**_shown(request, found), "form": form, "statements": view.statements}
    return render(request, "web/review.html", context, status=400 if form.errors else 200)


@page_of_feature(Feature.REVIEW_LOG, TITLE, methods=FORMS)
def signing_off(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say what a sign-off locks, and sign off by POST; what was not shown is shown first."""
    found, form, status = _own(request, review_id), SignOffForm(_posted(request)), 200
    if request.method == "POST" and form.is_valid():
        name, shown = form.cleaned_data["name"], request.POST.get("shown", "")
        try:
            sign_off(review=found, name=name, now=timezone.now(), shown=shown)
        except ReviewLocked:
            messages.error(request, _already_signed_off(_own(request, review_id)))
            return redirect("review-page", found.pk)
        except ReviewIncomplete as refused:
            messages.error(request, str(refused))
            return redirect("sign-off-page", found.pk)
        except ReviewDiffers:
            found, status = _own(request, review_id), 409
        else:
            messages.success(request, _("Signed off. This review can no longer be changed."))
            return redirect("review-page", found.pk)
    if found.signed_off_at is not None:
        return redirect("review-page", found.pk)
    labels = {name: field.label for name, field in DecisionForm.base_fields.items()}
    context = {
        **_shown(request, found),
        "form": form,
        "missing": [labels[name] for name in ("decision", "reason", "decided_by") if not getattr(found, name).strip()],
        "fingerprint": fingerprint_of(found),
        "differs": status == 409,
    }
    return render(request, "web/sign_off.html", context, status=400 if form.errors else status)


def _posted(request: HttpRequest) -> Any:
    """Return what was sent: of a form without any field that is nothing, and not no form."""
    return request.POST if request.method == "POST" else None


def _already_signed_off(review: Review) -> str:
    said = _("This review was signed off already, by %(name)s on %(at)s. Your sign-off changed nothing.")
    at = date_format(timezone.localtime(review.signed_off_at), "DATETIME_FORMAT")
    return said % {"name": review.signed_off_by, "at": at}


def _own(request: HttpRequest, review_id: UUID) -> Review:
    found = own_reviews(person_of(request).pk).filter(pk=review_id).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, review: Review) -> dict[str, Any]:
    document = review.change.document
    return {
        "shown": ShownReview.of(review, today_of(person_of(request), timezone.now())),
        "review": review,
        "change": review.change,
        "document": document,
        "platform": document.platform,
    }
