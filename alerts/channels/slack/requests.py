"""The message to an incoming webhook of Slack (https://docs.slack.dev/reference/block-kit/blocks)."""

from typing import Any

import orjson

from alerts.channels.cards import Card, card_of, fitted
from alerts.channels.letters import ChannelRequest, ToldEvent
from alerts.channels.secrets import url_of
from alerts.models import Channel

# Below what Slack takes: 150 in a header, 3,000 in a section, 2,000 in a field, and about 13,200 in all blocks.
HEADER, SECTION, FIELD, TEXT = 140, 1_000, 300, 600


def slack_request(channel: Channel, event: ToldEvent) -> ChannelRequest:
    """Return the request that tells a room of Slack this event."""
    return ChannelRequest(url_of(channel), orjson.dumps(slack_message(card_of(event.body))))


def slack_message(card: Card) -> dict[str, Any]:
    """Return the message: all text of others as `plain_text`, in which Slack reads neither markup nor mentions."""
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(card.headline, HEADER)}]
    if card.facts:
        fields = [_plain(f"{name}: {value}", FIELD) for name, value in card.facts]
        blocks.append({"type": "section", "fields": fields})
    blocks += [{"type": "section", "text": _plain(f"• {one}", SECTION)} for one in card.sentences]
    if card.left_out:
        blocks.append({"type": "section", "text": _plain(card.left_out, SECTION)})
    if card.url:
        link = {"type": "mrkdwn", "text": f"<{escaped(card.url)}|See the change>", "verbatim": True}
        blocks.append({"type": "section", "text": link})
    if card.footer:
        blocks.append({"type": "context", "elements": [_plain(card.footer, SECTION)]})
    return {
        "text": fitted(card.headline, TEXT, escaped),
        "mrkdwn": False,
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(text: str) -> str:
    """Return the text as Slack wants it: its three control characters as entities, so that it holds no `<!channel>`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": fitted(text, limit, escaped), "emoji": False}
