"""Leaving by one click, without signing in, and not by accident."""

import json
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from alerts.models import Alert, Digest, Message, Unsubscription, WatchedPlatform, WatchItem
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import compose_due_alerts
from alerts.watching.unsubscribing import BadToken, mute, read_token, unsubscribe_url
from alerts.watching.watchlists import Wishes, create_watchlist, watch_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def path_for(user, scope="alerts", message=None):
    return unsubscribe_url(user.pk, scope, message and message.pk).removeprefix("http://testserver")


def left(user):
    return set(Unsubscription.objects.filter(user=user).values_list("scope", flat=True))


def test_a_link_in_a_mail_of_years_ago_still_works(make_user, client):
    """The salt is written out here: one that follows a renamed module would end every link that was ever mailed."""
    user = make_user()
    token = signing.Signer(sep=".", salt="alerts.unsubscribe").sign(f"{user.pk.hex}.alerts")
    assert path_for(user) == f"/unsubscribe/{token}/"
    assert client.post(f"/unsubscribe/{token}/").status_code == 200


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
    assert user.email not in page
    assert "p…@example.com" in page
    assert page.count('<form method="post">') == 2
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


def test_a_scope_that_the_page_does_not_offer_is_never_taken_for_another(make_user, client, make_platform, watch):
    user, stranger = make_user(), make_user()
    item = watch(stranger, make_platform("acme"))
    for scope in ("\x00everything", "platform:acme", f"watchlist:{item.watchlist_id}", "watchlist:x", ""):
        page = client.post(path_for(user), {"scope": scope, "action": "unsubscribe"})
        assert page.status_code == 200
        assert "Nothing was changed" in page.content.decode()
    item.watchlist.refresh_from_db()
    assert not item.watchlist.paused
    assert not WatchedPlatform.objects.exclude(muted_at=None).exists()
    assert not Unsubscription.objects.exists()
    client.post(path_for(user), {"List-Unsubscribe": "One-Click", "scope": "gone", "action": "subscribe"})
    assert left(user) == {"alerts"}


@pytest.fixture
def mailed(make_user, make_platform, watch, make_change, run, now):
    """A person with an alert mail about Acme, who watches Boom too."""
    user, acme, boom = make_user(tier="watcher"), make_platform("acme"), make_platform("boom")
    watch(user, boom)
    watch(user, acme)
    make_change(acme, published_at=now)
    run(now)
    return user, acme, boom, Message.objects.get()


def offered(page):
    return re.findall(r'name="scope" value="([^"]+)"', page.content.decode())


def test_the_page_offers_what_the_mail_was_about_and_the_other_kind_last(mailed, client):
    user, _, _, message = mailed
    watchlist = user.watchlists.get()
    page = client.get(path_for(user, "alerts", message))
    assert offered(page) == ["alerts", "platform:acme", f"watchlist:{watchlist.pk}", "digests"]
    assert offered(client.get(path_for(user))) == ["alerts", "digests"]


def test_a_mail_of_another_person_offers_nothing_of_it(mailed, make_user, client):
    assert offered(client.get(path_for(make_user(), "alerts", mailed[3]))) == ["alerts", "digests"]


def test_a_digest_s_page_offers_the_platforms_it_told_of(mailed, client, run, now):
    user, _, _, _ = mailed
    run(now + timedelta(days=7))
    digest = Message.objects.get(kind="digest")
    keys = offered(client.get(path_for(user, "digests", digest)))
    assert (keys[0], keys[1], keys[-1]) == ("digests", "platform:acme", "alerts")


