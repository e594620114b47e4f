"""Pages of the public record: the catalogue, a platform, a document, a provision, and the prices."""

import re

import pytest
from django.test import Client

from alerts.models import WatchItem
from governance.models import Document, Platform, Provision, Version
from tests.histories import TEXTS

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
LONG = "# Terms\n\n" + "\n\n".join(f"## Part {n}\n\nWe keep record number {n} for {n + 1} days." for n in range(1, 131))


@pytest.fixture
def page(make_user):
    """The page as somebody sees it: nobody, or a person with this tier, signed in by session."""

    def get(path, tier=None, user=None, **options):
        visitor = Client()
        if tier or user:
            visitor.force_login(user or make_user(tier=tier))
        answer = visitor.get(path, **options)
        answer.html = answer.content.decode() if answer.status_code == 200 else ""
        return answer

    return get


def document_page(document):
    return f"/documents/{document.public_id}/"


def provision_with(words):
    return Provision.objects.get(current_revision__text__contains=words)


def test_the_catalogue_is_found_by_name_sector_and_type(page, make_platform, make_document):
    acme = make_platform(name="Acme Cloud", slug="acme-cloud", sector="cloud")
    make_document(acme, document_type="privacy-policy")
    make_platform(name="Brisk Pay", slug="brisk-pay", sector="payments")
    every = page("/platforms/").html
    assert "Acme Cloud" in every
    assert "Brisk Pay" in every
    assert "2 platforms" in every
    for query in ("q=acme", "q=CLOUD%20acme", "sector=cloud", "document_type=privacy-policy"):
        found = page(f"/platforms/?{query}").html
        assert "Acme Cloud" in found, query
        assert "Brisk Pay" not in found, query
        assert "1 platform found" in found


@pytest.mark.parametrize("query", ["q=zzz", "sector=cloud"])
def test_a_search_that_finds_nothing_says_what_to_do(page, make_platform, query):
    make_platform(name="Acme", sector="payments")
    make_platform(name="Other", slug="other", sector="cloud", status=Platform.Status.ACTIVE)
    Platform.objects.filter(slug="other").update(sector="payments")
    shown = page(f"/platforms/?{query}")
    assert shown.status_code == 200
    assert "Acme" not in shown.html or "sector" in query


@pytest.mark.parametrize(
    "query", ["sector=nowhere", "document_type=nothing", "q=" + "x" * 200, "page=9" * 40, "page=-1", "page=x"]
)
def test_a_bad_filter_is_named_and_breaks_nothing(page, make_platform, query):
    make_platform(name="Acme")
    shown = page(f"/platforms/?{query}")
    assert shown.status_code == 200
    if not query.startswith("page"):
        assert "errorlist" in shown.html


def test_the_catalogue_goes_on_over_pages_and_keeps_the_filter(page, make_platform):
    for number in range(55):
        make_platform(name=f"Service {number:02}", slug=f"service-{number:02}", sector="cloud")
    first = page("/platforms/?sector=cloud").html
    assert "Service 49" in first
    assert "Service 50" not in first
    assert 'href="?sector=cloud&amp;page=2"' in first
    assert "Service 54" in page("/platforms/?sector=cloud&page=2").html


def test_a_catalogue_of_fifty_asks_as_many_statements_as_one_of_five(
    make_platform, make_document, django_assert_max_num_queries
):
    for number in range(50):
        make_document(make_platform(name=f"Service {number}", slug=f"service-{number}"))
    with django_assert_max_num_queries(12):
        assert Client().get("/platforms/").status_code == 200


def test_a_platform_page_shows_its_documents_and_changes(page, make_platform, make_document, make_history):
    acme = make_platform(name="Acme", operator="Acme Incorporated", jurisdiction="IE")
    document = make_document(acme, title="Terms of Acme")
    change = make_history(document)[1].change
    shown = page(f"/platforms/{acme.slug}/").html
    for words in ("Acme Incorporated", "IE", "Terms of Acme", document_page(document), change.public_id,
                  f"/api/v1/feeds/platforms/{acme.slug}.atom", "1 of 1"):  # fmt: skip
        assert words in shown, words
    assert page("/platforms/nobody/").status_code == 404


