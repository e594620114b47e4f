"""Channels beside mail: where a person's changes are posted to, and what is owed to each."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.models.delivery import Batch, Content, Message
from alerts.models.watching import CategoryWatch, Watchlist
from governance.models import Change

CHANGE_PUBLISHED = "change.published"


class ChannelQuerySet(models.QuerySet["Channel"]):
    def open(self) -> "ChannelQuerySet":
        """Channels that their people want to be posted to: none is paused or disabled, and no account is closed."""
        return self.filter(state=Channel.State.ACTIVE, user__is_active=True, user__erase_at=None)

    def ready(self, now: datetime) -> "ChannelQuerySet":
        """Open channels of which none rests after a failure, or has a request under way."""
        return self.open().filter(
            Q(resting_until=None) | Q(resting_until__lte=now), Q(busy_until=None) | Q(busy_until__lte=now)
        )


class Channel(models.Model):
    """An address that a person's changes are posted to. Addresses and secrets are kept encrypted and shown once.

    `failing_since` is the first failure after the last success. `busy_until` is the lease of the worker that posts
    here, one request at a time.
    """

    class Kind(models.TextChoices):
        WEBHOOK = "webhook"
        SLACK = "slack"
        TEAMS = "teams"
        DISCORD = "discord"

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused", "paused by its person"
        DISABLED = "disabled", "disabled, since it could not be reached"

    class DisabledBecause(models.TextChoices):
        GONE = "gone", "the receiver answered that there is nobody any more (410)"
        FAILING = "failing", "nothing could be delivered for five days"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="channels", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100, blank=True)
    encrypted_url = models.TextField()
    shown_url = models.CharField("the address without what may be secret", max_length=300)
    encrypted_secret = models.TextField(blank=True)
    encrypted_former_secret = models.TextField(blank=True)
    former_secret_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    disabled_because = models.CharField(max_length=10, choices=DisabledBecause.choices, blank=True)
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failure_count = models.PositiveSmallIntegerField("failures since the last success", default=0)
    warning_count = models.PositiveSmallIntegerField("mails about these failures", default=0)
    resting_until = models.DateTimeField(null=True, blank=True)
    busy_until = models.DateTimeField(null=True, blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="webhook") | ~Q(encrypted_secret=""), name="a_webhook_has_a_secret"
            ),
            models.CheckConstraint(
                condition=Q(state="disabled") ^ Q(disabled_because=""), name="what_is_disabled_says_why"
            ),
        ]
        indexes = [models.Index(fields=["user", "made_at", "id"], name="channels_of_a_person")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class WatchlistChannel(models.Model):
    """The changes that this list tells are posted to this channel."""

    watchlist = models.ForeignKey(Watchlist, on_delete=models.CASCADE, related_name="channel_choices", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="watchlist_choices")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watchlist", "channel"], name="a_channel_is_chosen_once_per_watchlist")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} for {self.watchlist_id}"


class CategoryWatchChannel(models.Model):
    """The changes that this category watch tells are posted to this channel."""

    watch = models.ForeignKey(CategoryWatch, on_delete=models.CASCADE, related_name="channel_choices", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="category_choices")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "channel"], name="a_channel_is_chosen_once_per_category_watch")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} for {self.watch_id}"


class ChannelDeliveryQuerySet(models.QuerySet["ChannelDelivery"]):
    def without_their_change(self) -> "ChannelDeliveryQuerySet":
        """Those that were to tell a change that is deleted."""
        return self.filter(event_type=CHANGE_PUBLISHED, change=None)


class ChannelDelivery(models.Model):
    """What makes a batch one for a channel: one message, whose id the receiver knows it by however often it comes.

    The batch carries the state, as for mail. After `give_up_at` it is not tried again by itself. One that tells a
    change stays when the change is deleted, with what became of it, and is told no more.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="channel_delivery")
    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="channel_delivery")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    event_type = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    give_up_at = models.DateTimeField()

    objects = ChannelDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "channel deliveries"
        constraints = [
            models.UniqueConstraint(fields=["channel", "content"], name="an_event_is_owed_to_a_channel_once")
        ]
        indexes = [
            models.Index(fields=["channel", "-created_at", "-message"], name="deliveries_of_a_channel"),
            models.Index(fields=["give_up_at"], name="channel_deliveries_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} to {self.channel_id}"
