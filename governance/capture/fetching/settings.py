"""How pages are asked for: who we say we are, how long we wait, how much we take."""

import re
from dataclasses import dataclass
from datetime import timedelta

from outbound.bodies import ACCEPT_ENCODING
from outbound.ip_addresses import WEB_PORTS

# RFC 9309, 2.2.1: what a robots.txt calls a crawler by.
_PRODUCT_TOKEN = re.compile(r"[A-Za-z_-]+")
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9"


@dataclass(frozen=True, kw_only=True)
class FetchSettings:
    """Everything that may differ between two installations. `contact_page` says who we are and how to keep us out."""

    product: str
    version: str = "1.0"
    contact_page: str
    contact_address: str
    # In what language a page is asked for where its document has none: always the same, so that pages don't flip.
    language: str = "en-GB"
    ports: frozenset[int] = WEB_PORTS
    connect_seconds: float = 10
    read_seconds: float = 15
    robots_seconds: float = 15
    total_seconds: float = 45
    page_bytes: int = 8_000_000
    pdf_bytes: int = 20_000_000
    error_page_bytes: int = 256 * 1024
    robots_bytes: int = 500 * 1024  # RFC 9309, 2.5: at least so much is to be read
    most_redirects: int = 5
    robots_stay_fresh: timedelta = timedelta(hours=24)
    # RFC 9309, 2.3.1.4: a host whose robots.txt can't be had for so long is taken to have none.
    robots_given_up_after: timedelta = timedelta(days=30)

    def __post_init__(self) -> None:
        if not _PRODUCT_TOKEN.fullmatch(self.product):
            raise ValueError(f"A product token has letters, _ and - only: {self.product!r}.")
        for text in (self.version, self.contact_page, self.contact_address):
            if not text.isascii() or not text.isprintable() or set(text) & set(" ();"):
                raise ValueError(f"This can't stand in a User-Agent: {text!r}.")

    @property
    def user_agent(self) -> str:
        """Our name, and where to find and to write to us."""
        return f"{self.product}/{self.version} (+{self.contact_page}; mailto:{self.contact_address})"

    def headers(self, language: str | None) -> dict[str, str]:
        """The headers of every request for a page: nothing that a browser would say and we are not."""
        return {
            "User-Agent": self.user_agent,
            "Accept": ACCEPT,
            "Accept-Language": accept_language(language or self.language),
            "Accept-Encoding": ACCEPT_ENCODING,
        }


def accept_language(tag: str) -> str:
    """The header of one language: `en-GB,en;q=0.8` of `en-GB`, and `de` of `de` (RFC 9110, 12.5.4)."""
    base = tag.partition("-")[0]
    return tag if base == tag else f"{tag},{base};q=0.8"
