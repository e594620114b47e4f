"""Pages of the timelines of a platform and of a document, narrowed by kind, category, severity and period."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.settings import api_settings

from billing.entitlements import Feature, for_request
from governance.api.timelines import TimelineFilters, sentence_of
from governance.category_words import CATEGORIES, category_in_words
from governance.models import Document, Event, Platform, Provision
from governance.models.changes import Severity
from web.pages.form_fields import DayField, day_typed
from web.pages.lifelines import lifelines_of_document
from web.pages.own_pages import page_of_feature

TITLE = gettext_noop("Timeline")
KINDS: Mapping[str, Any] = {
    Event.Kind.POLICY_CHANGE: gettext_lazy("Policy change"),
    Event.Kind.PROVISION_UPDATE: gettext_lazy("Update of a provision"),
    Event.Kind.RETURNED: gettext_lazy("Returned to an earlier text"),
    Event.Kind.EFFECTIVE_DATE_ANNOUNCED: gettext_lazy("Date of effect announced"),
    Event.Kind.EFFECTIVE_DATE_REACHED: gettext_lazy("Date of effect reached"),
    Event.Kind.DOCUMENT_ADDED: gettext_lazy("Document added"),
    Event.Kind.DOCUMENT_MOVED: gettext_lazy("Document moved"),
    Event.Kind.DOCUMENT_UNREACHABLE: gettext_lazy("Document unreachable"),
    Event.Kind.DOCUMENT_REACHABLE_AGAIN: gettext_lazy("Document reachable again"),
    Event.Kind.DOCUMENT_GONE: gettext_lazy("Document gone"),
    Event.Kind.DOCUMENT_APPEARED_AGAIN: gettext_lazy("Document appeared again"),
    Event.Kind.DOCUMENT_RETIRED: gettext_lazy("Document retired"),
}
SEVERITIES = (
    ("", gettext_lazy("Any severity")),
    ("medium", gettext_lazy("Medium or high")),
    ("high", gettext_lazy("High")),
)


class TimelineForm(forms.Form):
    """What a timeline is narrowed to; each may be empty."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All kinds")), *KINDS.items()]
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    min_severity = forms.ChoiceField(label=gettext_lazy("Severity"), required=False, choices=SEVERITIES)
    since = DayField(label=gettext_lazy("From"), required=False)
    until = DayField(label=gettext_lazy("To"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["category"]
        chosen.choices = [("", _("All categories")), *((one, category_in_words(one)) for one in CATEGORIES)]


@page_of_feature(Feature.TIMELINES, TITLE, for_visitors=True)
def of_platform(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what happened to all documents of a platform, newest first."""
    found = Platform.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return _shown(request, Event.objects.filter(platform=found), {"platform": found})


@page_of_feature(Feature.TIMELINES, TITLE, for_visitors=True)
def of_document(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what happened to a document, newest first, and above it, if nothing is narrowed, its provisions' lives."""
    documents = Document.objects.select_related("platform")
    found = documents.filter(pk=Document.key_of(public_id) or 0).first()
    if found is None:
        raise Http404
    context: dict[str, Any] = {"document": found, "platform": found.platform}
    if not request.GET and for_request(request, timezone.now()).has(Feature.PROVISION_HISTORY):
        context["lifelines"] = lifelines_of_document(found)
    return _shown(request, Event.objects.filter(document=found), context)


def _shown(request: HttpRequest, events: Any, context: dict[str, Any]) -> HttpResponse:
    """Show a page of the events, by the filters and the paging of the API, which says what is wrong with either."""
    paging: Any = api_settings.DEFAULT_PAGINATION_CLASS
    pages, said = paging(), ""
    asked = Request(_with_days_in_iso(request))
    rows: list[Event] = []
    links: Mapping[str, Any] = {}
    try:
        found = TimelineFilters.of(asked).applied(events, timezone.now())
        rows = pages.paginate_queryset(found.order_by("-occurred_at", "-id"), asked) or []
        links = pages.get_paginated_response([]).data
    except ValidationError as refused:
        wrong: Any = refused.detail
        said = " ".join(str(one) for many in wrong.values() for one in many)
    context |= {
        "form": TimelineForm(request.GET if request.GET else None),
        "is_narrowed": any(value for name, value in request.GET.items() if name != "cursor"),
        "said": said,
        "days": [(day, list(events)) for day, events in groupby(map(_told, rows), key=_day_of)],
        "newer": _query(links.get("previous")),
        "older": _query(links.get("next")),
    }
    return render(request, "web/timeline.html", context)


def _with_days_in_iso(request: HttpRequest) -> HttpRequest:
    """Return the request with its days as the API reads them, however the person typed them."""
    query = request.GET.copy()
    for name in {"since", "until"} & query.keys():
        query[name] = day_typed(str(query[name]))
    request.GET = query  # type: ignore[assignment]
    return request


def _told(event: Event) -> tuple[Event, Any, str, str, str]:
    """Return an event with its kind, its sentence, its severity and its provision in words."""
    severity = "" if event.severity is None else str(Severity(event.severity).label)
    provision = Provision.public_id_of(event.provision_id) if event.provision_id else ""
    return event, KINDS[event.kind], sentence_of(event), severity, provision


def _day_of(told: tuple[Event, Any, str, str, str]) -> date:
    """Return the day of an event in the person's zone; a date of effect is the day that the text states."""
    event = told[0]
    if event.kind == Event.Kind.EFFECTIVE_DATE_REACHED:
        return event.occurred_at.date()
    return timezone.localdate(event.occurred_at)


def _query(link: str | None) -> str:
    return link.partition("?")[2] if link else ""
