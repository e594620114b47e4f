"""The person's own page, and the page that starts the trial."""

from datetime import timedelta

import pytest
from django.test import Client

from alerts.models import Alert, Digest, Review, WatchedPlatform, WatchItem, Watchlist
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.models import Trial
from billing.plans import Tier
from billing.services.grants import grant_tier
from billing.services.trials import start_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(now):
    """The person watches these platforms, on their own list."""

    def watched(user, *platforms):
        for platform in platforms:
            watch_platform(watchlist=default_watchlist(user, now), platform=platform, now=now)

    return watched


def page_of(client, path="/dashboard/"):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


@pytest.mark.parametrize("path", ["/dashboard/", "/trial/"])
def test_whoever_is_not_signed_in_is_led_to_signing_in_and_back(path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={path}"


def test_the_empty_dashboard_says_what_to_do(signed_in, make_user):
    shown = page_of(signed_in(make_user()))
    assert "You watch no platform yet." in shown
    assert "0 of 1 platform in your plan" in shown
    assert "Start Professional free trial" in shown


def test_it_shows_alerts_and_which_are_new(signed_in, make_user, make_history, now):
    person, change = make_user(tier="watcher"), make_history()[1].change
    Alert.objects.create(user=person, change=change, created_at=now)
    other = make_user()
    client = signed_in(person)
    shown = page_of(client)
    assert change.public_id in shown
    assert '<span class="mark">New</span>' in shown
    Alert.objects.update(read_at=now)
    assert '<span class="mark">New</span>' not in page_of(client)
    assert change.public_id not in page_of(signed_in(other))


def test_somebody_without_alerts_sees_the_newest_changes_of_what_they_watch(signed_in, make_user, make_history, put):
    person, change = make_user(), make_history()[1].change
    put(person, change.platform)
    shown = page_of(signed_in(person))
    assert change.public_id in shown
    assert "They come in your digest." in shown
    assert "models without your consent" not in shown


def test_what_is_inactive_says_why(signed_in, make_user, make_platform, put, now):
    person = make_user(tier="professional")
    put(person, *(make_platform(name=f"Platform {n}", slug=f"p-{n}") for n in range(3)))
    client = signed_in(person)
    assert "Inactive" not in page_of(client)
    assert "3 platforms; your plan has no limit" in page_of(client)
    WatchedPlatform.objects.filter(position=2).update(muted_at=now)
    assert "Muted" in page_of(client)
    Watchlist.objects.update(paused=True)
    assert page_of(client).count("Paused") == 3
    grant_tier(user=person, tier=Tier.FREE, until=None, now=now)
    assert page_of(client).count("Inactive: your plan covers fewer platforms. It is kept.") == 2


def test_a_platform_is_left_from_the_dashboard_and_from_no_other_persons(signed_in, make_user, make_platform, put):
    person, other, acme = make_user(), make_user(), make_platform(name="Acme", slug="acme")
    put(person, acme)
    put(other, acme)
    answer = signed_in(person).post("/platforms/acme/leave/", follow=True)
    assert "You no longer watch Acme." in answer.content.decode()
    assert WatchItem.objects.get().watchlist.user == other
    signed_in(person).post("/platforms/acme/leave/")
    assert Client().post("/platforms/acme/leave/").status_code == 302
    assert WatchItem.objects.count() == 1


def test_a_platform_is_muted_and_unmuted_on_any_plan_and_only_by_who_watches_it(
    signed_in, make_user, make_platform, put
):
    person, acme = make_user(), make_platform(name="<script>", slug="acme")
    put(person, acme)
    client = signed_in(person)
    said = client.post("/platforms/acme/mute/", {"muted": "yes"}, follow=True).content.decode()
    assert "is muted: you get no alerts or digests about it." in said
    assert "<script>" not in said
    assert WatchedPlatform.objects.get().muted_at is not None
    items = f"/lists/{Watchlist.objects.get().pk}/"
    assert 'value="unmute"' in page_of(client, items)
    assert signed_in(make_user()).post("/platforms/acme/mute/", {"muted": "no"}).status_code == 404
    Watchlist.objects.update(paused=True)
    assert "Muted" in page_of(client)
    client.post(f"{items}items/{WatchItem.objects.get().pk}/", {"act": "unmute"})
    assert WatchedPlatform.objects.get().muted_at is None
    client.post(f"{items}items/{WatchItem.objects.get().pk}/", {"act": "mute"})
    client.post("/platforms/acme/mute/", {"muted": "no"})
    assert WatchedPlatform.objects.get().muted_at is None


def test_it_leads_to_what_is_to_be_looked_at_and_names_no_part_of_a_higher_plan(
    signed_in, make_user, make_history, put, now
):
    change, days = make_history()[1].change, timedelta(days=1)
    for tier, is_shown in (("professional", True), ("watcher", False)):
        person = make_user(tier=tier)
        client = signed_in(person)
        assert "To look at" not in page_of(client)
        Alert.objects.create(user=person, change=change, created_at=now)
        period = {"period_start": now - 7 * days, "period_end": now, "created_at": now}
        digest = Digest.objects.create(user=person, cadence="weekly", **period)
        Review.objects.create(user=person, change=change, created_at=now, due_date=now.date() - days)
        shown = page_of(client)
        assert "1 unread alert<" in shown
        assert f"/digests/{digest.pk}/" in shown
        assert ("1 review is overdue" in shown) is is_shown
        assert ("/baselines/" in shown.split("How you are told")[1]) is is_shown
        Review.objects.filter(user=person).update(due_date=now.date() + 15 * days)
        assert "in the next 14 days" not in page_of(client)
        Review.objects.filter(user=person).update(due_date=now.date() + 14 * days)
        assert ("1 deadline in the next 14 days" in page_of(client)) is is_shown


def test_the_trial_is_started_by_its_page_once(signed_in, make_user, now):
    client = signed_in(make_user())
    assert "Start Professional free trial" in page_of(client, "/trial/")
    assert not Trial.objects.exists()
    said = client.post("/trial/", follow=True).content.decode()
    assert "Your trial of Professional has begun." in said
    assert "Your trial ends on" in said
    again = client.post("/trial/", follow=True).content.decode()
    assert "Your trial of Professional has begun." in again  # as a double click asks for it
    assert Trial.objects.count() == 1
    Trial.objects.update(ended_at=now)
    later = client.post("/trial/", follow=True).content.decode()
    assert "The Professional trial can be used once, and you have used it." in later
    assert "you have used it" in page_of(client, "/trial/")


def test_who_is_on_a_plan_or_had_the_trial_is_told_why_there_is_none(signed_in, make_user, now):
    assert "You are on Watcher already." in page_of(signed_in(make_user(tier="watcher")), "/trial/")
    person = make_user()
    start_trial(user=person, now=now - timedelta(days=40))
    assert "Start Professional free trial" not in page_of(signed_in(person))


def test_the_trial_needs_the_token_of_its_form(make_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.post("/trial/").status_code == 403
    assert not Trial.objects.exists()


def test_a_dashboard_of_many_asks_as_many_statements_as_one_of_few(
    signed_in, make_user, make_platform, put, django_assert_max_num_queries
):
    person = make_user(tier="professional")
    put(person, *(make_platform(name=f"Platform {n}", slug=f"p-{n}") for n in range(40)))
    client = signed_in(person)
    with django_assert_max_num_queries(18):
        page_of(client)
