"""Pages of channels: all of them, a new one, one, and what is done with one."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.deletion import DeletionPending
from alerts.channels import keeping
from alerts.channels.addresses import NotForAChannel
from alerts.channels.keeping import MOST_CHANNELS, ChannelWishes, NoSecret, RotationOpen, TooManyChannels
from alerts.channels.kinds import SIGNED
from alerts.models import Channel
from alerts.watching.watchlists import default_watchlist
from billing.entitlements import Feature, for_user
from governance.category_words import category_in_words
from web.gates import gate_for
from web.pages.own_pages import is_yes, own_act, own_form, own_page, person_of, refused_by_plan
from web.pages.telling.channel_forms import ChannelForm


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """A channel with what it is called, and the names of the category watches that are posted to it."""

    channel: Channel
    by_categories: list[str]

    @property
    def is_signed(self) -> bool:
        return self.channel.kind in SIGNED


def shown_channel(channel: Channel) -> ShownChannel:
    """Return the channel as pages show it."""
    watched = [row.watch.category for row in channel.category_choices.all()]
    return ShownChannel(channel, sorted(map(category_in_words, watched)))


def has_channels(user: User) -> bool:
    """Tell whether the person's plan has channels now."""
    return for_user(user, timezone.now()).has(Feature.WEBHOOKS)


def _own(user: User) -> "QuerySet[Channel]":
    chosen = ("watchlist_choices__watchlist", "category_choices__watch")
    return Channel.objects.filter(user=user).select_related("user").prefetch_related(*chosen).order_by("made_at", "pk")


def own_channel(request: HttpRequest, channel_id: UUID) -> Channel:
    """Return the channel of this id if it is the person's own. Raises Http404."""
    return get_object_or_404(_own(person_of(request)), pk=channel_id)


@own_page
def channels(request: HttpRequest) -> HttpResponse:
    """Show the person's channels. Without the feature those that they have are named, and can be removed."""
    user = person_of(request)
    rows = [shown_channel(channel) for channel in _own(user)]
    context = {
        "gate": gate_for(user, Feature.WEBHOOKS, timezone.now()),
        "channels": rows,
        "most": MOST_CHANNELS,
        "is_full": len(rows) >= MOST_CHANNELS,
    }
    return render(request, "web/telling/channels.html", context)


@own_form
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new channel. POST adds it, and shows the secret of a webhook this once."""
    user, now = person_of(request), timezone.now()
    if not has_channels(user):
        return refused_by_plan(request, "channels")
    default_watchlist(user, now)
    form = ChannelForm(user, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            channel, secret = keeping.add_channel(
                user=user, kind=form.cleaned_data["kind"], wishes=form.wishes, now=now
            )
        except (TooManyChannels, DeletionPending) as full:
            form.add_error(None, str(full))
        else:
            if secret:
                return render(request, "web/telling/channel_secret.html", {"channel": channel, "secret": secret})
            messages.success(request, _("The channel is set up. Send it a test."))
            return redirect("channel-page", channel.pk)
    context = {"form": form, "count": _own(user).count(), "most": MOST_CHANNELS}
    return render(request, "web/telling/channel_form.html", context, status=400 if form.errors else 200)


@own_form
def settings(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Show the settings of a channel. POST changes them and leads back to it."""
    channel = own_channel(request, channel_id)
    if not has_channels(channel.user):
        return refused_by_plan(request, "channels")
    form = ChannelForm(channel.user, channel, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            keeping.change_channel(channel=channel, wishes=form.wishes, now=timezone.now())
        except NotForAChannel as refused:
            form.add_error("url", str(refused))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("channel-page", channel_id)
    context = {"form": form, "channel": channel}
    return render(request, "web/telling/channel_form.html", context, status=400 if form.errors else 200)


@own_act
def pause(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Pause the channel; or resume it, also one that was disabled."""
    channel = own_channel(request, channel_id)
    if not has_channels(channel.user):
        return refused_by_plan(request, "channels")
    is_paused = is_yes(request, "paused")
    keeping.change_channel(channel=channel, wishes=ChannelWishes(paused=is_paused), now=timezone.now())
    paused = _("The channel is paused. What comes meanwhile waits for a week.")
    messages.success(request, paused if is_paused else _("The channel is active."))
    return redirect("channel-page", channel_id)


@own_form
def secret(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Say what a new secret means. POST makes it and shows it this once."""
    channel = own_channel(request, channel_id)
    if not has_channels(channel.user):
        return refused_by_plan(request, "channels")
    if request.method == "POST":
        try:
            channel, made = keeping.rotate_secret(channel=channel, now=timezone.now())
        except (RotationOpen, NoSecret) as refused:
            messages.error(request, str(refused))
            return redirect("channel-page", channel_id)
        return render(
            request, "web/telling/channel_secret.html", {"channel": channel, "secret": made, "is_renewed": True}
        )
    is_open = channel.former_secret_until is not None and channel.former_secret_until > timezone.now()
    context = {"channel": channel, "is_signed": channel.kind in SIGNED, "is_open": is_open}
    return render(request, "web/telling/channel_new_secret.html", context)


@own_form
def delete(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Say what removing the channel means. POST removes it, on any plan."""
    channel = own_channel(request, channel_id)
    if request.method == "POST":
        keeping.remove_channel(channel=channel)
        messages.success(request, _("The channel is removed."))
        return redirect("channels")
    return render(request, "web/telling/channel_delete.html", {"shown": shown_channel(channel)})
