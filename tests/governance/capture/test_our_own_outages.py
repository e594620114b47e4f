"""What failed while our own line was down says nothing of any document, during the outage or after it."""

from datetime import timedelta

import pytest

from governance.models import CaptureHealth, CaptureHost, Fetch, SourcePage
from tests.governance.capture.site import policy

pytestmark = pytest.mark.django_db
HOSTS = [f"owl{number}.example" for number in range(12)]


@pytest.fixture
def read(watched):
    """Twelve documents on as many hosts, read once, and all due again."""
    web = watched({host: {"/terms": policy(title=f"Terms of {host}")} for host in HOSTS})
    for host in HOSTS:
        web.document(f"Terms of {host}", host=host)
    web.read()
    web.pass_time(hours=6)
    return web


def lose_the_line(web, hosts=HOSTS):
    """All that is fetched of these hosts now fails as it does when nothing of ours reaches anybody."""
    for page in SourcePage.objects.filter(host__name__in=hosts):
        fetch = Fetch.objects.create(
            page=page, route="plain", started_at=web.now, ended_at=web.now, outcome="dns", reason="No name.", facts={}
        )
        SourcePage.objects.filter(pk=page.pk).update(last_fetch=fetch, due_at=web.now + timedelta(hours=1))
        CaptureHealth.objects.filter(document__pages__page=page).update(is_to_be_judged=True)
    CaptureHost.objects.update(first_due_at=web.now + timedelta(hours=1))


def states():
    return set(CaptureHealth.objects.values_list("state", flat=True))


@pytest.mark.parametrize("minutes", [1, 11, 25])
def test_fetches_that_failed_in_an_outage_are_made_again_and_never_judged(read, minutes):
    web = read
    lose_the_line(web)
    assert web.read_once() == {"fetched": 0, "unchanged": 0, "failed": 0}
    web.pass_time(minutes=minutes)
    for _ in range(3):
        web.read_once()
        assert states() == {"verified"}
        web.pass_time(minutes=10)
    assert not CaptureHealth.objects.filter(is_to_be_judged=True).exists()
    assert all(page.last_fetch.outcome == "" for page in SourcePage.objects.select_related("last_fetch"))


def test_what_fails_on_after_an_outage_is_judged(read):
    web = read
    lose_the_line(web)
    web.pass_time(minutes=11)
    web.read_once()
    web.read_once()
    web.pass_time(hours=2)
    lose_the_line(web, HOSTS[:1])
    web.read_once()
    assert sorted(CaptureHealth.objects.values_list("state", flat=True)) == ["failing"] + ["verified"] * 11
