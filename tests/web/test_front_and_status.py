"""What strangers and search engines are shown first: the front page, status, sitemaps, the operator's texts."""

import json
import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from governance.models import Change, Platform
from tests.histories import TEXTS
from web.pages.front import shown_differences
from web.templatetags.durations import in_minutes

HOSTILE = "<script>alert('x')</script>"
pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    def get(path):
        answer = Client().get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()

    return get


@pytest.fixture
def news(make_platform, make_document, make_history):
    """A published change of meaning on a platform of its own."""
    made = []

    def make(**fields):
        made.append(make_platform(name=f"Platform {len(made)}", slug=f"platform-{len(made)}", **fields))
        return make_history(make_document(made[-1]), texts=TEXTS[:2])[1].change

    return make


def linked(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def test_three_changes_of_three_platforms_show_their_words(news, page):
    changes = [news() for _ in range(4)]
    shown = shown_differences()
    assert len(shown) == len({one.change.platform_slug for one in shown}) == 3
    assert {one.change.id for one in shown} <= {change.pk for change in changes}
    for one in shown:
        kept = "".join(words for kind, words in one.difference if kind != "insert")
        assert kept == one.provision.before_quote
    assert page("/").count('class="quotation both"') == 3


def test_what_is_shown_is_real_where_anything_is(news):
    made_up, real = news(is_demonstration=True), news()
    assert [one.change.id for one in shown_differences()] == [real.pk, made_up.pk]


def test_a_site_that_only_imported_history_shows_what_it_is_for(news):
    change = news()
    Change.objects.filter(pk=change.pk).update(published_at=None)
    assert [one.change.id for one in shown_differences()] == [change.pk]


def test_nothing_is_shown_that_is_held_was_withdrawn_or_changes_no_meaning(news):
    held, withdrawn = news(), news()
    Change.objects.filter(pk=held.pk).update(held_until=held.detected_at + timedelta(days=1))
    until = {"held_until": withdrawn.detected_at, "withdrawn_at": withdrawn.detected_at}
    Change.objects.filter(pk=withdrawn.pk).update(**until)
    Change.objects.filter(pk=news().pk).update(label=Change.Label.EDITORIAL)
    assert shown_differences() == []


def test_a_long_clause_is_not_squeezed_onto_the_front_page(make_document, make_history):
    first, second = (text + "\n## More\n\n" + "We keep your data. " * 40 for text in ("", "Also: "))
    make_history(make_document(), texts=(TEXTS[0] + first, TEXTS[0] + second.replace("keep", "sell")))
    assert all(len(one.provision.before_quote) <= 500 for one in shown_differences())


def test_the_figures_say_what_they_count(news, page):
    news()
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page("/")))
    assert "platforms read at present" in shown
    assert "of them in the last 30 days 1" in shown


def test_the_front_page_asks_as_much_of_a_full_record_as_of_a_small_one(news, page, django_assert_max_num_queries):
    for _ in range(3):
        news()
    with django_assert_max_num_queries(16):
        page("/")


def test_names_of_others_end_no_data_and_open_no_element(make_platform, make_document, make_history, page):
    hostile = make_document(make_platform(name=f"</script><b>{HOSTILE}", slug="bad"), title=HOSTILE)
    change = make_history(hostile)[1].change
    for path in ("/platforms/bad/", f"/documents/{change.document.public_id}/", f"/changes/{change.public_id}/"):
        html = page(path)
        assert linked(html)["@type"] == "WebPage"
        assert html.count("</script>") == 1
        assert "<b>" not in html


def test_pages_say_their_own_address_and_what_they_are(news, page, settings):
    change = news()
    html = page(f"/changes/{change.public_id}/?view=side")
    assert f'<link rel="canonical" href="{settings.BASE_URL}/changes/{change.public_id}/">' in html
    assert f'property="og:title" content="{change.headline.split(chr(34))[0][:20]}' in html
    assert linked(html)["datePublished"].startswith(change.published_at.date().isoformat())
    assert "datePublished" not in linked(page(f"/documents/{change.document.public_id}/"))


def test_the_sitemap_leads_to_pages_that_answer_and_to_nothing_made_up(news, page):
    change, made_up = news(), news(is_demonstration=True)
    sections = re.findall(r"<loc>http://testserver(.+?)</loc>", page("/sitemap.xml"))
    assert len(sections) == 4
    paths = [path for section in sections for path in re.findall(r"<loc>http://testserver(.+?)</loc>", page(section))]
    assert f"/changes/{change.public_id}/" in paths
    assert f"/changes/{made_up.public_id}/" not in paths
    for path in paths:
        assert Client().get(path).status_code == 200, path
    assert Client().get("/sitemap-none.xml").status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-pages.xml"])
def test_sitemaps_name_the_site_as_it_is_and_not_as_a_request_calls_it(settings, path, db):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://clausewatch.example:8443"
    said = Client().get(path, headers={"host": "other.example:99"}).content.decode()
    assert "<loc>https://clausewatch.example:8443/" in said
    assert "other.example" not in said


def test_robots_keeps_out_what_belongs_to_a_person(page, settings):
    said = page("/robots.txt")
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in said
    assert {"Disallow: /accounts/", "Disallow: /dashboard/"} <= set(said.splitlines())


def test_status_says_what_waits_and_for_how_long(news, page, now):
    assert "This site reads no documents itself" in page("/status/")
    change = news()
    Change.objects.filter(pk=change.pk).update(published_at=now - timedelta(hours=3))
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page("/status/")))
    assert "Changes to be shared out 0" in shown  # a minute old at most, and it was asked just now


def test_a_change_that_waits_long_is_late(news, page, now):
    Change.objects.filter(pk=news().pk).update(published_at=now - timedelta(hours=3))
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page("/status/")))
    assert "Changes to be shared out 1 3 hours late" in shown


@pytest.mark.parametrize("path", ["/", "/status/"])
@pytest.mark.parametrize("step", ["get", "set"])
def test_a_cache_that_is_away_stops_no_page(page, monkeypatch, path, step):
    def away(*args, **kwargs):
        raise OperationalError("no such table: django_cache")

    monkeypatch.setattr(f"web.pages.kept.cache.{step}", away)
    assert "Clausewatch" in page(path)


@pytest.mark.parametrize("name", ["terms", "imprint"])
def test_the_operators_texts_are_theirs_and_run_nothing(name, page, settings, tmp_path):
    settings.OPERATOR_TEXTS = tmp_path
    assert "has not published this text" in page(f"/{name}/")
    assert f'href="/{name}/"' not in page("/bot/")
    (tmp_path / f"{name}.md").write_text("# Ours\n\n<script>alert(1)</script> [x](javascript:alert(1))")
    shown = page(f"/{name}/")
    assert "<h1>Ours</h1>" in shown
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert f'href="/{name}/"' in page("/bot/")


def test_the_operators_privacy_stands_before_ours(page, settings, tmp_path):
    settings.OPERATOR_TEXTS = tmp_path
    (tmp_path / "privacy.md").write_text("## Who is responsible\n\nExample Ltd\n")
    shown = page("/privacy/")
    assert shown.index("Example Ltd") < shown.index("<h2>What we keep")
    assert Platform.objects.count() == 0


def test_a_wait_is_told_by_its_largest_unit():
    told = [in_minutes(seconds) for seconds in (59, 60, 7_199, 7_200, 259_199, 259_200)]
    assert told == ["less than a minute", "1 minute", "119 minutes", "2 hours", "71 hours", "3 days"]
