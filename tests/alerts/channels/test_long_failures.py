"""A receiver that is away for days: warned of, disabled, resumed; and what was owed meanwhile."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.channels.sending import deliver_to_channels
from alerts.models import Attempt
from tests.alerts.channels.conftest import TAKEN, asked_of, states
from tests.local_web.answers import Answer
from web.account_mail.sending_notices import send_due_notices

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def week(watcher, make_channel, tell, web):
    """The receiver is down for so many days, in which a change comes each day; duties run every ten minutes."""

    def live(now, days, *, status=503):
        channel = make_channel(watcher)
        web.site["hooks.example"]["*"] = Answer(status=status)
        for tick in range(days * 144):
            at = now + timedelta(minutes=10) * tick
            if tick % 144 == 0:
                tell(at)
            deliver_to_channels(at)
            send_due_notices(at)
        channel.refresh_from_db()
        return channel

    return live


def kinds():
    return list(Notice.objects.filter(kind__startswith="channel").order_by("about_at").values_list("kind", flat=True))


def test_down_for_a_week_it_is_warned_of_twice_and_disabled_and_loses_nothing(week, web, now, mail_dir):
    channel = week(now, 7)
    assert (channel.state, channel.disabled_because) == ("disabled", "failing")
    assert kinds() == ["channel_failing", "channel_failing", "channel_disabled"]
    first, half, end = Notice.objects.filter(kind__startswith="channel").order_by("about_at")
    assert HOUR <= first.about_at - now < 4 * HOUR
    assert 2.5 * DAY <= half.about_at - now < 2.5 * DAY + 4 * HOUR
    assert 5 * DAY <= end.about_at - now < 5 * DAY + 4 * HOUR
    assert {notice.state for notice in (first, half, end)} == {"sent"}
    assert states(channel) == ["pending"] * 7
    asked = len(asked_of(web))
    assert 40 < asked < 100  # a pause that doubles up to three hours
    web.site["hooks.example"]["*"] = TAKEN
    up = now + 7 * DAY - HOUR
    deliver_to_channels(up)
    assert len(asked_of(web)) == asked  # it stays disabled until its person resumes it
    keeping.change_channel(channel=channel, wishes=ChannelWishes(paused=False), now=now)
    deliver_to_channels(up)
    deliver_to_channels(up + 4 * HOUR)
    told = [one.headers["webhook-id"] for one in asked_of(web)]
    assert states(channel).count("sent") == 7 - states(channel).count("failed")
    assert states(channel).count("failed") <= 1  # the first one, where its week was over before its rest
    assert len(set(told)) == 7
    channel.refresh_from_db()
    assert (channel.failing_since, channel.failure_count, channel.warning_count) == (None, 0, 0)


def test_what_is_older_than_a_week_is_given_up_and_can_be_replayed(week, web, now):
    channel = week(now, 2)
    later = now + 7.5 * DAY
    assert deliver_to_channels(later)["given_up"] == 1
    assert states(channel) == ["failed", "pending"]
    assert "young enough" in channel.deliveries.order_by("created_at").first().batch.reason


def test_410_disables_at_once_and_keeps_what_is_owed(week, web, now):
    channel = week(now, 1, status=410)
    assert (channel.state, channel.disabled_because) == ("disabled", "gone")
    assert len(asked_of(web)) == 1
    assert kinds() == ["channel_disabled"]
    assert states(channel) == ["pending"]
    web.site["hooks.example"]["*"] = TAKEN
    keeping.change_channel(channel=channel, wishes=ChannelWishes(paused=False), now=now)
    assert deliver_to_channels(now + DAY)["sent"] == 1


def test_one_success_begins_the_days_anew(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    for day in range(9):
        web.site["hooks.example"]["*"] = TAKEN if day == 4 else Answer(status=500)
        tell(now + day * DAY)
        for hours in range(0, 24, 4):
            deliver_to_channels(now + day * DAY + hours * HOUR)
    channel.refresh_from_db()
    assert channel.state == "active"
    assert channel.failing_since >= now + 5 * DAY


def test_a_mail_about_a_channel_that_recovered_is_dropped(watcher, make_channel, tell, web, now):
    make_channel(watcher)
    web.site["hooks.example"]["*"] = Answer(status=500)
    tell(now)
    deliver_to_channels(now)
    deliver_to_channels(now + 2 * HOUR)
    assert kinds() == ["channel_failing"]
    web.site["hooks.example"]["*"] = TAKEN
    deliver_to_channels(now + 6 * HOUR)
    send_due_notices(now + 6 * HOUR)
    assert Notice.objects.get(kind="channel_failing").state == "dropped"


def test_every_attempt_is_kept_with_what_came_of_it(week, now):
    channel = week(now, 1)
    (delivery,) = channel.deliveries.all()
    assert Attempt.objects.filter(batch=delivery.batch).count() == delivery.batch.attempt_count
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {"postponed"}
    assert set(Attempt.objects.values_list("transport", flat=True)) == {"webhook"}
