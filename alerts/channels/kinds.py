"""The kinds of channels: how each is told an event."""

from collections.abc import Callable

from alerts.channels.discord.requests import discord_request
from alerts.channels.letters import ChannelRequest, ToldEvent
from alerts.channels.slack.requests import slack_request
from alerts.channels.teams.requests import teams_request
from alerts.channels.webhook.requests import webhook_request
from alerts.models import Channel

Kind = Channel.Kind
REQUESTS: dict[str, Callable[[Channel, ToldEvent], ChannelRequest]] = {
    Kind.WEBHOOK: webhook_request,
    Kind.SLACK: slack_request,
    Kind.TEAMS: teams_request,
    Kind.DISCORD: discord_request,
}
# The kinds whose requests are signed with a secret of the channel.
SIGNED = frozenset({Kind.WEBHOOK})


def request_of(channel: Channel, event: ToldEvent) -> ChannelRequest:
    """Return the request that tells the channel this event."""
    return REQUESTS[channel.kind](channel, event)
