"""The message to a webhook of Discord (https://discord.com/developers/docs/resources/webhook#execute-webhook)."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from alerts.channels.cards import Card, card_of, fitted
from alerts.channels.letters import ChannelRequest, ToldEvent
from alerts.channels.secrets import url_of
from alerts.models import Channel

# Below what Discord takes: 256 in a title, 4,096 in a description, 1,024 in a field, 6,000 in all.
TITLE, LINE, FIELD, FOOTER = 250, 340, 300, 200
_MARKUP = re.compile(r"([\\*_~`|>#\[\]()<:.\-+])")


def discord_request(channel: Channel, event: ToldEvent) -> ChannelRequest:
    """Return the request that tells a channel of Discord this event."""
    return ChannelRequest(waiting(url_of(channel)), orjson.dumps(discord_message(card_of(event.body))))


def waiting(url: str) -> str:
    """Return the address with `wait=true`: without it Discord answers 204 even where it keeps nothing."""
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "wait"]
    return parts._replace(query=urlencode([*query, ("wait", "true")])).geturl()


def discord_message(card: Card) -> dict[str, Any]:
    """Return the message: all text of others escaped in an embed, and `allowed_mentions` that allow none."""
    lines = [fitted(f"• {one}", LINE, escaped) for one in card.sentences]
    lines += [fitted(card.left_out, LINE, escaped)] if card.left_out else []
    embed: dict[str, Any] = {
        "title": fitted(card.headline, TITLE, escaped),
        "description": "\n".join(lines),
        "fields": [
            {"name": name, "value": fitted(value, FIELD, escaped), "inline": True} for name, value in card.facts
        ],
    }
    if card.url:
        embed["url"] = card.url
    if card.footer:
        embed["footer"] = {"text": fitted(card.footer, FOOTER, str)}
    return {"content": "", "embeds": [embed], "allowed_mentions": {"parse": []}}


def escaped(text: str) -> str:
    """Return the text with a backslash before whatever Discord's Markdown gives a meaning."""
    return _MARKUP.sub(r"\\\1", text)
