"""What a person has been granted or has bought. What that allows is computed in `entitlements`, never stored.

Nothing is stored that starts later. What seems to was begun by a host whose clock is ahead, and counts at once.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.clocks import CLOCKS_DIFFER
from billing.plans import Tier


class TrialQuerySet(models.QuerySet["Trial"]):
    def active(self, at: datetime) -> "TrialQuerySet":
        """Trials that give their tier at this time."""
        return self.filter(ended_at=None, started_at__lte=at + CLOCKS_DIFFER, ends_at__gt=at)

    def due_to_end(self, at: datetime) -> "TrialQuerySet":
        """Trials whose time is over and whose end isn't stored yet."""
        return self.filter(ended_at=None, ends_at__lte=at)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self, at: datetime) -> "SubscriptionQuerySet":
        """Subscriptions that give their tier at this time; the same rule as `Subscription.is_active`."""
        return self.filter(
            Q(lapses_at=None) | Q(lapses_at__gt=at),
            ended_at=None,
            lapsed_at=None,
            started_at__lte=at + CLOCKS_DIFFER,
            status__in=Subscription.GIVING_TIER,
        )

    def grants_due_to_end(self, at: datetime) -> "SubscriptionQuerySet":
        """Grants whose time is over and whose end isn't stored yet."""
        return self.filter(source=Subscription.Source.OPERATOR, ended_at=None, lapses_at__lte=at)

    def due_to_lapse(self, at: datetime) -> "SubscriptionQuerySet":
        """Paid subscriptions whose time ran out without news from Stripe, and whose lapse isn't stored yet."""
        return self.filter(source=Subscription.Source.STRIPE, ended_at=None, lapsed_at=None, lapses_at__lte=at)


class Trial(models.Model):
    """The app's own Professional trial, once per person. The sweep sets `ended_at`; an ended trial stays ended."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trial")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="a_trial_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"trial of {self.user_id} until {self.ends_at:%Y-%m-%d}"

    def is_active(self, at: datetime) -> bool:
        """Tell whether this gives its tier at this time; the same rule as the queryset's `active`."""
        return self.ended_at is None and self.started_at <= at + CLOCKS_DIFFER and at < self.ends_at


class Subscription(models.Model):
    """What one source (the operator, Stripe) says a person holds. The highest tier of a person's sources counts.

    `lapses_at` is when it stops giving its tier unless the source says otherwise before: a grant's end, the day that
    somebody leaves, the end of the days of grace, or some days after a renewal without news. The sweep sets
    `lapsed_at`; what has lapsed stays so. `interval` is how it is paid, `amount` what one costs before discounts and
    taxes, in the smallest unit of `currency`, and `scheduled_tier` the lower tier that follows at the end of the
    period.
    """

    class Source(models.TextChoices):
        OPERATOR = "operator"
        STRIPE = "stripe"

    class Status(models.TextChoices):
        TRIALING = "trialing"
        ACTIVE = "active"
        PAST_DUE = "past_due"
        CANCELED = "canceled"

    GIVING_TIER = (Status.TRIALING, Status.ACTIVE, Status.PAST_DUE)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    source = models.CharField(max_length=10, choices=Source.choices)
    tier = models.CharField(max_length=20, choices=[(t.value, t.value) for t in Tier if t is not Tier.FREE])
    status = models.CharField(max_length=10, choices=Status.choices)
    started_at = models.DateTimeField()
    current_period_end = models.DateTimeField(null=True, blank=True)
    cancel_at = models.DateTimeField(null=True, blank=True)
    lapses_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    interval = models.CharField(max_length=5, blank=True, choices=[("month", "month"), ("year", "year")])
    amount = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    scheduled_tier = models.CharField(max_length=20, blank=True, choices=[(t.value, t.value) for t in Tier])
    ended_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "source"], name="one_subscription_per_person_and_source"),
            models.CheckConstraint(
                condition=Q(tier__in=[t.value for t in Tier if t is not Tier.FREE]), name="a_subscription_is_above_free"
            ),
        ]
        indexes = [
            models.Index(
                fields=["lapses_at"], condition=Q(ended_at=None, lapsed_at=None), name="subscriptions_by_lapse"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier} by {self.source} for {self.user_id}"

    def is_active(self, at: datetime) -> bool:
        """Tell whether this gives its tier at this time; the same rule as the queryset's `active`."""
        return (
            self.ended_at is None
            and self.lapsed_at is None
            and self.started_at <= at + CLOCKS_DIFFER
            and (self.lapses_at is None or self.lapses_at > at)
            and self.status in self.GIVING_TIER
        )
