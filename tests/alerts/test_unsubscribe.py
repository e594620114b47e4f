"""Leaving by one click, without signing in, and not by accident."""

import re

import pytest
from django.test import Client

from alerts.models import Unsubscription
from alerts.unsubscribe import BadToken, read_token, unsubscribe_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def path_for(user, scope="alerts"):
    return unsubscribe_url(user.pk, scope).removeprefix("http://testserver")


def left(user):
    return set(Unsubscription.objects.filter(user=user).values_list("scope", flat=True))


@pytest.mark.parametrize("encoding", ["multipart", "urlencoded", "empty"])
def test_one_post_of_a_mail_program_leaves_without_a_redirect_and_twice_is_once(make_user, client, encoding):
    user = make_user()
    body = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        if encoding == "multipart":
            answer = client.post(path_for(user), body)
        elif encoding == "urlencoded":
            answer = client.post(path_for(user), "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
        else:
            answer = client.post(path_for(user), b"", "application/x-www-form-urlencoded")
        assert answer.status_code == 200
    assert left(user) == {"alerts"}
    assert Unsubscription.objects.count() == 1


def test_a_get_changes_nothing_and_shows_a_form(make_user, client):
    user = make_user()
    for method in (client.get, client.head):
        answer = method(path_for(user))
        assert answer.status_code == 200
    page = client.get(path_for(user)).content.decode()
    assert user.email in page
    assert page.count("<form") == 2
    assert left(user) == set()


def test_the_page_leaves_one_scope_and_undoes_it(make_user, client):
    user = make_user()
    path = path_for(user)
    page = client.post(path, {"scope": "digests", "action": "unsubscribe"}).content.decode()
    assert "You get no more digests." in page
    assert left(user) == {"digests"}
    page = client.post(path).content.decode()
    assert "Undo" in page
    assert left(user) == {"digests", "alerts"}
    page = client.post(path, {"scope": "alerts", "action": "subscribe"}).content.decode()
    assert "You get same-day alerts again." in page
    assert left(user) == {"digests"}


def test_an_unknown_scope_or_action_is_the_links_own(make_user, client):
    user = make_user()
    assert client.post(path_for(user, "digests"), {"scope": "\x00everything", "action": "?"}).status_code == 200
    assert left(user) == {"digests"}


def test_a_link_that_was_tampered_with_or_whose_person_is_gone_is_a_clear_404(make_user, client):
    user, other = make_user(), make_user()
    token = path_for(user).split("/")[2]
    value, signature = token.rsplit(".", 1)
    forged = [
        f"{other.pk.hex}.alerts.{signature}",
        f"{user.pk.hex}.digests.{signature}",
        f"{value}.{signature[:-1]}",
        value,
        "x",
        "a" * 5000,
    ]
    for bad in forged:
        for method in (client.get, client.post):
            answer = method(f"/unsubscribe/{bad}/")
            assert answer.status_code == 404
            assert "This link doesn’t work" in answer.content.decode()
    user.delete()
    assert client.post(f"/unsubscribe/{token}/").status_code == 404
    assert not Unsubscription.objects.exists()


def test_a_signature_made_for_something_else_is_no_token(make_user):
    from django.core import signing

    user = make_user()
    with pytest.raises(BadToken):
        read_token(signing.Signer(sep=".", salt="else").sign(f"{user.pk.hex}.alerts"))


def test_the_page_is_kept_from_caches_and_referrers(make_user, client):
    answer = client.get(path_for(make_user()))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_the_link_in_a_mail_stops_the_next_one(make_user, make_platform, watch, make_change, run, mails, client, now):
    from datetime import timedelta

    user, platform = make_user(tier="watcher"), make_platform()
    watch(user, platform)
    make_change(platform, published_at=now)
    run(now)
    (mail,) = mails(user)
    url = re.fullmatch(r"<http://testserver(/unsubscribe/\S+/)>", mail["List-Unsubscribe"])[1]
    client.post(url, {"List-Unsubscribe": "One-Click"})
    later = now + timedelta(hours=1)
    make_change(platform, published_at=later)
    assert run(later)["withheld"] == 1
    assert len(mails(user)) == 1
