"""A channel with what it was and is owed: deliveries with their attempts, a test, and what is sent again."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alerts.channels import keeping, replaying
from alerts.channels.events import TEST
from alerts.channels.keeping import ChannelNotActive
from alerts.models import Batch, Channel, ChannelDelivery
from governance.models import Change
from web.pages.own_pages import own_act, own_page, refused_by_plan, rows_after, uuid_of
from web.pages.telling.channel_forms import ReplayForm
from web.pages.telling.channels import has_channels, own_channel, shown_channel

DELIVERIES_A_PAGE = 30
MOST_TRIES = 50
STATES: dict[str, Any] = {
    Batch.State.PENDING: gettext_lazy("Waiting"),
    Batch.State.SENDING: gettext_lazy("Being sent"),
    Batch.State.SENT: gettext_lazy("Taken"),
    Batch.State.FAILED: gettext_lazy("Given up"),
}
_OUTCOMES: dict[str, Any] = {
    "": gettext_lazy("Under way"),
    "accepted": gettext_lazy("Taken"),
    "postponed": gettext_lazy("Not taken; it is tried again"),
    "unknown": gettext_lazy("Not known whether it was taken; it is tried again"),
}


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """A delivery in words. `change` is the id of the change that it tells, empty for a test or a deleted one."""

    delivery: ChannelDelivery
    state: str
    has_ended: bool
    is_test: bool
    change: str
    headline: str
    next_at: datetime | None


def _shown(delivery: ChannelDelivery, channel: Channel) -> ShownDelivery:
    batch, is_active = delivery.batch, channel.state == Channel.State.ACTIVE
    waits = batch.state == Batch.State.PENDING and is_active
    return ShownDelivery(
        delivery,
        state=str(STATES.get(batch.state, batch.state)),
        has_ended=batch.state in (Batch.State.SENT, Batch.State.FAILED),
        is_test=delivery.event_type == TEST,
        change=Change.public_id_of(delivery.change_id) if delivery.change_id else "",
        headline=delivery.content.subject,
        next_at=max(batch.not_before, channel.resting_until or batch.not_before) if waits else None,
    )


@own_page
def channel(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Show a channel and its deliveries, the newest first, narrowed by `?state=`."""
    return _page(request, own_channel(request, channel_id), ReplayForm())


def _page(request: HttpRequest, found: Channel, replay_form: ReplayForm) -> HttpResponse:
    if not has_channels(found.user):
        return refused_by_plan(request, "channels")
    state = request.GET.get("state", "")
    rows = found.deliveries.select_related("batch", "content").defer("content__html", "content__text")
    page = rows_after(
        rows.filter(batch__state=state) if state in STATES else rows,
        known=found.deliveries.all(),
        by="-created_at",
        after=request.GET.get("after", ""),
        size=DELIVERIES_A_PAGE,
    )
    context = {
        "shown": shown_channel(found),
        "channel": found,
        "is_first": "after" not in request.GET,
        "deliveries": [_shown(row, found) for row in page.rows],
        "after": page.after,
        "state": state if state in STATES else "",
        "states": [(str(one), words) for one, words in STATES.items()],
        "replay_form": replay_form,
        "most_replayed": replaying.MOST_REPLAYED,
    }
    return render(request, "web/telling/channel.html", context, status=400 if replay_form.errors else 200)


@own_page
def delivery(request: HttpRequest, channel_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Show a delivery with its attempts and what it tells."""
    found = own_channel(request, channel_id)
    if not has_channels(found.user):
        return refused_by_plan(request, "channels")
    row = get_object_or_404(found.deliveries.select_related("batch", "content"), pk=delivery_id)
    newest = list(row.batch.attempts.order_by("-started_at", "-pk")[:MOST_TRIES])
    context = {
        "channel": found,
        "shown": _shown(row, found),
        "tries": [(one, _OUTCOMES.get(one.outcome, one.outcome)) for one in newest],
        "try_count": row.batch.attempts.count(),
        "event": json.dumps(json.loads(row.content.text), ensure_ascii=False, indent=2),
    }
    return render(request, "web/telling/channel_delivery.html", context)


@own_act
def test(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Have a test posted to the channel, and lead to what became of it."""
    found = own_channel(request, channel_id)
    if not has_channels(found.user):
        return refused_by_plan(request, "channels")
    try:
        owed, is_new = keeping.test_channel(channel=found, now=timezone.now())
    except ChannelNotActive as refused:
        messages.error(request, str(refused))
        return redirect("channel-page", channel_id)
    messages.success(
        request, _("The test is on its way.") if is_new else _("A test waits already; it is sent at once.")
    )
    return redirect("channel-delivery", channel_id, owed.pk)


@own_act
def replay(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Send one delivery again, or all that were first owed on some days."""
    found = own_channel(request, channel_id)
    if not has_channels(found.user):
        return refused_by_plan(request, "channels")
    chosen: Any = None
    if "delivery" in request.POST:
        chosen = list(found.deliveries.filter(pk=uuid_of(request.POST["delivery"])).values_list("pk", flat=True))
    else:
        form = ReplayForm(request.POST)
        if not form.is_valid():
            return _page(request, found, form)
        chosen = form.range
    number = replaying.replay(channel=found, chosen=chosen, now=timezone.now())
    messages.success(
        request,
        ngettext("%(number)d delivery is sent again.", "%(number)d deliveries are sent again.", number)
        % {"number": number},
    )
    return redirect("channel-page", channel_id)
