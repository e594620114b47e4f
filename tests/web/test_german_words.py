"""What is German on a German page: names of categories, words of ratings, and refusals of filters."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from alerts.vendors.reading import NotAVendorList, read_vendor_list
from alerts.watching.category_watches import CategoryWishes, watch_category
from governance.analysis.precedents import STATUSES
from governance.analysis.risk_method import BANDS, NAMES, RiskInterval, band_of
from governance.category_words import CATEGORIES, category_in_sentence, category_in_words, spoken_category
from governance.comparison import categories
from tests.conftest import WEDNESDAY
from tests.web.german_words import words_of_page
from web.coded_words import spoken, spoken_risk

pytestmark = pytest.mark.django_db


def test_each_category_has_a_german_name_and_stays_english_in_english():
    assert {one.id: one.name for one in categories()} == {one: category_in_words(one) for one in CATEGORIES}
    with translation.override("de"):
        assert [one.name for one in categories() if spoken_category(one.name) == one.name] == []
        assert category_in_sentence("Data sharing") == "Weitergabe von Daten"
        assert spoken_category("A heading of a document") == "A heading of a document"
    assert category_in_sentence("Data sharing") == "data sharing"


def test_each_message_of_allauths_pages_can_be_said_in_german():
    files = list(Path(settings.BASE_DIR, "web/templates").glob("*/messages/*.txt"))
    assert len(files) > 10
    assert [one.name for one in files if (said := one.read_text().strip()) and "translate" not in said] == []


def test_words_of_ratings_are_german():
    coded = [*BANDS, *map(str.capitalize, NAMES.values()), *map(str.capitalize, STATUSES.values())]
    coded += ["Text", "Text and your answers", "Not assessable", "Not assessable yet"]
    ranges = [band_of(RiskInterval(low, high)) for low in range(1, 6) for high in range(low, 6)]
    with translation.override("de"):
        assert [one for one in coded if spoken(one) == one] == ["Text"]
        assert [one for one in filter(None, ranges) if spoken_risk(one) == one] == []
        assert spoken_risk("Very low to Moderate") == "Sehr niedrig bis mittel"
        assert spoken_risk("still open, from Low to Very high") == "noch offen, von niedrig bis sehr hoch"
    assert spoken_risk("still open, from Low to Very high") == "still open, from Low to Very high"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=nothing", "„nothing“ ist keiner dieser Werte: policy_change,"),
        ("category=nothing", "„nothing“ ist keiner dieser Werte: data_collection,"),
        ("min_severity=9", "„9“ ist keiner dieser Werte: low, medium, high."),
        (f"kind={'x' * 501}", "Das ist länger als 500 Zeichen."),
        ("since=gestern", "Geben Sie einen Tag wie 2026-03-01 oder einen Zeitpunkt"),
        ("since=2026-03-02&until=2026-03-01", "Das Ende liegt vor dem Anfang."),
    ],
)
def test_a_filter_of_the_timeline_is_refused_in_german_on_the_page_and_in_english_by_the_api(
    api, make_user, make_platform, query, said
):
    make_platform("acme")
    person = make_user(tier="professional", locale="de")
    reader = Client()
    reader.force_login(person)
    html = reader.get(f"/platforms/acme/timeline/?{query}").content.decode()
    assert any(words.startswith(said) for words in words_of_page(html))
    told = api(person).get(f"/api/v1/platforms/acme/timeline/?{query}", HTTP_ACCEPT_LANGUAGE="de").json()
    assert said not in str(told["errors"])


def test_a_category_watch_that_differs_is_told_in_english_to_programs(api, make_user):
    person = make_user(tier="professional", locale="de")
    watch_category(user=person, category="retention", wishes=CategoryWishes(), now=WEDNESDAY)
    body = {"category": "retention", "min_severity": "high"}
    told = api(person).post("/api/v1/category-watches/", body, HTTP_ACCEPT_LANGUAGE="de").json()
    assert told["detail"] == "You watch this category already, with other settings. Change that watch by PATCH."


def test_a_watched_category_has_its_german_name_on_every_page_of_it(make_user):
    person = make_user(tier="professional", locale="de")
    watch, _ = watch_category(user=person, category="retention", wishes=CategoryWishes(), now=WEDNESDAY)
    reader = Client()
    reader.force_login(person)
    for path in ("/category-watches/", f"/category-watches/{watch.pk}/", "/feeds/", "/channels/new/", "/lists/new/"):
        html = reader.get(path).content.decode()
        assert "Speicherung und Löschung" in html, path
        assert "Retention and deletion" not in html, path


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'name\n"Owl Post\n', "die Daten enden unerwartet"),
        (b'name\n"Owl" Post\n', "nach einem Anführungszeichen wird „,“ erwartet"),
        (b"name\n" + b'"' + b"x" * 200_000 + b'"', "eine Zelle ist größer als erlaubt (131072)"),
    ],
)
def test_why_a_list_of_vendors_is_no_csv_is_german(data, reason):
    with translation.override("de"), pytest.raises(NotAVendorList) as refused:
        read_vendor_list(data)
    assert str(refused.value) == f"Zeile 2 lässt sich nicht als CSV lesen: {reason}."
