"""A collection renames a service that people watch: they go on hearing of it, or are told what carries it on."""

from datetime import timedelta

import pytest

from alerts.models import Alert
from alerts.watching.successors import tell_due
from governance.models import Platform
from tests.governance.conftest import POLICY, TERMS, git, make_git, read_in  # noqa: F401

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NEW_TERMS = "Acme Next/Terms of Service.md"
NEW_POLICY = POLICY.replace(
    "We share your data with carriers that deliver your parcels to you.",
    "We share and sell your personal data to advertisers, and you waive the right to object.",
)


@pytest.fixture
def watched(git, read_in, make_user, watch, now):  # noqa: F811
    """A person on Watcher who watches a service of a collection."""
    git.record(TERMS, POLICY, at=now - 30 * 24 * HOUR)
    read_in(git, now=now - 20 * 24 * HOUR)
    person = make_user(tier="watcher")
    watch(person, Platform.objects.get(name="Acme"), at=now - 10 * 24 * HOUR)
    return person


def test_a_watcher_of_a_renamed_service_is_alerted_as_before(watched, git, read_in, run, now):  # noqa: F811
    git.commit({TERMS.encode(): None, NEW_TERMS.encode(): POLICY}, subject="Rename Acme", at=now - 2 * HOUR)
    git.record(NEW_TERMS, NEW_POLICY, at=now - HOUR)
    read_in(git, as_news=True, now=now)
    run(now)
    alert = Alert.objects.get(user=watched)
    assert alert.change.document.source_path == NEW_TERMS
    assert tell_due(now) == {"successors_told": 0}


def test_a_watcher_of_a_service_that_became_another_is_told_once(watched, git, read_in, make_platform, now):  # noqa: F811
    make_platform("acme-next", name="Acme Next")
    git.commit({TERMS.encode(): None, NEW_TERMS.encode(): POLICY}, subject="Rename Acme", at=now - 2 * HOUR)
    read_in(git, as_news=True, now=now)
    assert Platform.objects.get(name="Acme").successor.slug == "acme-next"
    assert [tell_due(now), tell_due(now)] == [{"successors_told": 1}, {"successors_told": 0}]
