"""Hosts whose clocks are up to five minutes apart: nothing is lost, doubled, or later than that difference makes it.

Workers with clocks of their own run the duties in whatever order; the time that passes is the same for all of them.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.clocks import CLOCKS_DIFFER
from accounts.models import Notice
from accounts.services.notices import claim_next as claim_notice
from accounts.services.notices import mark_sent as mark_notice_sent
from accounts.services.notices import owe
from alerts.delivery import batches
from alerts.delivery.doubts import settle_doubts
from alerts.delivery.sending import deliver_due
from alerts.delivery.transports.file import FileTransport
from alerts.models import Alert, Attempt, Batch, Content, Digest, DigestEntry, Message, WatchItem
from alerts.owed.digests import compose_due_digests
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import WINDOW, compose_due_alerts
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes
from governance.models import Change
from tests import messages
from web.account_mail.sending_notices import send_due_notices

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 9, 7, 30, tzinfo=UTC)  # a Monday, half an hour before digests
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
HOSTS = 3
LATEST = WINDOW + 2 * CLOCKS_DIFFER + 2 * MINUTE  # of an alert: its window, two clocks, and the minutes between sweeps

# All of them within five minutes of each other, ahead of the right time or behind it.
clocks = st.tuples(st.sampled_from([-300, 0]), st.tuples(*[st.integers(0, 300)] * HOSTS)).map(
    lambda drawn: [timedelta(seconds=drawn[0] + offset) for offset in drawn[1]]
)
host = st.integers(0, HOSTS - 1)
happenings = st.lists(
    st.tuples(st.integers(0, 240), st.sampled_from(["publish", "publish", "move", "off", "on", "nothing"]), host),
    min_size=8,
    max_size=16,
)


def run_all(now):
    fan_out_due(now)
    compose_due_alerts(now)
    compose_due_digests(now)
    deliver_due(now)
    send_due_notices(now)


class World:
    """Two people, a same-day and a daily reader of one platform, and hosts that publish, watch and work."""

    def __init__(self, users, platform, changes, offsets):
        self.users, self.platform, self.changes, self.offsets = users, platform, list(changes), offsets
        self.now, self.published = START, {}

    def clock(self, host):
        return self.now + self.offsets[host]

    def publish(self, host):
        if self.changes:
            change = self.changes.pop()
            Change.objects.filter(pk=change.pk).update(published_at=self.clock(host))
            self.published[change.pk] = self.now

    def move(self, host):
        """The daily reader takes the platform off and puts it on again."""
        self.off(host)
        self.on(host)

    def off(self, host):
        for item in WatchItem.objects.filter(watchlist__user=self.users[1]):
            watchlists.unwatch(item=item, now=self.clock(host))

    def on(self, host):
        watchlist = watchlists.default_watchlist(self.users[1], self.clock(host))
        watchlists.watch_platform(watchlist=watchlist, platform=self.platform, now=self.clock(host))

    def nothing(self, host):
        """Time passes."""

    def sweep(self, minutes, worker):
        for minute in range(minutes):
            self.now += MINUTE
            run_all(self.clock((worker + minute) % HOSTS))


@pytest.fixture
def world(make_user, make_platform, make_change, watch):
    users = [make_user(tier="professional") for _ in range(2)]
    platform = make_platform("acme")
    for user in users:
        watch(user, platform, at=START - timedelta(days=1))
    watchlists.change_watchlist(
        watchlist=watchlists.default_watchlist(users[1], START), wishes=Wishes(cadence="daily"), now=START
    )
    changes = [make_change(platform, published_at=None) for _ in range(16)]
    return lambda offsets: World(users, platform, changes, offsets)


@settings(
    max_examples=5,
    phases=[Phase.generate],  # to shrink takes minutes
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(offsets=clocks, drawn=happenings)
def test_whatever_the_hosts_clocks_say_each_change_is_told_once_and_in_time(world, mail_dir, offsets, drawn):
    for file in mail_dir.glob("*.eml"):
        file.unlink()
    mail.outbox = []
    with transaction.atomic():
        its = world(offsets)
        for number, (gap, what, who) in enumerate(drawn):
            its.now += timedelta(seconds=gap)
            getattr(its, what)(who)
            owe(user=its.users[0], kind="welcome", about_at=its.now, now=its.clock(who))
            its.sweep(2, number)
        its.on(0)
        its.sweep(30, 0)
        for worker in range(HOSTS):
            its.now += timedelta(hours=12)
            run_all(its.clock(worker))
        expect_alerts(its)
        expect_digests(its)
        assert Batch.objects.exclude(state="sent").count() == 0
        assert Attempt.objects.count() == Batch.objects.count()
        assert len(list(mail_dir.glob("*.eml"))) == Message.objects.count()
        assert len(mail.outbox) == Notice.objects.count()
        assert set(Notice.objects.values_list("state", "attempt_count")) == {("sent", 1)}
        transaction.set_rollback(True)


def expect_alerts(its):
    alerts = Alert.objects.filter(user=its.users[0])
    assert {alert.change_id for alert in alerts} == set(its.published)
    for alert in alerts.select_related("message__batch"):
        # By a clock of its own, which may be ahead by as much as another was behind.
        took = alert.message.batch.finished_at - its.published[alert.change_id]
        assert -CLOCKS_DIFFER <= took <= LATEST, took


def expect_digests(its):
    """The daily reader may have had the platform off when something was published: no digest may tell it twice."""
    told = list(DigestEntry.objects.filter(digest__user=its.users[1]).values_list("change_id", flat=True))
    assert len(told) == len(set(told))
    for user in its.users:
        for cadence in ("daily", "weekly"):
            periods = list(Digest.objects.filter(user=user, cadence=cadence).order_by("period_start"))
            assert all(one.period_end <= other.period_start for one, other in pairwise(periods))


@pytest.mark.parametrize("ahead", [timedelta(), CLOCKS_DIFFER - SECOND])
def test_a_host_whose_clock_is_ahead_takes_no_batch_from_one_that_is_at_it(now, ahead, enqueue_one):
    enqueue_one(now)
    batch = batches.claim_next(transport="file", now=now)
    three_minutes_on = now + 3 * MINUTE
    settle_doubts(FileTransport(), three_minutes_on + ahead)
    assert Batch.objects.get().state == "sending"
    assert batches.claim_next(transport="file", now=three_minutes_on + ahead) is None
    assert batches.mark_sent(batch=batch, provider_id="", now=three_minutes_on)


@pytest.fixture
def enqueue_one(make_user):
    def put(now):
        content = Content.objects.create(key="k", kind="alert", subject="s", html="h", text="t", created_at=now)
        messages.enqueue(kind="alert", people=[(make_user().pk, content.pk)], batch_size=1, now=now)

    return put


def test_a_host_whose_clock_is_ahead_sends_no_notice_that_another_is_sending(make_user, now):
    owe(user=make_user(), kind="welcome", about_at=now, now=now)
    notice = claim_notice(now)
    assert claim_notice(now + 3 * MINUTE + CLOCKS_DIFFER) is None
    mark_notice_sent(notice=notice, now=now + 3 * MINUTE)
    assert Notice.objects.get().state == "sent"


def test_a_mail_of_a_host_whose_clock_is_ahead_counts_as_recent(make_user, make_platform, make_change, watch, now):
    user, platform = make_user(tier="watcher"), make_platform()
    watch(user, platform)
    make_change(platform, published_at=now)
    fan_out_due(now + CLOCKS_DIFFER)  # by that clock
    make_change(platform, published_at=now + MINUTE)
    fan_out_due(now + MINUTE)
    assert Message.objects.count() == 1
    compose_due_alerts(now + WINDOW + CLOCKS_DIFFER)
    assert Message.objects.count() == 2
