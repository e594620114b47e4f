"""What we read ourselves and what a collection records are two histories."""

import pytest

from governance.capture.adding import document_named
from governance.capture.sources import read_by_itself
from governance.models import Collection, Document, PageOfDocument
from governance.record.platforms import platform_named
from tests.governance.capture.pages import NOON

pytestmark = pytest.mark.django_db
ADDRESS = "https://acme.example/terms"


def test_a_document_that_a_collection_records_is_not_continued():
    platform = platform_named("Acme", is_demonstration=False, now=NOON)
    collection = Collection.objects.create(slug="owls", name="Owls")
    theirs = Document.objects.create(
        platform=platform,
        document_type="terms-of-service",
        title="Terms of Service",
        collection=collection,
        source_path="a",
    )
    ours = document_named("acme", "Terms of Service", [ADDRESS], now=NOON)
    assert ours != theirs
    assert ours.collection is None
    assert document_named("Acme", "Terms of Service", [ADDRESS], now=NOON) == ours


def test_a_listed_document_that_we_read_is_not_taken_over_by_an_import(read_in, git):
    document = document_named("Acme", "Terms of Service", [ADDRESS], now=NOON)
    read_by_itself(document, [ADDRESS], now=NOON)
    git.record("Acme/Terms of Service.md", "# Terms of Service\n\nYou pay three coins a month for the service.\n")
    read_in(git)
    document.refresh_from_db()
    assert document.collection is None
    assert document.current_version is None
    assert PageOfDocument.objects.filter(document=document).exists()
    assert Document.objects.filter(platform=document.platform).count() == 2
