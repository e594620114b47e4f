"""From an alert's mail to the clause, and from a new channel to its receiver: with script and without."""

import email
import email.policy
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from django.db import connections

from alerts.channels import posting
from alerts.channels.sending import deliver_to_channels
from alerts.delivery.sending import deliver_due
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import compose_due_alerts
from alerts.watching.watchlists import default_watchlist, watch_platform
from tests.alerts.channels.conftest import TAKEN, asked_of
from tests.browser.test_account_journeys import press
from tests.conftest import PASSWORD
from tests.histories import TEXTS
from tests.local_web.answers import Answer, in_turn
from tests.local_web.server import LocalWeb

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
CLAUSE = "We may use your content to train our artificial intelligence models, and you may opt out."


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def mailed(make_user, make_platform, make_document, make_history, settings, tmp_path, now):
    """The alert's mail to somebody on Watcher, about a change of which it is told today."""
    settings.MAIL_DIR = tmp_path / "mail"
    user = make_user("reader@example.com", tier="watcher", password=PASSWORD)
    platform = make_platform("acme", name="Acme")
    watch_platform(watchlist=default_watchlist(user, now), platform=platform, now=now - timedelta(days=30))
    make_history(make_document(platform), texts=TEXTS[:2])
    assert fan_out_due(now)["alerts"] == 1
    compose_due_alerts(now)
    assert deliver_due(now)["sent"] == 1
    (file,) = settings.MAIL_DIR.glob("*.eml")
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)


@pytest.mark.parametrize("script", [True, False])
def test_an_alerts_mail_leads_to_the_public_part_and_by_signing_in_to_the_clause(
    open_page, mailed, live_server, script
):
    html = mailed.get_body(("html",)).get_content()
    (link,) = set(re.findall(r'href="http://testserver(/changes/CW-C-\d+/)"', html))
    page = open_page(link, width=360, script=script)
    assert page.locator("h1").inner_text() in " ".join(html.split())
    assert CLAUSE not in page.content()
    page.locator(".gate").get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Email").fill("reader@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    assert page.url == live_server.url + link
    clause = page.locator(".provision", has_text=CLAUSE[:20])
    assert "train our artificial intelligence models" in clause.inner_text()
    clause.get_by_role("link").first.click()
    page.wait_for_load_state()
    assert CLAUSE in page.locator("blockquote").first.inner_text()
    assert page.complaints == []


def as_a_worker(act, *arguments):
    """Run the worker's duty in a thread, as this one has Playwright's loop; an in-memory database is shared with it."""
    shared = connections["default"]

    def run():
        if shared.vendor == "sqlite":
            connections["default"] = shared
        return act(*arguments)

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(run).result(60)


@pytest.mark.parametrize("script", [True, False])
def test_a_channels_test_reaches_its_receiver_signed_once_it_answers(
    open_page, cookies_of, make_user, monkeypatch, script
):
    page = open_page("/channels/new/", script=script, cookies=cookies_of(make_user(tier="professional")))
    with LocalWeb({"hooks.example": {"*": in_turn(Answer(b"not now", 503), TAKEN)}}) as receiver:
        monkeypatch.setattr(posting, "guarded_transport", lambda resolver: receiver.transport())
        page.get_by_label("Address", exact=True).fill("https://hooks.example/in")
        press(page, "Set up the channel")
        secret = page.get_by_label("Secret").input_value()
        press(page, "Send a test")
        at = datetime.now(UTC)
        assert as_a_worker(deliver_to_channels, at)["postponed"] == 1
        press(page, "Look again", role="link")
        assert "HTTP 503: not now" in page.locator("main").inner_text()
        assert as_a_worker(deliver_to_channels, at + timedelta(minutes=5))["sent"] == 1
        page.reload()
        assert page.get_by_text("The test was taken: the channel works.").is_visible()
    asked = asked_of(receiver)
    assert [one.path for one in asked] == ["/in", "/in"]
    told = standardwebhooks.Webhook(secret).verify(asked[-1].body, asked[-1].headers)
    assert told["type"] == "channel.test"
    assert page.complaints == []
