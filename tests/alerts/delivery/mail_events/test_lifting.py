"""Who bounced once isn't shut out for ever: a delivery, a proof of the address or time lifts it; a complaint stays."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.core import mail
from django.test import Client

from alerts.delivery.provider_events import FULL_FOR, record_events
from alerts.delivery.sending import deliver_due
from alerts.delivery.suppression import is_suppressed, keep_without_address, restore_suppression
from alerts.delivery.transports.sendgrid.events import read_event
from alerts.models import Suppression
from tests.accounts.test_signing_up import AUTH, code_in
from tests.alerts.delivery.mail_events.signed import event

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
FULL = {"type": "bounce", "status": "5.2.2", "reason": "552 5.2.2 mailbox over quota"}
GONE = {"type": "bounce", "status": "5.1.1", "reason": "550 no such user"}


@pytest.fixture
def tell(sent, make_user):
    """Take in one event about one person's mail, at an hour."""
    user = make_user()
    attempt, (message,) = sent(user)

    def take(kind, *, hour=0, **fields):
        at = AT + hour * HOUR
        told = event(kind, attempt=attempt, message=message, email=user.email, timestamp=int(at.timestamp()), **fields)
        record_events(events=[read_event(told, AT + 100 * HOUR)], source="sendgrid", now=AT)

    take.user = user
    return take


def reset_over_the_api(api, email):
    client = api()
    asked = client.post(f"{AUTH}/password/request", {"email": email})
    client.credentials(HTTP_X_SESSION_TOKEN=asked.json()["meta"]["session_token"])
    client.post(f"{AUTH}/password/reset", {"key": code_in(mail.outbox[-1]), "password": "another passphrase 43"})


def reset_on_the_pages(api, email):
    client = Client()
    client.post("/accounts/password/reset/", {"email": email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[-1])})
    wanted = {"password1": "another passphrase 43", "password2": "another passphrase 43"}
    assert client.post("/accounts/password/reset/complete/", wanted).status_code == 302


def reasons():
    return list(Suppression.objects.values_list("reason", flat=True))


def test_a_later_delivery_lifts_a_bounce_in_whatever_order_they_come(tell):
    tell("bounce", **GONE)
    assert reasons() == ["bounced"]
    tell("delivered", hour=1)
    assert reasons() == []
    tell("bounce", **GONE)  # a late one, of before the delivery
    assert reasons() == []
    tell("bounce", hour=2, **GONE)
    assert reasons() == ["bounced"]


def test_an_earlier_delivery_lifts_nothing(tell):
    tell("bounce", hour=2, **GONE)
    tell("delivered", hour=1)
    assert reasons() == ["bounced"]


@pytest.mark.parametrize("proof", ["verified", "reset"])
def test_a_code_that_was_used_lifts_a_bounce_and_no_complaint(tell, proof, rf, api):
    def prove():
        if proof == "verified":
            address = EmailAddress.objects.get(user=tell.user)
            email_confirmed.send(sender=EmailAddress, request=rf.get("/"), email_address=address)
        else:
            reset_over_the_api(api, tell.user.email)

    tell("bounce", **GONE)
    prove()
    assert reasons() == []
    tell("spamreport", hour=1)
    tell("delivered", hour=2)
    prove()
    assert reasons() == ["reported"]


@pytest.mark.parametrize("reset", [reset_over_the_api, reset_on_the_pages])
def test_a_reset_lifts_the_bounce_of_the_address_that_its_code_went_to_and_of_no_other(make_user, api, reset):
    user = make_user("ana@example.com")
    EmailAddress.objects.create(user=user, email="second@example.com", verified=True)
    for address in ("ana@example.com", "second@example.com"):
        Suppression.objects.create(pk=address, reason="bounced", source="sendgrid", at=AT)
    reset(api, "Second@Example.com")
    assert list(Suppression.objects.values_list("pk", flat=True)) == ["ana@example.com"]
    reset(api, "ana@example.com")
    assert reasons() == []


def test_a_complaint_counts_more_than_a_bounce_whichever_comes_first(tell):
    tell("bounce", **GONE)
    tell("spamreport", hour=1)
    assert reasons() == ["reported"]
    tell("bounce", hour=2, **GONE)
    assert reasons() == ["reported"]


def test_what_was_dropped_for_a_complaint_stays_like_one(tell):
    tell("dropped", reason="Spam Reporting Address")
    tell("delivered", hour=1)
    assert reasons() == ["reported"]


@pytest.mark.parametrize(
    "fields",
    [
        FULL,
        {"type": "bounce", "status": "4.4.7", "reason": "expired"},
        {"type": "bounce", "reason": "Mailbox full"},
    ],
)
def test_a_full_mailbox_is_written_to_again_after_some_days(tell, enqueue, mails, api, fields):
    tell("bounce", **fields)
    row = Suppression.objects.get()
    assert (row.reason, row.until) == ("full", AT + FULL_FOR)
    enqueue(tell.user)
    deliver_due(AT + HOUR)
    assert mails() == []
    enqueue(tell.user, at=AT + FULL_FOR)
    deliver_due(AT + FULL_FOR)
    assert len(mails()) == 1


def test_a_full_mailbox_that_is_gone_later_is_a_bounce_and_a_later_full_one_waits_longer(tell):
    tell("bounce", **FULL)
    tell("bounce", hour=5, **FULL)
    assert Suppression.objects.get().until == AT + 5 * HOUR + FULL_FOR
    tell("bounce", hour=3, **FULL)
    assert Suppression.objects.get().until == AT + 5 * HOUR + FULL_FOR
    tell("bounce", hour=6, **GONE)
    assert (reasons(), Suppression.objects.get().until) == (["bounced"], None)


def test_the_person_sees_when_it_ends(tell, api, time_machine):
    time_machine.move_to(AT + HOUR, tick=False)
    tell("bounce", **FULL)
    client = api(tell.user)
    assert client.get("/api/v1/me/").json()["suppression"]["until"] == "2026-03-14T10:30:00Z"
    time_machine.move_to(AT + FULL_FOR, tick=False)
    assert client.get("/api/v1/me/").json()["suppression"] is None


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["reported", "bounced"])
def test_a_complaint_outlives_an_erasure_whatever_else_is_known_of_the_address(now, first):
    address = "reader@example.com"
    second = {"reported": "bounced", "bounced": "reported"}[first]
    for reason in (first, second):  # known by its hash, and then by the address again
        Suppression.objects.create(address=address, reason=reason, source="sendgrid", at=now)
        assert keep_without_address([address]) == 1
    assert is_suppressed(address)
    Suppression.objects.create(address=address, reason="bounced", source="sendgrid", at=now)
    assert restore_suppression(address)
    assert list(Suppression.objects.values_list("address", "reason")) == [(address, "reported")]
