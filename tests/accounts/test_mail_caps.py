"""What anybody can have mailed to an address: capped over all doors, alike for known and unknown, never silenced."""

import smtplib
from datetime import timedelta
from threading import Event

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.core import mail
from rest_framework.test import APIClient

from accounts.models import User
from accounts.posting import Posting
from alerts.models import Suppression
from tests.accounts.conftest import START
from tests.conftest import PASSWORD

AUTH = "/_allauth/app/v1/auth"
VICTIM = "victim@example.com"


@pytest.fixture
def clock(clock, limits, db):
    return clock


def post(door, body, network="203.0.113.1", client=None):
    return (client or APIClient(raise_request_exception=False)).post(f"{AUTH}/{door}", body, REMOTE_ADDR=network)


def sign_up(address=VICTIM, **options):
    return post("signup", {"email": address, "password": PASSWORD}, **options)


def ask_reset(address=VICTIM, **options):
    return post("password/request", {"email": address}, **options)


DOORS = {
    "sign-up": sign_up,
    "reset": ask_reset,
    "sign-up in other letters": lambda **options: sign_up("Victim@EXAMPLE.com", **options),
}


@pytest.mark.parametrize("is_known", [True, False])
def test_an_hour_and_a_day_have_a_cap_over_all_doors_and_networks(clock, make_user, is_known):
    if is_known:
        make_user(VICTIM, password=PASSWORD)
    doors, sent = list(DOORS.values()), []
    for hour in range(4):
        before = len(mail.outbox)
        for n in range(9):
            doors[n % len(doors)](network=f"203.0.{hour}.{n}")
        sent.append(len(mail.outbox) - before)
        clock.shift(timedelta(hours=1))
    assert max(sent) <= 6
    assert 2 <= sum(sent) <= 15


def test_known_and_unknown_are_answered_alike_at_every_step_up_to_the_cap_and_over_it(clock, make_user):
    make_user("known@example.com", password=PASSWORD)
    for door in (sign_up, ask_reset):
        answers = {}
        for address, network in (("known@example.com", "198.51.100.1"), ("nobody@example.com", "198.51.100.2")):
            clock.shift(timedelta(days=2))
            answers[address] = []
            for _ in range(6):
                answer = door(address, network=network)
                body = answer.json()
                body.get("meta", {}).pop("session_token", None)
                headers = {name for name in answer.headers if name != "X-Request-Id"}
                answers[address].append((answer.status_code, body, headers, answer.get("Retry-After")))
        assert answers["known@example.com"] == answers["nobody@example.com"]
        statuses = [status for status, *_ in answers["known@example.com"]]
        assert statuses == [401] * 4 + [429] * 2
        assert all(1 <= int(wait) <= 3600 for status, *_, wait in answers["known@example.com"] if status == 429)


def test_over_the_cap_nobody_is_made(clock):
    for n in range(8):
        sign_up("nobody@example.com", network=f"203.0.113.{n}")
        User.objects.all().delete()
    assert sign_up("nobody@example.com", network="203.0.113.99").status_code == 429
    assert not User.objects.exists()


def test_that_there_is_no_account_or_one_already_is_said_once_a_day(clock, make_user):
    make_user("known@example.com", password=PASSWORD)
    for _ in range(3):
        ask_reset("nobody@example.com")
        sign_up("known@example.com")
    assert sorted(message.to[0] for message in mail.outbox) == ["known@example.com", "nobody@example.com"]
    clock.shift(timedelta(days=1))
    ask_reset("nobody@example.com")
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("address", [VICTIM, "VICTIM@example.com"])
def test_who_complained_gets_no_mail_however_it_is_asked_for_and_nothing_tells_so(clock, make_user, address):
    make_user(VICTIM, password=PASSWORD)
    make_user("other@example.com", password=PASSWORD)
    Suppression.objects.create(address=VICTIM, reason=Suppression.Reason.REPORTED, source="sendgrid", at=START)
    theirs, others = ask_reset(address), ask_reset("other@example.com")
    assert (theirs.status_code, theirs.json()["data"]) == (others.status_code, others.json()["data"])
    sign_up(address)
    assert [message.to for message in mail.outbox] == [["other@example.com"]]


def test_a_stranger_who_uses_the_budget_up_does_not_silence_the_owner(clock, make_user):
    make_user(VICTIM, password=PASSWORD)
    signed_in = post("login", {"email": VICTIM, "password": PASSWORD}, network="192.0.2.10")
    assert signed_in.status_code == 200
    for n in range(7):
        ask_reset(network=f"203.0.113.{n}")
    assert ask_reset(network="203.0.113.99").status_code == 429
    before = len(mail.outbox)
    assert ask_reset(network="192.0.2.10").status_code == 401
    assert len(mail.outbox) == before + 1
    assert ask_reset("somebody@example.com", network="203.0.113.99").status_code == 401


