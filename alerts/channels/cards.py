"""What a message in a chat room says of an event, before a receiver's own format.

What documents say is text of others: each format puts it where nothing of it is read as markup, a link or a mention.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.unseen import shows
from alerts.mail.lines import clipped, counted

HEADLINE, FACT, SENTENCE = 140, 120, 240
NOTHING = "(no words)"
DISCLAIMER = "This describes what the document says and makes no legal determination."
# Words that rooms take for calls to everybody. A word joiner, which shows nothing, keeps them from being one.
_CALLS = re.compile(r"@(?=(?:here|channel|everyone|group|all))", re.IGNORECASE)
_WORD_JOINER = "\u2060"
# Rooms of Teams make a date of `{{DATE(…)}}` (Adaptive Cards, text functions).
_FUNCTIONS = re.compile(r"\{(?=\{)")


@dataclass(frozen=True, slots=True)
class Card:
    """A headline, facts as pairs of a name and a value, sentences, and where more is. Nothing holds a line break."""

    headline: str
    facts: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    left_out: str = ""
    url: str = ""
    footer: str = ""


def card_of(body: bytes) -> Card:
    """Return the card of an event's bytes."""
    event = json.loads(body)
    data: dict[str, Any] = event["data"]
    if "url" not in data:  # a test
        return Card(headline=_plain(data["headline"], HEADLINE))
    left = data["provisions_left_out"]
    return Card(
        headline=_plain(data["headline"], HEADLINE),
        facts=tuple((name, _plain(value, FACT)) for name, value in _facts(data)),
        sentences=tuple(_plain(one["sentence"], SENTENCE) for one in data["provisions"]),
        left_out=f"And {counted(left, 'more changed provision')}." if left else "",
        url=data["url"],
        footer=DISCLAIMER,
    )


def _facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [
        ("Platform", data["platform"]["name"]),
        ("Document", data["document"]["title"]),
        ("Severity", data["severity"]),
        ("Takes effect", data["effective_date"] or "not stated"),
        ("Provisions", ", ".join(f"{number:,} {kind}" for kind, number in data["counts"].items() if number) or "none"),
    ]
    return [*facts, ("Note", "a fictional platform, for demonstration")] if data["is_demonstration"] else facts


def _plain(text: str, length: int) -> str:
    """Return the text on one line, no longer than this, in which nobody is called."""
    text = _CALLS.sub(f"@{_WORD_JOINER}", _FUNCTIONS.sub(f"{{{_WORD_JOINER}", clipped(text, length)))
    return fitted(text, length, str) if shows(text) else NOTHING


def fitted(text: str, limit: int, escape: Callable[[str], str]) -> str:
    """Return the escaped text, shortened before it is escaped until receivers count no more than `limit` characters."""
    length = limit
    while measured(escaped := escape(clipped(text, length))) > limit and length > 1:
        length = max(1, min(length - 1, len(text)) * 9 // 10)
    return escaped


def measured(text: str) -> int:
    """Return the length as receivers count it that count in UTF-16, which is never less than in characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
