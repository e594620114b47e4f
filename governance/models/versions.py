"""Versions: the distinct accepted states of a document's text, byte for byte."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from django.db import models

from governance.models.catalogue import Collection, Document
from governance.models.public_ids import PublicIdMixin

# Of a text above this many bytes no more is done than keeping it: 2 MB of Markdown are a book of a thousand pages.
MOST_PARSED_BYTES = 2_000_000
CHUNK_BYTES = 256_000


def text_of(data: bytes) -> str:
    """Return the bytes as UTF-8, line ends untouched, with U+FFFD for what is malformed and for NUL.

    PostgreSQL cannot hold NUL in a text; replaced one for one, it moves no offset.
    """
    return data.decode("utf-8", "replace").replace("\0", "\ufffd")


class StoredText(models.Model):
    """A text, stored compressed once per content, under the SHA-256 of its exact bytes."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    compressed = models.BinaryField()
    size_bytes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.sha256

    @classmethod
    def of(cls, data: bytes) -> "StoredText":
        """Return an unsaved row for these bytes."""
        return cls(sha256=hashlib.sha256(data).hexdigest(), compressed=zlib.compress(data, 6), size_bytes=len(data))

    @property
    def data(self) -> bytes:
        """The exact bytes that were captured. Raises zlib.error if the row is damaged."""
        return zlib.decompress(bytes(self.compressed))

    def chunks(self) -> Iterator[bytes]:
        """Yield the exact bytes in parts."""
        unpacking, waiting = zlib.decompressobj(), bytes(self.compressed)
        while waiting:
            yield unpacking.decompress(waiting, CHUNK_BYTES)
            waiting = unpacking.unconsumed_tail

    @property
    def text(self) -> str:
        """The text that all offsets count in: see `text_of`."""
        return text_of(self.data)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a provision stands in one version: text[start:end]."""

    provision_id: int
    start: int
    end: int


class Described(NamedTuple):
    """One sentence of a version's summary, and the provision that it describes: text[start:end]."""

    category: str
    provision_id: int
    start: int
    end: int
    sentence: str


class Version(PublicIdMixin):
    """One accepted state of a document. `sequence` is its place in the document's history, from 1, without gaps."""

    PUBLIC_LETTER: ClassVar[str] = "V"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, null=True, related_name="versions")
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    sequence = models.PositiveIntegerField()
    stored_text = models.ForeignKey(StoredText, on_delete=models.PROTECT, related_name="versions")
    captured_at = models.DateTimeField("when the source recorded it", db_index=True)
    stated_at = models.DateTimeField(
        "the date the source gave, where it was later than the import that brought it", null=True, editable=False
    )
    # A technical upgrade may carry an older date than the version it replaces. It replaces it all the same, so what
    # was in force at a time is decided by the latest date so far, which never runs backwards along `sequence`.
    in_force_at = models.DateTimeField("the latest captured_at up to here in the document's history", editable=False)
    recorded_at = models.DateTimeField("when we stored it")
    source_commit = models.CharField(max_length=64, blank=True)
    source_count = models.PositiveSmallIntegerField("pages it was assembled from", default=1)
    is_technical = models.BooleanField("recorded because the way of capturing changed", default=False)
    is_good = models.BooleanField("not a failed or partial capture", default=True)
    is_too_large = models.BooleanField("kept as it is, and neither parsed nor compared", default=False)
    normal_digest = models.CharField("SHA-256 of the normalised text", max_length=64)
    dated_digest = models.CharField("the same, with the dates it states", max_length=64, blank=True)
    normaliser_version = models.PositiveSmallIntegerField()
    word_count = models.PositiveIntegerField()
    outline = models.BinaryField("[provision id, start, end] of every provision, compressed JSON")
    summary = models.BinaryField("its summary in plain words, compressed JSON; of the last good version", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "sequence"], name="one_version_per_place_in_a_history"),
            models.UniqueConstraint(
                fields=["document", "source_commit"],
                condition=~models.Q(source_commit=""),
                name="one_version_per_document_and_source_commit",
            ),
        ]
        indexes = [
            models.Index(fields=["document", "-in_force_at", "-sequence"], name="versions_as_of_a_date"),
            # Finds what an older normaliser made, and whether a collection recorded anything in a period.
            models.Index(fields=["normaliser_version", "document"], name="versions_by_their_normaliser"),
            models.Index(fields=["collection", "captured_at"], name="versions_of_a_collection"),
        ]

    def __str__(self) -> str:
        return f"version {self.sequence} of {self.document_id}"

    @property
    def text(self) -> str:
        return self.stored_text.text

    @property
    def sha256(self) -> str:
        return self.stored_text_id

    @property
    def placed(self) -> list[Placed]:
        """Every provision of this version in the order of the text."""
        return self.unpack_outline(bytes(self.outline))

    @property
    def described(self) -> list[Described]:
        """The sentences of its summary; empty if none was made."""
        return [Described(*row) for row in json.loads(zlib.decompress(bytes(self.summary)))] if self.summary else []

    @staticmethod
    def pack_summary(rows: list[Described]) -> bytes:
        return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 6)

    @staticmethod
    def unpack_outline(outline: bytes) -> list[Placed]:
        """Return the provisions that a stored outline holds, in the order of the text."""
        return [Placed(*row) for row in json.loads(zlib.decompress(outline))]

    @staticmethod
    def pack_outline(placed: list[Placed]) -> bytes:
        rows = [(p.provision_id, p.start, p.end) for p in placed]
        return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 6)
