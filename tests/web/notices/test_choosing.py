"""The page that the mails link to: what stays active is chosen there without signing in."""

from billing.plans import Tier
from billing.services.grants import grant_tier


def link(user, now):
    from web.links import choose_url

    return choose_url(user.pk).removeprefix("http://testserver")


def order(user):
    return [row.platform.name for row in user.watched_platforms.select_related("platform").order_by("position")]


def test_by_the_link_the_person_chooses_without_signing_in(watcher_of, client, now):
    user = watcher_of(3)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    path = link(user, now)
    shown = client.get(path)
    html = shown.content.decode()
    assert html.index("Platform 00") < html.index("Platform 02")
    assert html.count(">Active<") == 1
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    slug = user.watched_platforms.get(position=3).platform.slug
    assert client.post(path, {"platform": slug}).status_code == 302
    assert order(user) == ["Platform 02", "Platform 00", "Platform 01"]
    assert client.post(path, {"platform": "never-watched"}).status_code == 302
    assert order(user)[0] == "Platform 02"


def test_a_link_that_was_not_made_here_shows_nothing(watcher_of, client, now):
    user = watcher_of(1)
    path = link(user, now)
    for wrong in (f"/account/choose/{user.pk.hex}/", path.replace(".", ".x", 1), "/account/choose/x/"):
        for method in (client.get, client.post):
            answer = method(wrong)
            assert answer.status_code == 404
            assert "<bdi>" not in answer.content.decode()  # in which each name of a platform stands
    user.is_active = False
    user.save()
    assert client.get(path).status_code == 404
