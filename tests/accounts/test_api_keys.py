"""Personal API keys: shown once, scoped, revocable, and unable to make more of themselves."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from accounts.models import ApiKey
from accounts.services.api_keys import (
    USABLE_KEYS_PER_PERSON,
    TooManyApiKeys,
    create_api_key,
    find_usable,
    note_use,
    revoke_api_key,
)

KEYS = "/api/v1/api-keys/"
MINUTE = timedelta(minutes=1)


def make_key(user, now, **fields):
    return create_api_key(**{"user": user, "name": "CI", "scopes": ["read"], "expires_at": None, "now": now, **fields})


def test_a_key_is_shown_once_and_only_its_hash_is_kept(make_user, api):
    client = api(make_user(), by="session")
    made = client.post(KEYS, {"name": "CI", "scopes": ["read"], "expires_at": None})
    assert made.status_code == 201
    text = made.json()["key"]
    brand, prefix, secret = text.split("_")
    assert (brand, prefix, len(secret)) == ("cw", made.json()["prefix"], 64)
    row = ApiKey.objects.get()
    assert row.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    listed = client.get(KEYS)
    assert listed.json()["results"][0]["name"] == "CI"
    assert secret not in listed.content.decode()
    assert row.secret_sha256 not in listed.content.decode()


def test_a_key_signs_in_as_its_person(make_user, api):
    user = make_user()
    client = api()
    _, text = make_key(user, datetime.now(UTC), scopes=["read", "write"])
    client.credentials(HTTP_AUTHORIZATION=f"bearer  {text} ")
    assert client.post("/api/v1/subscription/trial/", {}).status_code == 201
    assert user.trial


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "0", lambda t: t.upper(), lambda t: t[:16], lambda t: ""]
)
def test_a_key_that_is_not_exactly_right_is_refused_with_401(make_user, api, change):
    _, text = make_key(make_user(), datetime.now(UTC))
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {change(text)}")
    answer = client.get("/api/v1/tiers/")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_api_key")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer \xff\xfe", "Bearer cw_" + "é" * 12 + "_x", "Bearer " + "a" * 8000]
)
def test_a_hostile_header_is_a_401(api, db, header):
    client = api()
    client.credentials(HTTP_AUTHORIZATION=header)
    assert client.get("/api/v1/tiers/").status_code == 401


def test_another_scheme_is_nobody(api, db):
    client = api()
    client.credentials(HTTP_AUTHORIZATION="Basic Zm9vOmJhcg==")
    assert client.get("/api/v1/tiers/").status_code == 200
    answer = client.post("/api/v1/subscription/trial/", {})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_an_expired_a_revoked_and_a_deactivated_persons_key_are_not_usable(make_user, now):
    user = make_user()
    key, text = make_key(user, now, expires_at=now + MINUTE)
    assert find_usable(token=text, now=now) == key
    assert find_usable(token=text, now=now + MINUTE) is None
    revoke_api_key(key=key, now=now)
    revoke_api_key(key=key, now=now + MINUTE)
    assert ApiKey.objects.get().revoked_at == now
    assert find_usable(token=text, now=now) is None
    _, text = make_key(user, now)
    user.is_active = False
    user.save()
    assert find_usable(token=text, now=now) is None


def test_use_is_noted_at_most_every_five_minutes(make_user, now, django_assert_num_queries):
    key, _ = make_key(make_user(), now)
    note_use(key=key, now=now)
    key.refresh_from_db()
    assert key.last_used_at == now
    with django_assert_num_queries(0):
        note_use(key=key, now=now + 4 * MINUTE)
    note_use(key=key, now=now + 5 * MINUTE)
    key.refresh_from_db()
    assert key.last_used_at == now + 5 * MINUTE


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"), [(("read",), 200, 403), (("write",), 403, 409), (("read", "write"), 200, 409)]
)
def test_the_scope_decides_what_a_key_may_do(make_user, api, scopes, reads, writes):
    client = api(make_user(tier="watcher"), scopes=scopes)
    read, written = client.get("/api/v1/me/"), client.post("/api/v1/subscription/trial/", {})
    assert (read.status_code, written.status_code) == (reads, writes)
    for answer in (read, written):
        if answer.status_code == 403:
            assert answer.json()["code"] == "scope_required"


@pytest.mark.parametrize("scopes", [("read",), ("read", "write")])
def test_a_key_can_neither_list_nor_make_nor_revoke_keys(make_user, api, scopes):
    user = make_user()
    client = api(user, scopes=scopes)
    key = ApiKey.objects.get()
    for answer in (
        client.get(KEYS),
        client.post(KEYS, {"name": "more", "scopes": ["read", "write"]}),
        client.delete(f"{KEYS}{key.pk}/"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "session_required")
    assert ApiKey.objects.filter(revoked_at=None).count() == 1


def test_the_site_s_cookie_manages_keys_only_with_a_csrf_token(make_user):
    from rest_framework.test import APIClient

    client = APIClient(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.get(KEYS).status_code == 200
    answer = client.post(KEYS, {"name": "CI"})
    assert (answer.status_code, set(answer.json())) == (403, {"detail", "code"})
    assert ApiKey.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"name": "CI", "scopes": []}, "scopes"),
        ({"name": "CI", "scopes": ["admin"]}, "scopes"),
        ({"name": "CI", "scopes": "read"}, "scopes"),
        ({"name": "CI", "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "CI", "expires_at": "tomorrow"}, "expires_at"),
        ({"name": "CI", "expires_at": 10**40}, "expires_at"),
        ({"name": "CI", "key": "cw_mine"}, "key"),
    ],
)
def test_a_wrong_wish_is_refused_by_field(make_user, api, body, field):
    answer = api(make_user(), by="session").post(KEYS, body)
    assert answer.status_code == 400
    assert any(name.split(".")[0] == field for name in answer.json()["errors"])
    assert ApiKey.objects.count() == 0


def test_another_persons_key_is_not_found(make_user, api, now):
    theirs, _ = make_key(make_user(), now)
    client = api(make_user(), by="session")
    assert client.get(KEYS).json()["results"] == []
    answer = client.delete(f"{KEYS}{theirs.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_revoking_ends_a_key_and_again_finds_nothing(make_user, api, now):
    user = make_user()
    key, text = make_key(user, now)
    client = api(user, by="session")
    assert client.delete(f"{KEYS}{key.pk}/").status_code == 204
    assert client.delete(f"{KEYS}{key.pk}/").status_code == 404
    assert find_usable(token=text, now=now) is None


def test_a_person_has_at_most_twenty_usable_keys(make_user, api, now):
    user = make_user()
    for _ in range(USABLE_KEYS_PER_PERSON):
        key, _ = make_key(user, now)
    with pytest.raises(TooManyApiKeys):
        make_key(user, now)
    answer = api(user, by="session").post(KEYS, {"name": "CI"})
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (409, "too_many_api_keys", 20)
    revoke_api_key(key=key, now=now)
    make_key(user, now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_limit_of_keys_holds_when_many_are_made_at_once(make_user, now):
    user = make_user()

    def make(_):
        try:
            make_key(user, now)
        except TooManyApiKeys:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        made = sum(pool.map(make, range(USABLE_KEYS_PER_PERSON + 10)))
    assert made == ApiKey.objects.count() == USABLE_KEYS_PER_PERSON


def test_the_list_takes_as_many_queries_for_twenty_keys_as_for_one(make_user, api, now, django_assert_num_queries):
    user = make_user()
    make_key(user, now)
    client = api(user, by="session")
    client.get(KEYS)
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(KEYS)
    for _ in range(USABLE_KEYS_PER_PERSON - 1):
        make_key(user, now)
    with django_assert_num_queries(len(one)):
        assert len(client.get(f"{KEYS}?page_size=100").json()["results"]) == USABLE_KEYS_PER_PERSON
    assert len(one) <= 4


def test_an_operator_lists_people_and_keys_and_revokes_without_seeing_a_secret(
    make_user, client, now, django_assert_max_num_queries
):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    for verified in (True, False):
        for _ in range(15):
            key, text = make_key(make_user(verified=verified), now)
    for address in ("/admin/accounts/user/", "/admin/accounts/user/?verified=no", "/admin/accounts/apikey/"):
        with django_assert_max_num_queries(9):
            assert client.get(address).status_code == 200
    assert "15 users" in client.get("/admin/accounts/user/?verified=no").content.decode()
    assert "1 user" in client.get(f"/admin/accounts/user/?q={key.user.pk}").content.decode()
    page = client.get(f"/admin/accounts/apikey/{key.pk}/change/").content.decode()
    assert key.secret_sha256 not in page
    client.post("/admin/accounts/apikey/", {"action": "revoke", "_selected_action": [str(key.pk)]})
    assert find_usable(token=text, now=datetime.now(UTC)) is None
    user_page = f"/admin/accounts/user/{key.user.pk}/"
    assert client.get(f"{user_page}change/").status_code == 200
    assert client.post(f"{user_page}delete/", {"post": "yes"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["two\nlines", "a\u2028b", "bell\x07"])
def test_the_name_of_a_key_or_a_list_is_one_line(make_user, api, name):
    user = make_user()
    for address, by in ((KEYS, "session"), ("/api/v1/watchlists/", "key")):
        answer = api(user, by=by).post(address, {"name": name})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["name"])
