"""A change reaches the webhooks of the lists that tell it, signed as Standard Webhooks says."""

import json
from datetime import timedelta

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes, RotationOpen
from alerts.channels.sending import deliver_to_channels
from alerts.models import ChannelDelivery
from alerts.watching.watchlists import Wishes, change_watchlist, create_watchlist
from billing.services.grants import grant_tier
from governance.models.changes import Severity
from tests.alerts.channels.conftest import asked_of, states
from tests.local_web.answers import Answer, in_turn

pytestmark = pytest.mark.django_db
# The library insists on the time of the machine.
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def verified(asked, secret, now):
    with time_machine.travel(now, tick=False):
        return Webhook(secret).verify(asked.body, {name: asked.headers[name] for name in HEADERS})


def test_a_change_is_posted_signed_and_verified_by_an_independent_library(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    change = tell(now, headline="Acme may share what you upload")
    assert deliver_to_channels(now) == {"sent": 1, "postponed": 0, "given_up": 0, "taken_back": 0}
    (asked,) = asked_of(web)
    event = verified(asked, channel.secret, now)
    assert event["type"] == "change.published"
    assert event["data"]["id"] == change.public_id
    assert event["data"]["headline"] == "Acme may share what you upload"
    assert event["data"]["api_url"].endswith(f"/api/v1/changes/{change.public_id}/")
    assert [one["sentence"] for one in event["data"]["provisions"]] == ["A provision was modified."]
    assert asked.is_tls
    assert asked.method == "POST"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["webhook-id"] == f"msg_{ChannelDelivery.objects.get().pk.hex}"
    assert "." not in asked.headers["webhook-id"]
    assert len(asked.body) < 20_000
    assert states(channel) == ["sent"]
    with pytest.raises(WebhookVerificationError):
        verified(asked, keeping.made_secret(), now)


def test_what_is_told_again_has_the_same_id_and_bytes_and_another_time(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    web.site["hooks.example"]["*"] = in_turn(Answer(status=500), Answer(status=502), Answer(b"ok"))
    tell(now)
    for minutes in (0, 2, 10):
        deliver_to_channels(now + timedelta(minutes=minutes))
    told = asked_of(web)
    assert len({(asked.headers["webhook-id"], asked.body) for asked in told}) == 1
    assert len({asked.headers["webhook-timestamp"] for asked in told}) == 3
    for asked, minutes in zip(told, (0, 2, 10), strict=True):
        verified(asked, channel.secret, now + timedelta(minutes=minutes))
    assert states(channel) == ["sent"]


def test_a_new_secret_overlaps_with_the_former_for_a_day(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    channel, renewed = keeping.rotate_secret(channel=channel, now=now)
    former = channel.encrypted_former_secret
    with pytest.raises(RotationOpen):
        keeping.rotate_secret(channel=channel, now=now + timedelta(hours=23))
    channel.refresh_from_db()
    assert channel.encrypted_former_secret == former
    tell(now)
    deliver_to_channels(now)
    tell(now + timedelta(hours=25))
    deliver_to_channels(now + timedelta(hours=25))
    during, after = asked_of(web)
    verified(during, renewed, now)
    assert len(during.headers["webhook-signature"].split(" ")) == 2
    verified(after, renewed, now + timedelta(hours=25))
    assert len(after.headers["webhook-signature"].split(" ")) == 1
    keeping.rotate_secret(channel=channel, now=now + timedelta(hours=25))


def test_during_the_overlap_the_former_secret_verifies_too(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    keeping.rotate_secret(channel=channel, now=now)
    tell(now)
    deliver_to_channels(now)
    verified(asked_of(web)[0], channel.secret, now)


def test_a_list_tells_its_channels_what_passes_its_filters_whatever_its_cadence(
    watcher, make_channel, watch, tell, web, now
):
    mine = watcher.watchlists.get()
    strict = create_watchlist(user=watcher, wishes=Wishes(name="High", min_severity=3), now=now)
    watch(watcher, watcher.platform, watchlist=strict)
    change_watchlist(watchlist=mine, wishes=Wishes(cadence="weekly"), now=now)
    everything = make_channel(watcher, watchlists=[mine])
    high = make_channel(watcher, host="other.example", watchlists=[strict])
    nothing = make_channel(watcher, host="third.example", watchlists=[])
    tell(now, severity=Severity.LOW)
    tell(now, severity=Severity.HIGH)
    deliver_to_channels(now)
    assert [len(asked_of(web, host)) for host in ("hooks.example", "other.example", "third.example")] == [2, 1, 0]
    assert (states(everything), states(high), states(nothing)) == (["sent"] * 2, ["sent"], [])


def test_a_change_on_two_lists_is_told_to_a_channel_once(watcher, make_channel, watch, tell, web, now):
    second = create_watchlist(user=watcher, wishes=Wishes(name="Second"), now=now)
    watch(watcher, watcher.platform, watchlist=second)
    make_channel(watcher, watchlists=[watcher.watchlists.get(is_default=True), second])
    tell(now)
    deliver_to_channels(now)
    assert len(asked_of(web)) == 1


def test_a_change_that_is_told_in_no_alert_is_told_to_no_channel(watcher, make_channel, tell, web, now):
    make_channel(watcher)
    tell(now, is_alertable=False)
    assert deliver_to_channels(now)["sent"] == 0


def test_a_downgrade_keeps_a_channel_and_what_it_is_owed_and_an_upgrade_posts_it(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    tell(now)
    watcher.subscriptions.all().delete()
    grant_tier(user=watcher, tier="watcher", until=None, now=now)
    assert deliver_to_channels(now)["sent"] == 0
    tell(now)
    assert states(channel) == ["pending"]  # what came meanwhile is not owed
    watcher.subscriptions.all().delete()
    grant_tier(user=watcher, tier="professional", until=None, now=now)
    assert deliver_to_channels(now + timedelta(days=6))["sent"] == 1


def test_a_paused_channel_gets_what_is_younger_than_a_week_when_it_is_resumed(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    keeping.change_channel(channel=channel, wishes=ChannelWishes(paused=True), now=now)
    tell(now)
    tell(now + timedelta(days=5))
    later = now + timedelta(days=8)
    assert deliver_to_channels(later) == {"sent": 0, "postponed": 0, "given_up": 1, "taken_back": 0}
    keeping.change_channel(channel=channel, wishes=ChannelWishes(paused=False), now=now)
    assert deliver_to_channels(later)["sent"] == 1
    assert states(channel) == ["failed", "sent"]


def test_an_event_whose_clauses_cannot_be_quoted_is_told_by_its_headline(
    watcher, make_channel, tell, web, now, monkeypatch
):
    from alerts.channels import events
    from alerts.mail import bodies

    real = events.change_views

    def broken(ids, *, with_summary):
        if with_summary:
            raise ValueError("a text that can't be read")
        return real(ids, with_summary=False)

    for module in (events, bodies):
        monkeypatch.setattr(module, "change_views", broken)
    make_channel(watcher)
    tell(now, headline="Acme changed")
    deliver_to_channels(now)
    data = json.loads(asked_of(web)[0].body)["data"]
    assert (data["headline"], data["provisions"]) == ("Acme changed", [])
