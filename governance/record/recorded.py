"""A text as its source recorded it, handed over by an import or a capture to be stored."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from governance.models import Document
from governance.record.parsing import is_too_large

MOST_SOURCES = 9_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One text of a document, and all that its source says of it. Its collection is the document's.

    `stated_at` is the source's own date if it differs from `captured_at`. `kind` is first, change or technical.
    `source_commit` and `source_count` say where it was found, and how many pages it was made from. `published_at` is
    when its change became news, None for a backfill.
    """

    document: Document
    data: bytes
    captured_at: datetime
    stated_at: datetime | None = None
    kind: str = "change"
    source_commit: str = ""
    source_count: int = 1
    published_at: datetime | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_too_large(self) -> bool:
        return is_too_large(len(self.data))

    def believed(self, now: datetime) -> "Recorded":
        """Return the same with a possible date: nothing is captured later than it is stored."""
        if self.captured_at <= now:
            return self
        return replace(self, captured_at=now, stated_at=self.stated_at or self.captured_at)
