"""Makes the text of a document from the fetches of its pages, as it is declared now."""

from collections.abc import Sequence
from dataclasses import dataclass

from governance.capture.declarations.sources import DeclaredPage, DeclaredSource
from governance.capture.extraction.extracted import Extracted, Unreadable
from governance.capture.extraction.page import extract_html
from governance.capture.extraction.pdf import ScannedPdf, extract_pdf
from governance.capture.extraction.writing import escaped
from governance.capture.fetching.charset import decode_text
from governance.capture.gate.attempts import PageAnswer, Reading
from governance.capture.storing.frames import DamagedFrame
from governance.capture.storing.raw_bodies import read_body
from governance.models import Fetch, RawBody

# As Open Terms Archive joins them, so that the comparison sees the same break.
BETWEEN_PAGES = "\n\n- - -\n\n"
PDF = "application/pdf"
# Walls are looked for in the beginning of a page.
_MARKUP_LOOKED_AT = 300_000


@dataclass(frozen=True, slots=True)
class PageBody:
    """What a fetch is read from: its own body, or the accepted one that it was told still stands."""

    fetch: Fetch
    raw: RawBody | None
    media_type: str
    content_type: str

    @property
    def raw_id(self) -> str | None:
        """The digest of its bytes; None if there are none."""
        return self.raw.pk if self.raw else None


def body_of(fetch: Fetch) -> PageBody:
    """Return what a fetch is read from."""
    source = fetch
    if fetch.outcome == Fetch.NOT_MODIFIED and fetch.page.accepted_fetch is not None:
        source = fetch.page.accepted_fetch
    facts = source.facts
    content_type = str(facts.get("headers", {}).get("content-type", ""))
    return PageBody(fetch, source.raw, str(facts.get("media_type") or ""), content_type)


def answer_of(body: PageBody) -> PageAnswer:
    """Return what the gate looks at of one page."""
    fetch, facts = body.fetch, body.fetch.facts
    requested = str(facts.get("requested") or fetch.page.address)
    return PageAnswer(
        requested=requested,
        final=str(facts.get("final") or requested),
        outcome="" if fetch.is_readable else fetch.outcome,
        reason=fetch.reason,
        status=200 if fetch.outcome == Fetch.NOT_MODIFIED else fetch.status,
        media_type=body.media_type,
        headers=facts.get("headers", {}),
        markup=_markup(body),
    )


def read_document(bodies: Sequence[PageBody], declared: DeclaredSource | None) -> Reading:
    """Return the text of all pages together; one that can't be read makes the whole unread."""
    pages: list[Extracted] = []
    for place, body in enumerate(bodies):
        try:
            pages.append(_extracted(body, declared.pages[place] if declared else None))
        except (Unreadable, DamagedFrame, OSError) as error:
            said = str(error) if isinstance(error, Unreadable) else "What was stored of it can't be read."
            return Reading(failure=said, is_scanned=isinstance(error, ScannedPdf))
    markdown = BETWEEN_PAGES.join(page.markdown.strip("\n") for page in pages)
    letters = [max(len(page.markdown), 1) for page in pages]
    return Reading(
        markdown=markdown + "\n" if markdown else "",
        title=pages[0].title,
        first_heading=pages[0].first_heading,
        language=pages[0].language,
        link_share=_mean([page.link_share for page in pages], letters),
        replaced_share=_mean([page.replaced_share for page in pages], letters),
    )


def _extracted(body: PageBody, page: DeclaredPage | None) -> Extracted:
    if body.raw is None:
        raise Unreadable("Nothing came.")
    data = read_body(body.raw)
    if body.media_type == PDF or data.startswith(b"%PDF-"):
        return extract_pdf(data)
    text = decode_text(data, body.content_type).text
    if body.media_type == "text/plain":
        return Extracted(escaped(text), word_count=len(text.split()))
    address = str(body.fetch.facts.get("final") or body.fetch.page.address)
    return extract_html(text, address=address, declared=page if page and page.select is not None else None)


def _markup(body: PageBody) -> str:
    if body.raw is None or body.media_type == PDF:
        return ""
    try:
        return read_body(body.raw)[:_MARKUP_LOOKED_AT].decode("utf-8", "replace")
    except (DamagedFrame, OSError):
        return ""


def _mean(values: Sequence[float], weights: Sequence[int]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
