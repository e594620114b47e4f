"""A document whose texts are recorded day by day. A page that is missing is held for half a day."""

import pytest

from governance.models import Change, Provision
from governance.record.archive_check import verify_archive
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.confirmation.outcomes import DAY
from tests.governance.conftest import FIRST_DAY


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
