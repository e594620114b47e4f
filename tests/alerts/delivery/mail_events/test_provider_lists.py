"""Who is written to again is taken off SendGrid's own lists too, which would drop the mail: owed first, asked later."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.db import transaction

from accounts.models import User
from accounts.services.account_changes import PROVED_ADDRESS
from alerts import erasure
from alerts.delivery.provider_events import FULL_FOR, record_events
from alerts.delivery.provider_lists import RETRIES, take_due_off
from alerts.delivery.suppression import lift_bounce, write_again
from alerts.delivery.transports.sendgrid.events import read_event
from alerts.models import ListedAddress, Suppression
from tests.alerts.delivery.mail_events.signed import event
from tests.contract.sendgrid_server import local_sendgrid

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LISTS = ("bounces", "invalid_emails", "spam_reports")


@pytest.fixture
def server(settings):
    with local_sendgrid(settings) as running:
        yield running


@pytest.fixture
def bounced(server, make_user):
    """Somebody whose mail came back, here and at SendGrid."""

    def make(reason="bounced", email="ana+news@example.com"):
        user = make_user(email=email)
        Suppression.objects.create(pk=email, reason=reason, source="sendgrid", at=AT)
        for name in LISTS[:2] if reason != "reported" else LISTS:
            server.lists[name].add(email)
        return user

    return make


def on_lists(server):
    return {name for name, addresses in server.lists.items() if addresses}


@pytest.mark.parametrize("proof", ["verified", "reset"])
def test_a_code_that_was_used_takes_the_address_off_sendgrids_lists(server, bounced, rf, proof):
    user = bounced()
    if proof == "verified":
        address = EmailAddress.objects.get(user=user)
        email_confirmed.send(sender=EmailAddress, request=rf.get("/"), email_address=address)
    else:
        request = rf.get("/")
        setattr(request, PROVED_ADDRESS, user.email)
        password_reset.send(sender=User, request=request, user=user)
    assert (server.deleted, ListedAddress.objects.count()) == ([], 1)  # nothing is asked in the request
    assert take_due_off(AT) == {"addresses_taken_off": 1, "addresses_put_off": 0}
    assert (on_lists(server), ListedAddress.objects.count()) == (set(), 0)
    assert sorted(server.deleted) == [("bounces", user.email), ("invalid_emails", user.email)]
    assert take_due_off(AT + MINUTE) == {"addresses_taken_off": 0, "addresses_put_off": 0}


def test_a_later_delivery_does_it_too(server, bounced, sent):
    user = bounced()
    attempt, (message,) = sent(user)
    later = int((AT + MINUTE).timestamp())
    told = event("delivered", attempt=attempt, message=message, email=user.email, timestamp=later)
    record_events(events=[read_event(told, AT + DAY)], source="sendgrid", now=AT)
    take_due_off(AT)
    assert on_lists(server) == set()


@pytest.fixture
def tell_full(sent):
    """Take in an event that the person's mailbox was full."""

    def tell(user, at=AT):
        attempt, (message,) = sent(user)
        told = event(
            "bounce", attempt=attempt, message=message, email=user.email, timestamp=int(at.timestamp()),
            type="bounce", status="5.2.2", reason="552 5.2.2 mailbox over quota",
        )  # fmt: skip
        record_events(events=[read_event(told, AT + DAY)], source="sendgrid", now=at)

    return tell


def test_a_complaint_that_was_let_back_is_taken_off_though_the_mailbox_is_full_before(server, bounced, tell_full):
    user = bounced("reported")
    write_again([user.email], now=AT)
    tell_full(user, AT + MINUTE)
    owed = ListedAddress.objects.get()
    assert (owed.was_reported, owed.not_before) == (True, AT)
    assert take_due_off(AT + 2 * MINUTE) == {"addresses_taken_off": 1, "addresses_put_off": 0}
    assert on_lists(server) == set()


def test_a_mailbox_that_is_full_twice_is_taken_off_once_its_first_days_are_over(server, make_user, tell_full):
    user = make_user()
    server.lists["bounces"].add(user.email)
    tell_full(user)
    tell_full(user, AT + DAY)
    take_due_off(AT + FULL_FOR - MINUTE)
    assert on_lists(server) == {"bounces"}
    take_due_off(AT + FULL_FOR)
    assert on_lists(server) == set()


def test_a_complaint_that_was_given_up_is_still_one_when_it_is_tried_anew(server, bounced):
    user = bounced("reported")
    write_again([user.email], now=AT)
    ListedAddress.objects.update(given_up_at=AT + DAY)
    Suppression.objects.create(pk=user.email, reason="bounced", source="sendgrid", at=AT + DAY)
    lift_bounce(user.email, now=AT + 2 * DAY)
    take_due_off(AT + 2 * DAY)
    assert on_lists(server) == set()


