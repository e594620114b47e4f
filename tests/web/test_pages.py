"""The minimal pages: what mails link to, and what a visitor sees first."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client

from governance.models import Change, Collection, ProvisionChange
from tests.histories import TEXTS
from web.pages import methodology

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
CLAUSE_WORDS = ("models without your consent", "you may opt out")  # no headline quotes them


@pytest.fixture
def page(client, make_user):
    """The page as somebody sees it: nobody, or a person with this tier, signed in by session."""

    def get(path, tier=None):
        visitor = Client()
        if tier:
            visitor.force_login(make_user(tier=tier))
        answer = visitor.get(path)
        answer.html = answer.content.decode()
        return answer

    return get


def change_of(versions):
    return versions[1].change


@pytest.mark.dated
@pytest.mark.parametrize("tier", [None, "free"])
def test_a_change_page_says_what_everybody_may_know(page, make_document, make_history, collection, tier):
    versions = make_history(make_document(collection=collection))
    change = change_of(versions)
    shown = page(f"/changes/{change.public_id}/", tier)
    assert shown.status_code == 200
    for words in (
        change.headline.split(":")[0],
        change.reason,
        change.rule,
        change.severity_rule,
        "Not stated",
        versions[0].sha256,
        versions[1].sha256,
        f"/api/v1/versions/{versions[1].public_id}/text/",
        "Made-up contributors",
        "ODbL 1.0",
        "no legal determination",
        "/methodology/",
        "Part of Watcher",
        "Start Professional free trial",
        "9 March 2026",
    ):
        assert words in shown.html, words
    for words in CLAUSE_WORDS:
        assert words not in shown.html
    for sentence in ProvisionChange.objects.values_list("sentence", flat=True):
        assert sentence not in shown.html
    assert all(row["sentence"] not in shown.html for row in change.statements)
    assert "Why it may matter" not in shown.html
    assert "Clauses of this kind" not in shown.html


@pytest.mark.parametrize("tier", ["watcher", "professional"])
def test_a_subscriber_reads_each_clause_before_and_after(page, make_history, tier):
    shown = page(f"/changes/{change_of(make_history()).public_id}/", tier)
    for words in CLAUSE_WORDS:
        assert words in shown.html
    assert "1 provision modified." in shown.html
    assert "Why it may matter" in shown.html
    assert "Clauses of this kind bear on whose content trains AI models" in shown.html
    assert "so the clause now says the opposite." in shown.html
    assert "Start Professional free trial" not in shown.html
    assert "private" in shown["Cache-Control"]


def test_the_document_is_linked_where_the_platform_publishes_it(page, make_document, make_history):
    urls = ["javascript:alert(1)", "https://acme.example/terms?a=1&b=2"]
    change = change_of(make_history(make_document(source_urls=urls)))
    shown = page(f"/changes/{change.public_id}/").html
    assert '<a href="https://acme.example/terms?a=1&amp;b=2" rel="noopener noreferrer nofollow">' in shown
    assert "javascript" not in shown


def test_a_stated_effective_date_is_shown(page, make_history):
    change = change_of(make_history())
    Change.objects.filter(pk=change.pk).update(effective_date="2026-05-01")
    assert "1 May 2026" in page(f"/changes/{change.public_id}/").html


def test_a_change_that_is_over_says_so(page, make_history):
    said = "the document returned to a text from before this change"
    versions = make_history(texts=(TEXTS[0], TEXTS[1], TEXTS[0]))
    assert said in page(f"/changes/{change_of(versions).public_id}/").html
    assert said not in page(f"/changes/{versions[2].change.public_id}/").html


def test_a_change_of_an_imported_history_says_that_it_was_no_news(page, make_history):
    change = change_of(make_history(published=False))
    assert "Not published as news" in page(f"/changes/{change.public_id}/").html


@pytest.mark.parametrize("name", ["CW-C-999999", "CW-V-000001", "1", "CW-C-" + "9" * 30, "É"])
def test_an_unknown_change_is_a_page_that_says_so(page, db, name):
    shown = page(f"/changes/{name}/")
    assert shown.status_code == 404
    assert "There is nothing at this address" in shown.html


def test_a_demonstration_is_marked_wherever_it_is_shown(page, make_platform, make_document, make_history):
    document = make_document(make_platform(is_demonstration=True))
    change = change_of(make_history(document))
    assert "fictional" in page(f"/changes/{change.public_id}/").html
    assert "Demonstration" in page("/").html


def test_hostile_names_and_texts_are_shown_as_text(page, make_platform, make_document, make_history):
    document = make_document(make_platform(name=HOSTILE), title=HOSTILE)
    Collection.objects.create(slug="c", name=HOSTILE, attribution=HOSTILE, licence=HOSTILE)
    first = TEXTS[0] + f"\n## {HOSTILE} heading\n\nWe keep your data for ten days.\n"
    second = TEXTS[0] + f"\n## {HOSTILE} heading\n\nWe keep your data {HOSTILE} for thirty days.\n"
    change = change_of(make_history(document, texts=(first, second)))
    for path in ("/", f"/changes/{change.public_id}/", "/methodology/"):
        shown = page(path, "professional")
        assert "alert(" in shown.html
        assert HOSTILE not in shown.html
        assert not re.search(r"<script(?! type=\"application/ld\+json\">)", shown.html)


def test_the_front_page_lists_the_newest_published_changes_and_the_tiers(page, make_history, collection):
    change = change_of(make_history())
    history = change_of(make_history(published=False))
    hidden = change_of(make_history())
    Change.objects.filter(pk=hidden.pk).update(held_until=hidden.detected_at + timedelta(days=1))
    shown = page("/")
    assert f'href="/changes/{change.public_id}/"' in shown.html
    assert f'href="/changes/{history.public_id}/"' in shown.html
    assert hidden.public_id not in shown.html
    for words in ("Free", "Watcher", "Professional", "19 USD", "99 USD", "14 days free", "10 platforms", "1 platform<",
                  "Made-up contributors", "/api/v1/docs/"):  # fmt: skip
        assert words in shown.html, words


def test_the_front_page_of_an_empty_site_says_so(page, db):
    assert "No change is on record yet." in page("/").html


def test_the_methodology_names_the_categories_and_the_collections(page, collection):
    shown = page("/methodology/")
    assert "AI training use" in shown.html
    assert "Made-up contributors" in shown.html
    assert "no legal determination" in shown.html


def test_the_methodology_is_the_text_of_the_documentation(page, db, settings):
    """Every paragraph of the one is a paragraph of the other, and no mark of Markdown is left."""
    source = (settings.BASE_DIR / "docs" / "methodology.md").read_text(encoding="utf-8")
    shown = html.unescape(re.sub(r"<[^>]+>", " ", page("/methodology/").html))
    title, _, source = source.partition("\n")
    assert f'<h1 lang="en">{title.removeprefix("# ")}</h1>' in page("/methodology/").html
    said = re.findall(r"[\w’]+", re.sub(r"^\d\. ", "", source, flags=re.MULTILINE))
    words = re.findall(r"[\w’]+", shown)
    assert any(words[at : at + len(said)] == said for at in range(len(words)))
    assert "**" not in shown
    assert "|---" not in shown


def test_the_methodology_shows_no_html_that_stands_in_its_text(monkeypatch, tmp_path):
    source = tmp_path / "methodology.md"
    source.write_text("# Title\n\n<script>alert(1)</script> [a](javascript:alert(1))\n")
    monkeypatch.setattr(methodology, "SOURCE", source)
    shown = methodology.methodology_text.__wrapped__().html
    assert "<script" not in shown
    assert 'href="javascript' not in shown


def test_the_front_page_lists_what_was_detected_last_first(page, make_history):
    """Also where it was published in another order, as after a hold."""
    newer, older = change_of(make_history()), change_of(make_history())
    moment = newer.detected_at
    Change.objects.filter(pk=newer.pk).update(published_at=moment)
    Change.objects.filter(pk=older.pk).update(
        detected_at=moment - timedelta(days=2), published_at=moment + timedelta(days=2)
    )
    shown = page("/").html
    assert shown.index(newer.public_id) < shown.index(older.public_id)


@pytest.mark.parametrize("path", ["/", "/methodology/", "/changes/"])
def test_pages_hold_no_inline_script_or_style(page, make_history, path):
    change = change_of(make_history())
    shown = page(f"/changes/{change.public_id}/" if path == "/changes/" else path, "professional")
    assert not re.search(
        r"<style|<script(?! type=\"application/ld\+json\">)|\sstyle=|\son[a-z]+=|javascript:", shown.html
    )
    assert "script-src 'self'" in shown["Content-Security-Policy"]
    assert "unsafe-inline" not in shown["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/methodology/", "/changes/CW-C-000001/"])
def test_pages_are_only_read(client, db, path):
    assert client.post(path).status_code == 405


def test_a_failure_has_a_page_of_its_own(client, db, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("web.pages.front.change_views", fail)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


def test_a_site_without_payments_says_so_beside_its_prices(client, db, settings):
    said = "This site takes no payments."
    assert said in client.get("/").content.decode()
    settings.BILLING_BACKEND = "stripe"
    assert said not in client.get("/").content.decode()


def test_without_a_payment_provider_the_page_after_a_payment_says_so(client):
    assert "takes no payments" in client.get("/billing/done/").content.decode()
