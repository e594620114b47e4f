"""What our captures can be shown to a third party by: records in chains, and a log of all of them that only grows."""

from django.db import models

from governance.models.captures import Capture
from governance.models.catalogue import Document


class CaptureRecord(models.Model):
    """The canonical record of a capture: the bytes that are hashed. Append-only, and it outlives what it tells of.

    The records of a document are a chain: each holds the SHA-256 of the one before. Each becomes a leaf of the log.
    """

    capture = models.OneToOneField(Capture, on_delete=models.SET_NULL, null=True, related_name="record")
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="capture_records")
    sequence = models.PositiveIntegerField("its place in the chain of its document, from 1")
    content = models.TextField("JSON in its one form, in ASCII")
    sha256 = models.CharField(max_length=64)
    leaf_index = models.PositiveBigIntegerField("its place in the log, from 0; null: not yet in it", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "sequence"], name="one_record_per_place_in_a_chain"),
            models.UniqueConstraint(fields=["leaf_index"], name="one_record_per_leaf_of_the_log"),
        ]
        indexes = [
            models.Index(fields=["id"], name="records_not_yet_in_the_log", condition=models.Q(leaf_index=None)),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.sequence}"


class CaptureLog(models.Model):
    """The one log; its row is locked by whoever adds to it."""

    size = models.PositiveBigIntegerField("how many leaves it has", default=0)

    def __str__(self) -> str:
        return f"log of {self.size}"


class LogKey(models.Model):
    """A public key that checkpoints are verified with, as C2SP's signed-note writes it. The last one is in force."""

    text = models.CharField("name, key id and key", max_length=400, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class LogTile(models.Model):
    """Up to 256 hashes of full subtrees, side by side: those of height 8 × level. It grows, and nothing in it changes.

    C2SP tlog-tiles, "Merkle Tree".
    """

    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "number"], name="one_tile_per_level_and_number"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Checkpoint(models.Model):
    """A size of the log with its root, signed: whoever holds one notices what is changed or left out later."""

    size = models.PositiveBigIntegerField(unique=True)
    text = models.TextField("a signed note (C2SP tlog-checkpoint)")
    key = models.ForeignKey(LogKey, on_delete=models.PROTECT, related_name="checkpoints")
    signed_at = models.DateTimeField()
    token = models.BinaryField("an answer of a time-stamping authority over its text (RFC 3161)", null=True)
    token_chain = models.TextField("the certificates that the token is verified with, as PEM", blank=True)

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
