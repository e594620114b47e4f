"""The message to a workflow of Teams, an Adaptive Card (https://adaptivecards.io/explorer/, version 1.4)."""

from typing import Any

import orjson

from alerts.channels.cards import Card, card_of, fitted
from alerts.channels.letters import ChannelRequest, ToldEvent
from alerts.channels.secrets import url_of
from alerts.models import Channel

# Teams takes 28 kB a message. A card of ours has 15 runs at most, and a character takes up to six bytes in JSON.
RUN = 260


def teams_request(channel: Channel, event: ToldEvent) -> ChannelRequest:
    """Return the request that tells a workflow of Teams this event. Its 202 means taken, not yet posted."""
    return ChannelRequest(url_of(channel), orjson.dumps(teams_message(card_of(event.body))))


def teams_message(card: Card) -> dict[str, Any]:
    """Return the message: all text of others in `TextRun`, in which Teams reads no Markdown, and no mention."""
    body = [_run(card.headline, size="Medium", weight="Bolder")]
    body += [_fact(name, value) for name, value in card.facts]
    body += [_run(f"• {one}") for one in card.sentences]
    if card.left_out:
        body.append(_run(card.left_out))
    if card.footer:
        body.append(_run(card.footer, isSubtle=True, size="Small"))
    content: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": fitted(card.headline, RUN, str),
        "body": body,
    }
    if card.url:
        content["actions"] = [{"type": "Action.OpenUrl", "title": "See the change", "url": card.url}]
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": content,
    }
    return {"type": "message", "attachments": [attachment]}


def _fact(name: str, value: str) -> dict[str, Any]:
    named = {"type": "TextRun", "text": f"{name}: ", "weight": "Bolder"}
    return {"type": "RichTextBlock", "inlines": [named, {"type": "TextRun", "text": fitted(value, RUN, str)}]}


def _run(text: str, **look: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": fitted(text, RUN, str), **look}]}
