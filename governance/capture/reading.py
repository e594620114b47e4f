"""Makes the text of a document from the fetches of its pages, as it is declared now."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from governance.capture.declarations.sources import DeclaredPage, DeclaredSource
from governance.capture.extraction.apart import LARGE_PAGE, extract_html_apart, extract_pdf_apart
from governance.capture.extraction.extracted import Extracted, ScannedPdf, TextPlace, Unreadable
from governance.capture.extraction.page import extract_html
from governance.capture.extraction.writing import escaped
from governance.capture.fetching.charset import decode_text
from governance.capture.fetching.fetched import Fetched, FetchFailed
from governance.capture.gate.attempts import BETWEEN_PAGES, DocumentReading, PageAnswer
from governance.capture.gate.endings import is_closed
from governance.capture.storing.frames import DamagedFrame
from governance.capture.storing.raw_bodies import read_body
from governance.models import Fetch

PDF = "application/pdf"
# Walls are looked for in the beginning of a page.
_MARKUP_LOOKED_AT = 300_000
# A page that is sent as plain text by mistake is the page that it was.
_BEGINS_AS_HTML = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class PageBody:
    """One page as it came, whether it is stored or was fetched just now. `read` gives its bytes, if there are any."""

    answer: PageAnswer
    content_type: str = ""
    raw_id: str | None = None
    read: Callable[[], bytes] | None = None


def body_of(fetch: Fetch) -> PageBody:
    """Return what a stored fetch is read from: its own bytes, or the accepted ones that it was told still stand."""
    source = fetch.whole_answer or fetch
    raw, facts = source.raw, fetch.facts
    requested = str(facts.get("requested") or fetch.page.address)
    answer = PageAnswer(
        requested=requested,
        final=str(facts.get("final") or requested),
        outcome="" if fetch.is_readable else fetch.outcome,
        reason=fetch.reason,
        status=200 if fetch.outcome == Fetch.NOT_MODIFIED else fetch.status,
        media_type=str(source.facts.get("media_type") or ""),
        headers=facts.get("headers", {}),
    )
    read = cache(partial(read_body, raw)) if raw is not None else None
    content_type = str(source.facts.get("headers", {}).get("content-type", ""))
    return PageBody(_with_markup(answer, read), content_type, raw.pk if raw is not None else None, read)


def body_fetched(outcome: Fetched | FetchFailed) -> PageBody:
    """Return what was fetched just now, or why it wasn't."""
    page = outcome if isinstance(outcome, Fetched) else outcome.answer
    failed = outcome if isinstance(outcome, FetchFailed) else None
    answer = PageAnswer(
        requested=outcome.requested,
        final=page.final if page is not None else outcome.requested,
        outcome=failed.code.value if failed else "",
        reason=failed.reason if failed else "",
        status=outcome.status,
        media_type=page.media_type if page is not None else "",
        headers=page.headers if page is not None else {},
    )
    if page is None:
        return PageBody(answer)
    return PageBody(
        _with_markup(answer, lambda: page.body),
        str(page.headers.get("content-type", "")),
        hashlib.sha256(page.body).hexdigest(),
        lambda: page.body,
    )


def read_document(
    bodies: Sequence[PageBody], declared: DeclaredSource | None, *, before: Sequence[TextPlace] = ()
) -> DocumentReading:
    """Return the text of all pages together; one that can't be read makes the whole unread.

    What is found by structure stays where it stood `before`, page by page, if that is known and fits still.
    """
    pages: list[Extracted] = []
    for place, body in enumerate(bodies):
        try:
            page = declared.pages[place] if declared else None
            pages.append(_extracted(body, page, before[place] if place < len(before) else None))
        except (Unreadable, DamagedFrame, OSError) as error:
            said = str(error) if isinstance(error, Unreadable) else "What was stored of it can't be read."
            return DocumentReading(failure=said, is_scanned=isinstance(error, ScannedPdf))
    markdown = BETWEEN_PAGES.join(page.markdown.strip("\n") for page in pages)
    letters = [max(len(page.markdown), 1) for page in pages]
    return DocumentReading(
        markdown=markdown + "\n" if markdown else "",
        title=pages[0].title,
        first_heading=pages[0].first_heading,
        language=pages[0].language,
        link_share=_mean([page.link_share for page in pages], letters),
        replaced_share=_mean([page.replaced_share for page in pages], letters),
        is_closed=all(_ends_as_a_page(body) for body in bodies),
        places=tuple(page.place for page in pages),
        left_out=tuple(sentence for page in pages for sentence in page.left_out),
    )


def _extracted(body: PageBody, page: DeclaredPage | None, before: TextPlace | None) -> Extracted:
    if body.read is None:
        raise Unreadable("Nothing came.")
    data = body.read()
    if body.answer.media_type == PDF or data.startswith(b"%PDF-"):
        return extract_pdf_apart(data)
    text = decode_text(data, body.content_type).text
    if body.answer.media_type == "text/plain" and not _BEGINS_AS_HTML.match(text):
        return Extracted(escaped(text), word_count=len(text.split()))
    extract = extract_html_apart if len(text) > LARGE_PAGE else extract_html
    selected = page if page and page.select is not None else None
    return extract(text, address=body.answer.final, declared=selected, before=before)


def _ends_as_a_page(body: PageBody) -> bool:
    return body.answer.media_type == PDF or body.read is None or is_closed(body.read())


def _with_markup(answer: PageAnswer, read: Callable[[], bytes] | None) -> PageAnswer:
    """Return the answer with the beginning of the page, where walls are looked for."""
    if read is None or answer.media_type == PDF:
        return answer
    try:
        return replace(answer, markup=read()[:_MARKUP_LOOKED_AT].decode("utf-8", "replace"))
    except (DamagedFrame, OSError):
        return answer


def _mean(values: Sequence[float], weights: Sequence[int]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
