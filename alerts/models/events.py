"""What the mail provider reported after it took the mail: proof of attempts, and the fate of single messages."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clocks import is_due
from alerts.models.delivery import Attempt, Message


class ProviderEvent(models.Model):
    """The id of an event that was taken in.

    Providers repeat events many times; `receipt` is the request that was first.
    """

    id = models.CharField(max_length=100, primary_key=True)
    receipt = models.UUIDField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["received_at"], name="events_by_arrival")]

    def __str__(self) -> str:
        return self.id


class Evidence(models.Model):
    """The provider reported on this attempt, so it took it."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, primary_key=True, related_name="evidence")
    first_seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"evidence of {self.attempt_id}"


class Feedback(models.Model):
    """What became of one message after the provider took it."""

    class Kind(models.TextChoices):
        """The kinds of feedback, the least telling first.

        Of several about one message the last in this order is shown.
        """

        DEFERRED = "deferred", "the mail server of the address asked to be tried again later"
        DELIVERED = "delivered", "the mail server of the address took it"
        BLOCKED = "blocked", "the mail server of the address refused this mail"
        DROPPED = "dropped", "the mail provider doesn't write to this address any more"
        BOUNCED = "bounced", "the address doesn't take mail"
        REPORTED = "reported", "the mail was reported as spam"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="feedback")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "delivery report"
        constraints = [models.UniqueConstraint(fields=["message", "kind"], name="a_kind_of_feedback_once_per_message")]
        indexes = [models.Index(fields=["-at", "-id"], name="feedback_latest")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.kind}"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def in_force(self, now: datetime) -> "SuppressionQuerySet":
        """Addresses that are not written to now."""
        return self.filter(Q(until=None) | Q(until__gt=now))


class Suppression(models.Model):
    """An address that gets no alerts and digests, whoever has it. Deleting the row lifts that.

    A bounce is lifted by a later delivery, or when its person proves the address again; a complaint stays. A full
    mailbox is written to again from `until` on.
    """

    class Reason(models.TextChoices):
        BOUNCED = "bounced", "mail to the address came back"
        DROPPED = "dropped", "the mail provider doesn't write to the address any more"
        REPORTED = "reported", "mail to the address was reported as spam"
        FULL = "full", "the mailbox took no more mail"

    LIFTED: ClassVar[tuple[str, ...]] = ("bounced", "dropped", "full")

    address = models.CharField(max_length=254, primary_key=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    source = models.CharField(max_length=20)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = SuppressionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.address} {self.reason}"


class ListedAddressQuerySet(models.QuerySet["ListedAddress"]):
    def due(self, now: datetime) -> "ListedAddressQuerySet":
        """Addresses to be taken off the provider's lists now, the longest due first."""
        return self.filter(is_due(now, owed_at="owed_at"), given_up_at=None).order_by("not_before", "pk")


class ListedAddress(models.Model):
    """An address that is written to again, and may still be on the mail provider's own lists, so is to be taken off.

    The row is deleted when that is done. `reason` is the provider's last refusal; after `given_up_at` it is left to the
    operator.
    """

    address = models.CharField(max_length=254, primary_key=True)
    was_reported = models.BooleanField(default=False)
    owed_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempt_count = models.PositiveSmallIntegerField(default=0)
    given_up_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ListedAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "listed addresses"
        indexes = [
            models.Index(fields=["not_before"], condition=Q(given_up_at=None), name="listed_addresses_to_take_off")
        ]

    def __str__(self) -> str:
        return self.address


class AccountMailFailure(models.Model):
    """A code, a password reset or another account mail that did not arrive, as the provider reported."""

    class Kind(models.TextChoices):
        DROPPED = "dropped", "the mail provider didn't send it"
        BOUNCED = "bounced", "the address doesn't take mail"
        BLOCKED = "blocked", "the mail server of the address refused it"

    id = models.CharField(max_length=100, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_mail_failures")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at", "id"], name="account_mail_failures_latest")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
