"""People who were told of changes, and the addresses where they say what they think of that."""

import re
from datetime import timedelta

import pytest

from alerts.models import Alert, DigestEntry
from governance.models.changes import Severity

_LINK = re.compile(r"http://testserver(/feedback/\S+/)")


@pytest.fixture
def told(make_user, make_platform, watch, make_change, run, now):
    """A person who was told the same day of a change; its alert, with the person and the change."""

    def tell(user=None, *, severity=Severity.MEDIUM, platform=None, **fields):
        user, platform = user or make_user(tier="watcher"), platform or make_platform()
        watch(user, platform)
        change = make_change(platform, published_at=now, severity=severity, **fields)
        run(now)
        return Alert.objects.get(user=user, change=change)

    return tell


@pytest.fixture
def told_in_digest(make_user, make_platform, watch, make_change, run, now):
    """A person who was told of a change in a digest and not before; the digest's entry."""

    def tell(user=None, *, is_alertable=False, **fields):
        user, platform = user or make_user(), make_platform()
        watch(user, platform)
        change = make_change(platform, published_at=now, is_alertable=is_alertable, **fields)
        run(now)
        run(now + timedelta(days=7))
        return DigestEntry.objects.get(digest__user=user, change=change)

    return tell


@pytest.fixture
def link_in(mails, text_of):
    """The address in a person's last mail where they say what they think of its first change."""

    def found(user):
        return _LINK.search(text_of(mails(user)[-1]))[1]

    return found


def alert_path(alert):
    return f"/api/v1/alerts/{alert.pk}/feedback/"


def entry_path(entry):
    return f"/api/v1/digests/{entry.digest_id}/entries/{entry.change.public_id}/feedback/"