def test_a_person_watches_a_platform_from_its_page(make_user, make_platform, page):
    acme = make_platform(name="Acme")
    person, visitor = make_user(), Client()
    visitor.force_login(person)
    assert "Watch <bdi>Acme</bdi>" in page(f"/platforms/{acme.slug}/", user=person).html
    for said in ("You watch Acme now.", "You watch Acme already."):
        answer = visitor.post(f"/platforms/{acme.slug}/watch/", follow=True)
        assert said in answer.content.decode()
    assert WatchItem.objects.filter(watchlist__user=person, platform=acme).count() == 1


def test_watching_over_the_cap_says_what_the_plan_allows(make_user, make_platform):
    person, visitor = make_user(), Client()
    visitor.force_login(person)
    first, second = make_platform(name="Acme"), make_platform(name="Brisk", slug="brisk")
    visitor.post(f"/platforms/{first.slug}/watch/")
    answer = visitor.post(f"/platforms/{second.slug}/watch/", follow=True)
    assert "Your plan allows 1 platform, and you have 1." in answer.content.decode()
    assert WatchItem.objects.filter(watchlist__user=person).count() == 1


def test_whoever_is_not_signed_in_is_asked_to_be_before_watching(make_platform):
    acme = make_platform(name="Acme")
    answer = Client().post(f"/platforms/{acme.slug}/watch/")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    assert not WatchItem.objects.exists()
    assert Client().get(f"/platforms/{acme.slug}/watch/").status_code == 405


def test_watching_needs_the_token_of_the_form(make_user, make_platform):
    acme = make_platform(name="Acme")
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(make_user())
    assert visitor.post(f"/platforms/{acme.slug}/watch/").status_code == 403
    assert not WatchItem.objects.exists()


@pytest.mark.parametrize("tier", [None, "free", "watcher", "professional"])
def test_a_document_page_shows_each_provision_in_its_own_words(page, make_document, make_history, tier):
    document = make_document()
    versions = make_history(document)
    shown = page(document_page(document), tier).html
    text = versions[-1].text
    for placed in versions[-1].placed:
        assert f'id="{Provision.public_id_of(placed.provision_id)}"' in shown
    assert versions[-1].sha256 in shown
    assert "Latest recorded text" in shown or "Last verified" in shown or document.last_verified_at is None
    assert text
    assert ("Part of Professional" in shown) == (tier != "professional")


def test_a_long_document_is_shown_in_parts(page, make_document, make_history):
    document = make_document()
    make_history(document, texts=(LONG,))
    first = page(document_page(document)).html
    assert "Provisions 1 to 60 of 130" in first
    assert "record number 60 " in first
    assert "record number 61 " not in first
    assert 'href="?from=61#provisions"' in first
    second = page(document_page(document) + "?from=61").html
    assert "Provisions 61 to 120 of 130" in second
    assert 'href="?from=1#provisions"' in second
    assert "record number 130 " in page(document_page(document) + "?all=1").html
    for odd in ("?from=0", "?from=-4", "?from=131", "?from=" + "9" * 40, "?from=x", "?from=²"):
        assert "Provisions 1 to 60 of 130" in page(document_page(document) + odd).html, odd


def test_a_provision_is_found_on_its_part_of_the_document(page, make_document, make_history):
    document = make_document()
    make_history(document, texts=(LONG,))
    wanted = provision_with("record number 75 ")
    answer = page(f"{document_page(document)}?provision={wanted.public_id}")
    assert answer.status_code == 302
    assert answer["Location"] == f"{document_page(document)}?from=61#{wanted.public_id}"
    assert page(f"{document_page(document)}?provision=CW-P-999999").status_code == 404
    assert page(f"{document_page(document)}?provision=//evil.example").status_code == 404


def test_a_long_document_asks_as_many_statements_as_a_short_one(
    make_document, make_history, django_assert_max_num_queries
):
    document = make_document()
    make_history(document, texts=(LONG,))
    with django_assert_max_num_queries(14):
        assert Client().get(document_page(document)).status_code == 200


def test_a_document_without_a_version_says_so(page, make_document):
    shown = page(document_page(make_document())).html
    assert "Not captured." in shown
    assert page("/documents/CW-D-999999/").status_code == 404


def test_a_failed_capture_leaves_the_last_good_text(page, make_document, make_history):
    document = make_document()
    versions = make_history(document)
    Version.objects.filter(pk=versions[-1].pk).update(is_good=False)
    shown = page(document_page(document)).html
    assert "Shown is the last good text." in shown
    assert versions[-2].sha256 in shown


