"""A document whose texts are recorded day by day, and a comparison that holds by the rule's name alone."""

from dataclasses import replace

import pytest

from governance.comparison import compare
from governance.models import Change, Provision
from governance.record import judging
from governance.record.archive_check import verify_archive
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.confirmation.outcomes import DAY
from tests.governance.conftest import FIRST_DAY

HOURS = {"cut_off": 48, "source_page": 48, "other_language": 48, "returned_text": 168}


@pytest.fixture(autouse=True)
def _holding(monkeypatch):
    """Holds by rule, whatever the comparison itself asks to hold: these tests are about what is done with it."""

    def judged(before, after, context):
        found = replace(compare(before, after, context), hold_hours=0)
        hours = HOURS.get(found.rule, 0)
        if found.rule == "returned_text" and (context.before_stood_hours or 0) < hours:
            hours = 0
        if hours and context.is_confirmed:
            rule = "rolled_back" if found.rule == "returned_text" else "stood"
            return replace(found, label="substantive", rule=rule, is_alertable=True)
        return replace(found, hold_hours=hours)

    monkeypatch.setattr(judging, "compare", judged)


@pytest.fixture
def document(make_document):
    return make_document()


@pytest.fixture
def record(document):
    """Store a text as it was captured so many days after the first; news unless told."""

    def run(text, day, *, is_news=True, document=document, **options):
        at = FIRST_DAY + day * DAY
        document.refresh_from_db()
        return record_version(
            Recorded(
                document=document, data=text.encode(), captured_at=at, published_at=at if is_news else None, **options
            ),
            now=at,
        )

    return run


@pytest.fixture
def holds(document):
    """Afterwards: the archive is what it says, and comparing again changes nothing."""
    yield
    assert verify_archive().failures == []
    before = list(Change.objects.order_by("pk").values()), list(Provision.objects.order_by("pk").values())
    assert reclassify(document=document) == []
    assert (list(Change.objects.order_by("pk").values()), list(Provision.objects.order_by("pk").values())) == before
    assert verify_archive().failures == []
