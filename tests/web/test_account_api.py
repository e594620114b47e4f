"""Who is signed in and what they hold, over the API."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from alerts.models import DigestSchedule
from alerts.timing.digest_schedules import ensure_schedules
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.models import Subscription
from billing.plans import PLANS, Feature

ME, SUBSCRIPTION = "/api/v1/me/", "/api/v1/subscription/"


def test_a_person_sees_who_they_are(make_user, api, django_assert_max_num_queries):
    user = make_user(display_name="Ana", tier="watcher")
    client = api(user)
    with django_assert_max_num_queries(6):
        shown = client.get(ME).json()
    assert shown.pop("created_at").endswith("Z")
    assert shown == {
        "id": str(user.pk),
        "email": user.email,
        "email_verified": True,
        "display_name": "Ana",
        "timezone": "UTC",
        "locale": "en",
        "digest_weekday": 0,
        "digest_hour": 8,
        "send_empty_digest": True,
        "send_empty_daily_digest": False,
        "quiet_from": None,
        "quiet_until": None,
        "unsubscribed_from": [],
        "muted_platforms": [],
        "jurisdictions": [],
        "roles": [],
        "tier": "watcher",
        "entitlements": {
            "limits": {"platforms": 10, "watchlists": 5},
            "features": [feature for feature in Feature if feature in PLANS["watcher"].features],
        },
        "suppression": None,
        "unreviewed_changes": None,
        "deadline_reminders": [],
        "deletion": None,
    }


@pytest.mark.parametrize("scopes", [("write",), ("write", "export", "billing")])
def test_a_key_that_may_not_read_changes_preferences_and_is_not_told_whose(make_user, api, scopes):
    user = make_user()
    client = api(user, scopes=scopes)
    for answer in (client.patch(ME, {"digest_hour": 6}), client.post(f"{ME}undo-deletion/", {})):
        assert (answer.status_code, answer.content) == (204, b"")
    user.refresh_from_db()
    assert user.digest_hour == 6
    assert client.patch(ME, {"digest_hour": 24}).json()["errors"].keys() == {"digest_hour"}
    for reading in (api(user), api(user, by="session")):
        assert reading.patch(ME, {"digest_hour": 7}).json()["email"] == user.email


def test_a_key_that_may_not_read_is_not_told_which_platforms_are_watched(make_user, api, make_platform):
    user, now = make_user(), datetime(2026, 3, 9, tzinfo=UTC)
    watched, *others = platforms = [make_platform() for _ in range(3)]
    watch_platform(watchlist=default_watchlist(user, now), platform=watched, now=now)
    slugs = [platform.slug for platform in platforms]
    answer = api(user, scopes=("write",)).patch(ME, {"muted_platforms": slugs})
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"muted_platforms": ["Not all of these platforms are watched."]}
    assert not any(slug in answer.content.decode() for slug in slugs)
    told = api(user).patch(ME, {"muted_platforms": slugs}).json()["errors"]["muted_platforms"]
    assert told == [f"You don't watch “{other.slug}”." for other in others]


def test_preferences_change_one_by_one_and_together(make_user, api):
    user = make_user()
    client = api(user)
    assert client.patch(ME, {}).status_code == 200
    assert client.patch(ME, {"display_name": "Zoë 🙈"}).json()["display_name"] == "Zoë 🙈"
    changes = {"timezone": "Pacific/Kiritimati", "digest_weekday": 6, "digest_hour": 23, "send_empty_digest": False}
    answer = client.patch(ME, changes)
    assert answer.status_code == 200
    assert changes.items() <= answer.json().items()
    assert changes.items() <= client.get(ME).json().items()
    assert client.patch(ME, {"display_name": ""}).json()["display_name"] == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timezone", "Mars/Olympus"),
        ("timezone", "europe/berlin"),
        *(("timezone", name) for name in ("localtime", "posixrules", "Factory")),
        *(("digest_weekday", day) for day in ("1", "١", True, 1.5)),
        *(("digest_hour", hour) for hour in ("7", "٧", False)),
        *(("send_empty_digest", word) for word in ("no", "off", "false", "n", "", 0, 1, None, [])),
        ("timezone", "../../etc/passwd"),
        ("timezone", ""),
        ("timezone", None),
        ("digest_weekday", 7),
        ("digest_weekday", -1),
        ("digest_weekday", "Monday"),
        ("digest_weekday", 1.5),
        ("digest_hour", 24),
        ("digest_hour", 10**30),
        ("send_empty_digest", "perhaps"),
        ("send_empty_daily_digest", "perhaps"),
        ("send_empty_digest", None),
        ("quiet_from", 24),
        ("quiet_from", 7),  # with no end
        ("quiet_until", -1),
        ("unsubscribed_from", "everything"),
        ("unsubscribed_from", None),
        ("muted_platforms", ["nobody-watches-this"]),
        ("display_name", "x" * 101),
        ("display_name", ["Ana"]),
        ("email", "other@example.com"),
        ("tier", "professional"),
        ("is_staff", True),
        ("id", "00000000-0000-4000-8000-000000000000"),
    ],
)
def test_a_wrong_preference_changes_nothing(make_user, api, field, value):
    user = make_user()
    before = User.objects.values().get()
    answer = api(user).patch(ME, {"digest_hour": 9, field: value})
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert User.objects.values().get() == before


def test_quiet_hours_are_two_different_hours_or_none(make_user, api):
    client = api(make_user())
    for hours, status in (((22, 7), 200), ((7, 7), 400), ((None, None), 200), ((None, 7), 400)):
        answer = client.patch(ME, {"quiet_from": hours[0], "quiet_until": hours[1]})
        assert answer.status_code == status
    client.patch(ME, {"quiet_from": 22, "quiet_until": 7})
    assert client.patch(ME, {"quiet_until": 6}).json()["quiet_from"] == 22
    assert client.patch(ME, {"quiet_until": None}).status_code == 400


def test_what_is_left_and_muted_is_seen_and_changed_and_replaced(make_user, api, make_platform, now):
    user, other = make_user(), make_user()
    acme = make_platform("acme")
    for person in (user, other):
        watch_platform(watchlist=default_watchlist(person, now), platform=acme, now=now)
    client = api(user)
    wishes = {"unsubscribed_from": ["alerts", "digests"], "muted_platforms": ["acme"]}
    for _ in range(2):
        assert wishes.items() <= client.patch(ME, wishes).json().items()
    assert client.patch(ME, {"digest_hour": 9}).json()["muted_platforms"] == ["acme"]
    items = client.get(f"/api/v1/watchlists/{default_watchlist(user, now).pk}/items/").json()["results"]
    assert [(item["active"], item["inactive_reason"]) for item in items] == [(False, "muted")]
    assert api(other).get(ME).json()["muted_platforms"] == api(other).get(ME).json()["unsubscribed_from"] == []
    shown = client.patch(ME, {"unsubscribed_from": ["digests"], "muted_platforms": []}).json()
    assert (shown["unsubscribed_from"], shown["muted_platforms"]) == (["digests"], [])


def test_the_digest_follows_the_new_preferences(make_user, api, make_platform):
    user, now = make_user(), datetime.now(UTC)
    watch_platform(watchlist=default_watchlist(user, now), platform=make_platform(), now=now)
    ensure_schedules(user, now)
    assert api(user).patch(ME, {"timezone": "Asia/Tokyo", "digest_weekday": 2, "digest_hour": 6}).status_code == 200
    due_at = DigestSchedule.objects.get().due_at.astimezone(UTC)
    assert (due_at.weekday(), due_at.hour) == (1, 21)  # Wednesday 06:00 in Tokyo


@pytest.mark.parametrize("address", [ME, SUBSCRIPTION])
def test_a_stranger_sees_nothing(api, db, address):
    assert api().get(address).status_code == 401


def test_a_free_person_is_offered_the_trial(make_user, api, make_platform, now, django_assert_max_num_queries):
    user = make_user()
    watch_platform(watchlist=default_watchlist(user, now), platform=make_platform(), now=now)
    client = api(user)
    with django_assert_max_num_queries(7):
        shown = client.get(SUBSCRIPTION).json()
    assert shown == {
        "tier": "free",
        "status": "free",
        "source": "free",
        "trial": {"available": True, "started_at": None, "ends_at": None},
        "current_period_end": None,
        "cancel_at": None,
        "scheduled_tier": None,
        "limits": {"platforms": 1, "watchlists": 1},
        "usage": {"platforms": 1, "watchlists": 1},
        "features": ["weekly_digest"],
    }


def test_a_trial_is_shown_with_its_dates_and_is_not_offered_again(make_user, api):
    client = api(make_user())
    started = client.post("/api/v1/subscription/trial/", {}).json()
    shown = client.get(SUBSCRIPTION).json()
    assert (shown["tier"], shown["status"], shown["source"]) == ("professional", "trialing", "trial")
    assert shown["trial"] == {"available": False, **started}
    assert shown["limits"] == {"platforms": None, "watchlists": None}
    assert set(shown["features"]) == {feature for feature in Feature if feature.is_built}


def test_no_trial_is_offered_while_the_account_is_being_deleted(make_user, api, now):
    user = make_user()
    user.erase_at = now + timedelta(days=14)
    user.save(update_fields=["erase_at"])
    assert api(user, by="session").get(SUBSCRIPTION).json()["trial"]["available"] is False


@pytest.mark.parametrize("status", ["active", "past_due", "trialing"])
def test_a_subscription_is_shown_with_when_it_is_renewed_or_ends(make_user, api, status):
    user, now = make_user(), datetime.now(UTC).replace(microsecond=0)
    end = now + timedelta(days=20)
    Subscription.objects.create(
        user=user,
        source="stripe",
        tier="watcher",
        status=status,
        started_at=now,
        current_period_end=end,
        cancel_at=end,
        updated_at=now,
    )
    shown = api(user).get(SUBSCRIPTION).json()
    assert (shown["tier"], shown["status"], shown["source"]) == ("watcher", status, "stripe")
    assert shown["current_period_end"] == shown["cancel_at"] == end.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert shown["trial"]["available"] is False
