"""Watchlists and category watches: what a person chose.

Nothing here knows a tier; what is active is computed when it is read.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import ForeignObject, Q
from django.utils import timezone

from governance.models import ChangeCategory, Platform
from governance.models.changes import Severity


class Watchlist(models.Model):
    """A named list of platforms with a cadence and filters. One default list per person can't be deleted."""

    class Cadence(models.TextChoices):
        SAME_DAY = "same_day"
        DAILY = "daily"
        WEEKLY = "weekly"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watchlists")
    name = models.CharField(max_length=100)
    is_default = models.BooleanField(default=False)
    cadence = models.CharField(max_length=10, choices=Cadence.choices, default=Cadence.SAME_DAY)
    min_severity = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.LOW)
    paused = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="one_default_watchlist_per_person"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "created_at", "id"], name="watchlists_of_a_person"),
            models.Index(fields=["user"], condition=Q(paused=True), name="watchlists_paused"),
        ]

    def __str__(self) -> str:
        return self.name


class WatchlistCategory(models.Model):
    """A filter: only changes of these categories. A list without any takes all."""

    watchlist = models.ForeignKey(Watchlist, on_delete=models.CASCADE, related_name="category_filters")
    category = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watchlist", "category"], name="a_category_filters_a_watchlist_once")
        ]

    def __str__(self) -> str:
        return self.category


class WatchlistDocumentType(models.Model):
    """A filter: only documents of these types. A list without any takes all."""

    watchlist = models.ForeignKey(Watchlist, on_delete=models.CASCADE, related_name="document_type_filters")
    document_type = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["watchlist", "document_type"], name="a_document_type_filters_a_watchlist_once"
            )
        ]

    def __str__(self) -> str:
        return self.document_type


class WatchItem(models.Model):
    """A platform on a watchlist. What was published before `added_at` is not owed for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    watchlist = models.ForeignKey(Watchlist, on_delete=models.CASCADE, related_name="items")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watchlist", "platform"], name="a_platform_is_on_a_watchlist_once")
        ]
        indexes = [models.Index(fields=["watchlist", "added_at", "id"], name="items_of_a_watchlist")]

    def __str__(self) -> str:
        return f"{self.platform_id} on {self.watchlist_id}"


class WatchedPlatform(models.Model):
    """A platform on at least one of a person's watchlists, with its place in the person's order.

    Places are 1, 2, 3 … without gaps: at first in the order of adding; the person may put any platform first. A
    platform is active when its place is within the present cap, so a change of tier edits nothing. While it is muted it
    brings no mail, and keeps its place and its items.

    `successor_told_at` is when the person was told of the platform's successor, in a mail or as an answer.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watched_platforms")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    muted_at = models.DateTimeField(null=True, blank=True)
    successor_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "platform"], name="a_person_watches_a_platform_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="places_are_counted_from_1"),
        ]
        indexes = [
            models.Index(fields=["user", "position"], name="a_person_s_platforms_in_order"),
            models.Index(fields=["platform", "user"], name="watchers_of_a_platform"),
            models.Index(fields=["user", "platform"], condition=Q(muted_at__isnull=False), name="platforms_muted"),
            # Whoever has been told leaves it, so that looking for the others costs as much as there are.
            models.Index(
                fields=["platform", "user"],
                condition=Q(successor_told_at__isnull=True),
                name="watchers_told_of_no_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.position}. {self.platform_id}"


class OfTheSameCategory(ForeignObject):  # type: ignore[type-arg]  # it takes none when it runs
    """Joins each row with the rows of another table that are of the same category, of which there may be many."""

    def __init__(self, to: Any, **options: Any) -> None:
        options |= {"on_delete": models.DO_NOTHING, "from_fields": ["category"], "to_fields": ["category"]}
        super().__init__(to, **{**options, "related_name": "+"})

    def _check_unique_target(self) -> list[Any]:
        return []  # no constraint of the database stands behind it, so nothing need be unique


class CategoryWatch(models.Model):
    """A category that a person watches over all platforms, with a cadence and filters as a list has them.

    What was published before `created_at` is not owed for it. `touched` joins the changes of the category.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="category_watches", db_index=False
    )
    category = models.CharField(max_length=60)
    cadence = models.CharField(max_length=10, choices=Watchlist.Cadence.choices, default=Watchlist.Cadence.SAME_DAY)
    min_severity = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.LOW)
    paused = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    touched = OfTheSameCategory(ChangeCategory)

    class Meta:
        verbose_name_plural = "category watches"
        constraints = [models.UniqueConstraint(fields=["user", "category"], name="a_person_watches_a_category_once")]
        indexes = [
            models.Index(fields=["category", "user"], name="watchers_of_a_category"),
            models.Index(fields=["user", "created_at", "id"], name="category_watches_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.category} for {self.user_id}"


class CategoryWatchDocumentType(models.Model):
    """A filter: only documents of these types. A watch without any takes all."""

    watch = models.ForeignKey(
        CategoryWatch, on_delete=models.CASCADE, related_name="document_type_filters", db_index=False
    )
    document_type = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["watch", "document_type"], name="a_document_type_filters_a_category_watch_once"
            )
        ]

    def __str__(self) -> str:
        return self.document_type
