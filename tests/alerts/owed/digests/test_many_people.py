"""Digests of many people at once: as many statements for many as for few, full batches, everybody in their own time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alerts.delivery.transports.file import FileTransport
from alerts.models import Batch, Content, Digest, DigestEntry, DigestSchedule, Message
from alerts.owed import digests
from alerts.owed.digests import compose_due_digests
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes
from governance.models.changes import Severity

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)
ZONES = ("Asia/Kathmandu", "Europe/Berlin", "America/St_Johns", "Pacific/Chatham", "UTC")


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


@pytest.fixture
def readers(make_user, watch, platform):
    def make(count, **fields):
        users = [make_user(**fields) for _ in range(count)]
        for user in users:
            watch(user, platform)
        return users

    return make


def told(user):
    (digest,) = Digest.objects.filter(user=user)
    return list(digest.entries.order_by("pk").values_list("change_id", flat=True))


def test_few_and_many_digests_take_the_same_statements(readers, platform, make_change, make_document, now):
    make_change(platform, published_at=now)
    make_document(platform, "privacy-policy", created_at=now - timedelta(days=90))
    counts = []
    for count, at in ((3, MONDAY), (40, MONDAY + timedelta(days=7))):
        readers(count)
        make_change(platform, published_at=at - timedelta(days=1))
        with CaptureQueriesContext(connection) as queries:
            assert compose_due_digests(at)["messages"] == Digest.objects.filter(period_end=at).count()
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 10  # the first digest of those who joined is of another period, and another body
    assert counts[1] < 100


def test_who_gets_the_same_shares_batches_that_are_full(readers, monkeypatch):
    monkeypatch.setattr(FileTransport, "batch_size", 3)
    monkeypatch.setattr(digests, "RECORDED_AT_ONCE", 6)
    DigestSchedule.objects.filter(user__in=readers(11)).update(period_start=MONDAY - timedelta(days=7))
    assert compose_due_digests(MONDAY) == {"digests": 11, "messages": 11}
    assert Content.objects.count() == 1
    assert sorted(batch.messages.count() for batch in Batch.objects.all()) == [2, 3, 3, 3]


def test_everybody_is_reached_however_few_are_read_at_once(readers, monkeypatch):
    monkeypatch.setattr(digests, "READ_AT_ONCE", 2)
    users = readers(7)
    User.objects.filter(pk=users[2].pk).update(timezone="Atlantis/Capital")
    assert compose_due_digests(MONDAY) == {"digests": 7, "messages": 7}  # whose zone is gone is told by UTC
    assert set(Digest.objects.values_list("user", flat=True)) == {user.pk for user in users}


def test_people_of_many_zones_and_hours_are_each_served_at_their_own(readers):
    users = [user for zone in ZONES for hour in (2, 8) for user in readers(1, timezone=zone, digest_hour=hour)]
    assert compose_due_digests(MONDAY + timedelta(days=2))["digests"] == len(users)
    for user in users:
        zone = ZoneInfo(user.timezone)
        end = Digest.objects.get(user=user).period_end.astimezone(zone)
        due = DigestSchedule.objects.get(user=user).due_at.astimezone(zone)
        assert (end.weekday(), end.hour, end.date()) == (0, user.digest_hour, MONDAY.date())
        assert (due.weekday(), due.hour, due.date()) == (0, user.digest_hour, MONDAY.date() + timedelta(days=7))
        assert user.timezone in Content.objects.get(batches__messages__user=user).text


def test_each_person_is_told_the_own_changes_the_most_severe_first(make_user, make_platform, watch, make_change, now):
    platforms = [make_platform() for _ in range(3)]
    severities = (Severity.LOW, Severity.HIGH, Severity.MEDIUM)
    low, high, medium = (
        make_change(p, published_at=now, severity=s) for p, s in zip(platforms, severities, strict=True)
    )
    also_high = make_change(platforms[0], published_at=now, severity=Severity.HIGH)
    expected = {}
    for wanted in ((0, 1, 2), (0, 2), (2,), ()):
        user = make_user(tier="watcher")
        for number in wanted:
            watch(user, platforms[number])
        changes = {0: [low, also_high], 1: [high], 2: [medium]}
        own = [change for number in wanted for change in changes[number]]
        expected[user] = [change.pk for change in sorted(own, key=lambda change: (-change.severity, change.pk))]
    nobody = next(user for user, changes in expected.items() if not changes)
    compose_due_digests(MONDAY)
    assert {user: told(user) for user in expected if user is not nobody} == {
        user: changes for user, changes in expected.items() if user is not nobody
    }
    assert not Digest.objects.filter(user=nobody).exists()


def test_who_was_told_already_is_not_told_again_beside_others_who_are_told_now(
    readers, platform, make_change, now, watch
):
    early, late = readers(2, tier="professional")
    default = watchlists.default_watchlist(early, now)
    watchlists.change_watchlist(watchlist=default, wishes=Wishes(cadence="daily"), now=now)
    change = make_change(platform, published_at=now)
    compose_due_digests(MONDAY - timedelta(days=1))
    watchlists.change_watchlist(watchlist=default, wishes=Wishes(cadence="weekly"), now=MONDAY - timedelta(hours=1))
    compose_due_digests(MONDAY)
    assert list(DigestEntry.objects.filter(digest__user=early).values_list("digest__cadence")) == [("daily",)]
    assert told(late) == [change.pk]


def test_a_body_that_can_not_be_rendered_stops_no_other_and_its_people_wait(
    make_user, make_platform, watch, make_change, now, monkeypatch
):
    broken, fine = make_platform("broken"), make_platform("fine")
    users = [make_user(), make_user()]
    for user, platform in zip(users, (broken, fine), strict=True):
        watch(user, platform)
        make_change(platform, published_at=now)
    real = digests.ensure_contents
    with monkeypatch.context() as patched:
        patched.setattr(
            digests,
            "ensure_contents",
            lambda recipes, at: {r: pk for r, pk in real(recipes, at).items() if told_of(fine) & set(r.change_ids)},
        )
        assert compose_due_digests(MONDAY) == {"digests": 1, "messages": 1}
    assert Digest.objects.get().user == users[1]
    assert compose_due_digests(MONDAY) == {"digests": 1, "messages": 1}


def told_of(platform):
    return set(platform.changes.values_list("pk", flat=True))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_another_worker_is_recording_is_left_to_it_and_the_others_are_served(readers, at_once):
    users = readers(4)

    def compose_beside():
        compose_due_digests(MONDAY)
        return set(Digest.objects.values_list("user", flat=True))

    with transaction.atomic():
        list(DigestSchedule.objects.filter(user=users[0]).select_for_update())
        (served,) = at_once(compose_beside)
    assert served == {user.pk for user in users[1:]}
    assert compose_due_digests(MONDAY) == {"digests": 1, "messages": 1}
    assert Message.objects.count() == 4
