"""A policy of 300 kB with 400 provisions, each under a heading of its own: about as long as policies become."""

import gzip
from datetime import datetime, timedelta

from governance.models import Document, Platform
from governance.record.recorded import Recorded
from governance.record.versions import record_version

PROVISIONS, TEXT_BYTES = 400, 330_000
# What its page may take, on any part: statements by reader, and sections: sixty provisions have sixty headings at most.
MOST_STATEMENTS = {"visitor": 14, "professional": 20}
MOST_SECTIONS = 60
# An answer as it is sent, compressed: what letters, stylesheet and icon leave of the 100 kB of a first view.
MOST_HTML = 35_000
SHARE = ", and share it with partner {0}.{1} who helps us to run a part of the service"


def large_policy() -> str:
    """The text: each part states how long something is kept and with whom it is shared."""
    shares = TEXT_BYTES // PROVISIONS // len(SHARE)
    parts = (
        f"## Part {number}\n\nWe keep what you give us for {number + 30} days"
        f"{''.join(SHARE.format(number, one) for one in range(shares))}.\n"
        for number in range(PROVISIONS)
    )
    return "# Privacy policy\n\n" + "\n".join(parts)


def record_large_policy(*, now: datetime) -> Document:
    """Record the policy as of the day before and return its document."""
    platform = Platform.objects.create(slug="vast", name="Vast", sector="social", search_text="vast")
    document = Document.objects.create(platform=platform, document_type="privacy-policy", title="Privacy policy")
    _record(document, large_policy(), now - timedelta(days=1))
    return document


def change_large_policy(document: Document, *, now: datetime) -> None:
    """Record the policy again, with one clause changed."""
    _record(document, large_policy().replace("We keep what you give us for 47", "We may keep what for 47"), now)


def _record(document: Document, text: str, at: datetime) -> None:
    record_version(Recorded(document=document, data=text.encode(), captured_at=at), now=at)


def faults_of_size(html: str, statements: int, *, reader: str, is_whole: bool = False) -> list[str]:
    """What of a page of the policy is over its limits; the whole text has a section for each provision, and no limit
    of its size."""
    sections, size = html.count('<section class="clauses">'), len(gzip.compress(html.encode()))
    limits = [(statements, MOST_STATEMENTS[reader], "statements")]
    limits += [(sections, PROVISIONS if is_whole else MOST_SECTIONS, "sections")]
    limits += [] if is_whole else [(size, MOST_HTML, "bytes, compressed")]
    return [f"{count} {unit} of at most {most}" for count, most, unit in limits if count > most]
