"""“This wasn't me”: the page behind the link in a mail about an act on the account, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.services.way_back import WayBackClosed, open_way_back, take_back
from web.links import BadLink, read_not_me_link


@never_cache
@csrf_exempt  # the signed token in the address is the authority, and no cookie is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, which changes nothing since scanners follow links; give the account back on POST."""
    now = timezone.now()
    try:
        event = open_way_back(read_not_me_link(token), now)
        if request.method == "POST":
            take_back(event_id=event.pk, now=now)
    except (BadLink, WayBackClosed):
        return render(request, "web/link_unknown.html", status=404)
    context = {"event": event, "address": event.facts["to"], "is_done": request.method == "POST"}
    response = render(request, "web/not_me.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response
