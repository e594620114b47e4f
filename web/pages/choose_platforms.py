"""The page behind a mail's link where a person arranges what they watch, without signing in.

They choose which platforms stay active when a plan covers fewer, or move the watch on a platform that was merged or
renamed.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from alerts.models import WatchedPlatform
from alerts.watching.own_order import put_first
from alerts.watching.watchlists import follow_successor
from billing.entitlements import for_user
from billing.plans import PLANS
from governance.monitoring import Monitoring, monitoring_of
from web.links import BadLink, read_choose_link

MOST_SHOWN = 500


@never_cache
@csrf_exempt  # the signed token in the address is the authority, and no cookie is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the person's platforms in their order. POST puts one first or moves its watch to the successor."""
    try:
        user = read_choose_link(token)
    except BadLink:
        return render(request, "web/link_unknown.html", status=404)
    if request.method == "POST":
        _change(user, request.POST, timezone.now())
        return redirect(request.path)
    held = for_user(user, timezone.now())
    cap = held.plan.platforms
    rows = _rows(user, cap, timezone.now())
    context = {
        "plan": held.plan.name,
        "cap": cap,
        "rows": rows,
        "never_captured": sum(not monitoring.was_captured for _, _, monitoring in rows),
        "caps": [plan for plan in PLANS.values() if plan.platforms is not None],
    }
    response = render(request, "web/choose.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response


def _change(user: User, posted: QueryDict, now: datetime) -> None:
    """Do what the button says. A platform that is no longer watched is left alone."""
    if (row := _watched(user, posted.get("platform"))) is not None:
        put_first(user=user, platform_id=row.platform_id, now=now)
    elif (row := _watched(user, posted.get("move"))) is not None:
        follow_successor(user=user, platform=row.platform, now=now)


def _watched(user: User, slug: str | None) -> WatchedPlatform | None:
    if not slug or not slug.isprintable():
        return None
    own = WatchedPlatform.objects.filter(user=user, platform__slug=slug[:100])
    return own.select_related("platform").first()


def _rows(user: User, cap: int | None, now: datetime) -> list[tuple[WatchedPlatform, bool, Monitoring]]:
    """Return each platform with whether it is active and whether its documents are monitored."""
    order = WatchedPlatform.objects.filter(user=user).select_related("platform__successor").order_by("position")
    shown = list(order[:MOST_SHOWN])
    monitoring = monitoring_of([row.platform_id for row in shown], now)
    return [(row, cap is None or row.position <= cap, monitoring[row.platform_id]) for row in shown]
