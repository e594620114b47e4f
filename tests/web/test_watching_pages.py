"""The pages of watchlists and category watches: what they hold, refuse, gate and undo."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from alerts.models import CategoryWatch, WatchedPlatform, WatchItem, Watchlist
from alerts.watching.category_watches import CategoryWishes, watch_category
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db
SETTINGS = {"cadence": "weekly", "min_severity": "1"}
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def own(now):
    """The person's default list, with these platforms on it."""

    def listed(user, *platforms):
        watchlist = default_watchlist(user, now)
        for platform in platforms:
            watch_platform(watchlist=watchlist, platform=platform, now=now)
        return watchlist

    return listed


def page_of(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def said(client, path, body=None):
    """What the page says that a POST leads to."""
    answer = client.post(path, body or {}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", ["/lists/", "/alerts/", "/digests/", "/category-watches/", "/channels/", "/feeds/"])
def test_whoever_is_not_signed_in_is_led_to_signing_in_and_back(path):
    assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"


def test_somebody_on_free_finds_a_platform_adds_it_and_sees_the_cap_before_they_hit_it(
    signed_in, make_user, make_platform, own
):
    user, acme = make_user(), make_platform("acme")
    make_platform("bolt")
    client, add = signed_in(user), f"/lists/{own(user).pk}/add/"
    assert "You watch 0; Free covers 1 platform." in page_of(client, add)
    found = page_of(client, f"{add}?q=acme")
    assert "None of its documents is known here yet, so no change can be noticed." in found
    assert 'value="acme"' in found
    assert "watches Acme now." in said(client, add, {"platform": "acme"})
    full = page_of(client, f"{add}?q=bolt")
    assert "Your plan is full" in full
    assert "Not covered by your plan." in full
    assert '<button type="submit" class="button quiet"' not in full
    assert "Your plan allows 1 platform, and you have 1." in said(client, add, {"platform": "bolt"})
    assert WatchItem.objects.get().platform == acme
    assert client.post(add, {"platform": "nobody\0"}).status_code == 404


def test_the_free_list_is_the_only_one_and_its_filters_are_gated(signed_in, make_user, own):
    user = make_user()
    client, watchlist = signed_in(user), own(user)
    assert "Free has 1 list, which you have." in page_of(client, "/lists/")
    assert 'class="settings"' not in page_of(client, "/lists/new/")
    refused = client.post("/lists/new/", {"name": "Two", **SETTINGS})
    assert refused.status_code == 400
    assert "Your plan allows 1 watchlist, and you have 1." in refused.content.decode()
    settings = f"/lists/{watchlist.pk}/settings/"
    shown = page_of(client, settings)
    assert "Part of Watcher" in shown
    assert 'name="min_severity"' not in shown
    client.post(settings, {"name": "Mine", "cadence": "weekly", "min_severity": "3", "categories": "retention"})
    watchlist.refresh_from_db()
    assert (watchlist.name, watchlist.cadence, watchlist.min_severity) == ("Mine", "weekly", Severity.LOW)
    assert not watchlist.category_filters.exists()


def test_filters_that_were_set_on_a_higher_tier_can_be_lifted_on_a_lower_one(signed_in, make_user, own, now):
    user = make_user(tier="watcher")
    client, settings = signed_in(user), f"/lists/{own(user).pk}/settings/"
    body = {"name": "Mine", "cadence": "same_day", "min_severity": "3", "categories": ["retention"]}
    assert "The settings are saved." in said(client, settings, body)
    assert "High severity only" in page_of(client, "/lists/")
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    assert "Your plan has this. “The same day, as an alert” is kept for a plan that has it." in page_of(
        client, "/lists/"
    )
    said(client, settings, {"name": "Mine", "cadence": "same_day"})
    assert Watchlist.objects.get().min_severity == Severity.HIGH
    said(client, settings, {"name": "Mine", "cadence": "same_day", "lift": "on"})
    watchlist = Watchlist.objects.get()
    assert (watchlist.min_severity, watchlist.category_filters.count()) == (Severity.LOW, 0)


def test_a_list_is_made_paused_resumed_and_deleted_and_its_name_is_text(signed_in, make_user, make_platform, own, now):
    user = make_user(tier="watcher")
    client, default = signed_in(user), own(user)
    said(client, "/lists/new/", {"name": HOSTILE, **SETTINGS})
    made = Watchlist.objects.get(is_default=False)
    watch_platform(watchlist=made, platform=make_platform("only-here", name=HOSTILE), now=now)
    for path in ("/lists/", f"/lists/{made.pk}/", f"/lists/{made.pk}/add/?q=only", f"/lists/{made.pk}/delete/"):
        assert HOSTILE not in page_of(client, path)
    assert "The list is paused." in said(client, f"/lists/{made.pk}/pause/", {"paused": "yes"})
    assert "The list is active." in said(client, f"/lists/{made.pk}/pause/", {"paused": "no"})
    assert "This platform is on no other list" in page_of(client, f"/lists/{made.pk}/delete/")
    assert "is deleted." in said(client, f"/lists/{made.pk}/delete/")
    assert not WatchedPlatform.objects.exists()
    assert "The default watchlist can&#x27;t be deleted." in said(client, f"/lists/{default.pk}/delete/")
    refused = client.post("/lists/new/", {"name": "a\nb", **SETTINGS})
    assert '<a href="#id_name">Name: Keep it to one line' in refused.content.decode()


def test_a_form_that_is_sent_twice_makes_one_list_and_another_name_another(signed_in, make_user):
    user, stranger = make_user(tier="professional"), make_user(tier="professional")
    client = signed_in(user)
    once = re.search(r'name="once" value="([0-9a-f-]{36})"', page_of(client, "/lists/new/"))[1]
    made = [client.post("/lists/new/", {"name": "Ours", "once": once, **SETTINGS})["Location"] for _ in range(2)]
    assert made == [f"/lists/{once}/add/"] * 2
    client.post("/lists/new/", {"name": "Theirs", "once": once, **SETTINGS})
    client.post("/lists/new/", {"name": "Ours", "once": "no id", **SETTINGS})
    signed_in(stranger).post("/lists/new/", {"name": "Ours", "once": once, **SETTINGS})
    own = Watchlist.objects.filter(is_default=False)
    assert sorted(own.values_list("user", "name")) == sorted(
        [(user.pk, "Ours"), (user.pk, "Theirs"), (user.pk, "Ours"), (stranger.pk, "Ours")]
    )


def test_what_is_over_the_cap_is_kept_and_put_first(signed_in, make_user, make_platform, own, now):
    user = make_user(tier="watcher")
    client, watchlist = signed_in(user), own(user, make_platform("acme"), make_platform("bolt"))
    page = f"/lists/{watchlist.pk}/"
    assert "Inactive" not in page_of(client, page)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    shown = page_of(client, page)
    assert "1 platform is inactive." in shown
    assert shown.count("Your plan covers fewer platforms. It is kept.") == 1
    bolt = WatchItem.objects.get(platform__slug="bolt")
    assert "Bolt is the first of your platforms now" in said(client, f"{page}items/{bolt.pk}/", {"act": "first"})
    assert WatchedPlatform.objects.get(position=1).platform == bolt.platform


def test_a_platform_is_taken_off_put_back_and_followed_to_its_successor(signed_in, make_user, make_platform, own):
    user, vibe = make_user(tier="watcher"), make_platform("vibe")
    client = signed_in(user)
    watchlist = own(user, make_platform("acme"), make_platform("le-chat", status="merged", successor=vibe))
    page = f"/lists/{watchlist.pk}/"
    acme, chat = WatchItem.objects.order_by("platform__slug")
    shown = said(client, f"{page}items/{acme.pk}/", {"act": "remove"})
    assert "Put it back" in shown
    assert "watches Acme now." in said(client, f"{page}add/", {"platform": "acme"})
    assert "Put it back" not in page_of(client, f"{page}?removed=acme")
    assert "You watch Vibe now in place of Le Chat" in said(client, f"{page}items/{chat.pk}/", {"act": "follow"})
    assert set(WatchItem.objects.values_list("platform__slug", flat=True)) == {"acme", "vibe"}


def test_another_person_s_lists_and_watches_are_unknown_and_each_form_needs_its_token(
    signed_in, make_user, make_platform, own, now
):
    user, other = make_user(tier="professional"), make_user(tier="professional")
    watchlist = own(user, make_platform("acme"))
    watch, _ = watch_category(user=user, category="retention", wishes=CategoryWishes(), now=now)
    pages = [f"/lists/{watchlist.pk}/{end}" for end in ("", "add/", "settings/", "delete/")]
    pages += [f"/category-watches/{watch.pk}/{end}" for end in ("", "delete/")]
    acts = [f"/lists/{watchlist.pk}/{end}" for end in ("pause/", f"items/{WatchItem.objects.get().pk}/")]
    acts += [f"/category-watches/{watch.pk}/pause/", *pages[1:]]
    stranger, forged = signed_in(other), signed_in(user, enforce_csrf_checks=True)
    assert {stranger.get(path).status_code for path in pages} == {404}
    assert {stranger.post(path, {"act": "remove"}).status_code for path in acts} == {404}
    assert {forged.post(path, {"act": "remove"}).status_code for path in acts} == {403}
    assert WatchItem.objects.count() == CategoryWatch.objects.count() == 1


def test_a_category_is_watched_changed_paused_and_ended(signed_in, make_user):
    client, body = signed_in(make_user(tier="professional")), {"category": "retention", **SETTINGS}
    assert '<option value="retention" selected>' in page_of(client, "/category-watches/new/?category=retention")
    assert "on all platforms now." in said(client, "/category-watches/new/", body)
    watch = CategoryWatch.objects.get()
    differing = said(client, "/category-watches/new/", {**body, "min_severity": "3"})
    assert "You watch this category already. These are its settings." in differing
    said(client, f"/category-watches/{watch.pk}/", {**SETTINGS, "min_severity": "3"})
    said(client, f"/category-watches/{watch.pk}/pause/", {"paused": "yes"})
    watch.refresh_from_db()
    assert (watch.min_severity, watch.paused) == (Severity.HIGH, True)
    assert "You no longer watch" in said(client, f"/category-watches/{watch.pk}/delete/")
    assert not CategoryWatch.objects.exists()


def test_category_watches_are_gated_and_those_that_were_kept_can_be_deleted(signed_in, make_user, now):
    user = make_user(tier="watcher")
    watch, _ = watch_category(user=user, category="retention", wishes=CategoryWishes(), now=now)
    client = signed_in(user)
    shown = page_of(client, "/category-watches/")
    assert "Part of Professional" in shown
    assert "Kept, and inactive" in shown
    assert "All changes" not in shown
    for path in ("/category-watches/new/", f"/category-watches/{watch.pk}/", f"/category-watches/{watch.pk}/pause/"):
        assert client.post(path, {"category": "security", "paused": "yes", **SETTINGS}).status_code == 302
    assert CategoryWatch.objects.get(paused=False)
    said(client, f"/category-watches/{watch.pk}/delete/")
    assert not CategoryWatch.objects.exists()


def test_a_list_of_many_asks_as_many_statements_as_one_of_few(
    signed_in, make_user, make_platform, own, now, django_assert_max_num_queries
):
    user = make_user(tier="professional")
    watchlist = own(user, *(make_platform(f"p-{n}") for n in range(30)))
    for n in range(20):
        Watchlist.objects.create(user=user, name=f"List {n}", created_at=now + timedelta(seconds=n))
    client = signed_in(user)
    with django_assert_max_num_queries(20):
        page_of(client, f"/lists/{watchlist.pk}/")
    with django_assert_max_num_queries(14):
        page_of(client, "/lists/")
