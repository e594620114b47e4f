"""A worker claims several deliveries of a webhook at once, and keeps every promise as if it had claimed one."""

from datetime import timedelta

import pytest

from alerts.channels import claiming, keeping, posting, sending
from alerts.channels.keeping import ChannelWishes
from alerts.channels.sending import deliver_to_channels
from alerts.delivery.pausing import pause_sending
from alerts.models import Attempt, Batch, Channel, ChannelDelivery
from tests.alerts.channels.conftest import TAKEN, asked_of, states
from tests.local_web.answers import Answer, in_turn, unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(watcher, make_channel, tell, now):
    """A channel of the kind that is owed so many changes, one a minute."""

    def owe(number, kind="webhook"):
        channel = make_channel(watcher, kind=kind)
        for minute in range(number):
            tell(now + timedelta(minutes=minute))
        return channel

    return owe


@pytest.fixture
def during(monkeypatch):
    """Have something happen while the request of this number is under way, and what is told be marked at once."""
    monkeypatch.setattr(sending, "SETTLED_EVERY", -1.0)
    post, numbers = posting.Poster.post, iter(range(1, 1000))

    def happen(number, act):
        def posted(self, request, *, now):
            if next(numbers) == number:
                act()
            return post(self, request, now=now)

        monkeypatch.setattr(posting.Poster, "post", posted)

    return happen


def ids_in_order(channel):
    rows = ChannelDelivery.objects.filter(channel=channel).order_by("created_at")
    return [f"msg_{key.hex}" for key in rows.values_list("pk", flat=True)]


def told_ids(web):
    return [asked.headers["webhook-id"] for asked in asked_of(web)]


def test_many_are_told_in_their_order_for_the_cost_of_few(owed, web, now, django_assert_max_num_queries):
    channel = owed(20)
    with django_assert_max_num_queries(30):
        assert deliver_to_channels(now + timedelta(hours=1))["sent"] == 20
    assert told_ids(web) == ids_in_order(channel)
    assert states(channel) == ["sent"] * 20
    assert list(Attempt.objects.filter(batch__kind="channel").values_list("outcome", flat=True)) == ["accepted"] * 20


@pytest.mark.parametrize("trouble", [Answer(status=500), unavailable(429, "60"), Answer(raw=b"")])
def test_a_failure_ends_the_claim_and_what_was_not_sent_was_never_attempted(owed, web, now, trouble):
    channel = owed(5)
    web.site["hooks.example"]["*"] = in_turn(TAKEN, TAKEN, trouble, TAKEN, TAKEN, TAKEN)
    at = now + timedelta(hours=1)
    counts = deliver_to_channels(at)
    assert (counts["sent"], counts["postponed"]) == (2, 1)
    assert states(channel) == ["sent", "sent", "pending", "pending", "pending"]
    rows = Batch.objects.filter(kind="channel").order_by("pk")
    assert list(rows.values_list("attempt_count", flat=True)) == [1, 1, 1, 0, 0]
    assert Attempt.objects.filter(batch__kind="channel").count() == 3
    channel.refresh_from_db()
    assert (channel.failure_count, channel.busy_until) == (1, None)
    assert channel.resting_until > at
    deliver_to_channels(at + timedelta(minutes=2))
    order = ids_in_order(channel)
    assert told_ids(web) == [*order[:3], *order[3:], order[2]] or told_ids(web) == [*order[:3], *order[2:]]
    assert states(channel) == ["sent"] * 5


def test_a_receiver_that_is_gone_is_told_no_more(owed, web, now):
    channel = owed(4)
    web.site["hooks.example"]["*"] = in_turn(TAKEN, Answer(b"", 410), TAKEN)
    deliver_to_channels(now + timedelta(hours=1))
    channel.refresh_from_db()
    assert (channel.state, len(asked_of(web))) == ("disabled", 2)
    assert states(channel) == ["sent", "pending", "pending", "pending"]


def test_a_pause_holds_what_was_claimed(owed, web, now, during):
    channel = owed(4)
    during(2, lambda: keeping.change_channel(channel=channel, wishes=ChannelWishes(paused=True), now=now))
    assert deliver_to_channels(now + timedelta(hours=1))["sent"] == 2
    assert states(channel) == ["sent", "sent", "pending", "pending"]
    channel.refresh_from_db()
    assert (channel.state, channel.busy_until) == ("paused", None)


