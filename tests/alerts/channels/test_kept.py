"""What is kept of channels, and for how long; the operator's pause; what an erasure leaves."""

from datetime import timedelta

import pytest

from alerts.channels.replaying import forget_old_deliveries
from alerts.channels.sending import deliver_to_channels
from alerts.delivery.doubts import settle_doubts
from alerts.delivery.pausing import pause_sending, resume_sending
from alerts.delivery.sending import deliver_due
from alerts.delivery.status import backlog
from alerts.delivery.ways_to_send import current_transport
from alerts.erasure import erase_traces_of
from alerts.models import Batch, Channel, ChannelDelivery, Message
from tests.alerts.channels.conftest import TAKEN, asked_of, states
from tests.local_web.answers import Answer

pytestmark = pytest.mark.django_db


def test_mail_leaves_alone_what_is_owed_to_channels(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    tell(now)
    assert deliver_due(now)["sent"] == 1  # the alert
    assert states(channel) == ["pending"]
    assert deliver_to_channels(now)["sent"] == 1


def test_the_operator_pauses_channels_apart_from_mail(watcher, make_channel, tell, web, now):
    make_channel(watcher)
    tell(now)
    pause_sending(kinds=["channel"], by="operator", reason="", now=now)
    assert deliver_to_channels(now)["sent"] == 0
    assert deliver_due(now)["sent"] == 1
    resume_sending(kinds=["channel"], by="operator", now=now)
    assert deliver_to_channels(now)["sent"] == 1


def test_the_state_of_delivery_counts_channels_as_a_kind_of_their_own(watcher, make_channel, tell, web, now):
    make_channel(watcher)
    tell(now)
    (of_channels,) = [one for one in backlog(now).kinds if one.kind == "channel"]
    assert (of_channels.due.count, of_channels.unsent.count) == (1, 1)


def test_what_a_worker_died_over_is_told_again_under_the_same_id(watcher, make_channel, tell, web, now):
    from alerts.channels.claiming import claim

    channel = make_channel(watcher)
    tell(now)
    (batch,) = claim(channel.pk, now, most=9).waiting
    assert claim(channel.pk, now, most=9) is None
    assert settle_doubts(current_transport(), now + timedelta(minutes=20)) == 0  # of mail alone
    assert deliver_to_channels(now + timedelta(minutes=9))["taken_back"] == 0
    assert deliver_to_channels(now + timedelta(minutes=11)) == {
        "sent": 0, "postponed": 0, "given_up": 0, "taken_back": 1,
    }  # fmt: skip
    assert deliver_to_channels(now + timedelta(minutes=12))["sent"] == 1
    assert list(batch.attempts.order_by("started_at").values_list("outcome", flat=True)) == ["unknown", "accepted"]
    (asked,) = asked_of(web)
    assert asked.headers["webhook-id"] == f"msg_{ChannelDelivery.objects.get().pk.hex}"


def test_a_late_answer_of_a_worker_that_was_stopped_is_not_lost(watcher, make_channel, tell, web, now):
    from alerts.channels import claiming

    channel = make_channel(watcher)
    tell(now)
    claim = claiming.claim(channel.pk, now, most=9)
    web.site["hooks.example"]["*"] = Answer(status=500)
    deliver_to_channels(now + timedelta(minutes=11))
    deliver_to_channels(now + timedelta(minutes=12))
    claiming.settle(claim, taken=claim.waiting, failed=None, ends=True, now=now + timedelta(minutes=13))
    assert states(channel) == ["pending"]  # a later attempt was begun, and the receiver knows the id
    web.site["hooks.example"]["*"] = TAKEN
    deliver_to_channels(now + timedelta(hours=1))
    assert states(channel) == ["sent"]


def test_what_tells_a_change_that_is_deleted_ends_and_says_so(watcher, make_channel, tell, web, now, api):
    channel = make_channel(watcher)
    told, deleted = tell(now), tell(now)
    later = tell(now)
    path = f"/api/v1/channels/{channel.pk}/"
    deleted.delete()
    assert deliver_to_channels(now) == {"sent": 2, "postponed": 0, "given_up": 1, "taken_back": 0}
    assert states(channel).count("failed") == 1
    client = api(watcher, by="session")
    rows = {row["change"]: row for row in client.get(f"{path}deliveries/").json()["results"]}
    assert set(rows) == {told.public_id, later.public_id, None}
    assert (rows[None]["state"], rows[None]["type"]) == ("failed", "change.published")
    assert rows[None]["reason"] == "The change was deleted from the record before it was told."
    assert client.post(f"{path}replay/", {"deliveries": [rows[None]["id"]]}).json() == {"replayed": 0}
    assert deliver_to_channels(now + timedelta(minutes=1))["given_up"] == 0
    channel.refresh_from_db()
    assert (channel.failure_count, channel.busy_until) == (0, None)


def test_a_change_that_is_deleted_while_it_is_told_breaks_nothing(watcher, make_channel, tell, now):
    from alerts.channels.claiming import claim

    channel = make_channel(watcher)
    change = tell(now)
    claim(channel.pk, now, most=9)
    change.delete()
    assert deliver_to_channels(now + timedelta(minutes=11))["taken_back"] == 1  # its worker died
    assert states(channel) == ["failed"]


def test_old_deliveries_are_forgotten_and_waiting_ones_are_not(watcher, make_channel, tell, web, now):
    make_channel(watcher)
    tell(now)
    deliver_to_channels(now)
    assert forget_old_deliveries(now + timedelta(days=66)) == {"channel_deliveries": 0}
    tell(now + timedelta(days=66))
    assert forget_old_deliveries(now + timedelta(days=68)) == {"channel_deliveries": 1}
    assert ChannelDelivery.objects.count() == Message.objects.filter(kind="channel").count() == 1


def test_an_erasure_leaves_nothing_of_a_person_s_channels(watcher, make_channel, tell, web, now):
    make_channel(watcher)
    tell(now)
    erase_traces_of(watcher)
    watcher.delete()
    assert not Channel.objects.exists()
    assert not Batch.objects.filter(kind="channel").exists()


def test_an_account_under_deletion_is_told_nothing(watcher, make_channel, tell, web, now):
    make_channel(watcher)
    tell(now)
    watcher.erase_at = now + timedelta(days=14)
    watcher.save()
    assert deliver_to_channels(now)["sent"] == 0
