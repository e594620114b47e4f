"""Lists of vendors that a person brought along, and which platform each of them is."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.models.watching import Watchlist
from governance.models import Platform

LONGEST_LIST_NAME = 100


class VendorList(models.Model):
    """A list of vendors as it was sent, matched with the platforms of `matched_at`.

    `digest` is that of what was sent: the same list sent again is matched anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vendor_lists", db_index=False
    )
    name = models.CharField(max_length=LONGEST_LIST_NAME)
    digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    columns = models.JSONField("which header was read for what", default=dict)
    row_count = models.PositiveIntegerField()
    empty_rows = models.PositiveIntegerField()
    watchlist = models.ForeignKey(
        Watchlist, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="the watchlist made from it"
    )
    created_at = models.DateTimeField()
    matched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="a_person_brings_a_list_of_vendors_once"),
        ]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="vendor_lists_of_a_person")]

    def __str__(self) -> str:
        return self.name


class Vendor(models.Model):
    """A row of a list: the vendor as it is written there, and the platform that it is, where that is known."""

    class MatchedBy(models.TextChoices):
        SITE = "site", "its site is the platform's, and so is its name, if it has one"
        SITE_ONLY = "site_only", "its site is the platform's; its name is not known"
        NAME = "name", "its name is the platform's"
        NAME_ONLY = "name_only", "its name is the platform's; its site is not known"
        ALIAS = "alias", "its name is another name of the platform"
        SPELLING = "spelling", "its name is the platform's but for blanks, signs or the legal form"
        SUCCESSOR = "successor", "it was merged into the platform or renamed to it"

    vendor_list = models.ForeignKey(VendorList, on_delete=models.CASCADE, related_name="vendors", db_index=False)
    position = models.PositiveIntegerField("its place in the list, from 1")
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=2048, blank=True)
    is_sub_processor = models.BooleanField(null=True)
    platform = models.ForeignKey(Platform, on_delete=models.SET_NULL, null=True, related_name="+")
    matched_by = models.CharField(max_length=10, choices=MatchedBy.choices, blank=True)
    suggestions = models.JSONField("slugs of platforms that it may be", default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor_list", "position"], name="one_vendor_per_place_in_a_list"),
            models.CheckConstraint(condition=~Q(name="") | ~Q(address=""), name="a_vendor_has_a_name_or_an_address"),
            models.CheckConstraint(
                condition=Q(platform=None) | ~Q(matched_by=""), name="a_matched_vendor_says_by_what"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def confidence(self) -> str | None:
        """`exact`, `likely`, or None where it is no known platform."""
        if self.platform_id is None:
            return None
        return "exact" if self.matched_by in (self.MatchedBy.SITE, self.MatchedBy.NAME) else "likely"
