"""A time zone whose name went away: times are UTC, the person is told once, and nothing fails or waits for it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from accounts.models import Notice, User
from accounts.services.lost_zones import tell_of_lost_zones
from accounts.zones import zone_of
from alerts.models import Digest, DigestSchedule, Message
from alerts.owed.digests import compose_due_digests
from alerts.owed.same_day_alerts import compose_due_alerts
from alerts.watching.watchlists import default_watchlist, watch_platform
from web.account_mail.sending_notices import send_due_notices

LOST = "US/Nowhere"
WEEK = timedelta(days=7)


@pytest.fixture
def lost(make_user, make_platform, now):
    """Somebody who watches, in a zone that was known once."""
    user = make_user(timezone=LOST, quiet_from=22, quiet_until=6)
    watch_platform(watchlist=default_watchlist(user, now), platform=make_platform(), now=now)
    return user


@pytest.mark.pure
@pytest.mark.parametrize("name", [LOST, "", "../etc/passwd", "Europe", "a\x00b"])
def test_an_unknown_name_is_utc(name):
    assert zone_of(name) == ZoneInfo("UTC")


@pytest.mark.pure
@pytest.mark.parametrize("name", ["US/Pacific", "Asia/Calcutta", "Europe/Kiev", "Europe/Berlin"])
def test_names_that_systems_leave_out_are_installed_with_us(name):
    import importlib.resources

    folder, _, leaf = name.rpartition("/")
    assert importlib.resources.files(f"tzdata.zoneinfo.{folder}").joinpath(leaf).is_file()
    assert zone_of(name).key == name


def test_watching_digests_and_quiet_hours_go_on_by_utc(lost, now):
    schedule = DigestSchedule.objects.get(user=lost)
    assert schedule.due_at.hour == 8
    compose_due_alerts(now)
    compose_due_digests(now + WEEK)
    assert Digest.objects.get().user == lost
    assert Message.objects.get().user == lost


@pytest.mark.parametrize(
    "change",
    [{"display_name": "Ana"}, {"digest_hour": 9}, {"quiet_from": 1, "quiet_until": 2}, {"timezone": "Asia/Calcutta"}],
)
def test_preferences_are_changed_whatever_the_zone(lost, api, change):
    assert api(lost).patch("/api/v1/me/", change).status_code == 200
    assert api(lost).get("/api/v1/me/").status_code == 200


def test_an_unknown_zone_is_refused_where_it_is_chosen(lost, api):
    assert api(lost).patch("/api/v1/me/", {"timezone": LOST}).status_code == 400


def test_the_person_is_told_once(lost, make_user, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_user(timezone="Europe/Berlin")
    make_user(timezone=LOST, is_active=False)
    assert tell_of_lost_zones(now) == {"lost_zones_told": 1}
    assert tell_of_lost_zones(now + WEEK) == {"lost_zones_told": 0}
    send_due_notices(now)
    assert [(message.to, message.subject) for message in mail.outbox] == [([lost.email], "Choose your time zone again")]


def test_who_has_chosen_another_meanwhile_is_not_told(lost, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tell_of_lost_zones(now)
    User.objects.update(timezone="Europe/Berlin")
    send_due_notices(now)
    assert mail.outbox == []
    assert Notice.objects.get(kind="zone_unknown").state == "dropped"
