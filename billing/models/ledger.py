"""The ledger: what each person was entitled to, since when and why. Lines are added and never changed."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from billing.plans import Tier

_TIERS = [(tier.value, tier.value) for tier in Tier]


class AppendOnly(Exception):
    """A line of the ledger was about to be changed or deleted."""

    def __init__(self) -> None:
        super().__init__("The ledger is only added to.")


class EntitlementChangeQuerySet(models.QuerySet["EntitlementChange"]):
    def update(self, **fields: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnly


class EntitlementChange(models.Model):
    """One line of the ledger: from `at` on, the person holds the second of each pair.

    It begins where the last line ended.

    It is written in the transaction of the change, under the person's lock. `at` is when the change took effect; for
    what ended by the clock, that is before anybody saw it. `until` is the end that was known then, `interval` how it is
    paid, `reference` the id of the cause. When the person is erased `person` becomes null; `subject`, a keyed hash,
    still tells which lines belong together.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="entitlement_changes",
    )
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    from_tier = models.CharField(max_length=20, choices=_TIERS)
    to_tier = models.CharField(max_length=20, choices=_TIERS)
    from_source = models.CharField(max_length=10)
    to_source = models.CharField(max_length=10)
    from_status = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10)
    interval = models.CharField(max_length=5, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=20)
    reference = models.CharField(max_length=255, blank=True)

    objects = EntitlementChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="ledger_of_a_person"),
            models.Index(fields=["subject", "id"], name="ledger_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.from_tier} → {self.to_tier} ({self.cause})"

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnly


class UsedTrial(models.Model):
    """An address that had the trial, as a keyed hash. It outlives the account."""

    key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"a trial of {self.at:%Y-%m-%d}"
