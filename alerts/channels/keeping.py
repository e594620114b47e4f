"""A person adds channels, changes, tests, pauses and removes them, and renews their secrets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.deletion import refuse_while_deleting
from accounts.services.security_log import Kind, note_and_tell
from alerts.channels.addresses import checked_address, shown_address
from alerts.channels.events import TEST, make_test_event
from alerts.channels.kinds import SIGNED
from alerts.channels.owing import owe_one
from alerts.channels.secrets import hidden, made_secret
from alerts.models import (
    Batch,
    CategoryWatch,
    CategoryWatchChannel,
    Channel,
    ChannelDelivery,
    Message,
    Watchlist,
    WatchlistChannel,
)

MOST_CHANNELS = 50
# So long webhooks are signed with the former secret too, after a new one was made.
OVERLAP = timedelta(hours=24)
State = Channel.State


class TooManyChannels(Exception):
    """The person has as many channels as anybody may."""

    code = "channels_full"

    def __init__(self) -> None:
        said = _("%(limit)s channels is as many as you can have; remove one.")
        super().__init__(said % {"limit": MOST_CHANNELS})
        self.limit = MOST_CHANNELS


class ChannelNotActive(Exception):
    """The channel is paused or disabled, so nothing would be posted."""

    code = "channel_not_active"

    def __init__(self, channel: Channel) -> None:
        super().__init__(_("This channel is paused or disabled. Resume it first."))
        self.state = channel.state


class RotationOpen(Exception):
    """The former secret still counts: another rotation would end it before its time."""

    code = "rotation_open"

    def __init__(self, until: datetime) -> None:
        super().__init__(_("The secret was renewed a short while ago, and the former one still counts."))
        self.former_secret_until = until.isoformat().replace("+00:00", "Z")


class NoSecret(Exception):
    """Channels of this kind have no secret."""

    code = "no_secret"

    def __init__(self) -> None:
        super().__init__(_("Only webhooks are signed with a secret."))


@dataclass(frozen=True, slots=True)
class ChannelWishes:
    """What a person asks for of a channel. None leaves it as it is."""

    url: str | None = None
    name: str | None = None
    paused: bool | None = None
    watchlists: Collection[Watchlist] | None = None
    category_watches: Collection[CategoryWatch] | None = None


def add_channel(*, user: User, kind: str, wishes: ChannelWishes, now: datetime) -> tuple[Channel, str]:
    """Add a channel; return it and its secret, which is not shown again, empty where there is none.

    The person is told by mail. Raises NotForAChannel, TooManyChannels and DeletionPending.
    """
    secret = made_secret() if kind in SIGNED else ""
    channel = Channel(user=user, kind=kind, made_at=now, encrypted_secret=hidden(secret) if secret else "")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        refuse_while_deleting(user)
        if Channel.objects.filter(user=user).count() >= MOST_CHANNELS:
            raise TooManyChannels
        _apply(channel, wishes)
        _tell_of(channel, user, now)
    return channel, secret


@transaction.atomic
def change_channel(*, channel: Channel, wishes: ChannelWishes, now: datetime) -> Channel:
    """Change the channel and return it. Resumed, it is posted to at once, and gets what is still young.

    The person is told of another address by mail. Raises NotForAChannel.
    """
    user = User.objects.select_for_update().get(pk=channel.user_id)
    channel = _locked(channel)
    _apply(channel, wishes)
    if wishes.url is not None:
        _tell_of(channel, user, now)
    return channel


@transaction.atomic
def remove_channel(*, channel: Channel) -> None:
    """Remove the channel with all that it was and is owed."""
    channel = _locked(channel)
    remove_deliveries(list(channel.deliveries.values_list("batch", flat=True)))
    channel.delete()


def remove_deliveries(batch_ids: Collection[int]) -> None:
    """Remove what channels were owed, with all that became of it."""
    Message.objects.filter(batch__in=batch_ids).delete()
    Batch.objects.filter(pk__in=batch_ids).delete()


@transaction.atomic
def test_channel(*, channel: Channel, now: datetime) -> tuple[ChannelDelivery, bool]:
    """Owe the channel a test message; return it and whether it is new: while one waits, the same again is that one.

    Raises ChannelNotActive.
    """
    channel = _locked(channel)
    if channel.state != State.ACTIVE:
        raise ChannelNotActive(channel)
    waiting = channel.deliveries.filter(event_type=TEST, batch__state__in=Batch.UNFINISHED).select_related("batch")
    known = waiting.order_by("created_at").first()
    wake(channel)
    if known is not None:
        Batch.objects.filter(pk=known.batch_id, state=Batch.State.PENDING).update(not_before=now)
        return known, False
    content = make_test_event(channel_id=channel.pk, now=now)
    return owe_one(channel=channel, content=content, event_type=TEST, now=now), True


@transaction.atomic
def rotate_secret(*, channel: Channel, now: datetime) -> tuple[Channel, str]:
    """Give the webhook a new secret; return it and the secret. The former one signs too for OVERLAP.

    Raises RotationOpen while it still does, and NoSecret.
    """
    channel = _locked(channel)
    if channel.kind not in SIGNED:
        raise NoSecret
    if channel.former_secret_until is not None and channel.former_secret_until > now:
        raise RotationOpen(channel.former_secret_until)
    secret = made_secret()
    channel.encrypted_former_secret, channel.former_secret_until = channel.encrypted_secret, now + OVERLAP
    channel.encrypted_secret = hidden(secret)
    channel.save(update_fields=["encrypted_secret", "encrypted_former_secret", "former_secret_until"])
    return channel, secret


def _tell_of(channel: Channel, user: User, now: datetime) -> None:
    """Mail the person where their alerts are posted now: whoever took over a session could have set that up."""
    facts = {"kind": channel.get_kind_display(), "where": channel.shown_url}
    note_and_tell(kind=Kind.CHANNEL_SET_UP, user=user, now=now, facts=facts)


def wake(channel: Channel) -> None:
    """Let a channel be posted to at once, whatever failed before."""
    Channel.objects.filter(pk=channel.pk).update(resting_until=None)


def _locked(channel: Channel) -> Channel:
    """Return the channel as it is now, locked. Raises Channel.DoesNotExist where it was removed meanwhile."""
    return Channel.objects.select_for_update().get(pk=channel.pk)


def _apply(channel: Channel, wishes: ChannelWishes) -> None:
    is_new = channel._state.adding
    if wishes.name is not None:
        channel.name = wishes.name
    if wishes.url is not None:
        address = checked_address(wishes.url)
        channel.encrypted_url, channel.shown_url = hidden(str(address)), shown_address(address)
        _begin_anew(channel)
    if wishes.paused is not None and wishes.paused != (channel.state != State.ACTIVE):
        channel.state, channel.disabled_because = (State.PAUSED if wishes.paused else State.ACTIVE), ""
        _begin_anew(channel)
    channel.save()
    if is_new or wishes.watchlists is not None:
        chosen = {watchlist.pk for watchlist in wishes.watchlists or ()}
        WatchlistChannel.objects.filter(channel=channel).exclude(watchlist__in=chosen).delete()
        rows = [WatchlistChannel(channel=channel, watchlist_id=watchlist_id) for watchlist_id in sorted(chosen)]
        WatchlistChannel.objects.bulk_create(rows, ignore_conflicts=True)
    if wishes.category_watches is not None:
        asked = {watch.pk for watch in wishes.category_watches}
        # One that was deleted since it was asked for is left out.
        watches = set(CategoryWatch.objects.select_for_update().filter(pk__in=asked).values_list("pk", flat=True))
        CategoryWatchChannel.objects.filter(channel=channel).exclude(watch__in=watches).delete()
        CategoryWatchChannel.objects.bulk_create(
            [CategoryWatchChannel(channel=channel, watch_id=watch_id) for watch_id in sorted(watches)],
            ignore_conflicts=True,
        )


def _begin_anew(channel: Channel) -> None:
    channel.failing_since = channel.resting_until = None
    channel.failure_count = channel.warning_count = 0
