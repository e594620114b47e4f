"""The person's own page: what changed for them, what they watch, and their plan. And the page that starts the trial."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.services.deletion import DeletionPending
from accounts.zones import zone_of
from alerts.models import Alert, WatchedPlatform, WatchItem, Watchlist
from alerts.watching.own_order import inactive_reason
from alerts.watching.watchlists import unwatch
from billing.entitlements import Feature
from billing.plans import PLANS, TRIAL_TIER, Tier
from billing.services.overview import Overview, overview_of
from billing.services.trials import AlreadySubscribed, EmailUnverified, TrialAlreadyUsed, start_trial
from governance.models import Change
from governance.monitoring import Monitoring, monitoring_of
from governance.reading import ChangeView, change_views
from web.pages.coming_up import LOOKED_AHEAD, coming_up
from web.pages.own_pages import own_page, person_of, slug_of
from web.plan_words import groups_of

MOST_PLATFORMS = 200
NEWEST_ALERTS = 20
NEWEST_CHANGES = 10
INACTIVE = {
    "over_limit": "Inactive: your plan covers fewer platforms. It is kept.",
    "paused": "Paused",
    "muted": "Muted",
}


@dataclass(frozen=True, slots=True)
class ShownPlatform:
    """A platform that the person watches; `said` is why it brings no mail, empty where it does."""

    place: WatchedPlatform
    said: str
    monitoring: Monitoring
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """An alert and its change; `is_new` until the person has read it."""

    change: ChangeView
    created_at: datetime
    is_new: bool


@own_page
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show what is to be looked at, what changed on the person's platforms, what they watch, and their plan."""
    user, now = person_of(request), timezone.now()
    overview = overview_of(user, now)
    cap = overview.entitlement.plan.platforms
    places = _places(user, cap, now)
    alerts = _alerts(user)
    context = {
        "plan": overview.entitlement.plan,
        "entitlement": overview.entitlement,
        "trial": overview.trial,
        "bought_plan": PLANS[Tier(overview.bought.tier)] if overview.bought else None,
        "may_try": overview.is_trial_available,
        "trial_plan": PLANS[TRIAL_TIER],
        "trial_days": settings.TRIAL_DAYS,
        "cap": cap,
        "places": places,
        "coming": coming_up(user, overview.entitlement, now),
        "days_ahead": LOOKED_AHEAD.days,
        "has_compliance": overview.entitlement.has(Feature.REVIEW_LOG),
        "alerts": alerts,
        "has_alerts": overview.entitlement.has(Feature.SAME_DAY_ALERTS),
        "changes": [] if alerts else _changes(places),
    }
    return render(request, "web/dashboard.html", context)


def _places(user: User, cap: int | None, now: datetime) -> list[ShownPlatform]:
    order = WatchedPlatform.objects.filter(user=user).select_related("platform").order_by("position")
    rows = list(order[:MOST_PLATFORMS])
    running = Watchlist.objects.filter(user=user, paused=False)
    heard = set(WatchItem.objects.filter(watchlist__in=running).values_list("platform", flat=True))
    monitoring = monitoring_of([row.platform_id for row in rows], now)
    return [
        ShownPlatform(
            row,
            INACTIVE.get(_reason(row, cap, heard) or "", ""),
            monitoring[row.platform_id],
            row.muted_at is not None,
        )
        for row in rows
    ]


def _reason(row: WatchedPlatform, cap: int | None, heard: set[int]) -> str | None:
    is_paused = row.platform_id not in heard
    return inactive_reason(position=row.position, paused=is_paused, muted=row.muted_at is not None, cap=cap)


def _alerts(user: User) -> list[ShownAlert]:
    rows = list(Alert.objects.filter(user=user).order_by("-created_at", "-pk")[:NEWEST_ALERTS])
    views = {view.id: view for view in change_views([row.change_id for row in rows], with_summary=False)}
    return [ShownAlert(views[row.change_id], row.created_at, row.read_at is None) for row in rows]


def _changes(places: list[ShownPlatform]) -> list[ChangeView]:
    """Return the newest changes of what the person watches, for somebody who has no alert yet."""
    watched = [one.place.platform_id for one in places]
    found = Change.objects.reportable().filter(platform__in=watched).order_by("-detected_at", "-pk")
    return change_views(found.values_list("pk", flat=True)[:NEWEST_CHANGES], with_summary=False)


@require_POST
@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the platform off all of the person's lists, and say so once. Raises Http404 for what is not watched."""
    own = WatchItem.objects.filter(watchlist__user=request.user.pk, platform__slug=slug_of(slug))
    items = list(own.select_related("watchlist", "platform"))
    if not items:
        raise Http404
    for item in items:
        unwatch(item=item, now=timezone.now())
    messages.success(request, _("You no longer watch {name}.").format(name=items[0].platform.name))
    return redirect("dashboard")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def trial(request: HttpRequest) -> HttpResponse:
    """Show what the trial is, or why there is none for this person. POST starts it and leads to the dashboard."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    if request.method == "POST":
        try:
            start_trial(user=user, now=now)
        except (TrialAlreadyUsed, AlreadySubscribed, EmailUnverified, DeletionPending) as refused:
            if overview_of(user, now).entitlement.source != "trial":  # else it was asked for twice
                messages.error(request, str(refused))
                return redirect("dashboard")
        ends_at = overview_of(user, now).entitlement.until
        assert ends_at is not None, "A trial ends."
        day = date_format(ends_at.astimezone(zone_of(user.timezone)), "DATE_FORMAT")
        said = _("Your trial of %(plan)s has begun. It ends on %(day)s.")
        messages.success(request, said % {"plan": PLANS[TRIAL_TIER].name, "day": day})
        return redirect("dashboard")
    overview = overview_of(user, now)
    context = {
        "plan": PLANS[TRIAL_TIER],
        "groups": groups_of(PLANS[TRIAL_TIER]),
        "days": settings.TRIAL_DAYS,
        "may_try": overview.is_trial_available,
        "why_not": _why_not(overview),
    }
    return render(request, "web/trial.html", context)


def _why_not(overview: Overview) -> str:
    if overview.is_trial_available:
        return ""
    if overview.is_being_deleted:
        return _("Your account is to be deleted.")
    if overview.is_trial_used:
        return str(TrialAlreadyUsed())
    return str(AlreadySubscribed(overview.entitlement.tier))
