"""From alerts to messages: one mail for what is due together, one body for all who get the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.compose import compose_due_alerts
from alerts.fan_out import fan_out_due
from alerts.models import Alert, Batch, Content, Message
from billing.models import Subscription
from governance.models import ProvisionChange
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


@pytest.fixture
def watchers(make_user, watch, platform):
    def make(count, tier="watcher"):
        users = [make_user(tier=tier) for _ in range(count)]
        for user in users:
            watch(user, platform)
        return users

    return make


def test_what_is_due_together_is_one_message(watchers, platform, make_change, now):
    (user,) = watchers(1)
    for _ in range(3):
        make_change(platform, published_at=now)
    fan_out_due(now)
    assert compose_due_alerts(now) == {"messages": 1, "alerts": 3}
    message = Message.objects.get()
    assert (message.user, message.kind) == (user, "alert")
    assert message.alerts.count() == 3
    assert compose_due_alerts(now) == {"messages": 0, "alerts": 0}


def test_the_first_alert_goes_at_once_and_what_follows_waits_for_the_end_of_the_window(
    watchers, platform, make_change, now
):
    watchers(1)
    make_change(platform, published_at=now)
    fan_out_due(now)
    assert compose_due_alerts(now)["messages"] == 1
    for minutes in (3, 6):
        at = now + timedelta(minutes=minutes)
        make_change(platform, published_at=at)
        fan_out_due(at)
        assert compose_due_alerts(at)["messages"] == 0
    almost = now + timedelta(minutes=10) - timedelta(seconds=1)
    assert compose_due_alerts(almost)["messages"] == 0
    assert compose_due_alerts(now + timedelta(minutes=10)) == {"messages": 1, "alerts": 2}


def test_a_sweep_as_of_a_later_time_holds_up_no_real_alert(watchers, platform, make_change, now):
    watchers(1)
    make_change(platform, published_at=now)
    fan_out_due(now + timedelta(days=15))
    compose_due_alerts(now + timedelta(days=15))
    make_change(platform, published_at=now + timedelta(minutes=1))
    fan_out_due(now + timedelta(minutes=1))
    assert compose_due_alerts(now + timedelta(minutes=1))["messages"] == 1


def test_all_who_get_the_same_share_one_body(watchers, platform, make_change, now):
    watchers(3)
    watchers(2, tier="professional")
    make_change(platform, published_at=now)
    fan_out_due(now)
    compose_due_alerts(now)
    assert Message.objects.count() == 5
    assert Content.objects.count() == 1
    assert Batch.objects.count() == 5  # the file transport takes one message a request


def test_the_body_is_as_deep_as_the_tier_when_it_is_composed(watchers, platform, make_change, now):
    watchers(1)
    make_change(platform, published_at=now, clauses=[("ancient zebra", "modern quagga")])
    fan_out_due(now)
    Subscription.objects.all().delete()
    compose_due_alerts(now)
    content = Content.objects.get()
    assert "quagga" not in content.html + content.text + content.subject


def test_a_change_that_can_not_be_rendered_stops_nobody_else_and_is_tried_again(
    make_user, watch, make_platform, make_change, now
):
    bad, good = (make_change(make_platform(), published_at=now, clauses=[(None, word)]) for word in ("One.", "Two."))
    for change in (bad, good):
        watch(make_user(tier="watcher"), change.platform)
    fan_out_due(now)
    stored = bad.to_version.stored_text
    intact = bytes(stored.compressed)
    stored.compressed = b"damaged"
    stored.save()
    assert compose_due_alerts(now) == {"messages": 1, "alerts": 1}
    assert Alert.objects.get(message=None).change == bad
    stored.compressed = intact
    stored.save()
    assert compose_due_alerts(now) == {"messages": 1, "alerts": 1}


def test_the_most_severe_change_comes_first(watchers, platform, make_change, now):
    watchers(1)
    make_change(platform, published_at=now, severity=Severity.LOW, headline="A small thing")
    make_change(platform, published_at=now, severity=Severity.HIGH, headline="A great thing")
    fan_out_due(now)
    compose_due_alerts(now)
    text = Content.objects.get().text
    assert text.index("A great thing") < text.index("A small thing")


def test_the_number_of_statements_does_not_depend_on_the_number_of_people(watchers, platform, make_change, now):
    def statements_for(count, at):
        watchers(count)
        make_change(platform, published_at=at)
        fan_out_due(at)
        with CaptureQueriesContext(connection) as queries:
            assert compose_due_alerts(at)["messages"] == Message.objects.filter(created_at=at).count()
        return len(queries)

    assert statements_for(1, now) == statements_for(20, now + timedelta(hours=1))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_composers_at_once_write_each_person_once(watchers, platform, make_change, now, at_once):
    watchers(12)
    make_change(platform, published_at=now)
    make_change(platform, published_at=now)
    fan_out_due(now)
    at_once(*[lambda: compose_due_alerts(now)] * 4)
    compose_due_alerts(now)
    assert Message.objects.count() == 12
    assert not Alert.objects.filter(message=None).exists()
    assert ProvisionChange.objects.count() == 2
