"""What a person has been granted or has bought. What that allows is computed in `entitlements`, never stored."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from billing.plans import Tier


class Trial(models.Model):
    """The app's own Professional trial, once per person. `ended_at` is set by the sweep, and an ended trial stays ended."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trial")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="a_trial_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"trial of {self.user_id} until {self.ends_at:%Y-%m-%d}"


class Subscription(models.Model):
    """What one source (the operator, later Stripe) says a person holds. The highest tier of a person's sources counts."""

    class Source(models.TextChoices):
        OPERATOR = "operator"
        STRIPE = "stripe"

    class Status(models.TextChoices):
        TRIALING = "trialing"
        ACTIVE = "active"
        PAST_DUE = "past_due"
        CANCELED = "canceled"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    source = models.CharField(max_length=10, choices=Source.choices)
    tier = models.CharField(max_length=20, choices=[(t.value, t.value) for t in Tier])
    status = models.CharField(max_length=10, choices=Status.choices)
    started_at = models.DateTimeField()
    current_period_end = models.DateTimeField(null=True, blank=True)
    cancel_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "source"], name="one_subscription_per_person_and_source"),
            models.CheckConstraint(condition=Q(tier__in=[t.value for t in Tier]), name="subscription_tier_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.tier} by {self.source} for {self.user_id}"
