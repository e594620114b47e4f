"""Choosing which platforms stay active when a plan covers fewer, by the link of a mail, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts.models import WatchedPlatform
from alerts.watchlists import put_first
from billing.entitlements import for_user
from billing.plans import PLANS
from web.links import BadLink, chooser

MOST_SHOWN = 500


@never_cache
@csrf_exempt  # the signed token in the address is the authority, and no cookie is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the person's platforms in their order. POST puts one first, and shows them again."""
    try:
        user = chooser(token)
    except BadLink:
        return render(request, "web/link_unknown.html", status=404)
    order = WatchedPlatform.objects.filter(user=user).select_related("platform").order_by("position")
    if request.method == "POST":
        chosen = order.filter(platform__slug=request.POST.get("platform", "")[:100]).first()
        if chosen is not None:
            put_first(user=user, platform_id=chosen.platform_id, now=timezone.now())
        return redirect(request.path)
    held = for_user(user, timezone.now())
    cap = held.plan.platforms
    context = {
        "plan": held.plan.name,
        "cap": cap,
        "rows": [(row, cap is None or row.position <= cap) for row in order[:MOST_SHOWN]],
        "caps": [plan for plan in PLANS.values() if plan.platforms is not None],
    }
    response = render(request, "web/choose.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response
