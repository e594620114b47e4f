"""“This wasn't me”: the page behind the link in a mail about an act on the account, without signing in."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services.way_back import WayBackClosed, open_way_back, take_back
from alerts.channels.keeping import ChannelWishes, change_channel
from alerts.deadlines.calendar_feed import end_feed
from alerts.models import Channel
from alerts.watching.alert_feeds import end_alert_feed
from web.links import BadLink, read_not_me_link


def end_what_leads_out(user: User, now: datetime) -> None:
    """End the private feeds of an account that was taken over, and pause its channels: a stranger may read them."""
    end_alert_feed(user=user)
    end_feed(user=user)
    for channel in Channel.objects.filter(user=user, state=Channel.State.ACTIVE):
        change_channel(channel=channel, wishes=ChannelWishes(paused=True), now=now)


@never_cache
@csrf_exempt  # the signed token in the address is the authority, and no cookie is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, which changes nothing since scanners follow links; give the account back on POST."""
    now = timezone.now()
    try:
        event = open_way_back(read_not_me_link(token), now)
        if request.method == "POST":
            with transaction.atomic():
                end_what_leads_out(take_back(event_id=event.pk, now=now), now)
    except (BadLink, WayBackClosed):
        return render(request, "web/link_unknown.html", status=404)
    context = {"event": event, "address": event.facts["to"], "is_done": request.method == "POST"}
    response = render(request, "web/not_me.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response
