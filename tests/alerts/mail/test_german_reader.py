"""A German reader from the version that is recorded to the mail that goes out: an alert and a weekly digest."""

import re
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from alerts.watching.watchlists import Wishes, change_watchlist, default_watchlist
from governance.importers.demonstration import load_demonstration, publish_next_change
from governance.models import Platform
from tests.web.german_words import words_of_page

pytestmark = pytest.mark.django_db
_MONTH = r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
_ENGLISH_MONTH = re.compile(r"\b(?:January|February|March|May|June|July|October|December)\b")
_ENGLISH_WORDS = re.compile(r"\b(?:the|and|is|are|that|this|which|with|for|not|from|you|your)\b")


@pytest.fixture
def change(make_user, watch, now):
    """A change that is published after two people began to watch: one told the same day, one by the week."""

    def publish(*people):
        load_demonstration(now - timedelta(days=1))
        for person in people:
            for platform in Platform.objects.filter(is_demonstration=True):
                watch(person, platform)
        return publish_next_change(now)

    return publish


def parts(message):
    return (message.get_body((kind,)).get_content() for kind in ("plain", "html"))


def is_whole(html, text, change):
    assert '<html lang="de"' in html
    assert re.search(rf'<h[12][^>]* lang="en"[^>]*><bdi>{re.escape(change.headline.split("“")[0])}', html)
    ours = words_of_page(re.sub(r"<title>.*?</title>", "", html))  # the subject, whose headline is English
    assert [words for words in ours if len(_ENGLISH_WORDS.findall(words)) > 1] == []
    assert _ENGLISH_MONTH.search(" ".join(ours)) is None
    assert re.search(rf"\d{{1,2}}\. {_MONTH} 2026", strip_tags(html))
    assert re.search(rf"\d{{1,2}}\. {_MONTH} 2026", text)
    assert "Änderung ansehen" in text
    assert "Abbestellen" in html
    assert "Überschriften und Zusammenfassungen der Änderungen sind auf Englisch verfasst" in text


@pytest.mark.dated
def test_an_alert_is_german_but_for_what_is_derived(make_user, change, run, mails, now):
    person = make_user(tier="watcher", locale="de", display_name="Ana")
    published = change(person)
    run(now + timedelta(minutes=11))
    (message,) = mails(person)
    text, html = parts(message)
    is_whole(html, text, published)
    assert message["Subject"].startswith(f"Demonstration: {published.headline[:40]}")
    assert text.startswith("Hallo Ana,")


@pytest.mark.dated
def test_a_weekly_digest_is_german_from_its_subject_on(make_user, change, run, mails, now):
    person = make_user(tier="watcher", locale="de")
    change_watchlist(watchlist=default_watchlist(person, now), wishes=Wishes(cadence="weekly"), now=now)
    published = change(person)
    run(now + timedelta(minutes=11))
    assert mails(person) == []
    run(now + timedelta(days=6))
    (message,) = mails(person)
    text, html = parts(message)
    is_whole(html, text, published)
    assert "Wöchentliche Übersicht: " in message["Subject"]