def test_a_mailbox_that_was_full_is_taken_off_when_its_days_are_over(server, make_user, tell_full):
    user = make_user()
    tell_full(user)
    server.lists["bounces"].add(user.email)
    take_due_off(AT + FULL_FOR - MINUTE)
    assert on_lists(server) == {"bounces"}
    take_due_off(AT + FULL_FOR)
    assert on_lists(server) == set()


def test_what_the_operator_lets_back_is_taken_off_the_list_that_it_was_on(server, bounced):
    user = bounced("reported")
    write_again([user.email], now=AT)
    assert Suppression.objects.count() == 0
    take_due_off(AT)
    assert on_lists(server) == set()


def test_a_complaint_that_nobody_lifted_stays_on_sendgrids_list(server, bounced):
    user = bounced("reported")
    assert not lift_bounce(user.email, now=AT)
    take_due_off(AT)
    assert server.deleted == []


def test_an_address_that_came_back_again_meanwhile_stays_where_it_is(server, bounced):
    user = bounced()
    lift_bounce(user.email, now=AT)
    Suppression.objects.create(pk=user.email, reason="bounced", source="sendgrid", at=AT)
    take_due_off(AT)
    assert (server.deleted, ListedAddress.objects.count()) == ([], 0)
    lift_bounce(user.email, now=AT)
    take_due_off(AT)
    assert on_lists(server) == set()


def test_a_complaint_that_was_let_back_is_taken_off_once_a_bounce_that_came_between_is_lifted(server, bounced):
    user = bounced("reported")
    write_again([user.email], now=AT)
    Suppression.objects.create(pk=user.email, reason="bounced", source="sendgrid", at=AT)
    assert take_due_off(AT) == {"addresses_taken_off": 0, "addresses_put_off": 0}
    assert server.deleted == []
    assert lift_bounce(user.email, now=AT + MINUTE)
    take_due_off(AT + DAY)
    assert (on_lists(server), ListedAddress.objects.count()) == (set(), 0)


def test_what_is_rolled_back_owes_nothing(server, bounced):
    user = bounced()
    with transaction.atomic():
        lift_bounce(user.email, now=AT)
        transaction.set_rollback(True)
    assert ListedAddress.objects.count() == 0


@pytest.mark.parametrize("fault", ["drop before", "drop after", 500, 403, (429, {"Retry-After": "7200"})])
def test_what_fails_is_put_off_and_done_later(server, bounced, fault):
    for number in range(2):
        lift_bounce(bounced(email=f"p{number}@example.com").email, now=AT)
    server.faults = [fault]
    assert take_due_off(AT) == {"addresses_taken_off": 0, "addresses_put_off": 1}  # and nobody else is tried
    first = ListedAddress.objects.get(attempt_count=1)
    assert first.reason
    assert first.not_before >= AT + (2 * timedelta(hours=1) if isinstance(fault, tuple) else MINUTE)
    assert take_due_off(first.not_before) == {"addresses_taken_off": 2, "addresses_put_off": 0}
    assert on_lists(server) == set()


def test_what_is_refused_holds_nobody_up_and_is_given_up_after_days(server, bounced):
    for number in range(2):
        lift_bounce(bounced(email=f"p{number}@example.com").email, now=AT)
    server.faults = [400]
    assert take_due_off(AT) == {"addresses_taken_off": 1, "addresses_put_off": 1}
    at = AT
    for _ in range(RETRIES.most_attempts - 1):
        row = ListedAddress.objects.get()
        at = max(at, row.not_before)
        server.faults = [400]
        take_due_off(at)
    row = ListedAddress.objects.get()
    assert (row.given_up_at, row.attempt_count) == (at, RETRIES.most_attempts)
    server.faults = []
    assert take_due_off(at + 30 * DAY) == {"addresses_taken_off": 0, "addresses_put_off": 0}
    lift = Suppression.objects.create(pk=row.address, reason="bounced", source="sendgrid", at=at)
    lift_bounce(lift.pk, now=at)
    assert take_due_off(at)["addresses_taken_off"] == 1  # a new reason begins anew


@pytest.mark.parametrize("transport", ["file", "smtp"])
def test_where_the_provider_keeps_no_lists_nothing_is_owed(bounced, server, settings, transport):
    settings.EMAIL_TRANSPORT = transport
    lift_bounce(bounced().email, now=AT)
    assert ListedAddress.objects.count() == 0
    assert take_due_off(AT) == {"addresses_taken_off": 0, "addresses_put_off": 0}


def test_an_erasure_keeps_no_address_that_is_still_to_be_taken_off(bounced):
    user = bounced()
    lift_bounce(user.email, now=AT)
    with transaction.atomic():
        erasure.erase_traces_of(user)
    assert ListedAddress.objects.count() == 0
