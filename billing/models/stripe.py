"""Who pays at Stripe, and what Stripe told: the rows behind the backend `stripe`, which lead to a Subscription."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clocks import is_due
from accounts.verified_addresses import verified_user_ids


class BillingAccountQuerySet(models.QuerySet["BillingAccount"]):
    def due_to_be_compared(self, before: datetime) -> "BillingAccountQuerySet":
        """Accounts of people with customers whose state was last fetched before `before`."""
        is_old = Q(synchronised_at=None) | Q(synchronised_at__lt=before)
        has_customers = models.Exists(BillingCustomer.objects.filter(account=models.OuterRef("pk"), deleted_at=None))
        return self.filter(is_old, has_customers, user__isnull=False)

    def not_told_of_leaving(self) -> "BillingAccountQuerySet":
        """Accounts of people who asked for deletion, or undid it, since Stripe was last told."""
        customers = models.Exists(BillingCustomer.objects.filter(account=models.OuterRef("pk"), deleted_at=None))
        is_leaving = Q(user__erase_at__isnull=False, user__is_active=True)
        is_new = Q(told_of_erasure_at=None) | ~Q(told_of_erasure_at=models.F("user__erase_at"))
        goes = self.filter(customers, is_leaving & is_new)
        stays = self.filter(user__erase_at=None, user__isnull=False, told_of_erasure_at__isnull=False)
        return goes.union(stays)

    def with_unchecked_charges(self) -> "BillingAccountQuerySet":
        """Accounts under deletion, known to Stripe, whose state was fetched after their charges were last checked."""
        return self.filter(charges_checked_at=None, told_of_erasure_at__isnull=False, user__erase_at__isnull=False)

    def just_lapsed(self, at: datetime) -> "BillingAccountQuerySet":
        """Accounts whose subscription lapsed by the clock in the last day and was not fetched since."""
        return self.filter(
            user__subscriptions__source="stripe",
            user__subscriptions__ended_at=None,
            user__subscriptions__lapses_at__gt=models.F("synchronised_at"),
            user__subscriptions__lapses_at__range=(at - timedelta(days=1), at),
        )


class BillingAccount(models.Model):
    """One person's side of Stripe. Whoever asks Stripe about the person locks this row until the answer is written.

    It outlives the person, without their name, so that a late event about their customer is recognised and ignored.
    `notes` are codes of what an operator should look at, separated by commas. `told_of_erasure_at` is the date of the
    erasure for which Stripe was told to stop renewals, or null. `stopped` are the subscriptions that this stopped, each
    with the price that was to follow, if any: they go on when the deletion is undone. `charges_checked_at` is when the
    invoices of an account under deletion were checked for charges; null again once the state was fetched anew.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="billing_account"
    )
    created_at = models.DateTimeField()
    synchronised_at = models.DateTimeField(null=True, blank=True)
    notes = models.CharField(max_length=200, blank=True)
    told_of_erasure_at = models.DateTimeField(null=True, blank=True)
    stopped = models.JSONField(default=dict, blank=True)
    charges_checked_at = models.DateTimeField(null=True, blank=True)

    objects = BillingAccountQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["synchronised_at"], name="billing_accounts_by_fetch"),
            models.Index(
                fields=["told_of_erasure_at"],
                condition=Q(told_of_erasure_at__isnull=False),
                name="billing_accounts_that_leave",
            ),
        ]

    def __str__(self) -> str:
        return f"billing account {self.pk} of {self.user_id}"


class BillingCustomerQuerySet(models.QuerySet["BillingCustomer"]):
    def of_the_verified(self) -> "BillingCustomerQuerySet":
        """Customers of people whose address is verified."""
        return self.filter(models.Exists(verified_user_ids().filter(user=models.OuterRef("account__user"))))

    def with_another_address(self) -> "BillingCustomerQuerySet":
        """Customers of people who stay, whose address at Stripe differs from the person's own."""
        staying = self.of_the_verified().filter(deleted_at=None, account__user__erase_at=None)
        return staying.exclude(email=models.F("account__user__email")).order_by("pk")


