"""Slices of the real genai-eu collection."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from governance.importers.git_history import read_blob, read_records, read_steps
from governance.importers.git_source import open_source
from governance.models import Change, Document, Version
from governance.services.verification import verify_archive

BUNDLE = Path(settings.BASE_DIR).parent / "shared" / "data" / "genai-eu-versions.bundle"
LE_CHAT_TERMS = "Le Chat/Terms of Service.md"
pytestmark = pytest.mark.skipif(not BUNDLE.exists(), reason="the genai-eu collection is not beside this checkout")


@pytest.fixture
def le_chat_terms(git, tmp_path):
    """The real history of one document, committed anew with its dates and kinds: bytes by commit."""
    stored = {}
    with open_source(str(BUNDLE), mirrors=tmp_path) as source:
        for record in read_records(source, read_steps(source)):
            if record.path == LE_CHAT_TERMS and record.captured_at < datetime(2026, 4, 16, tzinfo=UTC):
                data = read_blob(source, record.blob)
                stored[git.record(LE_CHAT_TERMS, data, kind=record.kind, at=record.captured_at)] = data
    return stored


def test_the_first_minutes_of_the_real_collection(read_in):
    result = read_in(BUNDLE, until=datetime(2025, 11, 11, 15, 20, 59, tzinfo=UTC), with_catalogue=True)
    assert result.versions_stored == 4
    assert result.collection.slug == "genai-eu-versions"
    assert result.collection.licence == "ODC-BY 1.0"
    chatgpt = Document.objects.filter(platform__slug="chatgpt", collection=result.collection)
    assert set(chatgpt.values_list("state", flat=True)) == {"active"}
    assert read_in(BUNDLE, until=datetime(2025, 11, 11, 15, 20, 59, tzinfo=UTC)).versions_stored == 0
    assert verify_archive().failures == []


def test_of_a_real_history_only_the_real_changes_are_news(git, le_chat_terms, read_in):
    read_in(git, until=datetime(2026, 3, 1, 23, 59, tzinfo=UTC), with_catalogue=True)
    assert not Change.objects.published().exists()
    read_in(git, as_news=True)
    assert Document.objects.get(source_path=LE_CHAT_TERMS).platform.slug == "le-chat"
    for commit, data in le_chat_terms.items():
        assert Version.objects.select_related("stored_text").get(source_commit=commit).stored_text.data == data
    news = {change.detected_at.date().isoformat(): change for change in Change.objects.alertable()}
    assert {"2026-03-26", "2026-04-02"} <= news.keys()
    assert news["2026-04-02"].rule == "rolled_back"
    assert "returned to an earlier text" in news["2026-04-02"].headline
    assert not any(change.to_version.is_technical for change in news.values())
    assert {change.label for change in news.values()} == {"substantive"}
    assert verify_archive().failures == []
