"""Feeds: those of the record that anybody reads, and the person's own by a private address, with their deadlines."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.services.deletion import DeletionPending
from alerts.deadlines import calendar_feed
from alerts.models import CategoryWatch, WatchedPlatform
from alerts.watching import alert_feeds
from billing.entitlements import Feature
from governance.category_words import category_in_words
from web.gates import gate_for
from web.pages.own_pages import own_form, own_page, person_of, refused_by_plan

MOST_PLATFORMS = 200


@dataclass(frozen=True, slots=True)
class PrivateFeed:
    """A feed at an address that is its person's secret: what it is, and how it is made and ended.

    `addresses` are what stands before and after the token, each with the name of its format.
    """

    key: str
    name: Any
    told: Any
    feature: Feature
    made_at: Callable[..., datetime | None]
    make: Callable[..., str]
    end: Callable[..., None]
    addresses: tuple[tuple[Any, str, str], ...]


ALERTS = PrivateFeed(
    "alerts",
    gettext_lazy("Your alerts"),
    gettext_lazy("Your newest 50 alerts for a feed reader: headlines only, each with a link to the change."),
    Feature.ATOM_FEED,
    alert_feeds.alert_feed_made_at,
    alert_feeds.make_alert_feed,
    alert_feeds.end_alert_feed,
    (
        (gettext_lazy("Atom"), "/api/v1/feeds/", ".atom"),
        (gettext_lazy("JSON Feed"), "/api/v1/feeds/", ".json"),
    ),
)
DEADLINES = PrivateFeed(
    "deadlines",
    gettext_lazy("Your deadlines"),
    gettext_lazy("Days of effect, ends of objection and opt-out periods, and your reviews, for a calendar program."),
    Feature.DEADLINES,
    calendar_feed.feed_made_at,
    calendar_feed.make_feed,
    calendar_feed.end_feed,
    ((gettext_lazy("iCalendar"), "/api/v1/deadlines/", ".ics"),),
)


@own_page
def feeds(request: HttpRequest) -> HttpResponse:
    """Show the public feeds of what the person watches, and whether they have feeds of their own."""
    user, now = person_of(request), timezone.now()
    order = WatchedPlatform.objects.filter(user=user).select_related("platform").order_by("position")
    watched = CategoryWatch.objects.filter(user=user).order_by("created_at", "pk").values_list("category", flat=True)
    context = {
        "private": [(feed, gate_for(user, feed.feature, now), feed.made_at(user)) for feed in (ALERTS, DEADLINES)],
        "platforms": [row.platform for row in order[:MOST_PLATFORMS]],
        "categories": [(one, category_in_words(one)) for one in watched],
    }
    return render(request, "web/telling/feeds.html", context)


@own_form
def make(request: HttpRequest, feed: PrivateFeed) -> HttpResponse:
    """Say what making the feed means, or making it anew. POST makes it and shows its addresses this once."""
    user, now = person_of(request), timezone.now()
    if gate_for(user, feed.feature, now):
        return refused_by_plan(request, "feeds")
    if request.method == "POST":
        try:
            token = feed.make(user=user, now=now)
        except DeletionPending as refused:
            messages.error(request, str(refused))
            return redirect("feeds")
        urls = [(words, f"{settings.BASE_URL}{before}{token}{after}") for words, before, after in feed.addresses]
        return render(request, "web/telling/feed_address.html", {"feed": feed, "urls": urls})
    return render(request, "web/telling/feed_make.html", {"feed": feed, "made_at": feed.made_at(user)})


@own_form
def end(request: HttpRequest, feed: PrivateFeed) -> HttpResponse:
    """Say what ending the feed means. POST ends it, on any plan."""
    user = person_of(request)
    if request.method == "POST":
        feed.end(user=user)
        messages.success(request, _("The feed is ended. Its address leads nowhere now."))
        return redirect("feeds")
    return render(request, "web/telling/feed_end.html", {"feed": feed, "made_at": feed.made_at(user)})
