"""A platform that was merged or has ended is read no more; what continues it is."""

import pytest

from governance.capture.adding import NotToBeAdded, Proposal, add_document
from governance.capture.duties import tidy_captures
from governance.capture.sources import read_by_itself
from governance.models import CaptureHealth, Document, Event, Platform, SourcePage
from governance.monitoring import MonitoringState, monitoring_of
from tests.governance.capture.site import policy

pytestmark = pytest.mark.django_db
SITE = {"owl.example": {"/terms": policy(), "/privacy": policy("We keep letters in the barn.", title="Privacy Policy")}}


@pytest.fixture
def merged(watched, make_platform):
    """Owl Post is read, and is merged into Barn Post, which shares a page with it; the web, and both documents."""
    web = watched({host: dict(pages) for host, pages in SITE.items()})
    old = web.document()
    web.read()
    barn = make_platform(name="Barn Post")
    new = Document.objects.create(
        platform=barn, document_type="terms", title="Terms", source_urls=["http://owl.example/terms"]
    )
    read_by_itself(new, ["http://owl.example/terms"], now=web.now)
    only_old = web.document("Privacy Policy", path="/privacy")
    Platform.objects.filter(pk=old.platform_id).update(status=Platform.Status.MERGED, successor=barn)
    return web, old, only_old, new


def test_what_was_merged_is_read_no_more_and_the_successor_is(merged):
    web, _, _, new = merged
    assert tidy_captures(web.now)["ended"] == 2
    assert set(CaptureHealth.objects.values_list("document", flat=True)) == {new.pk}
    due = dict(SourcePage.objects.values_list("address", "due_at"))
    assert due["http://owl.example/privacy"] is None
    assert due["http://owl.example/terms"] is not None
    web.pass_time(hours=6)
    asked = len(web.web.paths_asked("owl.example"))
    web.read()
    assert web.web.paths_asked("owl.example")[asked:] == ["/terms"]
    assert web.health(new)[0] in ("verified", "suspect")
    assert tidy_captures(web.now)["ended"] == 0


def test_its_documents_are_retired_once_and_it_is_shown_as_ended(merged):
    web, old, _, new = merged
    for _ in range(2):
        tidy_captures(web.now)
    old.refresh_from_db()
    assert (old.state, old.current_version is not None) == ("retired", True)
    assert Event.objects.filter(document=old, kind="document_retired").count() == 1
    found = monitoring_of([old.platform_id], web.now)[old.platform_id]
    assert (found.state, found.successor) == (MonitoringState.ENDED, new.platform.slug)


@pytest.mark.parametrize("status", [Platform.Status.MERGED, Platform.Status.DEFUNCT])
def test_nothing_is_added_to_it(merged, status):
    web, old, _, _ = merged
    Platform.objects.filter(pk=old.platform_id).update(status=status)
    proposal = Proposal(platform_name="Owl Post", title="Cookies", addresses=("http://owl.example/cookies",))
    with pytest.raises(NotToBeAdded, match="add it there"):
        add_document(proposal, now=web.now)
    assert not Document.objects.filter(title="Cookies").exists()


def test_a_platform_of_which_nothing_is_known_is_read_as_ever(watched):
    web = watched()
    document = web.document()
    Platform.objects.update(status=Platform.Status.UNKNOWN)
    assert tidy_captures(web.now)["ended"] == 0
    web.read()
    assert web.health(document) == ("verified", "")
