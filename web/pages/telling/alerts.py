"""The inbox of alerts, and one alert: what became of its mail, and what the person thinks of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from alerts.inbox import delivery_of, mark_read, with_delivery
from alerts.models import Alert
from alerts.opinions.saying import ToldChange
from billing.entitlements import Feature
from governance.category_words import category_in_words
from governance.models import Platform
from governance.models.changes import Severity
from governance.reading import ChangeView, change_views
from web.gates import gate_for
from web.pages.own_pages import own_act, own_form, own_page, person_of, rows_after
from web.pages.telling.answers import answers_of, took_answer
from web.pages.telling.mails_in_words import mail_in_words

ALERTS_A_PAGE = 30
MOST_PLATFORMS = 500


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An alert with its change, the category watches that told it by name, and what became of the mail."""

    alert: Alert
    change: ChangeView
    by_categories: list[str]
    mail: str


class InboxFilters(forms.Form):
    """What the inbox is narrowed to; each may be empty. Platforms are those that the person was told of."""

    unread = forms.BooleanField(label=_("Only unread"), required=False)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    severity = forms.ChoiceField(
        label=_("Severity"),
        required=False,
        choices=[
            ("", _("Any severity")),
            (Severity.HIGH.label, _("High")),
            (Severity.MEDIUM.label, _("Medium")),
            (Severity.LOW.label, _("Low")),
        ],
    )

    def __init__(self, user: User, data: Any) -> None:
        super().__init__(data)
        told = Alert.objects.filter(user=user).values("change__platform")
        named = Platform.objects.filter(pk__in=told).order_by("name", "pk").values_list("slug", "name")
        self.fields["platform"].choices = [("", _("All platforms")), *named[:MOST_PLATFORMS]]  # type: ignore[attr-defined]

    def narrowed(self, alerts: "QuerySet[Alert]") -> "QuerySet[Alert]":
        """Return those of the alerts that are asked for."""
        asked = self.cleaned_data
        if asked["unread"]:
            alerts = alerts.filter(read_at=None)
        if asked["platform"]:
            alerts = alerts.filter(change__platform__slug=asked["platform"])
        if asked["severity"]:
            alerts = alerts.filter(change__severity=Severity[asked["severity"].upper()])
        return alerts


@own_page
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the person's alerts, the newest first, narrowed by what the address asks for."""
    user = person_of(request)
    asked, own = InboxFilters(user, request.GET), Alert.objects.filter(user=user)
    found = asked.narrowed(own) if asked.is_valid() else own.none()
    page = rows_after(
        with_delivery(found), known=own, by="-created_at", after=request.GET.get("after", ""), size=ALERTS_A_PAGE
    )
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "asked": asked,
        "is_narrowed": any(asked.cleaned_data.values()) if asked.is_valid() else True,
        "rows": _rows(page.rows),
        "after": page.after,
        "query": query.urlencode(),
        "unread_count": own.filter(read_at=None).count(),
        "gate": gate_for(user, Feature.SAME_DAY_ALERTS, timezone.now()),
    }
    return render(request, "web/telling/alerts.html", context)


def _rows(alerts: list[Alert]) -> list[InboxRow]:
    views = {view.id: view for view in change_views([row.change_id for row in alerts], with_summary=False)}
    return [
        InboxRow(
            row,
            views[row.change_id],
            [*map(category_in_words, row.by_categories.split())],
            mail_in_words(delivery_of(row)),
        )
        for row in alerts
    ]


@own_form
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Show one alert, its mail and what the person said of it. POST stores what they say, or takes it back."""
    own = with_delivery(Alert.objects.filter(user=person_of(request)))
    found = get_object_or_404(own.select_related("change__platform"), pk=alert_id)
    told = ToldChange.by_alert(found)
    refused = None
    if request.method == "POST":
        refused = took_answer(request, told)
        if refused is None:
            return redirect("alert-page", alert_id)
    (row,) = _rows([found])
    context = {"row": row, "delivery": delivery_of(found), **answers_of(told, refused)}
    return render(request, "web/telling/alert.html", context, status=400 if refused else 200)


@own_act
def read(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Mark the alert as read. `open` leads to its change, else back to where the inbox was."""
    own = Alert.objects.filter(user=person_of(request)).select_related("change")
    found = get_object_or_404(own, pk=alert_id)
    mark_read(alert=found, now=timezone.now())
    if "open" in request.POST:
        return redirect("change-page", found.change.public_id)
    messages.success(request, _("Marked as read."))
    return redirect(f"{reverse('alerts')}?{request.GET.urlencode()}")