class BillingCustomer(models.Model):
    """A customer at Stripe, who belongs to one person for ever. A person has several only if some were made by hand.

    `email` is the address that Stripe was last told or last reported; empty if unknown.
    """

    id = models.CharField(primary_key=True, max_length=255)
    account = models.ForeignKey(BillingAccount, on_delete=models.CASCADE, related_name="customers")
    linked_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    email = models.CharField(max_length=254, blank=True)

    objects = BillingCustomerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id


class LateCharge(models.Model):
    """A renewal that was charged after its person asked for deletion, and what was done about it.

    The key is the invoice's id at Stripe, so each is taken back once; the amount is in the currency's smallest unit.
    `left` means that Stripe refused, for the reason beside it. While that is the status of an invoice that may still be
    paid, it is tried again at the next look; otherwise an operator must see to it.
    """

    class Outcome(models.TextChoices):
        VOIDED = "voided"
        REFUNDED = "refunded"
        LEFT = "left"

    id = models.CharField(primary_key=True, max_length=255)
    account = models.ForeignKey(BillingAccount, on_delete=models.CASCADE, related_name="late_charges")
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    error = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.outcome} {self.id}"


class StripeEventQuerySet(models.QuerySet["StripeEvent"]):
    def due(self, at: datetime) -> "StripeEventQuerySet":
        """Events that are still to be processed and may be tried now."""
        waiting = self.filter(is_due(at, owed_at="received_at"), outcome=StripeEvent.Outcome.PENDING)
        return waiting.order_by("not_before")


class StripeEvent(models.Model):
    """One event that Stripe sent, stored once by its id.

    Its contents are not kept, since the state is fetched again.
    """

    class Outcome(models.TextChoices):
        PENDING = "pending"
        APPLIED = "applied"  # the customer's state was fetched and written down
        NOTED = "noted"  # of a type that changes nothing here
        UNLINKED = "unlinked"  # of a customer who is nobody here
        ATTENTION = "attention"  # an operator should look at it
        OTHER_MODE = "other_mode"  # a sandbox's event on a live site, or the reverse
        GIVEN_UP = "given_up"

    id = models.CharField(primary_key=True, max_length=255)
    type = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    is_live = models.BooleanField()
    object_id = models.CharField(max_length=255, blank=True)
    customer_id = models.CharField(max_length=255, blank=True, db_index=True)
    # Whose customer the event said this is: an id of a person here, if it is one.
    claimed_user_id = models.UUIDField(null=True, blank=True)
    received_at = models.DateTimeField()
    deliveries = models.PositiveIntegerField(default=1)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    processed_at = models.DateTimeField(null=True, blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    error = models.CharField(max_length=100, blank=True)

    objects = StripeEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=Q(outcome="pending"), name="stripe_events_to_process"),
            models.Index(fields=["received_at"], name="stripe_events_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class RefusedWebhooks(models.Model):
    """The number of webhook requests refused on a day, by reason. Nothing else is kept of them."""

    date = models.DateField()
    reason = models.CharField(max_length=30)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "refused webhooks"
        constraints = [models.UniqueConstraint(fields=["date", "reason"], name="one_count_per_day_and_reason")]

    def __str__(self) -> str:
        return f"{self.count} × {self.reason} on {self.date}"


class CustomerSearch(models.Model):
    """One pass through Stripe's subscriptions for customers who are not linked here. `cursor` is where it continues."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cursor = models.CharField(max_length=255, blank=True)
    seen = models.PositiveIntegerField(default=0)
    linked = models.PositiveIntegerField(default=0)
    strangers = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "customer searches"

    def __str__(self) -> str:
        return f"search of {self.started_at:%Y-%m-%d %H:%M}"
