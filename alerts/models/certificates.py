"""Certificates of watching that people asked for."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.models.made_files import MadeFile


class WatchCertificate(MadeFile):
    """A certificate of watching: what a person asked for, and the signed file that was made of it once.

    The file is kept as it was given out: it states what was recorded at `issued_at`, whatever is judged anew later. It
    names documents by their public ids, since a document may be removed from the record while the certificate stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificates", db_index=False
    )
    documents = models.JSONField("public ids, in the order of the documents", default=list)
    of_watchlist = models.BooleanField("chosen as those of a watchlist's platforms", default=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    request_sha256 = models.CharField("of the documents and the period", max_length=64)
    issued_at = models.DateTimeField(null=True)
    verified_count = models.PositiveIntegerField("verified captures that it tells of", default=0)
    gap_count = models.PositiveIntegerField(default=0)
    change_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "request_sha256"], name="a_person_asks_for_a_certificate_once"),
            models.CheckConstraint(
                condition=Q(state="ready", issued_at__isnull=False, packed__isnull=False)
                | (~Q(state="ready") & Q(issued_at=None, packed=None)),
                name="a_certificate_that_is_ready_has_its_file",
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="a_certificate_ends_after_it_begins"),
        ]
        indexes = [
            models.Index(fields=["user", "-asked_at", "-id"], name="certificates_of_a_person"),
            models.Index(fields=["asked_at", "id"], name="certificates_to_be_made", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return str(self.pk)