def test_a_device_on_which_the_owner_signed_in_is_known_on_any_network(clock, make_user):
    user = make_user(VICTIM, password=PASSWORD)
    browser = APIClient(raise_request_exception=False)
    page = {"email": VICTIM, "password": PASSWORD}
    assert browser.post("/_allauth/browser/v1/auth/login", page, REMOTE_ADDR="192.0.2.10").status_code == 200
    assert VICTIM not in browser.cookies["device"].value
    assert str(user.pk) not in browser.cookies["device"].value
    browser.delete("/_allauth/browser/v1/auth/session", REMOTE_ADDR="192.0.2.10")
    for n in range(7):
        ask_reset(network=f"203.0.113.{n}")
    assert ask_reset(network="198.51.100.7").status_code == 429
    assert ask_reset(network="198.51.100.7", client=browser).status_code == 401
    assert ask_reset("stranger@example.com", network="203.0.113.1", client=browser).status_code == 401


@pytest.mark.parametrize(("first", "second", "limit"), [(sign_up, ask_reset, 60), (ask_reset, sign_up, 30)])
def test_an_office_that_signs_up_together_can_still_reset_a_password_and_the_other_way_round(
    clock, make_user, first, second, limit
):
    make_user("known@example.com", password=PASSWORD)
    statuses = [first(f"person-{n}@example.com").status_code for n in range(limit + 1)]
    assert statuses == [401] * limit + [429]
    assert second("known@example.com").status_code == 401
    assert post("login", {"email": "known@example.com", "password": PASSWORD}).status_code == 200


def test_one_network_can_have_only_so_many_mails_sent_to_anybody(clock):
    statuses = [ask_reset(f"person-{n}@example.com", network="2001:db8::1").status_code for n in range(31)]
    assert statuses == [401] * 30 + [429]
    assert ask_reset("one-more@example.com", network="2001:db8::ffff").status_code == 429
    assert ask_reset("one-more@example.com", network="2001:db8:1::1").status_code == 401


def test_a_change_of_address_is_a_door_too(clock, make_user, api):
    client = api(make_user(password=PASSWORD), by="session")
    addresses = "/_allauth/app/v1/account/email"
    statuses = [client.post(addresses, {"email": VICTIM}).status_code for _ in range(10)]
    assert statuses == [200] * 4 + [429] * 6
    assert [message.to for message in mail.outbox] == [[VICTIM]] * 4
    assert ask_reset(network="203.0.113.77").status_code == 401


def test_a_person_who_signs_in_before_the_code_came_gets_another_at_once(clock):
    sign_up("new@example.com")
    again = post("login", {"email": "new@example.com", "password": PASSWORD})
    assert again.status_code == 401
    assert [flow["id"] for flow in again.json()["data"]["flows"] if flow.get("is_pending")] == ["verify_email"]
    assert len(mail.outbox) == 2
    for _ in range(4):
        last = post("login", {"email": "new@example.com", "password": PASSWORD})
    assert last.status_code == 429
    assert 1 <= int(last["Retry-After"]) <= 3600


def test_a_mail_is_composed_also_where_none_is_sent(clock, make_user, monkeypatch):
    composed = []
    render = "allauth.account.adapter.DefaultAccountAdapter.render_mail"
    original = DefaultAccountAdapter.render_mail
    monkeypatch.setattr(render, lambda self, *a, **k: composed.append(a[0]) or original(self, *a, **k))
    for _ in range(2):
        ask_reset("nobody@example.com")
    assert len(composed) == 2
    assert len(mail.outbox) == 1


# --- Sending beside the request


@pytest.fixture
def provider(settings):
    """A posting, and the provider's answers in turn: an exception, or a function."""
    settings.ACCOUNT_MAIL_IN_BACKGROUND = True
    answers = []

    class Letter:
        sent = 0

        def send(self):
            answer = answers.pop(0) if answers else None
            if isinstance(answer, Exception):
                raise answer
            if answer is not None:
                answer()
            Letter.sent += 1

    posting = Posting(pauses=(0, 0))
    yield posting, answers, Letter
    posting.finish()


def test_a_slow_provider_holds_no_answer_up_and_the_mail_is_sent(provider):
    posting, answers, letter = provider
    let_go = Event()
    answers.append(let_go.wait)
    posting.post(letter())
    assert letter.sent == 0
    let_go.set()
    posting.finish()
    assert letter.sent == 1


def test_a_mail_that_is_refused_is_tried_again_and_the_log_names_no_address(provider, caplog):
    posting, answers, letter = provider
    answers.extend([smtplib.SMTPRecipientsRefused({VICTIM: (450, b"later")}), OSError("down")])
    posting.post(letter())
    posting.finish()
    assert letter.sent == 1
    assert "account_mail_failed" in caplog.text
    assert VICTIM not in caplog.text
