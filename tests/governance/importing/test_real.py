"""The beginning of the real genai-eu collection; tests/acceptance reads on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from governance.models import Document
from governance.record.archive_check import verify_archive

BUNDLE = Path(settings.BASE_DIR).parent / "shared" / "data" / "genai-eu-versions.bundle"
pytestmark = pytest.mark.skipif(not BUNDLE.exists(), reason="the genai-eu collection is not beside this checkout")


def test_the_first_minutes_of_the_real_collection(read_in):
    result = read_in(BUNDLE, until=datetime(2025, 11, 11, 15, 20, 59, tzinfo=UTC), with_catalogue=True)
    assert (result.versions_stored, result.notices, result.dated_ahead) == (4, [], [])
    assert result.collection.slug == "genai-eu-versions"
    assert result.collection.licence == "ODC-BY 1.0"
    chatgpt = Document.objects.filter(platform__slug="chatgpt", collection=result.collection)
    assert set(chatgpt.values_list("state", flat=True)) == {"active"}
    assert read_in(BUNDLE, until=datetime(2025, 11, 11, 15, 20, 59, tzinfo=UTC)).versions_stored == 0
    assert verify_archive().failures == []
