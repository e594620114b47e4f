"""Each document is judged by one worker, whatever dies and whoever comes late."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from governance.capture import judging
from governance.capture.judging import LONGEST_RUN, judge_document, judge_due
from governance.capture.rounds import fetch_due_pages
from governance.capture.schedule.documents_to_judge import JUDGING_LEASE, claim_documents
from governance.models import Capture, CaptureHealth, CaptureRecord, Document, Version
from governance.record.platforms import platform_named
from tests.governance.capture.pages import NOON
from tests.governance.capture.site import CLAUSES, policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def fetched(watched):
    """A web with so many documents that were fetched and not judged."""

    def make(count=1):
        web = watched({f"h{number}.example": {"/terms": policy(*CLAUSES[number:])} for number in range(count)})
        for number in range(count):
            web.document(f"Terms {number}", host=f"h{number}.example")
        assert fetch_due_pages(open_fetcher=web.open, clock=lambda: web.now)["fetched"] == count
        return web

    return make


def test_what_is_claimed_is_judged_once(fetched):
    web = fetched(3)
    first = claim_documents(limit=2, now=web.now)
    second = claim_documents(limit=9, now=web.now)
    assert (len(first), len(second), claim_documents(limit=9, now=web.now)) == (2, 1, [])
    assert [judge_document(claim, web.now) for claim in (*first, *second)] == ["verified"] * 3
    assert judge_due(web.now) == {}
    assert Capture.objects.count() == 3


def test_what_a_dead_worker_held_is_judged_by_another_and_a_late_one_writes_nothing(fetched):
    web = fetched()
    [dead] = claim_documents(limit=1, now=web.now)
    assert judge_due(web.now + JUDGING_LEASE - timedelta(seconds=1)) == {}
    assert judge_due(web.now + JUDGING_LEASE) == {"verified": 1}
    health = CaptureHealth.objects.get()
    assert (health.lease_until, health.fence, health.is_to_be_judged) == (None, 2, False)
    Capture.objects.all().delete()  # so that it has something to judge
    assert judge_document(dead, web.now + JUDGING_LEASE) == ""
    assert not Capture.objects.exists()
    assert Version.objects.count() == 1


def test_what_is_fetched_while_a_document_is_judged_is_judged_after_it(fetched, monkeypatch):
    web = fetched()
    read = judging.find

    def read_slowly(*args):
        CaptureHealth.objects.update(is_to_be_judged=True)  # as a fetch does that ends now
        return read(*args)

    monkeypatch.setattr(judging, "find", read_slowly)
    assert judge_due(web.now) == {"verified": 1}
    assert CaptureHealth.objects.get().is_to_be_judged


def test_what_is_fetched_while_pages_are_still_to_come_is_not_forgotten(fetched, monkeypatch):
    web = fetched()

    def is_complete(*args):
        CaptureHealth.objects.update(is_to_be_judged=True)  # as the fetch of another page does that ends now
        return False

    monkeypatch.setattr(judging, "is_complete", is_complete)
    judge_due(web.now)
    assert CaptureHealth.objects.get().is_to_be_judged
    assert CaptureHealth.objects.get().lease_until is None


def test_one_document_that_cannot_be_judged_is_tried_again_when_its_lease_is_over(fetched, monkeypatch):
    web = fetched(4)
    broken = Document.objects.order_by("pk")[1].pk
    read = judging.find

    def read_or_break(work, *args):
        if work.document.pk == broken:
            raise ZeroDivisionError
        return read(work, *args)

    monkeypatch.setattr(judging, "find", read_or_break)
    with pytest.raises(ZeroDivisionError):
        judge_due(web.now)
    assert judge_due(web.now + timedelta(minutes=1)) == {}
    assert list(CaptureHealth.objects.filter(state="never").values_list("pk", flat=True)) == [broken]
    monkeypatch.setattr(judging, "find", read)
    assert judge_due(web.now + JUDGING_LEASE + LONGEST_RUN) == {"verified": 1}
    assert CaptureRecord.objects.count() == 4


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_no_two_get_one_document():
    platform = platform_named("Owl Post", is_demonstration=False, now=NOON)
    for number in range(60):
        document = Document.objects.create(platform=platform, document_type=f"terms-{number}", title="Terms")
        CaptureHealth.objects.create(document=document, since=NOON, is_to_be_judged=True)
    claims, barrier = [], threading.Barrier(4)

    def run():
        try:
            barrier.wait(60)
            while found := claim_documents(limit=3, now=NOON):
                claims.extend(found)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    claims += claim_documents(limit=60, now=NOON)
    assert len(claims) == 60
    assert len({claim.document_id for claim in claims}) == 60


def test_what_was_claimed_when_the_database_went_away_is_given_back(fetched, monkeypatch):
    web = fetched(3)

    def lose_the_database(*args):
        raise OperationalError

    monkeypatch.setattr(judging, "find", lose_the_database)
    with pytest.raises(OperationalError):
        judge_due(web.now)
    monkeypatch.undo()
    assert judge_due(web.now + timedelta(minutes=1)) == {"verified": 2}
