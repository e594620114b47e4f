"""No run of an export leaves out what an earlier one had passed over."""

import pytest
from dulwich.repo import Repo

from governance.importers import versions_repository
from governance.importers.versions_repository import export_versions
from governance.models import Collection, Document, Version
from tests.governance.conftest import POLICY, TERMS, clauses

pytestmark = pytest.mark.django_db

PRIVACY = "Acme/Privacy Policy.md"


@pytest.fixture
def imported(git, read_in):
    git.record(TERMS, POLICY)
    git.record(PRIVACY, "# Privacy\n\nWe keep nothing.\n")
    git.record(TERMS, clauses("You may copy nothing."))
    git.record(TERMS, clauses("You may copy everything."))
    read_in(git)
    return git


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out.git"


def written(target):
    walker = Repo(str(target)).get_walker()
    messages = [entry.commit.message.decode() for entry in walker]
    return sorted(line for text in messages for line in text.splitlines() if line.startswith("Version: "))


def test_a_run_without_a_collection_writes_what_a_run_for_one_had_left_out(
    imported, make_document, make_history, target
):
    """The newest versions are of the collection; those that were left out have lower ids."""
    older = make_history(make_document(title="Terms of Service"))
    ours = Collection.objects.get()
    newest = Version.objects.latest("pk")
    other = Collection.objects.create(slug="other", name="Other", attribution="Others")
    Document.objects.filter(pk=newest.document_id).update(collection=other)
    first = export_versions(target, collection=other)
    assert 0 < first.versions < Version.objects.count()
    assert export_versions(target).versions == Version.objects.count() - first.versions
    assert written(target) == sorted(f"Version: {one.public_id}" for one in Version.objects.all())
    assert export_versions(target, collection=ours) == export_versions(target) == versions_repository.Exported(0, 0, 0)
    assert older


def test_a_version_that_was_stored_late_under_a_lower_id_is_written_by_the_next_run(imported, target):
    late = Version.objects.get(document__source_path=PRIVACY)
    Document.objects.filter(pk=late.document_id).update(current_version=None)
    assert export_versions(target).versions == 3
    Document.objects.filter(pk=late.document_id).update(current_version=late)
    assert export_versions(target).versions == 1
    assert f"Version: {late.public_id}" in written(target)


def test_the_licence_file_names_what_the_repository_holds_whatever_the_last_run_was_for(imported, make_history, target):
    ours = Collection.objects.get()
    Collection.objects.update(attribution="Its makers", licence="ODC-BY 1.0")
    export_versions(target)
    other = Collection.objects.create(slug="other", name="Other", attribution="Others")
    export_versions(target, collection=other)
    repository = Repo(str(target))
    root = repository[repository[repository.head()].tree]
    assert b"Credit: Its makers." in repository[root[b"LICENSE"][1]].data
    assert ours


def test_two_documents_of_one_name_in_two_collections_keep_to_their_own_files(imported, make_document, target):
    first = Document.objects.get(source_path=TERMS)
    second = Document.objects.get(source_path=PRIVACY)
    other = Collection.objects.create(slug="other", name="Other", attribution="Others")
    Document.objects.filter(pk=second.pk).update(source_path=TERMS, collection=other)
    export_versions(target, collection=Collection.objects.exclude(slug="other").get())
    export_versions(target, collection=other)
    repository = Repo(str(target))
    root = repository[repository[repository.head()].tree]
    names = [entry.path.decode() for entry in repository[root[b"Acme"][1]].items()]
    assert sorted(names) == [
        f"Terms of Service {max(first, second, key=lambda one: one.pk).public_id}.md",
        "Terms of Service.md",
    ]
