"""Addresses of feeds show what their person reads: a key that may not read it makes none."""

import pytest

from alerts.models import AlertFeed

pytestmark = pytest.mark.django_db


def test_a_key_that_may_only_write_names_no_address_to_post_to(api, make_user):
    person = make_user("reader@example.com", tier="professional")
    url, body = "/api/v1/channels/", {"kind": "webhook", "url": "https://hooks.owl.example/post"}
    writer = api(person, scopes=("write",))
    answer = writer.post(url, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_required")
    made = api(person, scopes=("read", "write")).post(url, body, format="json")
    assert made.status_code == 201
    one = f"{url}{made.json()['id']}/"
    assert writer.patch(one, {"url": "https://hooks.fox.example/post"}, format="json").status_code == 403
    assert writer.delete(one).status_code == 204


@pytest.mark.parametrize("path", ["alerts/feed/", "deadlines/feed/"])
def test_a_key_that_may_only_write_makes_no_address_and_ends_none_by_it(api, make_user, path):
    person = make_user("reader@example.com", tier="professional")
    url = f"/api/v1/{path}"
    assert api(person).post(url, {}, format="json").status_code == 201
    feeds = list(AlertFeed.objects.values())
    answer = api(person, scopes=("write",)).post(url, {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_required")
    assert "“read”" in answer.json()["detail"]
    assert list(AlertFeed.objects.values()) == feeds
    assert api(person, scopes=("read", "write")).post(url, {}, format="json").status_code == 201
    assert api(person, scopes=("write",)).delete(url).status_code == 204
