"""The request of a webhook: the event's own bytes, signed."""

from alerts.channels.letters import ChannelRequest, ToldEvent
from alerts.channels.secrets import secrets_of, url_of
from alerts.channels.webhook.signing import signed_headers
from alerts.models import Channel


def webhook_request(channel: Channel, event: ToldEvent) -> ChannelRequest:
    """Return the request: the id is the same at each attempt, the time is not."""
    headers = signed_headers(
        webhook_id=f"msg_{event.message_id.hex}", at=event.at, body=event.body, secrets=secrets_of(channel, event.at)
    )
    return ChannelRequest(url_of(channel), event.body, headers)
