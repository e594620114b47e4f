"""Two spellings of one name are one platform, and what is shown holds nothing that cannot be seen."""

import unicodedata
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from governance.importers.catalogue import load_catalogue
from governance.importers.demonstration import load_demonstration
from governance.models import Document, Platform
from governance.names import same_name, shown_name
from governance.record.platforms import find_platform, search_text_of
from tests.governance.conftest import POLICY

NOW = datetime(2026, 6, 1, tzinfo=UTC)
COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "Café Überall") for form in ("NFC", "NFD"))
SAME = [
    COMPOSED,
    DECOMPOSED,
    COMPOSED.upper(),
    "Caf\u00e9\u200b \u200eÜberall",
    "\u202eCafé Überall\u202c",
    "Café\u00a0\u00a0Überall",
    "Ｃａｆé Überall",
    "Café Über\u00adall",
    "Caf\U000e0041é Überall",
    "Ca\u200dfé Überall",
    "\ufeffCafé Überall\u3164",
]


@pytest.mark.parametrize("spelling", SAME)
def test_what_looks_alike_is_one_name(spelling):
    assert same_name(spelling) == same_name(COMPOSED)


@pytest.mark.parametrize("spelling", SAME)
def test_what_is_shown_of_a_name_can_be_seen(spelling):
    shown = shown_name(spelling)
    assert shown.isprintable()
    assert shown == unicodedata.normalize("NFC", " ".join(shown.split()))


@pytest.mark.parametrize("name", ["微博", "نمی‌خواهم", "Ünïcode", "X", "1&1", "O'Reilly – Média", "क्‍ष"])
def test_a_name_that_needs_its_characters_keeps_them(name):
    assert shown_name(name) == unicodedata.normalize("NFC", name)


def test_names_that_differ_are_different():
    assert len({same_name(name) for name in ("Signal", "Signa", "Sign al", "Sígnal", "")}) == 5


def test_a_service_in_any_spelling_is_the_platform_of_that_name(make_git, read_in):
    for number, spelling in enumerate(SAME):
        git = make_git(f"collection-{number}")
        git.record(f"{spelling}/Terms of Service.md", POLICY + str(number))
        read_in(git)
    platform = Platform.objects.get()
    assert shown_name(platform.name) == platform.name
    documents = Document.objects.exclude(source_path="")
    assert documents.count() == len(SAME)
    assert set(documents.values_list("document_type", "title")) == {("terms-of-service", "Terms of Service")}


def test_a_listed_document_is_taken_over_in_any_spelling(git, read_in, make_platform, make_document):
    platform = make_platform("cafe", name=COMPOSED, search_text=search_text_of(COMPOSED, [], "cafe"))
    listed = make_document(platform, "terms-of-service")
    git.record(f"{DECOMPOSED}/Terms\u200b of\u00a0Service.md", POLICY)
    read_in(git)
    assert Document.objects.get().pk == listed.pk


def test_an_alias_is_found_in_any_spelling(make_platform):
    text = search_text_of("Known", [DECOMPOSED], "known")
    platform = make_platform("known", name="Known", aliases=[DECOMPOSED], search_text=text)
    assert {find_platform(spelling) for spelling in SAME} == {platform}


def test_a_search_finds_a_name_in_any_spelling(make_platform, api):
    make_platform("cafe", name=COMPOSED, search_text=search_text_of(COMPOSED, [], "cafe"))
    for spelling in SAME:
        found = api().get("/api/v1/platforms/", {"q": spelling}).json()["results"]
        assert [row["slug"] for row in found] == ["cafe"], ascii(spelling)


def test_the_search_text_is_right_whoever_writes_a_platform(
    git, read_in, client, django_user_model, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    load_catalogue(NOW)
    load_demonstration(NOW)
    git.record(f"{DECOMPOSED}/Terms of Service.md", POLICY)
    git.commit(
        {f"{DECOMPOSED}/Terms of Service.md".encode(): None, b"Neuer Name/Terms of Service.md": POLICY},
        subject="Rename a service",
    )
    read_in(git)
    client.force_login(
        django_user_model.objects.create_superuser("operator@example.com", "a long passphrase 42"),
    )
    form = {"slug": "new", "name": DECOMPOSED[:5], "sector": "other", "status": "active", "aliases": '["Ｗide"]'}
    client.post(reverse("admin:governance_platform_add"), form)
    for platform in Platform.objects.all():
        assert platform.search_text == search_text_of(platform.name, platform.aliases, platform.slug)
        assert platform.name == shown_name(platform.name)
    assert find_platform("neuer name") == find_platform(COMPOSED)
    assert Platform.objects.filter(is_demonstration=True).exists()
