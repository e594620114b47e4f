"""A history nobody has thought of is stored exactly, and judged again as it was judged the first time."""

import random
from datetime import timedelta

import pytest

from governance.models import Change, ProvisionChange, Version
from governance.record.archive_check import verify_archive
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.comparison.policies import texts_by_chance
from tests.governance.conftest import FIRST_DAY

ERROR_PAGE = "# Sorry\n\nThis page isn't available right now. Please try again later.\n"


@pytest.fixture(params=range(4))
def history(request, make_document):
    """A document whose texts come, change, go wrong and come back by chance."""
    chance = random.Random(request.param)
    document = make_document()
    texts = [*texts_by_chance(request.param), *texts_by_chance(request.param + 100), ERROR_PAGE]
    texts += [texts[0].replace(" may ", " must "), texts[1].replace("# ", "## "), texts[0] + texts[0]]
    for day in range(14):
        at = FIRST_DAY + timedelta(days=day)
        record_version(Recorded(document=document, data=chance.choice(texts).encode(), captured_at=at), now=at)
    return document


def test_a_history_by_chance_is_stored_exactly_and_judged_again_alike(history):
    versions = list(Version.objects.filter(document=history))
    assert len(versions) > 8
    for version in versions:
        ids = [placed.provision_id for placed in version.placed]
        assert len(set(ids)) == len(ids)
    found = verify_archive()
    assert found.failures == []
    assert found.counts["quotations"] == sum(
        (row.before_start is not None) + (row.after_start is not None) for row in ProvisionChange.objects.all()
    )
    assert reclassify(document=history) == []
    assert verify_archive().failures == []


def test_no_return_to_an_earlier_text_is_an_alert(make_document):
    for seed in range(6):
        document = make_document()
        before, after = texts_by_chance(seed)
        for day, text in enumerate((before, after, before)):
            at = FIRST_DAY + timedelta(days=day)
            record_version(Recorded(document=document, data=text.encode(), captured_at=at), now=at)
        labels = Change.objects.filter(document=document).order_by("pk").values_list("label", "is_alertable")
        assert list(labels)[-1][1] is False
