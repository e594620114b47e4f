"""Accounts that nobody has verified are erased after a week, and nothing else is."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import OperationalError
from django.db.models.signals import pre_delete

from accounts.models import User
from accounts.services.notices import WELCOME, owe
from accounts.services.security_log import Kind, note
from alerts.models import Suppression
from alerts.watching.watchlists import default_watchlist
from billing.models import BillingAccount
from billing.services.grants import grant_tier
from web.personal_data.erasure import UNVERIFIED_KEPT, forget_unverified

SECOND = timedelta(seconds=1)


@pytest.fixture
def stranger(make_user, now):
    """Somebody whose address was typed and never verified, a moment more than a week ago."""

    def make(**fields):
        return make_user(verified=False, **{"created_at": now - UNVERIFIED_KEPT - SECOND, **fields})

    return make


def test_an_account_that_nobody_verified_is_erased_with_all_that_is_its(stranger, now):
    user = stranger()
    default_watchlist(user, now)
    note(kind=Kind.SIGN_IN_FAILED, user=user, now=now)
    Suppression.objects.create(address=user.email, reason="bounced", source="sendgrid", at=now)
    assert forget_unverified(now) == {"unverified_accounts_erased": 1, "erasures_failed": 0}
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert "@" not in Suppression.objects.get().address
    assert forget_unverified(now) == {"unverified_accounts_erased": 0, "erasures_failed": 0}


def test_a_week_is_a_week(stranger, now):
    stranger(created_at=now - UNVERIFIED_KEPT)
    assert forget_unverified(now) == {"unverified_accounts_erased": 0, "erasures_failed": 0}
    assert forget_unverified(now + SECOND) == {"unverified_accounts_erased": 1, "erasures_failed": 0}


def test_nobody_who_verified_paid_tried_was_granted_or_runs_the_site_is_erased(stranger, make_user, now):
    make_user(created_at=now - timedelta(days=400))
    second = stranger()
    EmailAddress.objects.create(user=second, email="second@example.com", verified=True)
    owe(user=stranger(), kind=WELCOME, about_at=now, now=now)  # verified once
    grant_tier(user=stranger(), tier="watcher", until=None, now=now)
    BillingAccount.objects.create(user=stranger(), created_at=now)
    stranger(is_staff=True)
    stranger(last_login=now)
    stranger(erase_at=now + timedelta(days=3))
    count = User.objects.count()
    assert forget_unverified(now) == {"unverified_accounts_erased": 0, "erasures_failed": 0}
    assert User.objects.count() == count


def test_more_than_fit_into_one_round_are_erased(stranger, now, monkeypatch):
    monkeypatch.setattr("web.personal_data.erasure.PEOPLE_AT_ONCE", 2)
    for _ in range(5):
        stranger()
    assert forget_unverified(now) == {"unverified_accounts_erased": 5, "erasures_failed": 0}


def test_an_account_that_can_not_be_erased_keeps_no_other_from_it(stranger, now):
    first, _ = stranger(), stranger()

    def fail(sender, instance, **told):
        if instance == first:
            raise OperationalError("canceling statement due to lock timeout")

    pre_delete.connect(fail, sender=User)
    try:
        assert forget_unverified(now) == {"unverified_accounts_erased": 1, "erasures_failed": 1}
    finally:
        pre_delete.disconnect(fail, sender=User)
    assert list(User.objects.values_list("email", flat=True)) == [first.email]
    assert forget_unverified(now) == {"unverified_accounts_erased": 1, "erasures_failed": 0}


def test_the_privacy_page_says_so(client, db):
    page = client.get("/privacy/").content.decode()
    assert "nobody has verified in 7 days" in page
    assert "for 180 days" in page
