"""A confirmation is whole or not at all, is alerted once, and everybody may read of it."""

import threading
from functools import partial

import pytest
from django.db import IntegrityError, connection

from alerts.models import Alert
from alerts.owed.fan_out import fan_out_due
from alerts.watching import watchlists
from governance.models import Document
from governance.record import confirm, versions
from governance.record.archive_check import verify_archive
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.confirmation.outcomes import DAY, change_to, due, in_force, news, seen_on, state_of
from tests.governance.confirmation.texts import (
    EDITED,
    EDITED_WITHOUT_PAGE,
    PAGE,
    REST,
    WHOLE,
    WITHOUT_PAGE,
)
from tests.governance.conftest import FIRST_DAY


@pytest.mark.parametrize("name", ["mark_confirmed", "replay_from"])
def test_a_confirmation_that_dies_halfway_is_completed_by_the_next(record, monkeypatch, name, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    seen_on(3)
    done = getattr(confirm, name)

    def dies(*args, **options):
        done(*args, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(confirm, name, dies)
        with pytest.raises(KeyboardInterrupt):
            due(4)
    assert (state_of(held), news(), set(PAGE) <= in_force()) == ("held", [], True)
    assert due(5) == 1
    assert change_to(held).published_at == FIRST_DAY + 5 * DAY


def test_a_writer_with_an_outdated_memory_of_a_confirmed_change_starts_again(record, document, holds):
    record(WHOLE, 0)
    record(WITHOUT_PAGE, 1)
    memories = versions.Memories()
    document.refresh_from_db()
    memories.of(document)
    seen_on(3)
    assert due(4) == 1
    at = FIRST_DAY + 5 * DAY
    stale = Document.objects.get(pk=document.pk)
    Document.objects.filter(pk=document.pk).update(last_verified_at=FIRST_DAY + DAY)
    stale.last_verified_at = FIRST_DAY + DAY
    with pytest.raises(versions.HistoryMoved):
        record_version(
            Recorded(document=stale, data=EDITED_WITHOUT_PAGE.encode(), captured_at=FIRST_DAY + 2 * DAY),
            now=at,
            memories=memories,
        )
    fresh = Document.objects.get(pk=document.pk)
    assert record_version(
        Recorded(document=fresh, data=EDITED_WITHOUT_PAGE.encode(), captured_at=at, published_at=at),
        now=at,
        memories=memories,
    )
    assert news() == [2, 3]


def test_a_confirmed_change_is_alerted_once_to_who_watched_before_the_confirmation(record, document, make_user):
    def watch(email, day):
        at = FIRST_DAY + day * DAY
        user = make_user(email, tier="watcher")
        lists = watchlists.default_watchlist(user, at)
        watchlists.watch_platform(watchlist=lists, platform=document.platform, now=at)

    record(WHOLE, 0)
    watch("before-the-hold@example.com", 0.5)
    record(WITHOUT_PAGE, 1)
    assert fan_out_due(FIRST_DAY + DAY)["changes"] == 0
    watch("during-the-hold@example.com", 2)
    seen_on(3)
    assert due(4) == 1
    watch("after-the-confirmation@example.com", 5)
    for day in (4, 5, 6):
        fan_out_due(FIRST_DAY + day * DAY)
        due(day)
    told = Alert.objects.order_by("user__email").values_list("user__email", flat=True)
    assert list(told) == ["before-the-hold@example.com", "during-the-hold@example.com"]


def test_everybody_may_read_what_is_held_and_what_became_of_it(record, api):
    record(WHOLE, 0)
    held = change_to(record(WITHOUT_PAGE, 1))

    def shown():
        body = api().get(f"/api/v1/changes/{held.public_id}/").json()
        assert body["reason"]
        assert body["rule"] == "cut_off"
        return [body[name] for name in ("held_until", "confirmed_at", "withdrawn_at", "published_at")]

    def page(client):
        return client.get(f"/changes/{held.public_id}/").content.decode()

    assert shown() == ["2026-01-02T21:00:00Z", None, None, None]
    assert "Held: taken for real" in page(api())
    record(WHOLE, 2)
    assert shown() == ["2026-01-02T21:00:00Z", None, "2026-01-03T09:00:00Z", None]
    assert "Withdrawn: a version of" in page(api())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", [EDITED_WITHOUT_PAGE, WHOLE.replace(REST[0], EDITED)], ids=["stands", "is gone"])
def test_a_confirmation_and_an_import_at_once_end_as_one_after_the_other(record, make_document, text):
    for _ in range(5):
        document = make_document()
        record(WHOLE, 0, document=document)
        held = record(WITHOUT_PAGE, 1, document=document)
        seen_on(3)
        failures, barrier = [], threading.Barrier(4)

        def store(document=document):
            for _ in range(20):
                try:
                    return record(text, 4, document=document)
                except (versions.HistoryMoved, IntegrityError):
                    document.refresh_from_db()
            raise AssertionError("never stored")

        def at_once(work, barrier=barrier, failures=failures):
            try:
                barrier.wait()
                work()
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                failures.append(error)
            finally:
                connection.close()

        work = [lambda: due(5), lambda: due(5), store, partial(reclassify, document=document)]
        threads = [threading.Thread(target=at_once, args=(one,)) for one in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(300)
        assert failures == []
        assert state_of(held) == "confirmed"
        assert document.versions.count() == 3
        published = document.changes.alertable().values_list("to_version__sequence", flat=True)
        assert sorted(published) == [2, 3]
        assert reclassify(document=document) == []
    assert verify_archive().failures == []
