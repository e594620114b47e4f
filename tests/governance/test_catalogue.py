"""The shipped catalogue."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from governance.importers import catalogue
from governance.importers.catalogue import DOCUMENTS_FILE, PLATFORMS_FILE, load_catalogue
from governance.models import Document, Platform, ShippedData

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_the_catalogue_has_its_platforms_and_documents():
    assert load_catalogue(NOW) == {"platforms_added": 400, "platforms_updated": 0, "documents_added": 935}
    assert (Platform.objects.count(), Document.objects.count()) == (400, 935)
    le_chat = Platform.objects.get(slug="le-chat")
    assert (le_chat.name, le_chat.jurisdiction, le_chat.sector) == ("Le Chat", "FR", "ai_services")
    assert "mistral le chat" in le_chat.search_text
    document = Document.objects.get(platform__name="Academia.edu", document_type="privacy-policy")
    assert document.source_urls == ["https://www.academia.edu/privacy"]
    assert document.state == "listed"


def test_every_platform_that_is_shipped_can_be_saved_in_the_admin():
    load_catalogue(NOW)
    for platform in Platform.objects.all():
        platform.clean_fields()
        assert not (platform.successor_id and platform.status == Platform.Status.ACTIVE)


def test_a_merged_platform_names_the_platform_that_carries_it_on():
    load_catalogue(NOW)
    successors = Platform.objects.exclude(successor=None).values_list("slug", "successor__slug")
    assert dict(successors) == {"google-hangouts": "google-chat", "le-chat": "vibe", "twitter": "x"}


def test_a_status_that_is_not_known_is_refused(tmp_path, monkeypatch):
    changed = tmp_path / "platforms.csv"
    changed.write_text(PLATFORMS_FILE.read_text(encoding="utf-8").replace(",merged,", ",sold,"), encoding="utf-8")
    monkeypatch.setattr(catalogue, "PLATFORMS_FILE", changed)
    with pytest.raises(ValueError, match="sold"):
        load_catalogue(NOW)
    assert not Platform.objects.exists()


def test_a_successor_that_the_operator_set_outlives_the_catalogue():
    load_catalogue(NOW)
    Platform.objects.filter(slug="rubicon-project").update(successor=Platform.objects.get(slug="vibe"))
    ShippedData.objects.update(sha256="of other files")
    load_catalogue(NOW)
    assert Platform.objects.get(slug="rubicon-project").successor.slug == "vibe"


def test_a_database_that_loaded_these_files_before_learns_the_successors():
    files = PLATFORMS_FILE.read_bytes() + DOCUMENTS_FILE.read_bytes()
    load_catalogue(NOW)
    Platform.objects.update(successor=None)
    ShippedData.objects.update(sha256=sha256(files).hexdigest())
    load_catalogue(NOW)
    assert Platform.objects.get(slug="le-chat").successor.slug == "vibe"


def test_every_row_is_valid():
    load_catalogue(NOW)
    for platform in Platform.objects.all():
        platform.full_clean(exclude=["aliases", "search_text"])
        assert platform.homepage.startswith("https://") or platform.homepage == ""
    for document in Document.objects.all():
        assert all(url.startswith(("http://", "https://")) for url in document.source_urls)


def test_loading_again_changes_nothing(django_assert_num_queries):
    load_catalogue(NOW)
    with django_assert_num_queries(1):
        assert set(load_catalogue(NOW).values()) == {0}


def test_loading_other_files_keeps_the_state_of_a_document():
    load_catalogue(NOW)
    Document.objects.filter(platform__name="Academia.edu").update(state="active", source_urls=["https://old.example"])
    Platform.objects.filter(slug="le-chat").update(operator="Somebody else")
    Platform.objects.filter(slug="acdelco").delete()
    mine = Platform.objects.create(slug="mine", name="Mine", sector="other")
    ShippedData.objects.update(sha256="of other files")
    assert load_catalogue(NOW) == {"platforms_added": 1, "platforms_updated": 1, "documents_added": 1}
    documents = Document.objects.filter(platform__name="Academia.edu")
    assert set(documents.values_list("state", flat=True)) == {"active"}
    assert not documents.filter(source_urls=["https://old.example"]).exists()
    assert Platform.objects.get(slug="le-chat").operator == "Mistral AI"
    assert Platform.objects.filter(pk=mine.pk).exists()


def test_a_platform_has_as_many_documents_of_a_type_as_it_has_regions_languages_and_products(make_platform):
    platform = make_platform()
    keys = [{}, {"region": "eu"}, {"language": "de"}, {"region": "eu", "language": "de"}, {"product": "Business"}]
    for key in keys:
        Document.objects.create(platform=platform, document_type="privacy-policy", title="Privacy Policy", **key)
    for key in keys:
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.create(platform=platform, document_type="privacy-policy", title="Privacy Policy", **key)


def test_the_catalogue_leaves_documents_for_one_region_as_they_are_and_adds_its_own():
    load_catalogue(NOW)
    listed = Document.objects.get(platform__slug="academia-edu", document_type="privacy-policy")
    for_europe = Document.objects.create(
        platform=listed.platform, document_type="privacy-policy", title="Privacy (EU)", region="eu", source_urls=["x"]
    )
    listed.delete()
    ShippedData.objects.update(sha256="of other files")
    assert load_catalogue(NOW)["documents_added"] == 1
    for_europe.refresh_from_db()
    assert for_europe.source_urls == ["x"]


def test_the_catalogue_writes_to_its_own_document_beside_one_of_a_collection(collection):
    load_catalogue(NOW)
    own = Document.objects.get(platform__slug="academia-edu", document_type="privacy-policy")
    of_collection = Document.objects.create(
        platform=own.platform,
        document_type=own.document_type,
        title=own.title,
        collection=collection,
        source_path="Academia.edu/Privacy Policy.md",
        source_urls=["x"],
    )
    Document.objects.filter(pk=own.pk).update(source_urls=["y"])
    ShippedData.objects.update(sha256="of other files")
    load_catalogue(NOW)
    own.refresh_from_db()
    of_collection.refresh_from_db()
    assert own.source_urls != ["y"]
    assert of_collection.source_urls == ["x"]


@pytest.mark.parametrize(
    ("region", "is_taken"), [("", True), ("eu", True), ("us-ca", True), ("EU", False), ("e", False)]
)
def test_a_region_has_one_spelling(make_platform, region, is_taken):
    document = Document(platform=make_platform(), document_type="terms", title="Terms", region=region)
    if is_taken:
        document.full_clean()
    else:
        with pytest.raises(ValidationError, match="us-ca"):
            document.full_clean()
