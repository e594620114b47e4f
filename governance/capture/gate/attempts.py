"""What the gate looks at: the answers for the pages of a document, its text, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from governance.capture.extraction.extracted import TextPlace

# As Open Terms Archive joins the pages of a document, so that the comparison sees the same break.
BETWEEN_PAGES = "\n\n- - -\n\n"


class AttemptState(StrEnum):
    """What an attempt to read a document came to. The names are those of `governance.models.CaptureState`."""

    VERIFIED = "verified"
    SUSPECT = "suspect"
    FAILING = "failing"
    BLOCKED = "blocked"
    GONE = "gone"
    NEEDS_BROWSER = "needs_browser"


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What one page answered. `outcome` is "" for a page that came whole, else the code of what went wrong."""

    requested: str
    final: str
    outcome: str = ""
    reason: str = ""
    status: int | None = 200
    media_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)
    markup: str = ""


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """The text of a document, of all its pages. `failure` says why there is none.

    `is_closed` tells that each of its pages ends as one of its kind, as plain text never does; `places` tell of each
    page where its text stood, `left_out` are sentences of the pages that are not in it.
    """

    markdown: str = ""
    title: str = ""
    first_heading: str = ""
    language: str = ""
    link_share: float = 0.0
    replaced_share: float = 0.0
    failure: str = ""
    is_closed: bool = True
    is_scanned: bool = False
    places: tuple[TextPlace, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def word_count(self) -> int:
        return len(self.markdown.split())


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document from its last good captures; all empty before the first.

    `final_addresses` are those where good captures ended; `sibling_digests` are those of the texts that other
    documents of its platform have now, and `own_digests` of those that it has had.
    """

    markdown: str = ""
    title: str = ""
    first_heading: str = ""
    language: str = ""
    link_share: float = 0.0
    word_counts: tuple[int, ...] = ()
    was_closed: bool = False
    final_addresses: frozenset[str] = frozenset()
    sibling_digests: frozenset[str] = frozenset()
    own_digests: frozenset[str] = frozenset()
    failing_for: timedelta = timedelta(0)
    attempts_failed: int = 0
    routes_failed: int = 1

    @property
    def is_first(self) -> bool:
        return not self.word_counts

    @property
    def usual_word_count(self) -> float:
        """The median of its last word counts."""
        counts = sorted(self.word_counts)
        return counts[len(counts) // 2] if counts else 0


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """What an attempt came to: "" for the code of a good one; the reason is a sentence for the operator.

    `stays` says that time changes nothing about it.
    """

    state: AttemptState
    code: str = ""
    reason: str = ""
    stays: bool = False

    @property
    def is_good(self) -> bool:
        return self.state == AttemptState.VERIFIED
