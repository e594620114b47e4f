"""What begins to be read by us, or is read otherwise than before: histories that go on, and readings that wait."""

from django.db import models

from governance.models.captures import Capture
from governance.models.catalogue import Collection, Document


class ContinuedPath(models.Model):
    """A path of a collection that our own readings continue: what the collection records there is passed over."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="continued_paths")
    source_path = models.CharField(max_length=500)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="continued_paths")
    continued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "source_path"], name="a_path_is_continued_once"),
        ]

    def __str__(self) -> str:
        return self.source_path


class HeldReading(models.Model):
    """A good text of ours whose provisions differ from those of the record, and may only be read otherwise.

    Nothing of it goes into the record until an operator decides. `capture` is the newest one; `decided_by` is how the
    operator signs in, empty where a later reading agreed by itself.
    """

    class Cause(models.TextChoices):
        COLLECTION = "collection", "a collection recorded it, by another extractor"
        READ_OTHERWISE = "read_otherwise", "it is read otherwise now, and what was read last can't be read so"

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "accepted: the history goes on"
        AGREED = "agreed", "a later reading agreed: the history goes on"
        OWN_HISTORY = "own_history", "our reading begins a history of its own"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="held_readings")
    cause = models.CharField(max_length=14, choices=Cause.choices)
    capture = models.ForeignKey(Capture, on_delete=models.CASCADE, related_name="+")
    difference_count = models.PositiveIntegerField("provisions that differ")
    held_at = models.DateTimeField()
    decision = models.CharField(max_length=11, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(decision=""), name="one_reading_waits_of_a_document"
            ),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at=None)
                | (~models.Q(decision="") & ~models.Q(decided_at=None)),
                name="a_decided_reading_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.cause}"
