"""Which platform and document a path of a collection becomes, and whom the collection credits."""

from django.db import connection

from governance.importers.catalogue import load_catalogue
from governance.importers.collections import CollectionDescription
from governance.models import Document, Platform
from tests.governance.conftest import FIRST_DAY, POLICY, TERMS, clauses
from tests.governance.importing.snapshots import holds


def test_odd_file_names_become_documents_with_slugs(git, read_in):
    names = [
        b"caf\xe9/Terms.md",
        "Ünïcode Größe/Datenschutz Erklärung.md".encode(),
        "微博/隐私政策.md".encode(),
        b"Tab\tand\nline/Terms.md",
        b"Acme/terms of service.md",
        b"Acme/Terms of Service.md",
        b"Acme/" + b"long " * 80 + b".md",
        b"A/" + b"B" * 190 + b".md",
        b"<script>alert(1)<script>/Terms.md",
    ]
    for name in names:
        git.record(name, POLICY + repr(name))
    result = read_in(git)
    assert result.versions_stored == len(names)
    documents = Document.objects.exclude(source_path="").select_related("platform")
    assert len({document.source_path for document in documents}) == len(names)
    for document in documents:
        assert document.document_type
        assert document.platform.slug
        document.full_clean(exclude=["source_urls"])
        document.platform.full_clean(exclude=["aliases", "search_text"])
    assert holds()


def test_a_service_is_found_by_name_then_by_alias(git, read_in):
    git.record("TruthSocial/Privacy Policy.md", POLICY)
    git.record("Claude.ai/Terms of Service.md", POLICY)
    git.record("Nobody Knows This/Terms of Service.md", POLICY)
    read_in(git, with_catalogue=True)
    found = dict(Document.objects.exclude(source_path="").values_list("source_path", "platform__slug"))
    assert found["TruthSocial/Privacy Policy.md"] == Platform.objects.get(name="Truth Social").slug
    assert found["Claude.ai/Terms of Service.md"] == Platform.objects.get(name="Claude.ai").slug
    assert Platform.objects.get(name="Nobody Knows This").sector == "other"


def test_a_listed_document_is_taken_over_and_a_second_collection_gets_its_own(make_git, read_in):
    first, second = make_git("one-versions"), make_git("two-versions")
    for git in (first, second):
        git.record("Spotify/Privacy Policy.md", POLICY)
    read_in(first, with_catalogue=True)
    spotify = Document.objects.filter(platform__name="Spotify", document_type="privacy-policy")
    taken = spotify.get()
    assert taken.source_urls
    assert taken.collection.slug == "one-versions"
    read_in(second)
    assert spotify.count() == 2
    assert set(spotify.values_list("versions__sequence", flat=True)) == {1}


def test_a_listed_document_for_one_region_is_not_the_one_of_a_collection(git, read_in):
    git.record("Spotify/Privacy Policy.md", POLICY)
    load_catalogue(FIRST_DAY)
    spotify = Document.objects.filter(platform__name="Spotify", document_type="privacy-policy")
    spotify.update(region="eu")
    read_in(git)
    assert dict(spotify.values_list("region", "state")) == {"eu": "listed", "": "active"}


def test_a_listed_document_that_gets_a_text_meanwhile_is_not_taken_over(git, read_in):
    git.record("Spotify/Privacy Policy.md", POLICY)
    load_catalogue(FIRST_DAY)
    spotify = Document.objects.filter(platform__name="Spotify", document_type="privacy-policy")
    listed = spotify.get()

    def store_a_text_before_it_is_taken(execute, statement, *told):
        if statement.startswith('UPDATE "governance_document" SET "collection_id"'):
            Document.objects.filter(pk=listed.pk).update(state=Document.State.ACTIVE)
        return execute(statement, *told)

    with connection.execute_wrapper(store_a_text_before_it_is_taken):
        read_in(git)
    listed.refresh_from_db()
    assert (listed.state, listed.collection) == ("active", None)
    assert spotify.exclude(pk=listed.pk).get().versions.count() == 1


def test_known_collections_are_credited(make_git, read_in):
    git = make_git("pga-versions")
    git.record(TERMS, POLICY)
    collection = read_in(git).collection
    assert collection.licence == "ODC-BY 1.0"
    assert (
        collection.attribution
        == "Platform Governance Archive, ZeMKI (University of Bremen), and Open Terms Archive contributors"
    )
    other = make_git("unknown")
    other.record(TERMS, clauses("Nothing that we know of is said here."))
    assert read_in(other).collection.attribution == ""
    credited = read_in(other, description=CollectionDescription(attribution="A. Uthor", licence="CC0"))
    assert (credited.collection.attribution, credited.collection.licence) == ("A. Uthor", "CC0")
    assert read_in(other).collection.attribution == "A. Uthor"