def test_the_operator_s_pause_and_a_downgrade_hold_what_was_claimed(owed, web, now, during, watcher):
    channel = owed(4)

    def pause():
        pause_sending(kinds=["channel"], by="operator", reason="", now=now)

    during(1, pause)
    assert deliver_to_channels(now + timedelta(hours=1))["sent"] == 1
    assert states(channel) == ["sent", "pending", "pending", "pending"]


def test_a_downgrade_holds_what_was_claimed(owed, web, now, during, watcher):
    owed(4)
    during(1, lambda: watcher.subscriptions.all().delete())
    assert deliver_to_channels(now + timedelta(hours=1))["sent"] == 1


def test_what_is_claimed_is_posted_to_the_address_and_with_the_secret_of_the_time(owed, web, now, during):
    channel = owed(3)
    during(
        1,
        lambda: keeping.change_channel(channel=channel, wishes=ChannelWishes(url="https://other.example/new"), now=now),
    )
    assert deliver_to_channels(now + timedelta(hours=1))["sent"] == 3
    assert (len(asked_of(web)), len(asked_of(web, "other.example"))) == (1, 2)


def test_a_channel_that_is_removed_gets_no_more_of_what_was_claimed(owed, web, now, during):
    channel = owed(3)
    during(1, lambda: keeping.remove_channel(channel=channel))
    deliver_to_channels(now + timedelta(hours=1))
    assert len(asked_of(web)) == 1
    assert not Batch.objects.filter(kind="channel").exists()


def test_all_that_a_worker_died_over_is_told_again_under_the_same_ids_in_its_order(owed, web, now):
    channel = owed(6)
    at = now + timedelta(hours=1)
    assert len(claiming.claim(channel.pk, at, most=4).waiting) == 4
    assert deliver_to_channels(at + timedelta(minutes=11)) == {
        "sent": 2, "postponed": 0, "given_up": 0, "taken_back": 4,
    }  # fmt: skip
    assert deliver_to_channels(at + timedelta(minutes=12))["sent"] == 4
    order = ids_in_order(channel)
    assert told_ids(web) == [*order[4:], *order[:4]]
    outcomes = Attempt.objects.filter(batch__kind="channel").values_list("outcome", flat=True)
    assert sorted(outcomes) == ["accepted"] * 6 + ["unknown"] * 4


@pytest.mark.parametrize(("kind", "number"), [("webhook", 4), ("slack", 1), ("teams", 1), ("discord", 1)])
def test_a_room_that_does_not_know_what_comes_twice_has_one_message_in_doubt_at_most(owed, now, kind, number):
    channel = owed(4, kind)
    assert len(claiming.claim(channel.pk, now + timedelta(hours=1), most=9).waiting) == number


def test_a_worker_whose_lease_is_over_leaves_the_channel_to_the_next(owed, now):
    channel = owed(4)
    at = now + timedelta(hours=1)
    late = claiming.claim(channel.pk, at, most=2)
    claiming.take_back_overrun(at + timedelta(minutes=11))
    following = claiming.claim(channel.pk, at + timedelta(minutes=12), most=9)
    assert len(following.waiting) == 4
    claiming.settle(late, taken=late.waiting[:1], failed=None, ends=True, now=at + timedelta(minutes=13))
    channel.refresh_from_db()
    assert channel.busy_until == following.until
    assert states(channel) == ["sending"] * 4


def test_a_slow_receiver_s_answers_are_marked_as_they_come(owed, web, now, monkeypatch):
    monkeypatch.setattr(sending, "SETTLED_EVERY", -1.0)
    channel, marked = owed(3), []
    web.site["hooks.example"]["*"] = TAKEN
    settle = claiming.settle

    def noted(claim, **told):
        marked.append(len(told["taken"]))
        return settle(claim, **told)

    monkeypatch.setattr(claiming, "settle", noted)
    assert deliver_to_channels(now + timedelta(hours=1))["sent"] == 3
    assert marked == [1, 1, 1]
    assert Channel.objects.get(pk=channel.pk).busy_until is None
