"""How a memo words what stands in many of its parts: places, moments, counts, sentences with their source."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from governance.analysis.law import spelled
from governance.analysis.memo.blocks import MemoSentence

Data = Mapping[str, Any]


def stated(one: Data) -> MemoSentence:
    return MemoSentence(one["sentence"], (one["reference"],) if one["reference"] else ())


def where_of(quotation: Data) -> str:
    return f"{quotation['version']}, characters {quotation['start']} to {quotation['end']}"


def moment_as_read(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{spelled(at.date())}, {at:%H:%M} UTC"


def counted(count: int, what: str, several: str = "") -> str:
    return f"{count} {what}" if count == 1 else f"{count} {several or what + 's'}"


_CLASSES = {
    "cosmetic": "This difference is of form alone, not of meaning or wording.",
    "flapping": "This difference goes back and forth between texts that were there before; it is taken for no change.",
    "extraction": "This difference is taken for an error of reading the page, not for a change of the text.",
}


def standing_of(change: Data) -> str:
    """What keeps this from being told as a change of meaning or wording; empty if nothing does."""
    if change["withdrawn_at"]:
        at = moment_as_read(change["withdrawn_at"])
        return f"This change was withdrawn on {at}, when a later version no longer showed it."
    if change["is_held"]:
        return "This change is not confirmed yet: it waits until its text has stood for a while."
    return _CLASSES.get(change["class"], "")


def return_of(change: Data) -> str:
    """That the document went back to a text from before this change, and when; empty if it did not."""
    at = change["taken_back_at"]
    return f"This change was taken back: on {moment_as_read(at)} the text was again one from before it." if at else ""
