"""After two weeks what is paid for ends, and nothing that names the person is left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from accounts.models import Notice, User
from accounts.services.deletion import (
    UNDO_WINDOW,
    DeletionIsFinal,
    begin_erasure,
    request_deletion,
    undo_deletion,
)
from alerts.models import Attempt, Batch, Content, Message, Suppression
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.models import BillingAccount, BillingCustomer, EntitlementChange, StripeEvent
from billing.plans import Tier
from billing.services.grants import grant_tier
from billing.services.trials import start_trial
from tests.conftest import PASSWORD
from tests.web.deletion.leaving import ADDRESS
from web.personal_data.erasure import erase_due

SECOND = timedelta(seconds=1)


def test_an_account_is_erased_when_its_days_are_over_and_not_before(person, provider, now):
    request_deletion(user=person, password=PASSWORD, now=now)
    assert erase_due(now + UNDO_WINDOW - SECOND) == {"accounts_erased": 0, "erasures_failed": 0}
    assert erase_due(now + UNDO_WINDOW) == {"accounts_erased": 1, "erasures_failed": 0}
    assert User.objects.count() == 0
    assert provider.ended == [ADDRESS]
    assert erase_due(now + UNDO_WINDOW) == {"accounts_erased": 0, "erasures_failed": 0}
    with pytest.raises(DeletionIsFinal):
        undo_deletion(person.pk, datetime.now(UTC))


def test_nothing_is_erased_while_the_paid_subscription_can_not_be_ended(person, make_user, provider, now):
    other = make_user("other@example.com", password=PASSWORD)
    for user in (person, other):
        request_deletion(user=user, password=PASSWORD, now=now)
    provider.broken = True
    assert erase_due(now + UNDO_WINDOW) == {"accounts_erased": 0, "erasures_failed": 2}
    assert User.objects.count() == 2
    with pytest.raises(DeletionIsFinal):  # the provider may have ended it all the same
        undo_deletion(person.pk, datetime.now(UTC))
    provider.broken = False
    assert erase_due(now + UNDO_WINDOW)["accounts_erased"] == 2
    assert sorted(provider.ended) == [ADDRESS, "other@example.com"]


def test_nothing_that_names_the_person_is_left_anywhere(person, make_user, make_platform, provider, api, client, now):
    login = {"email": ADDRESS, "password": PASSWORD}
    client.post("/_allauth/app/v1/auth/login", login, content_type="application/json")
    EmailAddress.objects.create(user=person, email="ana.second@example.com", verified=False, primary=False)
    watch_platform(watchlist=default_watchlist(person, now), platform=make_platform(), now=now)
    start_trial(user=person, now=now)
    api(person)
    content = Content.objects.create(key="k2", kind="alert", subject="s", html="h", text="t", created_at=now)
    account = BillingAccount.objects.create(user=person, created_at=now)
    BillingCustomer.objects.create(id="cus_1", account=account, linked_at=now)
    StripeEvent.objects.create(
        id="evt_1",
        type="x",
        created_at=now,
        is_live=False,
        claimed_user_id=person.pk,
        received_at=now,
        not_before=now,
    )
    batch = Batch.objects.create(
        kind="alert", content=content, not_before=now, created_at=now, reason=f"550 <{ADDRESS}> unknown", state="failed"
    )
    Attempt.objects.create(batch=batch, transport="smtp", started_at=now, detail=f"550 <{ADDRESS}> unknown")
    Message.objects.create(user=person, kind="alert", batch=batch, created_at=now)
    Suppression.objects.create(address=ADDRESS, reason="bounced", source="sendgrid", detail=f"no {ADDRESS}", at=now)
    operator = make_user("operator@example.com", is_staff=True)
    LogEntry.objects.create(
        user=operator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=ADDRESS,
        action_flag=CHANGE,
    )
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    left = {
        model._meta.label: rows
        for model in apps.get_models()
        if (rows := [str(row) for row in model._base_manager.values()])
    }
    words = ("ana.leaves", "ana.second", "Ana Leaves", str(person.pk), person.pk.hex)
    found = {label for label, rows in left.items() for row in rows for word in words if word.lower() in row.lower()}
    # The operator's own log keeps which row it was about, by an id that nothing has any more.
    assert found <= {"admin.LogEntry"}
    assert "ana" not in str(left["admin.LogEntry"]).replace("an erased", "")
    assert {row.user_id for row in Notice.objects.all()} <= {operator.pk}


def test_the_ledger_ends_with_the_erasure_and_names_nobody(person, provider, now):
    grant_tier(user=person, tier=Tier.WATCHER, until=None, now=now)
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    rows = EntitlementChange.objects.order_by("pk").values_list("person", "from_tier", "to_tier", "cause")
    assert list(rows) == [(None, "free", "watcher", "operator"), (None, "watcher", "free", "erasure")]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_undo_and_erasure_at_the_same_moment_end_in_one_of_the_two(make_user, provider, now, round_):
    user = make_user(ADDRESS, password=PASSWORD)
    request_deletion(user=user, password=PASSWORD, now=now)
    barrier = Barrier(4)

    def undo():
        try:
            barrier.wait(timeout=120)
            return undo_deletion(user.pk, datetime.now(UTC))
        except DeletionIsFinal:
            return False
        finally:
            connection.close()

    def erase():
        try:
            barrier.wait(timeout=120)
            counts = erase_due(now + UNDO_WINDOW)
            assert counts["erasures_failed"] == 0
            return counts["accounts_erased"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        undone = [pool.submit(undo) for _ in range(2)]
        erased = [pool.submit(erase) for _ in range(2)]
        was_undone, was_erased = (sum(future.result(300) for future in group) for group in (undone, erased))
    if User.objects.filter(pk=user.pk).exists():
        kept = User.objects.get(pk=user.pk)
        assert (kept.erase_at, kept.is_active, provider.ended, was_erased) == (None, True, [], 0)
        assert was_undone == 1
    else:
        assert (was_undone, was_erased) == (0, 1)
        assert provider.ended


def test_an_erasure_that_has_begun_closes_the_account(person, api, now):
    request_deletion(user=person, password=PASSWORD, now=now)
    assert begin_erasure(person.pk, now) is None
    assert begin_erasure(person.pk, now + UNDO_WINDOW) == person
    assert begin_erasure(person.pk, now + UNDO_WINDOW) == person  # a second worker, or after a crash
    assert User.objects.get().is_active is False
