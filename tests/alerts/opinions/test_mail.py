"""What a mail asks of each change, and that its links leave it small enough."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.mail import placeholders
from alerts.mail.rendering import MOST_BYTES, render_alert, render_digest
from alerts.mail.samples import fictional_changes
from alerts.opinions.opinion_links import opinion_links
from billing.entitlements import Depth


def asked(view):
    """The question that an alert or digest about this change puts, and whether both bodies put it with the link."""
    mail = render_digest([view], cadence="weekly", period="A week", depth=Depth.HEADLINE)
    link = f"{placeholders.OPINIONS_URL}{view.public_id}/"
    assert f'href="{link}"' in mail.html
    (question,) = re.findall(rf"^(.*) Tell us:\n{re.escape(link)}$", mail.text, re.MULTILINE)
    assert question in mail.html
    return question


def test_a_mail_asks_what_fits_the_change():
    view = fictional_changes()[0]
    assert asked(replace(view, severity="high")) == "Not worth telling?"
    assert asked(replace(view, severity="low")) == "Not worth telling? Should it have weighed more?"
    assert asked(replace(view, is_alertable=False)) == "Not worth telling? Should you have heard of it the same day?"


@pytest.mark.parametrize("count", [1, 12, 100])
def test_a_mail_stays_small_with_a_link_for_each_change(count, settings):
    settings.BASE_URL = "https://a-rather-long-name-of-a-site.policies.example.com"
    link = opinion_links()(uuid.uuid4())
    views = [replace(fictional_changes()[0], headline="An excessively long headline. " * 20)] * count
    for mail in (
        render_alert(views, depth=Depth.SUMMARY),
        render_digest(views, cadence="weekly", period="A week", depth=Depth.SUMMARY),
    ):
        for body in (mail.html, mail.text):
            filled = body.replace(placeholders.OPINIONS_URL, link)
            assert len(filled.encode()) <= MOST_BYTES
            assert body.count(placeholders.OPINIONS_URL) >= min(count, 20)


@pytest.mark.django_db
def test_each_change_of_a_mail_has_its_own_link_and_each_person_their_own(
    make_user, watch, make_platform, make_change, run, mails, text_of, html_of, now
):
    people, platform = [make_user(tier="watcher") for _ in range(2)], make_platform()
    for user in people:
        watch(user, platform)
    changes = [make_change(platform, published_at=now) for _ in range(3)]
    run(now)
    found = []
    for user in people:
        (mail,) = mails(user)
        links = re.findall(r"http://testserver/feedback/\S+/(CW-C-\d+)/", text_of(mail))
        assert sorted(links) == sorted(change.public_id for change in changes)
        addresses = set(re.findall(r"http://testserver/feedback/[^\"\s]+", html_of(mail)))
        assert addresses == set(re.findall(r"http://testserver/feedback/\S+", text_of(mail)))
        found.append(addresses)
    assert found[0].isdisjoint(found[1])


@pytest.mark.django_db
def test_nothing_from_outside_becomes_a_link_to_answer(make_user, watch, make_platform, make_change, run, mails, now):
    user = make_user(tier="watcher", display_name="-opinions_url-")
    platform = make_platform(name="-opinions_url-CW-C-000001/")
    watch(user, platform)
    make_change(
        platform,
        published_at=now,
        headline="-opinions_url-CW-C-000001/",
        clauses=[(None, "-opinions_url-CW-C-000001/")],
    )
    run(now)
    run(now + timedelta(days=7))
    mail = mails(user)[0]
    for kind in ("plain", "html"):
        assert mail.get_body((kind,)).get_content().count("http://testserver/feedback/") == 1
