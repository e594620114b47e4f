"""Which documents were verified lately, which can't be read at present, and which are retired."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from governance.models import CaptureState, Document
from governance.monitoring import is_unread


@dataclass(frozen=True, slots=True)
class DocumentStanding:
    """Whether a document was verified lately; `last_verified_at` is None if no version was ever recorded.

    `is_platform_captured` says whether any document of its platform was; `unread_since` is since when we can't read
    it, None if that is shorter than the time after which it is told; `is_gone`, whether that is because its site no
    longer has it.
    """

    id: int
    public_id: str
    platform_name: str
    platform_slug: str
    title: str
    state: str
    last_verified_at: datetime | None
    is_platform_captured: bool
    unread_since: datetime | None
    is_gone: bool

    @property
    def is_retired(self) -> bool:
        return self.state == Document.State.RETIRED


def documents_not_verified(*, since: datetime, now: datetime) -> "QuerySet[Document]":
    """Return documents not verified since this moment, those that we can't read at present, and retired ones.

    Usable as a subquery. One that was never verified counts if it was in the catalogue before that moment.
    """
    never = Q(last_verified_at=None, created_at__lt=since)
    retired = Q(state=Document.State.RETIRED)
    return Document.objects.filter(retired | Q(last_verified_at__lt=since) | never | is_unread(now))


def document_standings(document_ids: Iterable[int], now: datetime) -> dict[int, DocumentStanding]:
    """Return how these documents stand, in one query. An unknown document has no standing."""
    captured = Document.objects.filter(platform=OuterRef("platform_id"), last_verified_at__isnull=False)
    documents = (
        Document.objects.filter(pk__in=set(document_ids))
        .select_related("platform")
        .annotate(
            is_platform_captured=Exists(captured),
            unread_since=Case(When(is_unread(now), then=F("health__failing_since"))),
            is_gone=Case(When(health__state=CaptureState.GONE, then=Value(True)), default=Value(False)),
        )
    )
    return {
        document.pk: DocumentStanding(
            id=document.pk,
            public_id=document.public_id,
            platform_name=document.platform.name,
            platform_slug=document.platform.slug,
            title=document.title,
            state=document.state,
            last_verified_at=document.last_verified_at,
            is_platform_captured=document.is_platform_captured,
            unread_since=document.unread_since,
            is_gone=document.is_gone,
        )
        for document in documents
    }
