"""What recovers or widens an account needs a recent sign-in with every factor; a key is bound to its scopes."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.models import ApiKey, User
from tests.accounts.authenticator import code_of, has_totp, set_up_totp
from tests.accounts.conftest import START
from tests.conftest import PASSWORD

AUTH, ACCOUNT, API = "/_allauth/app/v1/auth", "/_allauth/app/v1/account", "/api/v1"
LATER = START + timedelta(hours=2)


@pytest.fixture
def person(make_user, clock):
    user = make_user("reader@example.com", password=PASSWORD)
    EmailAddress.objects.create(user=user, email="second@example.com", verified=True)
    return user


@pytest.fixture
def sign_in(api):
    """A client that has just signed in over HTTP, with a second factor where the person has one."""

    def enter(secret: str = ""):
        client = api()
        answer = client.post(f"{AUTH}/login", {"email": "reader@example.com", "password": PASSWORD})
        client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
        if secret:
            answer = client.post(f"{AUTH}/2fa/authenticate", {"code": code_of(secret)})
            client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
        assert answer.status_code == 200, answer.content
        return client

    return enter


ACTS = {
    "adds an address": ("post", f"{ACCOUNT}/email", {"email": "new@example.com"}),
    "chooses an address": ("patch", f"{ACCOUNT}/email", {"email": "second@example.com", "primary": True}),
    "removes an address": ("delete", f"{ACCOUNT}/email", {"email": "second@example.com"}),
    "makes recovery codes": ("post", f"{ACCOUNT}/authenticators/recovery-codes", {}),
    "sets a key up": ("get", f"{ACCOUNT}/authenticators/webauthn", None),
    "makes an API key": ("post", f"{API}/api-keys/", {"name": "CI"}),
    "exports": ("get", f"{API}/me/export/", None),
    "pays": ("post", f"{API}/subscription/checkout/", {"tier": "watcher", "interval": "month"}),
    "opens the portal": ("post", f"{API}/subscription/portal/", {}),
}


def do(client, act):
    method, path, body = ACTS[act]
    answer = getattr(client, method)(path, body) if body is not None else getattr(client, method)(path)
    return answer.status_code, answer.json().get("code", "") if path.startswith(API) and not answer.streaming else ""


def is_refused(result):
    return result in ((401, ""), (403, "recent_sign_in_required"))


@pytest.mark.parametrize("act", sorted(ACTS.keys() - {"makes recovery codes"}))  # these need a second factor
def test_an_old_session_can_not_and_one_that_gave_the_password_again_can(person, sign_in, clock, act):
    client = sign_in()
    clock.move_to(LATER)
    assert is_refused(do(client, act))
    assert User.objects.get().email == "reader@example.com"
    assert not ApiKey.objects.exists()
    assert client.post(f"{AUTH}/reauthenticate", {"password": PASSWORD}).status_code == 200
    assert not is_refused(do(client, act))


@pytest.mark.parametrize("act", ACTS)
def test_a_fresh_sign_in_counts(person, sign_in, act):
    assert not is_refused(do(sign_in(), act))


@pytest.mark.parametrize("act", ACTS)
def test_who_has_a_second_factor_gives_both_again(person, sign_in, clock, act):
    secret = set_up_totp(person)
    client = sign_in(secret)
    clock.move_to(LATER)
    assert client.post(f"{AUTH}/reauthenticate", {"password": PASSWORD}).status_code == 200
    assert is_refused(do(client, act))
    assert client.post(f"{AUTH}/2fa/reauthenticate", {"code": code_of(secret)}).status_code == 200
    assert not is_refused(do(client, act))


def test_the_second_factor_alone_is_not_enough(person, sign_in, clock):
    secret = set_up_totp(person)
    client = sign_in(secret)
    clock.move_to(LATER)
    assert client.post(f"{AUTH}/2fa/reauthenticate", {"code": code_of(secret)}).status_code == 200
    assert is_refused(do(client, "makes an API key"))
    assert client.delete(f"{ACCOUNT}/authenticators/totp").status_code == 401
    assert has_totp(person)


def test_with_a_second_factor_a_password_in_an_old_session_changes_and_deletes_nothing(person, sign_in, clock):
    secret = set_up_totp(person)
    client = sign_in(secret)
    clock.move_to(LATER)
    change = {"current_password": PASSWORD, "new_password": "another passphrase 43"}
    assert client.post(f"{ACCOUNT}/password/change", change).status_code == 401
    answer = client.delete(f"{API}/me/", {"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (403, "recent_sign_in_required")
    assert client.post(f"{AUTH}/2fa/reauthenticate", {"code": code_of(secret)}).status_code == 200
    assert client.delete(f"{API}/me/", {"password": PASSWORD}).status_code == 202


def test_without_a_second_factor_the_password_deletes_the_account_from_an_old_session(person, sign_in, clock):
    client = sign_in()
    clock.move_to(LATER)
    assert client.delete(f"{API}/me/", {"password": PASSWORD}).status_code == 202


def test_what_ends_access_needs_no_recent_sign_in(person, sign_in, clock):
    client = sign_in()
    key = client.post(f"{API}/api-keys/", {"name": "CI"}).json()["id"]
    clock.move_to(LATER)
    assert client.delete(f"{API}/api-keys/{key}/").status_code == 204
    assert client.get(f"{API}/api-keys/").status_code == 200


# --- Scopes of keys


@pytest.mark.parametrize(
    ("act", "scope", "status"),
    [("exports", "export", 200), ("pays", "billing", 409), ("opens the portal", "billing", 409)],
)
def test_a_key_needs_the_scope_of_its_own_for_exports_and_payments(make_user, api, act, scope, status):
    user = make_user()
    assert do(api(user, scopes=("read", "write")), act) == (403, "scope_required")
    assert do(api(user, scopes=(scope,)), act)[1] != "scope_required"
    assert do(api(user, scopes=(scope,)), act)[0] == status


def test_a_key_reads_and_writes_where_nothing_else_is_asked_for(make_user, api):
    answer = api(make_user(), by="session").post(f"{API}/api-keys/", {"name": "CI"})
    assert answer.json()["scopes"] == ["read", "write"]
    wanted = ["billing", "export"]
    answer = api(make_user(), by="session").post(f"{API}/api-keys/", {"name": "CI", "scopes": wanted})
    assert sorted(answer.json()["scopes"]) == wanted


# --- While a deletion is under way


def test_while_the_account_is_being_deleted_no_trial_and_no_key_begins(person, sign_in, api):
    assert sign_in().delete(f"{API}/me/", {"password": PASSWORD}).status_code == 202
    client = sign_in()
    for path, body in (
        ("api-keys/", {"name": "CI"}),
        ("subscription/trial/", {}),
        ("subscription/checkout/", {"tier": "watcher", "interval": "month"}),
    ):
        answer = client.post(f"{API}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "deletion_pending"), path
    assert client.post(f"{API}/me/undo-deletion/", {}).status_code == 200
    assert client.post(f"{API}/api-keys/", {"name": "CI"}).status_code == 201
