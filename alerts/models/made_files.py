"""What is common to the files that people ask for and a duty makes once."""

import zlib

from django.db import models


class MadeFile(models.Model):
    """A file that somebody asked for: work to be done until it is made, and then kept as it was made."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"

    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    failure = models.CharField("why it could not be made", max_length=300, blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField("until when a worker's claim to make it holds", null=True)
    packed = models.BinaryField("the file, compressed", null=True)
    sha256 = models.CharField("of the file", max_length=64, blank=True)
    size_bytes = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def data(self) -> bytes:
        """The file, byte for byte. Raises ValueError before it is ready."""
        if self.packed is None:
            raise ValueError("The file is not made yet.")
        return zlib.decompress(bytes(self.packed))
