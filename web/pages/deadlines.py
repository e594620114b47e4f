"""The page of a person's deadlines by month, and of the private address at which a calendar reads them."""

from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.services.deletion import DeletionPending
from alerts.deadlines.calendar_feed import end_feed, feed_made_at, make_feed
from alerts.deadlines.listing import MOST_DEADLINES, Deadline, DeadlineKind, DeadlineSpan, deadlines_of, today_of
from billing.entitlements import Feature
from web.pages.own_pages import own_act, page_of_feature, person_of

TITLE = gettext_noop("Deadlines")
KINDS = {
    DeadlineKind.EFFECTIVE_DATE: gettext_lazy("Takes effect"),
    DeadlineKind.OBJECTION_END: gettext_lazy("Objection ends"),
    DeadlineKind.OPT_OUT_END: gettext_lazy("Opt-out ends"),
    DeadlineKind.REVIEW_DUE: gettext_lazy("Review due"),
}


@page_of_feature(Feature.DEADLINES, TITLE)
def deadlines(request: HttpRequest) -> HttpResponse:
    """Show the days from today on that changes and reviews bring, by month, each with the words that state it."""
    return _shown(request, "")


@page_of_feature(Feature.DEADLINES, TITLE, methods=("POST",))
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Make the calendar's address, which ends the one from before, and show it this once."""
    try:
        token = make_feed(user=person_of(request), now=timezone.now())
    except DeletionPending as refused:
        messages.error(request, str(refused))
        return redirect("deadlines-page")
    return _shown(request, f"{settings.BASE_URL}/api/v1/deadlines/{token}.ics")


@own_act
def end_calendar(request: HttpRequest) -> HttpResponse:
    """End the calendar's address. What is one's own can be ended on any plan."""
    end_feed(user=person_of(request))
    messages.success(request, _("The calendar’s address no longer works."))
    return redirect("deadlines-page")


def _shown(request: HttpRequest, address: str) -> HttpResponse:
    user, now = person_of(request), timezone.now()
    found, has_more = deadlines_of(user, DeadlineSpan(since=today_of(user, now)), now)
    months = groupby(found, key=_month_of)
    context: dict[str, Any] = {
        "months": [(month, [(one, KINDS[one.kind]) for one in days]) for month, days in months],
        "has_more": has_more,
        "most": MOST_DEADLINES,
        "address": address,
        "made_at": feed_made_at(user),
        "zone": user.timezone,
    }
    return render(request, "web/deadlines.html", context)


def _month_of(deadline: Deadline) -> date:
    return deadline.day.replace(day=1)
