"""An import that dies is completed by the next one."""

from datetime import timedelta

import pytest

from governance.importers import writing
from governance.models import Collection, Document, StoredText
from governance.record import versions as version_service
from tests.governance.conftest import FIRST_DAY, POLICY, TERMS
from tests.governance.importing.snapshots import NEW_POLICY, holds, snapshot


def test_an_import_that_dies_between_any_two_documents_is_completed_by_the_next(git, read_in, monkeypatch):
    for text in (POLICY, NEW_POLICY, POLICY + "\nA clause about nothing in particular is added.\n"):
        git.record(TERMS, text)
        git.record("Acme/Privacy Policy.md", text)
    git.delete("Acme/Privacy Policy.md")
    steps = [
        (version_service, "_write_what_follows"),
        (version_service, "create_change"),
        (version_service, "_make_current"),
        (version_service, "_store_text"),
        (writing, "record_version"),
        (writing, "retire_document"),
    ]
    for module, name in steps:
        original, calls = getattr(module, name), []

        def die_later(*args, original=original, calls=calls, **options):
            calls.append(1)
            result = original(*args, **options)
            if len(calls) == 1:
                raise KeyboardInterrupt
            return result

        monkeypatch.setattr(module, name, die_later)
        with pytest.raises(KeyboardInterrupt):
            read_in(git)
        monkeypatch.setattr(module, name, original)
        assert holds()
    read_in(git)
    interrupted = snapshot()
    Document.objects.exclude(source_path="").delete()
    Collection.objects.all().delete()
    StoredText.objects.all().delete()
    read_in(git)
    assert snapshot() == interrupted


def test_an_import_that_dies_says_of_no_document_that_it_stood(git, read_in, monkeypatch):
    git.record(TERMS, POLICY)
    git.record("Acme/Privacy Policy.md", POLICY)
    git.record(TERMS, NEW_POLICY)
    record, calls = writing.record_version, []

    def dies(recorded, **options):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return record(recorded, **options)

    monkeypatch.setattr(writing, "record_version", dies)
    with pytest.raises(KeyboardInterrupt):
        read_in(git)
    assert Document.objects.get(source_path=TERMS).last_verified_at == FIRST_DAY
    read_in(git)
    assert set(Document.objects.exclude(source_path="").values_list("last_verified_at", flat=True)) == {
        FIRST_DAY + timedelta(days=2)
    }
