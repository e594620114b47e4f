"""What somebody does to keep an account, and what its log then holds."""

import re
from datetime import UTC, datetime

from django.core import mail

from accounts.services.api_keys import create_api_key

AUTH, ACCOUNT, API = "/_allauth/app/v1/auth", "/_allauth/app/v1/account", "/api/v1"

START = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)

OLD, NEW, OTHER = "old@example.com", "new@example.com", "third@example.com"

NEW_PASSWORD = "another passphrase 43"

CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.M)

LINK = re.compile(r"http://testserver(/account/not-me/\S+/)")


def take_over(client, address=NEW):
    """What somebody with a fresh session does to have the account for good."""
    assert client.post(f"{ACCOUNT}/email", {"email": address}).status_code == 200
    code = CODE.search(mail.outbox[-1].body)[1]
    assert client.post(f"{AUTH}/email/verify", {"key": code}).status_code == 200
    assert client.patch(f"{ACCOUNT}/email", {"email": address, "primary": True}).status_code == 200
    assert client.delete(f"{ACCOUNT}/email", {"email": OLD}).status_code == 200


def kinds(user):
    return sorted(user.security_events.values_list("kind", flat=True))


def make_key(person, name="CI"):
    return create_api_key(user=person, name=name, scopes=["read", "write"], expires_at=None, now=START)[1]


def by_key(api, key):
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client.get(f"{API}/me/").status_code


def keys_made(client, count, clock=None, every=1):
    for number in range(count):
        assert client.post(f"{API}/api-keys/", {"name": f"Key {number}"}).status_code == 201
        if clock:
            clock.shift(every)


def delete_keys(client):
    for row in client.get(f"{API}/api-keys/?page_size=100").json()["results"]:
        client.delete(f"{API}/api-keys/{row['id']}/")