def test_a_retired_document_says_so(page, make_document, make_history):
    document = make_document()
    make_history(document)
    Document.objects.filter(pk=document.pk).update(state=Document.State.RETIRED)
    assert "Shown is its last text." in page(document_page(document)).html


@pytest.mark.parametrize("tier", [None, "free", "watcher"])
def test_the_history_of_a_provision_is_withheld_below_professional(page, make_document, make_history, tier):
    make_history(make_document())
    wanted = Provision.objects.filter(changes__kind="modified").first()
    shown = page(f"/provisions/{wanted.public_id}/", tier).html
    assert "Part of Professional" in shown
    assert "Every wording</summary>" not in shown
    before = wanted.revisions.order_by("version__sequence").first().text
    assert before not in shown
    for event in wanted.changes.all():
        assert event.sentence not in shown


def test_a_professional_reads_the_history_of_a_provision(page, make_document, make_history):
    make_history(make_document())
    wanted = Provision.objects.filter(changes__kind="modified").first()
    shown = page(f"/provisions/{wanted.public_id}/", "professional").html
    assert "Every wording</summary>" in shown
    assert wanted.changes.get().change.public_id in shown


def test_a_provision_that_is_gone_says_so(page, make_document, make_history):
    make_history(make_document(), texts=(TEXTS[0] + "\nWe also keep a list of visitors for ninety days.\n", TEXTS[0]))
    gone = Provision.objects.exclude(removed_in=None).get()
    shown = page(f"/provisions/{gone.public_id}/").html
    assert "Not in force." in shown
    assert page("/provisions/CW-P-999999/").status_code == 404


def test_hostile_names_and_texts_are_text_on_every_page(page, make_platform, make_document, make_history):
    acme = make_platform(name=HOSTILE, operator=HOSTILE, homepage="javascript:alert(1)")
    document = make_document(acme, title=HOSTILE, source_urls=["javascript:alert(1)"])
    first = TEXTS[0] + f"\n## {HOSTILE} heading\n\nWe keep your data for ten days.\n"
    make_history(document, texts=(first, first.replace("for ten days", f"{HOSTILE} for thirty days")))
    wanted = Provision.objects.filter(current_revision__text__contains="thirty").get()
    paths = ["/platforms/", f"/platforms/{acme.slug}/", document_page(document), f"/provisions/{wanted.public_id}/"]
    for path in paths:
        shown = page(path, "professional").html
        assert "alert(" in shown
        assert HOSTILE not in shown
        assert "<script" not in shown.replace('<script type="application/ld+json">', "")
        assert 'href="javascript' not in shown


def test_the_words_that_differ_are_marked_in_one_text_or_side_by_side(page, make_history):
    change = make_history()[1].change
    path = f"/changes/{change.public_id}/"
    one = page(path, "watcher").html
    assert "<del>" in one
    assert "<ins>" in one
    assert 'class="sides"' not in one
    beside = page(f"{path}?view=side", "watcher").html
    assert 'class="sides"' in beside
    for shown in (page(path, "free").html, page(f"{path}?view=side").html):
        assert "<del>" not in shown
        assert "<ins>" not in shown


def test_a_change_leads_to_its_neighbours(page, make_history):
    texts = (TEXTS[0], TEXTS[1], TEXTS[1] + "\nYou may not resell the service to anybody.\n")
    _, second, third = make_history(texts=texts)
    shown = page(f"/changes/{second.change.public_id}/").html
    assert f'<a rel="next" href="/changes/{third.change.public_id}/">' in shown
    assert 'rel="prev"' not in shown
    assert (
        f'<a rel="prev" href="/changes/{second.change.public_id}/">' in page(f"/changes/{third.change.public_id}/").html
    )


def test_the_prices_are_those_of_the_table(page):
    shown = page("/pricing/").html
    for words in (
        "Free",
        "Watcher",
        "Professional",
        "19 USD a month",
        "99 USD a month",
        "10 platforms",
        "14 days free",
    ):
        assert words in shown, words


@pytest.mark.parametrize("path", ["/platforms/", "/pricing/", "/"])
def test_a_page_has_one_main_heading_and_a_title(page, path):
    shown = page(path).html
    assert len(re.findall("<h1", shown)) == 1
    assert len(re.findall("<title>[^<]+</title>", shown)) == 1
    assert "style=" not in shown
