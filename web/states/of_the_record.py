"""The record where something is the matter: what can't be read, and changes that are not, not yet or no longer so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from billing.entitlements import Feature
from governance.api.counts import PlatformFigures
from governance.api.summary import diffs_of
from governance.comparison.text.reader_text import as_read
from governance.models import CaptureState, Document
from governance.monitoring import Monitoring, MonitoringState
from web.pages.platforms import ListedPlatform
from web.states.designed import DesignedState
from web.states.made_up import change, document, platform, version
from web.states.of_gates import gate

ACTS = {"review": True, "memo": True, "analysis": True, "agree": True, "timeline": True}


def _platform(state: MonitoringState, reason: str, captured: int) -> Callable[[datetime], dict[str, Any]]:
    def shown_with(now: datetime) -> dict[str, Any]:
        found = platform()
        monitoring = Monitoring(state, reason, captured, 5, None, captured > 0)
        return {
            "platform": found,
            "linked": {"name": found.name},
            "said": "",
            "row": ListedPlatform(found, PlatformFigures(), monitoring),
            "homepage": "",
            "documents": [document(now)],
            "changes": [],
            "is_watched": True,
            "acts": {},
        }

    return shown_with


def _document(now: datetime, reason: str = "", *, is_read: bool = True, **wishes: Any) -> dict[str, Any]:
    health = {"state": CaptureState.BLOCKED.value, "reason": reason, "since": (now - timedelta(days=3)).isoformat()}
    return {
        "document": document(now, **wishes),
        "platform": platform(),
        "linked": {"name": "Terms of Service"},
        "said": "",
        "version": version(now) if is_read else None,
        "is_current": True,
        "summary": [],
        "sections": [],
        "part": {"first": 0, "last": 0, "total": 0, "size": 60, "previous": None, "next": None},
        "changes": [],
        "change_count": 0,
        "versions": [],
        "health": health if reason else None,
        "source_url": "",
        "acts": ACTS,
        "gate": None,
    }


def _unread(now: datetime) -> dict[str, Any]:
    return _document(now, "The site answers that robots may not read this page.")


def _stale(now: datetime) -> dict[str, Any]:
    return _document(now, "The site gives no answer.", last_verified_at=now - timedelta(days=21))


def _never_captured(now: datetime) -> dict[str, Any]:
    return _document(
        now,
        "the page can only be read in a browser.",
        is_read=False,
        last_verified_at=None,
        state=Document.State.LISTED,
    )


def _retired(now: datetime) -> dict[str, Any]:
    return _document(now, state=Document.State.RETIRED)


def _last_good(now: datetime) -> dict[str, Any]:
    return _document(now) | {"is_current": False}


def _too_large(now: datetime) -> dict[str, Any]:
    found = _document(now)
    found["version"].is_too_large = True
    return found


def _change(now: datetime, taken_back_at: datetime | None = None, **wishes: Any) -> dict[str, Any]:
    view = change(now, **wishes)
    return {
        "change": view,
        "linked": {"name": view.headline},
        "said": "",
        "clauses": list(zip(view.provisions, diffs_of(view.provisions, as_read), strict=True)),
        "view": "one",
        "previous_change": None,
        "next_change": None,
        "is_to_come": view.effective_date is not None,
        "taken_back_at": taken_back_at,
        "counts": "1 modified",
        "versions": [("Before", version(now, 1)), ("After", version(now))],
        "compared_with_last_good": False,
        "acts": ACTS,
        "gate": None,
        "rewriting": None,
    }


def _held(now: datetime) -> dict[str, Any]:
    return _change(now, published_at=None, held_until=now + timedelta(hours=20))


def _withdrawn(now: datetime) -> dict[str, Any]:
    return _change(now, published_at=None, held_until=now - timedelta(days=1), withdrawn_at=now - timedelta(hours=30))


def _flapping(now: datetime) -> dict[str, Any]:
    reason = "The text returned to a version that was there before: it goes back and forth."
    return _change(now, label="flapping", rule="seen_before", reason=reason, is_alertable=False, published_at=None)


DOCUMENT, CHANGE, PLATFORM = "web/document.html", "web/change.html", "web/platform.html"
PARTLY = "2 of its 5 documents are captured at present. What changes in the rest goes unnoticed."
NEVER = "None of its 5 documents has ever been captured, so no change can be noticed."
RECORD = (
    DesignedState("platform-partly", "Captured in part", PLATFORM, _platform(MonitoringState.PARTLY, PARTLY, 2)),
    DesignedState("platform-never", "Never captured", PLATFORM, _platform(MonitoringState.NOT_CAPTURED, NEVER, 0)),
    DesignedState("document-stale", "Stale document", DOCUMENT, _stale),
    DesignedState("document-unread", "Document that can’t be read", DOCUMENT, _unread),
    DesignedState("document-never", "Document never captured", DOCUMENT, _never_captured),
    DesignedState("document-last-good", "The last capture was none", DOCUMENT, _last_good),
    DesignedState("document-too-large", "Document too large to be cut", DOCUMENT, _too_large),
    DesignedState("document-retired", "Retired document", DOCUMENT, _retired),
    DesignedState("change-held", "Change held for confirmation", CHANGE, _held),
    DesignedState("change-withdrawn", "Withdrawn change", CHANGE, _withdrawn),
    DesignedState("change-taken-back", "Change taken back", CHANGE, lambda now: _change(now, now - timedelta(hours=6))),
    DesignedState("change-flapping", "Flapping", CHANGE, _flapping),
    DesignedState(
        "change-to-come",
        "Effective in the future",
        CHANGE,
        lambda now: _change(now, effective_date=(now + timedelta(days=30)).date()),
    ),
    DesignedState(
        "change-gated",
        "Change behind its gate",
        CHANGE,
        lambda now: _change(now) | {"gate": gate(Feature.CHANGE_SUMMARIES), "acts": {}, "clauses": []},
    ),
)
