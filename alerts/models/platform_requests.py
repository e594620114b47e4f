"""What people would like to watch and nobody reads yet."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.models import Platform

LONGEST_NAME, LONGEST_KEY, LONGEST_ADDRESS = 200, 800, 2_048


class PlatformRequest(models.Model):
    """A platform or document that people ask for: one row for all who ask for the same name at the same site.

    How they wrote it is in their askings, so that nothing of a person is left here when they go.
    """

    host = models.CharField("the host of the address, without www", max_length=253)
    name_key = models.CharField("the name, in the spelling by which names are compared", max_length=LONGEST_KEY)
    first_asked_at = models.DateTimeField()
    done_at = models.DateTimeField("when the operator added it", null=True, blank=True)
    platform = models.ForeignKey(
        Platform, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="what was added"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["host", "name_key"], condition=Q(done_at=None), name="one_open_request_for_a_platform"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_key} at {self.host}"


class PlatformAsking(models.Model):
    """One person who asks for a platform, in their words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PlatformRequest, on_delete=models.CASCADE, related_name="askings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="platform_askings", db_index=False
    )
    name = models.CharField(max_length=LONGEST_NAME)
    url = models.CharField(max_length=LONGEST_ADDRESS)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "user"], name="a_person_asks_for_a_platform_once"),
        ]
        indexes = [models.Index(fields=["user", "-asked_at", "-id"], name="askings_of_a_person")]

    def __str__(self) -> str:
        return f"{self.name} for {self.user_id}"
