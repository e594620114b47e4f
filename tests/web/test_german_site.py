"""The whole site as a German visitor and a German customer: each page answers, in German, and its numbers are valid."""

import re
from datetime import datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from governance.comparison import categories
from tests.browser.demonstration_of_one import cookies_of_somebody
from tests.conftest import AS_OF, WEDNESDAY, person_with
from tests.web.crawling import crawl
from tests.web.german_words import words_of_page

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de"}
READERS = ("visitor", "customer")
_TAG = re.compile(r"<(?:svg|rect|line|text|circle|path|g)\b[^<>]*>")
_MEASURE = re.compile(r'\b(?:x|y|x1|x2|y1|y2|cx|cy|r|d|width|height|viewBox|points|transform)="([^"]*)"')
_DATETIME = re.compile(r'datetime="([^"]*)"')
_VALUE = re.compile(r'<input[^<>]*type="(number|date|time)"[^<>]*value="([^"]*)"')
_VALID = {"number": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d\d-\d\d", "time": r"\d\d:\d\d(:\d\d)?"}
_PAGE_NUMBER = re.compile(r'href="[^"]*[?&](?:page|from|after)=(\d+[.,]\d+)')
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|is|are|that|this|which|with|for|by|not|from|it|to|or|your|you|no|on)\b", re.I
)
_GERMAN_WORDS = re.compile(r"\b(?:der|die|das|und|ist|nicht|eine?|von|mit|Sie|zu|den|wird|im?|für|aus|als)\b")
# What a page in English would say in its shell.
_ENGLISH = ("Skip to the content", ">Platforms<", ">Sign in<", "How we read sites", ">Your pages<")


@pytest.fixture(scope="module")
def german(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(AS_OF or WEDNESDAY, tick=False), pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("data"))
            person = person_with("somebody@example.com", tier="professional", locale="de")
            cookies_of_somebody(person)
            client = Client(raise_request_exception=False)
            client.force_login(person)
            yield {"visitor": crawl(Client(raise_request_exception=False, **GERMAN)), "customer": crawl(client)}
        transaction.set_rollback(True)


@pytest.mark.parametrize("reader", READERS)
def test_every_page_answers_in_german(german, reader):
    pages = german[reader]
    assert len(pages) > 60
    assert {path: page.status for path, page in pages.items() if page.status != 200} == {}
    wrong = {
        path: [words for words in _ENGLISH if words in page.html]
        for path, page in pages.items()
        if page.html and ('<html lang="de">' not in page.html or any(words in page.html for words in _ENGLISH))
    }
    assert wrong == {}


@pytest.mark.parametrize("reader", READERS)
def test_no_category_is_named_in_english(german, reader):
    names = [one.name for one in categories()]
    wrong = {
        (path, words)
        for path, page in german[reader].items()
        for words in words_of_page(page.html)
        if any(words == name or (" " in name and name in words) for name in names)
    }
    assert wrong == set()


@pytest.mark.parametrize("reader", READERS)
def test_what_is_told_in_english_is_marked_so(german, reader):
    """But for the title of a page, which has no parts, and what people called their own."""
    wrong = {
        (path, words)
        for path, page in german[reader].items()
        for words in words_of_page(page.html)
        if len(_ENGLISH_WORDS.findall(words)) > 1 and "://" not in words and not _GERMAN_WORDS.search(words)
        if f"<title>{escape(words)}</title>" not in page.html and words != "Vendors of the shop"
    }
    assert wrong == set()


@pytest.mark.parametrize("reader", READERS)
def test_the_html_is_as_the_standard_has_it_in_german_too(german, reader):
    assert {path: page.faults for path, page in german[reader].items() if page.faults} == {}


@pytest.mark.parametrize("reader", READERS)
def test_no_number_for_a_machine_is_written_as_in_german(german, reader):
    bad = []
    for path, page in german[reader].items():
        measures = [value for tag in _TAG.findall(page.html) for value in _MEASURE.findall(tag)]
        bad += [(path, value) for value in measures if "," in value]
        bad += [
            (path, value)
            for kind, value in _VALUE.findall(page.html)
            if value and not re.fullmatch(_VALID[kind], value)
        ]
        bad += [(path, value) for value in _PAGE_NUMBER.findall(page.html)]
        for value in _DATETIME.findall(page.html):
            try:
                datetime.fromisoformat(value)
            except ValueError:
                bad.append((path, value))
    assert bad == []
    assert any("<svg" in page.html for page in german[reader].values())


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ("Was sich in den Bedingungen ändert", "Weitere Änderungen", "Wochenübersicht")),
        ("/pricing/", ("Preise", "kostenlos, ohne Karte", "im Monat")),
        ("/platforms/", ("Plattformen", "Alle Branchen")),
        ("/status/", ("Wie aktuell alles ist",)),
        ("/accounts/signup/", ("Registrieren", "Passwort")),
        ("/accounts/login/", ("Anmelden", "Passwort vergessen?")),
    ],
)
def test_a_visitor_reads_german(german, path, words):
    html = german["visitor"][path].html
    assert [one for one in words if one not in html] == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/dashboard/", ("Was sich für Sie geändert hat", "Nicht mehr beobachten", "Abmelden")),
        ("/account/", ("Einstellungen", "Zeitzone", "Wochenübersicht", "Sprache")),
        ("/billing/", ("Ihr Tarif",)),
        ("/alerts/", ("Was Ihnen gemeldet wurde",)),
        ("/deadlines/", ("Fristen",)),
    ],
)
def test_a_customer_reads_german(german, path, words):
    html = german["customer"][path].html
    assert [one for one in words if one not in html] == []


def test_a_document_and_a_change_have_german_headings_and_keep_the_words_of_the_text(german):
    pages = german["customer"]
    document = next(page.html for path, page in pages.items() if re.fullmatch(r"/documents/[^/]+/", path))
    change = next(page.html for path, page in pages.items() if re.fullmatch(r"/changes/[^/]+/", path))
    assert "In einfachen Worten" in document
    assert re.search(r"\d{1,2}\. (?:Januar|Februar|März|April|Mai|Juni|Juli|August|Sept|Okt|Nov|Dez)", document)
    assert '<blockquote lang="en"' in document
    assert "Was sich geändert hat, Klausel für Klausel" in change
