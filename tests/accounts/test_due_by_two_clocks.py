"""Mails that are owed by a host whose clock is ahead of the worker's."""

from datetime import timedelta

import pytest

from accounts.clocks import CLOCKS_DIFFER
from accounts.models import Notice
from accounts.services.notices import claim_next, mark_postponed, owe

pytestmark = pytest.mark.django_db


def test_what_is_owed_for_at_once_is_due_at_once(make_user, now):
    ahead = now + CLOCKS_DIFFER
    owe(user=make_user(), kind="lost_zone", about_at=ahead, now=ahead)
    assert claim_next(now) is not None


def test_what_is_owed_for_later_waits_and_so_does_what_failed(make_user, now):
    owe(user=make_user(), kind="lost_zone", about_at=now, now=now, not_before=now + timedelta(seconds=1))
    assert claim_next(now) is None
    notice = claim_next(now + timedelta(seconds=1))
    mark_postponed(notice=notice, reason="refused", now=now - CLOCKS_DIFFER)
    Notice.objects.update(created_at=now + CLOCKS_DIFFER)
    assert claim_next(now - CLOCKS_DIFFER) is None
