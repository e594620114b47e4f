"""Mails about accounts whose acceptance nobody knows of: once more at most, and not where the provider tells."""

import json
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.mail import EmailMessage

from accounts.models import Notice
from accounts.outgoing import MailUnavailable
from accounts.posting import Posting
from accounts.retrying import LEASE
from accounts.services.notices import claim_next, owe
from alerts.delivery.provider_events import record_events
from alerts.delivery.transports.sendgrid.events import read_event
from alerts.models import AccountMailFailure
from tests.alerts.delivery.mail_events.signed import event, headers_for, public_key_of, send
from tests.contract.sendgrid_server import KEY, local_sendgrid
from web.account_mail.sending_notices import send_due_notices

HOUR = timedelta(hours=1)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "alerts.delivery.transports.sendgrid.transport.SendGridBackend"
    with local_sendgrid(settings) as running:
        yield running


@pytest.fixture
def owed(make_user, now):
    user = make_user()
    owe(user=user, kind="welcome", about_at=now, now=now)
    return Notice.objects.get()


def sweep(now, hours=24):
    for hour in range(hours):
        send_due_notices(now + hour * HOUR)


def test_an_answer_that_is_always_lost_makes_two_copies_at_most(server, owed, now):
    server.faults = ["drop after"] * 50
    sweep(now)
    assert len(server.accepted) == 2
    first, second = server.requests
    assert first["headers"] == second["headers"]
    assert first["headers"]["Auto-Submitted"] == "auto-generated"
    assert first["headers"]["Message-ID"].startswith(f"<{owed.pk}@")
    owed.refresh_from_db()
    assert (owed.state, owed.reason) == ("failed", "nobody knows whether it was accepted")


def test_the_second_try_that_is_answered_is_the_last(server, owed, now):
    server.faults = ["drop after"]
    sweep(now)
    owed.refresh_from_db()
    assert (len(server.accepted), owed.state) == (2, "sent")


@pytest.mark.parametrize("kind", ["processed", "delivered", "dropped"])
def test_where_the_provider_tells_of_it_no_second_copy_is_sent(server, owed, now, kind):
    server.faults = ["drop after"]
    send_due_notices(now)
    told = event(kind, message=owed.pk, email=owed.user.email, cw_kind="account")
    record_events(events=[read_event(told, now)], source="sendgrid", now=now)
    sweep(now + timedelta(minutes=1))
    owed.refresh_from_db()
    assert (len(server.accepted), owed.state) == (1, "sent")


def test_a_refusal_is_tried_until_it_is_taken(server, owed, now):
    server.faults = [401] * 5
    sweep(now)
    owed.refresh_from_db()
    assert (len(server.accepted), owed.state) == (1, "sent")


def test_senders_that_die_one_after_the_other_make_two_copies_at_most(owed, now):
    claims = [claim_next(now + number * (LEASE + timedelta(seconds=1))) for number in range(5)]
    assert [claim is not None for claim in claims] == [True, True, False, False, False]
    owed.refresh_from_db()
    assert (owed.state, owed.attempt_count) == ("failed", 2)


def test_a_code_that_the_provider_drops_is_shown_to_the_operator(settings, make_user, client):
    private = ec.generate_private_key(ec.SECP256R1())
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = public_key_of(private)
    user = make_user()
    told = [event("dropped", email=address, reason="Unsubscribed Address", cw_kind="account")
            for address in (user.email, "stranger@example.com")]  # fmt: skip
    body = json.dumps(told).encode()
    assert send(body, headers_for(private, body)).status_code < 300
    row = AccountMailFailure.objects.get()
    assert (row.user, row.kind, row.detail) == (user, "dropped", "Unsubscribed Address")


def test_signing_up_while_mail_is_broken_is_a_503_and_works_again_later(server, settings, api, db):
    settings.SENDGRID_API_KEY = f"{KEY}\n"
    person = {"email": "reader@example.com", "password": "a long passphrase 42"}
    answer = api().post("/_allauth/app/v1/auth/signup", person)
    assert (answer.status_code, answer.json()["code"]) == (503, "mail_unavailable")
    assert answer["Retry-After"]
    settings.SENDGRID_API_KEY = KEY
    answer = api().post("/_allauth/app/v1/auth/login", person)
    flows = [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]
    assert (answer.status_code, flows) == (401, ["verify_email"])
    assert len(server.accepted) == 1


def test_a_sign_up_whose_code_may_have_been_sent_goes_on(server, api, db):
    server.faults = ["drop after"]
    person = {"email": "reader@example.com", "password": "a long passphrase 42"}
    answer = api().post("/_allauth/app/v1/auth/signup", person)
    assert (answer.status_code, len(server.accepted)) == (401, 1)
    assert answer.json()["meta"]["session_token"]


def test_while_the_provider_takes_nothing_whoever_asks_is_told_so_and_it_recovers(server, settings):
    settings.ACCOUNT_MAIL_IN_BACKGROUND = True
    mail = EmailMessage("Your code", "123", None, ["reader@example.com"])
    server.faults = [401]
    posting = Posting(pauses=())
    posting.post(mail)
    while not posting.broken_until:  # the thread has not given up yet
        time.sleep(0.01)
    with pytest.raises(MailUnavailable):
        posting.post(mail)
    posting.broken_until = 0  # a minute later
    posting.post(mail)
    posting.finish()
    assert len(server.accepted) == 1


def test_a_code_in_doubt_is_not_sent_a_second_time_behind_the_request(server, settings):
    settings.ACCOUNT_MAIL_IN_BACKGROUND = True
    server.faults = ["drop after"] * 3
    posting = Posting(pauses=(0, 0))
    posting.post(EmailMessage("Your code", "123", None, ["reader@example.com"]))
    posting.finish()
    assert (len(server.accepted), posting.broken_until) == (1, 0)
