"""Several workers at once: each delivery is posted once, and a channel is one worker's at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.channels.sending import deliver_to_channels
from alerts.models import Batch, Channel, ChannelDelivery
from tests.alerts.channels.conftest import HOSTS, asked_of, states
from tests.local_web.answers import Answer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORKERS = 4


def at_once(*acts):
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_what_several_workers_find_is_posted_once(watcher, make_channel, tell, web, now):
    channels = [make_channel(watcher, host=host) for host in HOSTS]
    for _ in range(8):
        tell(now)
    for host in HOSTS:
        web.site[host]["*"] = Answer(b"ok", wait=0.02)
    counts = at_once(*[lambda: deliver_to_channels(now)] * WORKERS)
    for _ in range(3):
        counts.append(deliver_to_channels(now))
    assert sum(count["sent"] for count in counts) == 24
    for channel, host in zip(channels, HOSTS, strict=True):
        ids = [asked.headers["webhook-id"] for asked in asked_of(web, host)]
        assert len(ids) == len(set(ids)) == 8
        assert states(channel) == ["sent"] * 8
    assert set(Batch.objects.filter(kind="channel").values_list("attempt_count", flat=True)) == {1}


def test_one_channel_is_claimed_by_one_worker(watcher, make_channel, tell, now):
    from alerts.channels.claiming import claim

    channel = make_channel(watcher)
    for _ in range(WORKERS):
        tell(now)
    claimed = at_once(*[lambda: claim(channel.pk, now, most=2)] * WORKERS)
    (one,) = [found for found in claimed if found is not None]
    assert len(one.waiting) == states(channel).count("sending") == 2


def test_a_channel_that_is_removed_while_it_is_posted_to_leaves_nothing_and_breaks_nothing(
    watcher, make_channel, tell, web, now
):
    channel = make_channel(watcher)
    tell(now)
    web.site["hooks.example"]["*"] = Answer(b"ok", wait=0.3)
    counts, _ = at_once(lambda: deliver_to_channels(now), lambda: keeping.remove_channel(channel=channel))
    assert counts["sent"] + counts["postponed"] <= 1
    assert not Channel.objects.exists()
    assert not ChannelDelivery.objects.exists()
    assert not Batch.objects.filter(kind="channel").exists()


def test_a_pause_during_a_request_is_kept(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    tell(now)
    web.site["hooks.example"]["*"] = Answer(b"ok", status=500, wait=0.3)

    def pause():
        keeping.change_channel(channel=channel, wishes=ChannelWishes(paused=True), now=now)

    at_once(lambda: deliver_to_channels(now), pause)
    channel.refresh_from_db()
    assert channel.state == "paused"
    assert channel.busy_until is None
    assert states(channel) == ["pending"]
    assert deliver_to_channels(now + timedelta(hours=1))["sent"] == 0
