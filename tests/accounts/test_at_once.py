"""Requests at the same moment: one wins, the others get their answer, none is a 5xx."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import ApiKey, SecurityEvent, User
from accounts.services.security_log import Kind, note_and_tell
from accounts.signing_in import views
from tests.accounts.authenticator import code_of, set_up_totp
from tests.conftest import PASSWORD
from web.links import not_me_url

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AUTH, ACCOUNT, API = "/_allauth/app/v1/auth", "/_allauth/app/v1/account", "/api/v1"
CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.M)
ADDRESS = "reader@example.com"


def at_once(requests: Sequence[Callable[[], object]]) -> list[int]:
    """The statuses, in order of their numbers, of requests that begin at the same moment."""
    barrier = Barrier(len(requests))

    def run(request: Callable[[], object]) -> int:
        try:
            barrier.wait()
            return request().status_code  # type: ignore[attr-defined]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(run, requests))


@pytest.fixture
def person(make_user):
    return make_user(ADDRESS, password=PASSWORD)


def with_token(answer) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
    return client


def sign_in(email: str = ADDRESS) -> APIClient:
    return with_token(APIClient().post(f"{AUTH}/login", {"email": email, "password": PASSWORD}))


def copies(client: APIClient, count: int = 2) -> list[APIClient]:
    """Clients with the credentials of this one: each thread has its own."""
    found = []
    for _ in range(count):
        copy = APIClient(raise_request_exception=False)
        copy.credentials(**client._credentials)
        found.append(copy)
    return found


def last_code() -> str:
    return CODE.search(mail.outbox[-1].body)[1]


def test_one_address_signs_up_once():
    body = {"email": ADDRESS, "password": PASSWORD}
    clients = [APIClient(raise_request_exception=False) for _ in range(12)]
    assert at_once([lambda c=c: c.post(f"{AUTH}/signup", body) for c in clients]) == [401] * 12
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_one_address_signs_up_once_on_pages():
    body = {"email": ADDRESS, "password1": PASSWORD}
    clients = [APIClient(raise_request_exception=False) for _ in range(8)]
    statuses = at_once([lambda c=c: c.post("/accounts/signup/", body, format="multipart") for c in clients])
    assert statuses == [302] * 8
    assert User.objects.count() == 1


def test_of_two_people_one_verifies_the_address(make_user):
    clients, codes = [], []
    for name in ("one", "two"):
        make_user(f"{name}@example.com", password=PASSWORD)
        client = sign_in(f"{name}@example.com")
        assert client.post(f"{ACCOUNT}/email", {"email": "shared@example.com"}).status_code == 200
        clients.append(client)
        codes.append(last_code())
    requests = [
        lambda c=c, k=k: c.post(f"{AUTH}/email/verify", {"key": k}) for c, k in zip(clients, codes, strict=True)
    ]
    # The second is refused by the check, or by the database where the first was stored after it.
    assert at_once(requests) in ([200, 400], [200, 409])
    assert EmailAddress.objects.filter(email="shared@example.com", verified=True).count() == 1


def test_a_code_verifies_once():
    client = with_token(APIClient().post(f"{AUTH}/signup", {"email": ADDRESS, "password": PASSWORD}))
    code = last_code()
    statuses = at_once([lambda c=c: c.post(f"{AUTH}/email/verify", {"key": code}) for c in copies(client, 4)])
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 409, 410}
    assert EmailAddress.objects.get().verified
    assert SecurityEvent.objects.filter(kind=Kind.SIGNED_IN).count() == 1


def test_of_two_choices_of_an_address_the_last_holds_whole(person):
    for name in ("a", "b"):
        EmailAddress.objects.create(user=person, email=f"{name}@example.com", verified=True)
    one, two = copies(sign_in())
    assert at_once(
        [
            lambda: one.patch(f"{ACCOUNT}/email", {"email": "a@example.com", "primary": True}),
            lambda: two.patch(f"{ACCOUNT}/email", {"email": "b@example.com", "primary": True}),
        ]
    ) == [200, 200]
    assert EmailAddress.objects.get(primary=True).email == User.objects.get().email
    assert SecurityEvent.objects.filter(kind=Kind.ADDRESS_CHANGED).count() == 2


def test_an_address_is_removed_once_and_never_the_last_one(person):
    EmailAddress.objects.create(user=person, email="a@example.com", verified=True)
    statuses = at_once(
        [lambda c=c: c.delete(f"{ACCOUNT}/email", {"email": "a@example.com"}) for c in copies(sign_in())]
    )
    assert statuses == [200, 400]
    EmailAddress.objects.create(user=person, email="a@example.com", verified=True)
    one, two = copies(sign_in())
    statuses = at_once(
        [
            lambda: one.delete(f"{ACCOUNT}/email", {"email": "a@example.com"}),
            lambda: two.patch(f"{ACCOUNT}/email", {"email": "a@example.com", "primary": True}),
        ]
    )
    assert statuses in ([200, 400], [200, 200])
    assert EmailAddress.objects.get(primary=True).email == User.objects.get().email


def test_a_code_resets_the_password_once(person):
    client = with_token(APIClient().post(f"{AUTH}/password/request", {"email": ADDRESS}))
    code = last_code()
    passwords = [f"another passphrase {number}" for number in range(3)]
    requests = [
        lambda c=c, p=p: c.post(f"{AUTH}/password/reset", {"key": code, "password": p})
        for c, p in zip(copies(client, 3), passwords, strict=True)
    ]
    statuses = at_once(requests)
    assert statuses.count(401) == 1  # done: sign in
    assert set(statuses) <= {401, 409}
    assert SecurityEvent.objects.filter(kind=Kind.PASSWORD_RESET).count() == 1


def test_of_two_changes_of_the_password_one_is_made(person):
    requests = [
        lambda c=c, n=n: c.post(
            f"{ACCOUNT}/password/change", {"current_password": PASSWORD, "new_password": f"another passphrase {n}"}
        )
        for n, c in enumerate(copies(sign_in()))
    ]
    assert at_once(requests) == [200, 401]  # the other sign-in ended with the old password
    assert SecurityEvent.objects.filter(kind=Kind.PASSWORD_CHANGED).count() == 1


def test_a_second_factor_is_set_up_once(person):
    client = sign_in()
    secret = client.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    code = code_of(secret)
    statuses = at_once(
        [lambda c=c: c.post(f"{ACCOUNT}/authenticators/totp", {"code": code}) for c in copies(client, 3)]
    )
    assert statuses[0] == 200
    assert statuses.count(200) == 1
    assert set(statuses[1:]) <= {400, 409}
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_recovery_codes_are_made_and_removed_in_turn(person):
    set_up_totp(person)
    client = APIClient(raise_request_exception=False)
    client.force_login(person)
    client.credentials(HTTP_X_SESSION_TOKEN=client.session.session_key)
    one, two, three = copies(client, 3)
    statuses = at_once(
        [
            lambda: one.post(f"{ACCOUNT}/authenticators/recovery-codes", {}),
            lambda: two.post(f"{ACCOUNT}/authenticators/recovery-codes", {}),
            lambda: three.delete(f"{ACCOUNT}/authenticators/totp"),
        ]
    )
    assert max(statuses) < 500
    kinds = sorted(Authenticator.objects.values_list("type", flat=True))
    assert kinds in ([], ["recovery_codes"])


def test_a_recovery_code_is_good_once(person):
    set_up_totp(person)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    pending = [
        with_token(APIClient().post(f"{AUTH}/login", {"email": ADDRESS, "password": PASSWORD})) for _ in range(4)
    ]
    statuses = at_once([lambda c=c: c.post(f"{AUTH}/2fa/authenticate", {"code": codes[0]}) for c in pending])
    assert statuses == [200, 400, 400, 400]


def test_a_key_is_revoked_once(person):
    client = sign_in()
    key = client.post(f"{API}/api-keys/", {"name": "CI"}).json()["id"]
    statuses = at_once([lambda c=c: c.delete(f"{API}/api-keys/{key}/") for c in copies(client, 3)])
    assert set(statuses) <= {204, 404}
    assert ApiKey.objects.get().revoked_at
    assert SecurityEvent.objects.filter(kind=Kind.API_KEY_REVOKED).count() == 1


def test_deleting_and_keeping_an_account_end_in_one_state(person):
    clients = copies(sign_in(), 3)
    statuses = at_once([lambda c=c: c.delete(f"{API}/me/", {"password": PASSWORD}) for c in clients])
    assert set(statuses) <= {202, 401, 400}
    assert 202 in statuses
    again = copies(sign_in(), 4)
    statuses = at_once(
        [lambda c=c: c.post(f"{API}/me/undo-deletion/", {}) for c in again[:2]]
        + [lambda c=c: c.delete(f"{API}/me/", {"password": PASSWORD}) for c in again[2:]]
    )
    assert max(statuses) < 500
    assert User.objects.count() == 1


def test_an_account_is_taken_back_once(person, now):
    event = note_and_tell(
        kind=Kind.API_KEY_CREATED, user=person, now=now, facts={"name": "x", "prefix": "y", "key": "z"}
    )
    link = not_me_url(str(event.pk)).removeprefix("http://testserver")
    clients = [APIClient(raise_request_exception=False) for _ in range(4)]
    assert at_once([lambda c=c: c.post(link) for c in clients]) == [200, 404, 404, 404]
    assert SecurityEvent.objects.filter(kind=Kind.TAKEN_BACK).count() == 1


def test_preferences_at_once_end_whole(person):
    changes = [{"timezone": zone} for zone in ("Europe/Berlin", "Asia/Tokyo", "America/New_York")]
    changes += [{"quiet_from": 22, "quiet_until": 6}, {"quiet_from": None, "quiet_until": None}, {"display_name": "A"}]
    requests = [
        lambda c=c, b=b: c.patch(f"{API}/me/", b) for c, b in zip(copies(sign_in(), len(changes)), changes, strict=True)
    ]
    assert at_once(requests) == [200] * len(changes)


@pytest.fixture
def overlapping(monkeypatch):
    """A function; after it, that many requests for a code have all read their session before the first is answered."""
    send_once = views._send_once

    def all_wait(count: int) -> None:
        barrier = Barrier(count)

        def wait_first(*args, **kwargs):
            barrier.wait(timeout=120)
            return send_once(*args, **kwargs)

        monkeypatch.setattr(views, "_send_once", wait_first)

    return all_wait


@pytest.mark.parametrize("door", ["account/email", "auth/email/verify/resend"])
def test_a_code_that_is_asked_for_at_once_is_mailed_once(person, overlapping, door):
    if door == "account/email":
        client, body = sign_in(), {"email": "new@example.com"}
    else:
        client = with_token(APIClient().post(f"{AUTH}/signup", {"email": "new@example.com", "password": PASSWORD}))
        body = {}
    before = len(mail.outbox)
    url = f"{AUTH.removesuffix('/auth')}/{door}"
    overlapping(4)
    statuses = at_once([lambda c=c: c.post(url, body) for c in copies(client, 4)])
    assert statuses == [200] * 4
    assert len(mail.outbox) == before + 1
    assert client.post(f"{AUTH}/email/verify", {"key": last_code()}).status_code == 200


def test_an_address_that_waits_is_mailed_one_more_code_at_once(person, overlapping):
    client = sign_in()
    assert client.post(f"{ACCOUNT}/email", {"email": "new@example.com"}).status_code == 200
    overlapping(4)
    before = len(mail.outbox)
    requests = [lambda c=c: c.put(f"{ACCOUNT}/email", {"email": "new@example.com"}) for c in copies(client, 4)]
    assert at_once(requests) == [200] * 4
    assert len(mail.outbox) == before + 1


def test_two_addresses_that_are_added_at_once_are_each_mailed_a_code(person):
    one, two = copies(sign_in())
    before = len(mail.outbox)
    requests = [
        lambda: one.post(f"{ACCOUNT}/email", {"email": "a@example.com"}),
        lambda: two.post(f"{ACCOUNT}/email", {"email": "b@example.com"}),
    ]
    assert at_once(requests) == [200, 200]
    assert {to for message in mail.outbox[before:] for to in message.to} == {"a@example.com", "b@example.com"}
