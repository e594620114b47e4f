"""The versions of documents that a person agreed to."""

import uuid

from django.conf import settings
from django.db import models

from governance.models import Document, Version

LONGEST_REFERENCE, LONGEST_NOTE = 200, 2_000


class Baseline(models.Model):
    """A version of a document that a person agreed to on a day, such as when a contract was signed.

    `version` is what stood then. A document may have several baselines of a person: one for each contract.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="baselines", db_index=False
    )
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    agreed_at = models.DateField("the day of the agreement")
    reference = models.CharField("such as the number of a contract", max_length=LONGEST_REFERENCE, blank=True)
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document", "version", "agreed_at", "reference"],
                name="a_person_pins_an_agreement_once",
            )
        ]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="baselines_of_a_person")]

    def __str__(self) -> str:
        return f"{self.version_id} agreed by {self.user_id}"
