"""What a browser makes of the pages of what is watched and told, and the ways through them without scripts too."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest

from accounts.models import User
from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.models import (
    Alert,
    Batch,
    CategoryWatch,
    Channel,
    ChannelDelivery,
    Digest,
    DigestEntry,
    Unsubscription,
    WatchedPlatform,
    Watchlist,
)
from alerts.watching.category_watches import CategoryWishes, watch_category
from alerts.watching.unsubscribing import unsubscribe_url
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models import Change
from tests.browser.test_pages import CONTRASTS, LONG
from tests.browser.test_record_pages import HEADINGS
from tests.messages import message_to
from web.links import choose_url

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(make_user, make_platform, make_document, make_history):
    """Somebody on Professional with long names everywhere: lists, alerts, digests, a channel that fails."""
    now = datetime.now(UTC)
    user = make_user(tier="professional", timezone="Europe/Berlin")
    platform = make_platform("first", name=f"Platform {LONG}", is_demonstration=True)
    change = make_history(make_document(platform, title=f"Terms of {LONG}"))[1].change
    successor = make_platform("successor", name=f"Successor {LONG}")
    gone = make_platform("gone", name=f"Gone {LONG}", status="merged", successor=successor)
    watchlist = default_watchlist(user, now)
    for one in (platform, gone):
        watch_platform(watchlist=watchlist, platform=one, now=now)
    Watchlist.objects.create(user=user, name=f"List {LONG[:90]}", paused=True, created_at=now)
    Alert.objects.create(user=user, change=change, created_at=now, message=message_to(user, now), by_categories="other")
    digest = Digest.objects.create(
        user=user,
        cadence="weekly",
        period_start=now - timedelta(days=7),
        period_end=now,
        created_at=now,
        unverified=[{"document": make_document(gone).pk, "state": "active", "last_verified_at": None}],
        unverified_count=2,
    )
    DigestEntry.objects.create(digest=digest, change=change)
    watch_category(user=user, category="ai_training_use", wishes=CategoryWishes(), now=now)
    channel, _ = keeping.add_channel(
        user=user,
        kind="webhook",
        wishes=ChannelWishes(url="https://hooks.example/in", name=f"Room {LONG[:90]}", watchlists=[watchlist]),
        now=now,
    )
    keeping.test_channel(channel=channel, now=now)
    Channel.objects.update(failing_since=now, failure_count=2, resting_until=now + timedelta(hours=1))
    return user


def paths_of(user: User) -> list[str]:
    watchlist, extra = Watchlist.objects.filter(user=user).order_by("-is_default")
    channel, digest = Channel.objects.get(), Digest.objects.get()
    change = Change.objects.get(pk=DigestEntry.objects.get().change_id).public_id
    return [
        "/lists/",
        "/lists/new/",
        f"/lists/{watchlist.pk}/?removed=successor",
        f"/lists/{watchlist.pk}/add/?q=first",
        f"/lists/{extra.pk}/",
        f"/lists/{extra.pk}/settings/",
        f"/lists/{extra.pk}/delete/",
        "/category-watches/",
        "/category-watches/new/",
        f"/category-watches/{CategoryWatch.objects.get().pk}/delete/",
        "/alerts/",
        f"/alerts/{Alert.objects.get().pk}/",
        "/digests/",
        f"/digests/{digest.pk}/",
        f"/digests/{digest.pk}/changes/{change}/",
        "/channels/",
        "/channels/new/",
        f"/channels/{channel.pk}/",
        f"/channels/{channel.pk}/secret/",
        f"/channels/{channel.pk}/delete/",
        f"/channels/{channel.pk}/deliveries/{channel.deliveries.get().pk}/",
        "/feeds/",
        "/feeds/alerts/",
    ]


def test_each_page_fits_its_screens_and_can_be_read(open_page, live_server, told, cookies_of):
    page = open_page("/dashboard/", cookies=cookies_of(told))
    titles = set()
    for path in paths_of(told):
        page.goto(live_server.url + path)
        for width, scheme in product((360, 768, 1280), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(CONTRASTS) == [], (path, scheme)
        assert page.locator("h1").count() == 1
        levels = page.evaluate(HEADINGS)
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
        titles.add(page.title())
    assert len(titles) == len(paths_of(told))
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_from_free_to_the_first_watch_by_search_until_the_cap_is_shown(
    open_page, cookies_of, make_user, make_platform, script
):
    user = make_user()
    make_platform("acme"), make_platform("bolt")
    page = open_page("/dashboard/", script=script, cookies=cookies_of(user))
    page.get_by_role("link", name="Watchlists", exact=True).click()
    page.get_by_role("link", name="My watchlist").click()
    page.get_by_role("link", name="Add a platform").click()
    page.get_by_label("Name of the platform").fill("acme")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Watch Acme").click()
    assert "watches Acme now." in page.get_by_role("status").first.inner_text()
    page.get_by_role("link", name="Add a platform").click()
    assert page.get_by_role("heading", name="Your plan is full").is_visible()
    page.get_by_label("Name of the platform").fill("bolt")
    page.get_by_label("Name of the platform").press("Enter")
    assert page.get_by_text("Not covered by your plan.").is_visible()
    page.get_by_role("link", name="Start Professional free trial").click()
    page.get_by_role("button", name="Start Professional free trial").click()
    page.get_by_role("link", name="Watchlists", exact=True).click()
    assert "your plan has no limit" in page.locator("main").inner_text()
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_from_an_alert_to_the_clause_and_the_answer(open_page, cookies_of, told, script):
    page = open_page("/alerts/?unread=on", script=script, cookies=cookies_of(told))
    page.get_by_role("link", name="Was this worth telling?").click()
    page.get_by_label("It was not worth telling").check()
    page.get_by_role("button", name="Send").click()
    assert page.get_by_text("You said: it was not worth telling.").is_visible()
    page.get_by_role("button", name="Read the change").click()
    page.locator(".provision a", has_text="CW-P-").first.click()
    assert "/provisions/CW-P-" in page.url
    page.get_by_role("link", name="Dashboard").first.click()
    assert page.get_by_text("New", exact=True).count() == 0
    assert page.complaints == []


def test_a_channel_is_set_up_and_tested_and_what_failed_is_sent_again(open_page, cookies_of, make_user):
    page = open_page("/channels/", cookies=cookies_of(make_user(tier="professional")), script=False)
    page.get_by_role("link", name="Set up a channel").click()
    page.get_by_label("Address", exact=True).fill("https://hooks.example/in")
    page.get_by_role("button", name="Set up the channel").click()
    assert page.get_by_label("Secret").input_value().startswith("whsec_")
    page.get_by_role("button", name="Send a test").click()
    now, batch = datetime.now(UTC), ChannelDelivery.objects.get().batch
    batch.attempts.create(transport="webhook", started_at=now, outcome="postponed", detail="It answered 503.")
    page.get_by_role("link", name="Look again").click()
    assert page.get_by_role("cell", name="It answered 503.").is_visible()
    Batch.objects.update(state=Batch.State.SENT, finished_at=now)
    page.reload()
    assert page.get_by_text("The test was taken: the channel works.").is_visible()
    page.get_by_role("button", name="Send again").click()
    assert page.get_by_text("1 delivery is sent again.").is_visible()
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_after_a_downgrade_one_chooses_what_stays_active(open_page, cookies_of, told, script):
    grant_tier(user=told, tier=Tier.FREE, until=None, now=datetime.now(UTC))
    page = open_page("/lists/", cookies=cookies_of(told), script=script)
    page.get_by_role("link", name="My watchlist").click()
    assert page.get_by_text("1 platform is inactive.").is_visible()
    page.get_by_role("button", name="Put first Gone").click()
    assert "is the first of your platforms now" in page.get_by_role("status").first.inner_text()
    assert page.locator("li", has_text="Inactive").count() == 1
    page = open_page(choose_url(told.pk).removeprefix("http://testserver"), script=script)
    assert page.locator("li").first.inner_text().startswith("1. Gone")
    page.get_by_role("button", name="Put Platform").click()
    assert page.locator("li").first.inner_text().startswith("1. Platform")
    assert WatchedPlatform.objects.get(position=1).platform.slug == "first"
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_one_unsubscribes_by_the_link_of_a_mail_and_undoes_it(open_page, told, script):
    link = unsubscribe_url(told.pk, Unsubscription.Scope.ALERTS).removeprefix("http://testserver")
    page = open_page(link, script=script)
    page.get_by_role("button", name="Unsubscribe from all same-day alerts").click()
    assert "You get no more same-day alerts." in page.get_by_role("status").inner_text()
    assert Unsubscription.objects.get().scope == Unsubscription.Scope.ALERTS
    page.get_by_role("button", name="Undo").click()
    assert not Unsubscription.objects.exists()
    assert page.complaints == []
