"""Versions are written as a history that is read back byte for byte, and to which later runs add."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from dulwich.objects import Commit
from dulwich.repo import Repo

from governance.importers import versions_repository
from governance.importers.versions_repository import NotOurExport, export_versions, files_of
from governance.models import Collection, Document, Platform, Version
from governance.record.document_states import retire_document
from tests.governance.conftest import POLICY, TERMS, clauses
from tests.governance.importing.test_real import BUNDLE

pytestmark = pytest.mark.django_db

PRIVACY = "Acme/Privacy Policy.md"
FIELDS = (
    "document__source_path", "sequence", "captured_at", "in_force_at", "stored_text_id", "source_count", "is_technical",
)  # fmt: skip


@pytest.fixture
def imported(git, read_in):
    git.record(TERMS, POLICY)
    git.record(PRIVACY, b"# Privacy\r\n\r\nWe keep \xff nothing.\r\n")
    git.record(
        TERMS,
        clauses("You may copy nothing."),
        body="This version was recorded after extracting from 3 source documents.",
    )
    git.record(TERMS, clauses("You may copy everything."), kind="technical")
    read_in(git)
    return git


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out.git"


def subjects(target):
    walker = Repo(str(target)).get_walker()
    return [entry.commit.message.decode().partition("\n")[0] for entry in walker][::-1]


def stored():
    return list(Version.objects.order_by("document__source_path", "sequence").values_list(*FIELDS))


def forget_everything():
    Document.objects.update(current_version=None)
    Version.objects.all().delete()
    Document.objects.all().delete()
    Collection.objects.all().delete()
    Platform.objects.all().delete()


def test_what_was_imported_is_written_and_read_back_the_same(imported, target, read_in):
    before = stored()
    assert export_versions(target).versions == 4
    forget_everything()
    assert read_in(target).versions_stored == 4
    assert stored() == before


def test_the_subjects_are_those_of_the_format(imported, target):
    export_versions(target)
    assert subjects(target) == [
        "Say whose texts these are",
        "First record of Acme Terms of Service",
        "First record of Acme Privacy Policy",
        "Record new changes of Acme Terms of Service",
        "Apply technical or declaration upgrade on Acme Terms of Service",
    ]


def test_the_same_record_makes_the_same_commits(imported, target, tmp_path):
    export_versions(target)
    export_versions(tmp_path / "again.git")
    assert Repo(str(target)).head() == Repo(str(tmp_path / "again.git")).head()


def test_a_later_run_adds_what_is_new_and_only_that(imported, target, read_in):
    export_versions(target)
    head = Repo(str(target)).head()
    assert export_versions(target).versions == 0
    assert Repo(str(target)).head() == head
    imported.record(PRIVACY, "# Privacy\n\nWe keep everything.\n")
    read_in(imported)
    assert export_versions(target).versions == 1
    newest: Commit = Repo(str(target))[Repo(str(target)).head()]
    assert newest.parents == [head]
    assert b"Record new changes of Acme Privacy Policy" in newest.message


def test_a_document_that_ends_or_is_renamed_is_so_in_the_history(imported, target, read_in, now):
    export_versions(target)
    document = Document.objects.get(source_path=PRIVACY)
    retire_document(document=document, occurred_at=now, now=now)
    Document.objects.filter(source_path=TERMS).update(source_path="Acme Inc/Terms of Service.md")
    done = export_versions(target)
    assert (done.versions, done.moved, done.removed) == (0, 1, 1)
    assert subjects(target)[-2:] == [
        "Rename Acme Terms of Service to Acme Inc Terms of Service",
        "Remove Acme Privacy Policy",
    ]
    assert export_versions(target) == versions_repository.Exported(0, 0, 0)
    forget_everything()
    result = read_in(target)
    assert (result.versions_stored, result.documents_moved, result.documents_retired) == (4, 1, 1)
    assert result.notices == []


def test_a_run_that_was_cut_off_is_gone_on_with(imported, target, tmp_path, monkeypatch):
    monkeypatch.setattr(versions_repository, "_COMMITS_AT_ONCE", 2)
    add, count = versions_repository._RepositoryWriter.add, iter(range(10))

    def dies(self, version, file):
        if next(count) == 3:
            raise KeyboardInterrupt
        add(self, version, file)

    with monkeypatch.context() as patch:
        patch.setattr(versions_repository._RepositoryWriter, "add", dies)
        with pytest.raises(KeyboardInterrupt):
            export_versions(target)
    export_versions(target)
    export_versions(tmp_path / "whole.git")
    assert Repo(str(target)).head() == Repo(str(tmp_path / "whole.git")).head()


def test_what_we_captured_ourselves_is_written_under_the_names_of_its_platform(
    make_document, make_platform, make_history, target
):
    platform = make_platform("odd", name="../A:c/me\u202e\n*")
    for number, title in enumerate(("Terms of Service", "terms of service", ".hidden")):
        make_history(make_document(platform, f"type-{number}", title=title))
    assert export_versions(target).versions == 9
    second = Document.objects.get(title="terms of service").public_id
    assert sorted(files_of(Document.objects.all()).values()) == sorted(
        [f"A c me/{name}.md" for name in ("Terms of Service", f"terms of service {second}", "hidden")]
    )


def test_another_repository_or_a_folder_with_files_is_refused(imported, tmp_path):
    with pytest.raises(NotOurExport, match="no export"):
        export_versions(imported.path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").touch()
    with pytest.raises(NotOurExport, match="not empty"):
        export_versions(tmp_path / "full")
    with pytest.raises(CommandError, match="not empty"):
        call_command("export_open_terms_archive", str(tmp_path / "full"))
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["notes.txt"], "nothing is left in it"


def test_one_collection_alone_is_written_if_it_is_named(imported, make_history, target, capsys):
    make_history()
    slug = Collection.objects.get().slug
    call_command("export_open_terms_archive", str(target), "--collection", slug)
    assert capsys.readouterr().out.startswith("4 versions written to")
    with pytest.raises(CommandError, match=slug):
        call_command("export_open_terms_archive", str(target), "--collection", "none")


def test_an_empty_record_makes_an_empty_repository(db, target):
    assert export_versions(target).versions == 0
    assert Repo(str(target)).refs.keys() == {b"HEAD"}


def test_the_licence_file_says_whose_the_texts_are(imported, target):
    Collection.objects.update(attribution="Its makers", licence="ODC-BY 1.0")
    export_versions(target)
    repository = Repo(str(target))
    root = repository[repository[repository.head()].tree]
    assert b"ODC-BY 1.0. Credit: Its makers." in repository[root[b"LICENSE"][1]].data


def test_fractions_of_a_second_are_kept_in_the_body(make_document, make_history, target):
    version = make_history(make_document(), texts=("# Terms\n\nYou may copy nothing.\n",))[0]
    at = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    Version.objects.filter(pk=version.pk).update(captured_at=at)
    export_versions(target)
    repository = Repo(str(target))
    newest = repository[repository.head()]
    assert b"Captured at: 2026-03-01T12:00:00.250000+00:00" in newest.message
    assert datetime.fromtimestamp(newest.author_time, UTC) == at - timedelta(microseconds=250_000)


@pytest.mark.skipif(not BUNDLE.exists(), reason="the genai-eu collection is not beside this checkout")
def test_the_beginning_of_the_real_collection_goes_round_and_is_the_same(read_in, target):
    read_in(BUNDLE, until=datetime(2025, 11, 11, 15, 24, tzinfo=UTC))
    before = stored()
    assert len(before) > 10
    export_versions(target)
    forget_everything()
    read_in(target)
    assert stored() == before
