"""A document that is being judged: the last fetches of its pages, and how it is declared to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.capture.declarations.sources import DeclaredSource
from governance.capture.extraction.extracted import EXTRACTOR_VERSION, TextPlace
from governance.capture.schedule.documents_to_judge import JudgingClaim
from governance.models import Capture, CaptureHealth, Document, Fetch, PageOfDocument, SourcePage


@dataclass(frozen=True, slots=True)
class Judged:
    """A claimed document with its health as it was, and the last fetch of each of its pages."""

    claim: JudgingClaim
    document: Document
    health: CaptureHealth
    fetches: Sequence[Fetch]
    declared: DeclaredSource | None
    declaration_digest: str
    version_before: int | None

    @property
    def captured_at(self) -> datetime:
        return max(fetch.ended_at for fetch in self.fetches)

    @property
    def came_by_browser(self) -> bool:
        """Whether a page was opened in a browser, which is done only after it gave nothing plainly."""
        return any(fetch.route == SourcePage.Route.BROWSER for fetch in self.fetches)

    @property
    def was_opened(self) -> bool:
        """Whether it is declared to be opened in a browser, or its last good text came from one."""
        good = self.health.good_capture
        is_declared = self.declared is not None and self.declared.executes_scripts
        return is_declared or (
            good is not None and Fetch.objects.filter(pk__in=good.fetch_ids, route=SourcePage.Route.BROWSER).exists()
        )

    @property
    def raw_ids(self) -> list[str | None]:
        """The bytes that came, or that a server said still stand, page by page."""
        return [raw_id_of(fetch) for fetch in self.fetches]

    @property
    def fetch_key(self) -> str:
        return ",".join(str(fetch.pk) for fetch in self.fetches)


def raw_id_of(fetch: Fetch) -> str | None:
    return (fetch.whole_answer or fetch).raw_id


def fetches_of(document: Document) -> list[Fetch]:
    """Return the last fetch of each page in the order of the pages; empty if one was never fetched."""
    places = PageOfDocument.objects.filter(document=document).order_by("position")
    last = list(places.values_list("page__last_fetch_id", flat=True))
    if None in last:
        return []
    related = ("page", "raw", "raw__base", "page__accepted_fetch", "page__accepted_fetch__raw")
    fetches = Fetch.objects.select_related(*related).in_bulk([pk for pk in last if pk is not None])
    return [fetches[pk] for pk in last if pk is not None]


def is_complete(fetches: Sequence[Fetch], last: Capture | None) -> bool:
    """Whether each page was fetched since the last capture, or one failed since then."""
    judged = set(last.fetch_ids) if last else set()
    fresh = [fetch for fetch in fetches if fetch.pk not in judged]
    return bool(fresh) and (len(fresh) == len(fetches) or any(not fetch.is_readable for fetch in fresh))


def is_read_alike(good: Capture, judged: Judged) -> bool:
    is_declared_alike = good.declaration_sha256 == judged.declaration_digest and len(good.fetch_ids) == len(
        judged.fetches
    )
    return good.extractor_version == EXTRACTOR_VERSION and is_declared_alike


def places_in(figures: Mapping[str, Any]) -> list[TextPlace]:
    """Return where the text of each page stood in a capture with these figures; nothing where not all was kept."""
    written = figures.get("text_in", ())
    return [] if any(len(place) < len(TextPlace._fields) for place in written) else list(map(TextPlace.of, written))


def is_at_the_same_place(one: Sequence[TextPlace], other: Sequence[TextPlace]) -> bool:
    return len(one) == len(other) and all(first.is_alike(second) for first, second in zip(one, other, strict=True))
