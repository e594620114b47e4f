"""Mails in German: every word of ours, none of the rules', and all that a mail in English keeps to."""

import re
from dataclasses import replace
from functools import cache

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from accounts.days_in_words import day_in_words
from alerts.delivery.transports.base import BatchLetter, message_to
from alerts.mail import placeholders
from alerts.mail.rendering import IN_ENGLISH, render_alert, render_digest
from alerts.mail.samples import fictional_changes
from alerts.mail.subjects import SUBJECT_LENGTH
from billing.entitlements import Depth
from tests.alerts.mail.test_samples import MAILS, MOST_BYTES, lines_before_the_link, worst
from tests.catalogues import catalogues, compiled
from tests.contract.sendgrid.letters import person
from web.account_mail.samples import mails

pytestmark = pytest.mark.pure
GERMAN = mails("de")
FEWEST_WORDS = 4
LINES_OF_A_GERMAN_SCREEN = 35
_FILLED_IN = re.compile(r"%\(\w+\)s|\{\w+\}|<[^<>]*>|\n")


@cache
def english():
    """Stretches of our sentences between what is filled in, those of four words and more, and what they are part of."""
    found = {}
    for source in catalogues():
        for message, said in compiled(source).items():
            for part in _FILLED_IN.split(message):
                if len(part.split()) >= FEWEST_WORDS and part.strip() not in " ".join(said):
                    found[part.strip()] = message
    return found


def plain(html):
    return " ".join(strip_tags(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)).split())


@pytest.mark.parametrize("name", GERMAN)
def test_no_sentence_of_ours_is_left_in_english(name):
    mail = GERMAN[name]
    said = (mail.subject, " ".join(mail.text.split()), plain(mail.html))
    assert [part for part in english() if any(part in one for one in said)] == []
    assert re.search(r"%\(|\{\w+\}|\{[{%]", " ".join(said)) is None
    assert '<html lang="de"' in mail.html
    assert MAILS[name].subject != mail.subject or not name.startswith("account") or name == "account-law-changed"


@pytest.mark.parametrize("name", GERMAN)
def test_a_mail_in_german_stays_small_and_has_a_subject_and_a_preheader(name):
    mail = GERMAN[name]
    assert max(len(mail.html.encode()), len(mail.text.encode())) <= MOST_BYTES
    assert 0 < len(mail.subject) <= SUBJECT_LENGTH
    assert re.search(r'class="preheader"[^>]*>[^<&\s]', mail.html)
    if "many" not in name:  # German is longer, and what is told in full of many is measured by bytes
        assert mail.html.count('href="') == MAILS[name].html.count('href="')


@pytest.mark.parametrize("name", [name for name in GERMAN if not name.startswith("account")])
def test_what_the_rules_write_is_marked_as_english_and_one_line_says_so(name):
    html, text = GERMAN[name].html, GERMAN[name].text
    with translation.override("de"):
        said = translation.gettext(IN_ENGLISH)
    assert html.count(said) == text.count(said) == 1
    for heading in re.findall(r"<h[123][^>]*><(?:bdi|a)[^>]*>", html):
        assert ' lang="en"' in heading
    assert all(' lang="en"' in one for one in re.findall(r'<div[^>]*dir="auto"[^>]*>', html))
    assert "Abbestellen" in html
    assert "Abbestellen: " in text
    assert ' lang="en"' not in MAILS[name].html.partition("<body")[2]


def test_what_changes_in_the_law_is_told_in_english_and_marked_so():
    html = GERMAN["account-law-changed"].html
    said = "EU AI Act, 2 August 2026: General application, including Art. 50."
    for element in ("h1", "p"):
        assert re.search(rf'<{element}[^>]* lang="en"[^>]*>{said}', html)
    assert ' lang="en"' not in MAILS["account-law-changed"].html.partition("<body")[2]


def test_days_and_numbers_are_those_of_the_language():
    view = fictional_changes()[0]
    with translation.override("de"):
        assert day_in_words(view.detected_at) == "11. März 2026"
        mail = render_digest([view] * 1_200, cadence="daily", period="", depth=Depth.HEADLINE, earlier=1_100)
    assert "1.200 Richtlinienänderungen auf 1 Plattform" in mail.text
    assert "1.100 davon stammen aus der Zeit" in mail.text
    assert "erfasst am 11. März 2026" in mail.text
    assert day_in_words(view.detected_at) == "11 March 2026"


@pytest.mark.parametrize("count", [1, 3, 200])
def test_whatever_the_names_and_texts_are_a_mail_in_german_stays_small(count):
    with translation.override("de"):
        mail = render_digest([worst()] * count, cadence="weekly", period="Eine Woche", depth=Depth.SUMMARY)
        alert = render_alert([worst()] * count, depth=Depth.SUMMARY)
    for one in (mail, alert):
        assert max(len(one.html.encode()), len(one.text.encode())) <= MOST_BYTES
        assert len(one.subject) <= SUBJECT_LENGTH
        assert "<script" not in one.html
        assert one.html.count(placeholders.UNSUBSCRIBE_URL) == one.text.count(placeholders.UNSUBSCRIBE_URL) == 1
    assert len(lines_before_the_link(alert.html)) <= LINES_OF_A_GERMAN_SCREEN


@pytest.mark.parametrize(("name", "greeting"), [("Ana", "Hallo Ana,"), ("", "Hallo liebe Leserin, lieber Leser,")])
def test_somebody_is_greeted_by_name_or_else_in_their_language(name, greeting):
    with translation.override("de"):
        mail = render_alert(fictional_changes()[:1], depth=Depth.SUMMARY, counts_unreviewed=True)
    letter = BatchLetter(batch_id=1, kind="alert", subject=mail.subject, text=mail.text, html=mail.html)
    message = message_to(person(name=name, language="de", unreviewed_count=7), letter)
    html = str(message.alternatives[0][0])
    assert message.body.startswith(greeting)
    assert greeting in html
    assert "noch nicht entschieden haben: 7" in message.body
    assert not [word for word in placeholders.WORDS if word in message.body + html]
    assert message.extra_headers["List-Unsubscribe"] == "<https://x.example/u/>"


def test_a_percent_sign_in_a_headline_or_a_name_is_one():
    one, other = (replace(view, is_demonstration=False) for view in fictional_changes()[:2])
    one = replace(one, headline="Acme Terms: lowers a fee to “5%(told)s” (fees)", taken_back_at=one.detected_at)
    other = replace(other, platform_name="100%(count)s")
    for language, more in (("en", " (taken back); 1 more change: "), ("de", " (zurückgenommen); 1 weitere Änderung: ")):
        with translation.override(language):
            subject = render_alert([one, other], depth=Depth.SUMMARY).subject
        assert subject == f"{one.headline}{more}100%(count)s"
