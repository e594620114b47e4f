"""From alerts to messages: one mail for what is due together, one body for all who get the same.

Who nothing holds back gets the mail with the fan-out; `compose_due_alerts` is for the others.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alerts.mail.placeholders import UNREVIEWED_COUNT
from alerts.models import Alert, Batch, Content, Message
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import compose_due_alerts
from billing.models import Subscription
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


@pytest.fixture
def wait(platform, make_change, now):
    """Publish a change that all watchers are told of, and one that waits; when that is due."""

    def publish(at=now, **change):
        make_change(platform, published_at=at)
        fan_out_due(at)
        make_change(platform, published_at=at + timedelta(minutes=1), **change)
        assert fan_out_due(at + timedelta(minutes=1))["messages"] == 0
        return at + timedelta(minutes=10)

    return publish


def test_what_is_due_together_is_one_message(watchers, platform, make_change, now):
    (user,) = watchers(1)
    for _ in range(3):
        make_change(platform, published_at=now)
    assert fan_out_due(now) == {"changes": 3, "alerts": 3, "messages": 1, "failed": 0}
    message = Message.objects.get()
    assert (message.user, message.kind) == (user, "alert")
    assert message.alerts.count() == 3
    assert compose_due_alerts(now) == {"messages": 0, "alerts": 0}


def test_the_first_alert_goes_at_once_and_later_ones_wait_for_the_end_of_the_window(
    watchers, platform, make_change, now
):
    watchers(1)
    make_change(platform, published_at=now)
    assert fan_out_due(now)["messages"] == 1
    for minutes in (3, 6):
        at = now + timedelta(minutes=minutes)
        make_change(platform, published_at=at)
        assert fan_out_due(at)["messages"] == compose_due_alerts(at)["messages"] == 0
    almost = now + timedelta(minutes=10) - timedelta(seconds=1)
    assert compose_due_alerts(almost)["messages"] == 0
    assert compose_due_alerts(now + timedelta(minutes=10)) == {"messages": 1, "alerts": 2}


def test_a_sweep_as_of_a_later_time_holds_up_no_real_alert(watchers, platform, make_change, now):
    watchers(1)
    make_change(platform, published_at=now)
    assert fan_out_due(now + timedelta(days=15))["messages"] == 1
    make_change(platform, published_at=now + timedelta(minutes=1))
    assert fan_out_due(now + timedelta(minutes=1))["messages"] == 1


def test_all_who_get_the_same_share_one_body(watchers, platform, make_change, now):
    watchers(3)
    watchers(2, tier="professional")
    make_change(platform, published_at=now)
    fan_out_due(now)
    assert Message.objects.count() == 5
    # One for those with the log of reviews, who are told how many changes they have not decided on.
    bodies = Content.objects.annotate(people=Count("batches__messages")).order_by("people")
    assert [body.people for body in bodies] == [2, 3]
    assert [UNREVIEWED_COUNT in body.text for body in bodies] == [True, False]
    assert Batch.objects.count() == 5  # the file transport takes one message a request


def test_the_body_is_as_deep_as_the_tier_when_it_is_composed(watchers, wait, platform, make_change, now):
    watchers(1)
    at = wait(clauses=[("ancient zebra", "modern quagga")])
    Subscription.objects.all().delete()
    assert compose_due_alerts(at)["messages"] == 1
    content = Content.objects.latest("pk")
    assert "quagga" not in content.html + content.text + content.subject


def test_a_change_that_can_not_be_rendered_stops_nobody_else_and_is_tried_again(
    make_user, watch, make_platform, make_change, now
):
    bad, good = (make_change(make_platform(), published_at=now, clauses=[(None, word)]) for word in ("One.", "Two."))
    for change in (bad, good):
        watch(make_user(tier="watcher"), change.platform)
    stored = bad.to_version.stored_text
    intact = bytes(stored.compressed)
    stored.compressed = b"damaged"
    stored.save()
    assert fan_out_due(now) == {"changes": 2, "alerts": 2, "messages": 1, "failed": 0}
    assert compose_due_alerts(now) == {"messages": 0, "alerts": 0}
    assert Alert.objects.get(message=None).change == bad
    stored.compressed = intact
    stored.save()
    assert compose_due_alerts(now) == {"messages": 1, "alerts": 1}


def test_the_most_severe_change_comes_first(watchers, platform, make_change, now):
    watchers(1)
    make_change(platform, published_at=now, severity=Severity.LOW, headline="A small thing")
    make_change(platform, published_at=now, severity=Severity.HIGH, headline="A great thing")
    fan_out_due(now)
    text = Content.objects.get().text
    assert text.index("A great thing") < text.index("A small thing")


def test_the_number_of_statements_does_not_depend_on_the_number_of_people(watchers, wait, now):
    def statements_for(count, at):
        watchers(count)
        due = wait(at)
        with CaptureQueriesContext(connection) as queries:
            assert compose_due_alerts(due)["messages"] == User.objects.count()
        return len(queries)

    assert statements_for(1, now) == statements_for(20, now + timedelta(hours=1))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_composers_at_once_write_each_person_once(watchers, wait, platform, make_change, now, at_once):
    watchers(12)
    due = wait()
    make_change(platform, published_at=due)
    fan_out_due(due)
    at_once(*[lambda: compose_due_alerts(due)] * 4)
    compose_due_alerts(due)
    assert Message.objects.filter(created_at=due).count() == 12
    assert not Alert.objects.filter(message=None).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fan_out_and_composing_at_once_write_each_person_once(watchers, wait, platform, make_change, now, at_once):
    watchers(12)
    due = wait()
    make_change(platform, published_at=due)
    at_once(lambda: fan_out_due(due), lambda: compose_due_alerts(due), lambda: fan_out_due(due))
    fan_out_due(due)
    assert Message.objects.filter(created_at=due).count() <= 12
    compose_due_alerts(due + timedelta(minutes=10))
    assert not Alert.objects.filter(message=None).exists()
    assert Alert.objects.count() == 36
