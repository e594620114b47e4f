"""Maintenance that an operator declares: what is answered meanwhile, and that nothing of it asks the database."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from alerts.models import Unsubscription
from alerts.watching.unsubscribing import unsubscribe_url
from backend.maintenance import declare, declared, end, maintenance_file

# No test here has a database but those that say so: a query would raise.
REASON = "A new version, <script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def maintained(now):
    declare(until=now + timedelta(hours=2), reason=REASON, now=now)


def test_pages_say_when_it_should_be_over(client, maintained, now):
    answer = client.get("/platforms/", headers={"X-Request-ID": "a-number-of-ours"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "7200")
    assert "no-store" in answer["Cache-Control"]
    assert "<code>a-number-of-ours</code>" in page
    assert f"{now + timedelta(hours=2):%H:%M} UTC</time>" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "wasn’t taken" not in page


def test_the_page_is_in_the_language_of_its_reader_and_not_of_the_one_before(client, maintained):
    for asked in ("de", "en"):
        assert f'<html lang="{asked}">' in client.get("/", headers={"Accept-Language": asked}).content.decode()


@pytest.mark.parametrize("path", ["/", "/admin/", "/dashboard/", "/metrics", "/no-such-page/", "/log/checkpoint"])
def test_the_whole_site_is_under_it(client, maintained, path):
    assert client.get(path).status_code == 503


def test_whoever_sends_a_form_is_told_that_it_wasn_t_taken(client, maintained):
    answer = client.post("/accounts/login/", {"login": "a@example.com", "password": "x"})
    assert answer.status_code == 503
    assert "wasn’t taken" in answer.content.decode()


@pytest.mark.parametrize("path", ["/api/v1/platforms/", "/_allauth/app/v1/auth/session"])
def test_the_api_answers_in_its_own_shape(client, maintained, now, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "7200")
    assert set(answer.json()) == {"code", "detail"}
    assert answer.json()["code"] == "maintenance"
    assert f"{now + timedelta(hours=2):%Y-%m-%d %H:%M} UTC" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/webhooks/stripe/", "/webhooks/sendgrid/"])
def test_vendors_are_asked_to_send_it_again(client, maintained, path):
    answer = client.post(path, b"{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (503, "text/plain; charset=utf-8")


def test_the_process_is_alive_and_not_ready(client, maintained, now):
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert datetime.fromisoformat(answer.json()["maintenance"]["until"]) == now + timedelta(hours=2)


@pytest.mark.django_db
def test_unsubscribing_in_one_click_is_taken_all_the_same(make_user, maintained):
    user = make_user("reader@example.com")
    url = unsubscribe_url(user.pk, Unsubscription.Scope.ALERTS)
    path = url.removeprefix("http://testserver")
    answer = Client().post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Unsubscription.objects.filter(user=user).count() == 1


def test_one_that_lasts_longer_than_planned_says_so_and_stays(client, maintained, now):
    declare(until=now - timedelta(minutes=1), reason="", now=now)
    answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "longer than planned" in answer.content.decode()
    assert "until" not in client.get("/api/v1/platforms/").json()["detail"]


@pytest.mark.parametrize(
    "written",
    [
        *("", "[]", "{", '{"until": 7}', '{"until": "2026-12-01T06:00:00"}', "\ud800", "[" * 9_000),
        *('{"until": "9999-12-31T23:59:59-14:00"}', '{"reason": "' + "x" * 20_000 + '"}'),
    ],
)
def test_a_file_that_can_t_be_read_is_maintenance_until_further_notice(client, written):
    maintenance_file().write_bytes(written.encode("utf-8", "surrogatepass"))
    answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")


def test_a_far_end_and_a_reason_that_is_no_text_are_told_as_they_can_be(client):
    maintenance_file().write_text('{"until": "9999-12-31T23:59:59+00:00", "reason": "New \\ud800 disks"}')
    for path in ("/", "/api/v1/platforms/", "/admin/", "/webhooks/stripe/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Retry-After"]) == (503, "86400")
    assert "New ? disks" in client.get("/").content.decode()


def test_whoever_says_it_again_keeps_when_it_began(now):
    declare(until=None, reason="", now=now)
    declare(until=now + timedelta(hours=1), reason="later", now=now + timedelta(minutes=5))
    found = declared()
    assert found
    assert (found.since, found.until, found.reason) == (now, now + timedelta(hours=1), "later")
    assert (end(), end(), declared()) == (True, False, None)


def test_the_command_begins_and_ends_it_without_a_database(now, capsys):
    until = (now + timedelta(days=1)).astimezone(UTC)
    call_command("maintenance", "on", until=until, reason="A  new\nversion")
    assert json.loads(maintenance_file().read_text())["reason"] == "A new version"
    assert f"until {until:%Y-%m-%d %H:%M} UTC" in capsys.readouterr().out
    call_command("maintenance")
    assert "Under maintenance" in capsys.readouterr().out
    call_command("maintenance", "off")
    assert "the site answers" in capsys.readouterr().out
    call_command("maintenance", "off")
    assert "There was none." in capsys.readouterr().out


def test_the_command_refuses_what_can_t_be_meant(now):
    for given in (
        {"act": "on", "until": now - timedelta(days=1), "reason": ""},
        {"act": "on", "until": None, "reason": "x" * 301},
        {"act": "off", "until": None, "reason": "x"},
    ):
        with pytest.raises(CommandError):
            call_command("maintenance", **given)
    assert declared() is None
