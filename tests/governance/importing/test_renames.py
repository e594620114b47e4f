"""Services and documents that were renamed or moved keep their identity and who watches them."""

from governance.models import Change, Collection, Document, Event, Platform
from governance.record.archive_check import verify_archive
from tests.governance.conftest import FIRST_DAY, TERMS
from tests.governance.importing.policies import DAY, NINETY, PRIVACY, SIXTY, THIRTY, days_kept, terms


def test_a_renamed_service_keeps_its_documents_and_its_watchers(git, read_in):
    git.record(TERMS, THIRTY)
    git.record(PRIVACY, THIRTY)
    read_in(git)
    ids = set(Document.objects.exclude(source_path="").values_list("pk", flat=True))
    platform = Platform.objects.get(name="Acme")
    moves = {TERMS: None, PRIVACY: None, "Acme Next/Terms of Service.md": THIRTY, "Acme Next/Privacy Policy.md": SIXTY}
    git.commit({path.encode(): text for path, text in moves.items()}, subject="Rename Acme")
    git.record("Acme Next/Terms of Service.md", NINETY)
    result = read_in(git, as_news=True)
    assert (result.documents_moved, result.documents_retired) == (2, 0)
    documents = Document.objects.exclude(source_path="")
    assert {document.pk for document in documents} == ids
    assert {document.platform_id for document in documents} == {platform.pk}
    assert Change.objects.published().get().platform == platform
    platform.refresh_from_db()
    assert platform.aliases == ["Acme Next"]
    assert not Event.objects.filter(kind="document_retired").exists()
    Collection.objects.update(last_commit="")
    read_in(git)
    assert {document.pk for document in Document.objects.exclude(source_path="")} == ids
    assert verify_archive().failures == []


def test_a_service_renamed_to_a_known_one_is_succeeded_by_it(git, read_in):
    git.record("Le Chat/Terms of Service.md", THIRTY)
    read_in(git, with_catalogue=True)
    Platform.objects.update(successor=None)
    document = Document.objects.get(source_path="Le Chat/Terms of Service.md")
    git.commit(
        {b"Le Chat/Terms of Service.md": None, b"Vibe/Terms of Service.md": THIRTY}, subject="Rename Le Chat to Vibe"
    )
    read_in(git)
    document.refresh_from_db()
    assert (document.source_path, document.platform.slug) == ("Vibe/Terms of Service.md", "vibe")
    assert Platform.objects.get(slug="le-chat").successor.slug == "vibe"
    of_this_type = Document.objects.filter(platform__slug="vibe", document_type=document.document_type)
    assert list(of_this_type) == [document]


def test_a_renamed_document_keeps_its_identity_and_takes_its_new_title(git, read_in):
    git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY)
    git.commit({TERMS.encode(): None, b"Acme/Terms of Use.md": SIXTY}, subject="Rename a document")
    git.record("Acme/Terms of Use.md", NINETY)
    read_in(git)
    document = Document.objects.exclude(source_path="").get()
    assert (document.title, document.document_type) == ("Terms of Use", "terms-of-service")
    assert days_kept(document) == ["thirty", "sixty", "ninety"]


def test_a_document_moved_to_another_known_service_leaves_the_others_behind(git, read_in, make_platform):
    git.record(TERMS, THIRTY)
    git.record(PRIVACY, SIXTY)
    read_in(git)
    git.commit({TERMS.encode(): None, b"Acme Shop/Terms of Service.md": THIRTY}, subject="Move a document")
    read_in(git)
    moved = Document.objects.get(source_path="Acme Shop/Terms of Service.md")
    assert moved.platform.name == "Acme Shop"
    assert Platform.objects.get(name="Acme").successor is None


def test_a_path_that_is_used_again_after_a_rename_begins_a_document_of_its_own(git, read_in):
    git.record(TERMS, THIRTY)
    git.commit({TERMS.encode(): None, b"Acme Next/Terms of Service.md": THIRTY}, subject="Rename Acme")
    git.record(TERMS, NINETY)
    read_in(git)
    assert days_kept(terms()) == ["ninety"]
    assert days_kept(Document.objects.get(source_path="Acme Next/Terms of Service.md")) == ["thirty"]
    Collection.objects.update(last_commit="")
    assert read_in(git).versions_stored == 0


def test_since_after_a_rename_begins_with_the_text_in_force(git, read_in):
    git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY)
    git.commit({TERMS.encode(): None, b"Acme Next/Terms of Service.md": SIXTY}, subject="Rename Acme")
    read_in(git, since=FIRST_DAY + 3 * DAY)
    assert days_kept(Document.objects.get(source_path="Acme Next/Terms of Service.md")) == ["sixty"]