@pytest.mark.dated
def test_a_muted_platform_tells_nothing_until_it_is_unmuted_and_loses_nothing(mailed, client, make_change, run, now):
    user, acme, boom, message = mailed
    path, key = path_for(user, "alerts", message), {"scope": "platform:acme"}
    before = list(WatchItem.objects.values()), list(WatchedPlatform.objects.values("platform", "position"))
    for _ in range(2):
        page = client.post(path, {**key, "action": "unsubscribe"}).content.decode()
        assert "You get no more mail about Acme" in page
        assert "Undo" in page
    later = now + timedelta(hours=1)
    make_change(acme, published_at=later)
    of_boom = make_change(boom, published_at=later)
    run(later)
    assert [alert.change for alert in Alert.objects.filter(created_at__gte=later)] == [of_boom]
    run(now + timedelta(days=7))
    assert set(Digest.objects.get().entries.values_list("change", flat=True)) == {of_boom.pk}
    for _ in range(2):
        assert "again" in client.post(path, {**key, "action": "subscribe"}).content.decode()
    assert before == (list(WatchItem.objects.values()), list(WatchedPlatform.objects.values("platform", "position")))
    much_later = now + timedelta(days=8)
    make_change(acme, published_at=much_later)
    assert run(much_later)["fan_out_messages"] == 1
    assert left(user) == set()


def test_a_paused_watchlist_is_paused_and_resumed_by_its_link(mailed, client, make_change, run, now):
    user, acme, _, message = mailed
    watchlist = user.watchlists.get()
    path, key = path_for(user, "alerts", message), {"scope": f"watchlist:{watchlist.pk}"}
    for _ in range(2):
        assert "is paused" in client.post(path, {**key, "action": "unsubscribe"}).content.decode()
    make_change(acme, published_at=now + timedelta(hours=1))
    assert run(now + timedelta(hours=1))["alert_messages"] == 0
    assert "is active again" in client.post(path, {**key, "action": "subscribe"}).content.decode()
    watchlist.refresh_from_db()
    assert not watchlist.paused


@pytest.mark.parametrize("way", ["platform", "watchlist"])
def test_what_waits_when_it_is_left_waits_on_and_stops_nothing_else(mailed, client, make_change, run, now, way):
    user, acme, boom, message = mailed
    other = create_watchlist(user=user, wishes=Wishes(name="Other"), now=now)
    watch_platform(watchlist=other, platform=boom, now=now)
    in_window, after = now + timedelta(minutes=3), now + timedelta(minutes=20)
    for platform in (acme, boom):
        make_change(platform, published_at=in_window)
    assert run(in_window)["alert_messages"] == 0
    key = {"platform": "platform:acme", "watchlist": f"watchlist:{user.watchlists.get(is_default=True).pk}"}[way]
    client.post(path_for(user, "alerts", message), {"scope": key, "action": "unsubscribe"})
    assert run(after)["alert_alerts"] == 1
    assert Alert.objects.get(message=None).change.platform == acme
    client.post(path_for(user, "alerts", message), {"scope": key, "action": "subscribe"})
    assert run(after + timedelta(minutes=10))["alert_alerts"] == 1


@pytest.mark.dated
def test_who_left_and_who_did_not_are_composed_apart(make_user, watch, make_platform, make_change, run, now):
    """Both are owed the same two changes; one of them has muted one platform since."""
    first, second = make_platform(), make_platform()
    users = [make_user(tier="watcher", timezone="UTC", quiet_from=8, quiet_until=12) for _ in range(2)]
    for user in users:
        watch(user, first)
        watch(user, second)
    for platform in (first, second):
        make_change(platform, published_at=now)
    fan_out_due(now)
    mute(user=users[0], platform_ids=[first.pk], now=now)
    assert compose_due_alerts(now) == {"messages": 0, "alerts": 0}
    assert compose_due_alerts(now.replace(hour=12)) == {"messages": 2, "alerts": 3}
    waiting = Alert.objects.get(message=None)
    assert (waiting.user, waiting.change.platform) == (users[0], first)


def test_mails_about_the_account_come_whatever_was_left(make_user, client, mailoutbox, now):
    user = make_user(password="a long passphrase 42")
    for scope in ("alerts", "digests"):
        client.post(path_for(user, scope))
    url = "/_allauth/app/v1/auth/password/request"
    Client().post(url, json.dumps({"email": user.email}), "application/json")
    assert [mail.to for mail in mailoutbox] == [[user.email]]


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


@pytest.mark.dated
def test_the_link_in_a_mail_stops_the_next_one(make_user, make_platform, watch, make_change, run, mails, client, now):
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
