"""Made-up sites that are read over loopback by the service's own duties, under a clock that a test sets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from governance.capture.fetching.fetcher import Fetcher
from governance.capture.gate.looks import NEW_TEXT
from governance.capture.judging import judge_due
from governance.capture.rounds import fetch_due_pages
from governance.capture.routes import BROWSER, ask_plainly_again
from governance.capture.sources import declare, read_by_itself
from governance.models import CaptureHealth, Document, Fetch, SourcePage
from governance.record.platforms import platform_named
from tests.governance.capture.fetching.reader import SETTINGS
from tests.governance.capture.pages import NOON
from tests.local_web import LocalWeb, html

CLAUSES = tuple(
    f"We may ask owl number {number} to carry your letters, and you agree to pay the carrier {number} coins a month."
    for number in range(1, 16)
)


def policy(*clauses: str, title: str = "Terms of Service", before: str = "") -> Any:
    """A page with a text of these clauses, and a frame around it."""
    paragraphs = "".join(f"<p>{clause}</p>" for clause in clauses or CLAUSES)
    return html(
        f"<html lang=en><head><title>{title} – Owl Post</title></head><body><nav><a href=/>Home</a></nav>{before}"
        f"<main><h1>{title}</h1>{paragraphs}</main><footer>© Owl Post</footer></body></html>"
    )


# Where the terms stood, a list of links to them.
LINKS = html(
    "<main><h1>Terms of Service</h1><ul>"
    + "".join(f"<li><a href=/{n}>Terms and conditions of the owl house number {n}</a></li>" for n in range(60))
    + "</ul></main>"
)


class WatchedWeb:
    """Sites on loopback, and the duties that read them. Time passes when `pass_time` is called."""

    def __init__(self, web: LocalWeb, site: dict[str, dict[str, Any]]) -> None:
        self.web, self.site, self.now = web, site, NOON
        self.settings = SETTINGS
        # Pages are declared by http://, and answer so unless a test is about the other way.
        self.tries_https = False

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass, for what waits for a host."""
        self.pass_time(seconds=seconds)

    def pass_time(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    def document(
        self,
        name: str = "Terms of Service",
        *,
        path: str = "/terms",
        host: str = "owl.example",
        source: dict[str, Any] | None = None,
    ) -> Document:
        """A document that is read from one page of a host, by structure unless `source` declares it."""
        platform = platform_named("Owl Post", is_demonstration=False, now=self.now)
        document = Document.objects.create(
            platform=platform,
            document_type=name.lower().replace(" ", "-"),
            title=name,
            source_urls=[f"http://{host}{path}"],
        )
        if source:
            declare(document, source, now=self.now)
        else:
            read_by_itself(document, [f"http://{host}{path}"], now=self.now)
        return document

    def read(self) -> dict[str, int]:
        """Fetch and judge, and wait for the second look at what is new; the counts of the last time."""
        counts = self.read_once()
        while CaptureHealth.objects.filter(verdict=NEW_TEXT).exists():
            self.pass_time(minutes=2)
            counts = self.read_once()
        return counts

    def read_once(self) -> dict[str, int]:
        """One round of fetching and one of judging; the counts of both."""
        if not self.tries_https:
            SourcePage.objects.filter(answers_https=None).update(answers_https=False)
        counts = fetch_due_pages(open_fetcher=self.open, clock=lambda: self.now)
        return counts | judge_due(self.now)

    def open_in_browser(self) -> dict[str, int]:
        """The same for pages that are due in a browser, which here is a plain reader of the site as it is then."""
        ask_plainly_again(self.now)
        counts = fetch_due_pages(open_fetcher=self.open, clock=lambda: self.now, slots=1, route=BROWSER)
        return counts | judge_due(self.now)

    def health(self, document: Document) -> tuple[str, str]:
        """The state of a document and the code of what decided it."""
        health = CaptureHealth.objects.get(document=document)
        return health.state, health.verdict

    @asynccontextmanager
    async def open(self, robots: Any, permitted: Any, clock: Any) -> AsyncIterator[Fetcher]:
        """Give what fetches from the sites, as the duties open it."""
        transport = self.web.transport()
        try:
            yield Fetcher(transport=transport, settings=self.settings, robots=robots, permissions=permitted, now=clock)
        finally:
            await transport.aclose()

    def fetches(self) -> list[Fetch]:
        """Every fetch there was, the first one first."""
        return list(Fetch.objects.select_related("page", "raw").order_by("pk"))
