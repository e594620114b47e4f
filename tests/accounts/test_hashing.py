"""A crowd that signs in: a few passwords are looked at, the rest is told to come again, and pages go on."""

from contextlib import ExitStack
from threading import Event, Thread

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher, make_password
from django.db import transaction

from accounts import hashing
from accounts.hashing import AT_ONCE, WAITING, PasswordsBusy
from accounts.limits.counting import counter
from accounts.limits.of_a_request import give_back_all, note_counted
from backend.web_server import THREADS
from tests.conftest import PASSWORD

AUTH = "/_allauth/app/v1/auth"


@pytest.fixture
def crowd():
    """Takes each place in which a password is looked at, and each in which one waits, until the test leaves it."""
    leave, inside, threads = Event(), [], []

    def hash_a_password():
        with hashing._turns:
            inside.append(1)
            leave.wait()

    with ExitStack() as stack:
        stack.callback(lambda: [thread.join() for thread in threads])
        stack.callback(leave.set)
        for _ in range(AT_ONCE + WAITING):
            threads.append(Thread(target=hash_a_password))
            threads[-1].start()
        while hashing._turns._room._value:  # until each has its place
            Event().wait(0.01)
        yield inside


@pytest.fixture(autouse=True)
def in_turns(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashing.ScryptInTurns"]


@pytest.mark.pure
def test_a_few_hash_at_once_one_waits_and_a_thread_is_left(crowd):
    while len(crowd) < AT_ONCE:
        Event().wait(0.01)
    assert len(crowd) == AT_ONCE
    assert AT_ONCE + WAITING < THREADS
    with pytest.raises(PasswordsBusy):
        make_password(PASSWORD)


def test_what_takes_a_password_is_told_to_come_again_and_pages_go_on(make_user, api, client, crowd, settings):
    settings.RATE_LIMITS, settings.ACCOUNT_RATE_LIMITS = (
        "on",
        {"login_failed": "30/5m/ip", "login": "5/m/ip", "signup": "5/m/ip"},
    )
    # A person whose hash was made before the crowd came.
    user = make_user("reader@example.com")
    user.password = ScryptPasswordHasher().encode(PASSWORD, "salt")
    user.save()
    body = {"email": user.email, "password": PASSWORD}
    for _ in range(7):  # more than may be wrong
        answer = api().post(f"{AUTH}/login", body)
        assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "busy", "3")
    page = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert (page.status_code, page["Retry-After"]) == (503, "3")
    assert "Many people are signing in" in page.content.decode()
    for _ in range(7):
        assert api().post(f"{AUTH}/signup", {"email": "new@example.com", "password": PASSWORD}).status_code == 503
    assert client.get("/").status_code == 200


def test_a_wrong_password_is_looked_at_once(make_user, api, monkeypatch):
    looked, encode = [], ScryptPasswordHasher.encode

    def counted(*arguments, **options):
        looked.append(1)
        return encode(*arguments, **options)

    monkeypatch.setattr(ScryptPasswordHasher, "encode", counted)
    user = make_user("reader@example.com")
    user.password = ScryptPasswordHasher().encode(PASSWORD, "salt")
    user.save()
    for address in (user.email, "nobody@example.com"):
        looked.clear()
        assert api().post(f"{AUTH}/login", {"email": address, "password": "wrong"}).status_code == 400
        assert len(looked) == 1


def test_a_count_that_a_failed_block_has_undone_is_not_given_back_again(rf, now, transactional_db):
    counter.take("changes", limit=5, seconds=60, now=now)
    request = rf.post("/")

    @transaction.atomic
    def change():
        counter.take("changes", limit=5, seconds=60, now=now)
        note_counted(request, "changes")
        raise PasswordsBusy

    with pytest.raises(PasswordsBusy):
        change()
    give_back_all(request)
    assert counter.look("changes", limit=2, now=now).is_allowed
    assert not counter.look("changes", limit=1, now=now).is_allowed


def test_afterwards_a_password_that_django_hashed_signs_in(make_user, api):
    user = make_user("reader@example.com")
    user.password = ScryptPasswordHasher().encode(PASSWORD, "salt")
    user.save()
    for _ in range(AT_ONCE + WAITING + 2):
        assert api().post(f"{AUTH}/login", {"email": user.email, "password": PASSWORD}).status_code == 200
    assert hashing._turns._room._value == AT_ONCE + WAITING
