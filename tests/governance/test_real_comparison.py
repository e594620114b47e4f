"""Every quotation that a comparison or a pre-answer shows of the real genai-eu collection is in its text."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from governance.analysis.pre_answers import pre_answers
from governance.analysis.stating import compared_categories
from governance.models import Document, Platform, Version
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from governance.stated_provisions import documents_read

BUNDLE = Path(settings.BASE_DIR).parent / "shared" / "data" / "genai-eu-versions.bundle"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.on_sqlite,
    pytest.mark.skipif(not BUNDLE.exists(), reason="the genai-eu collection is not beside this checkout"),
]
MOST = 10  # platforms that are compared, of all that the collection has


@pytest.fixture
def platforms(tmp_path):
    """The first platforms of the collection, by name, with the last text of each document."""
    clone = tmp_path / "clone.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, clone], check=True, capture_output=True)
    git = ["git", "-C", str(clone)]
    listed = subprocess.run([*git, "ls-tree", "-rz", "--name-only", "HEAD"], check=True, capture_output=True)
    found: dict[str, Platform] = {}
    now = datetime(2026, 6, 1, tzinfo=UTC)
    for path in listed.stdout.decode().split("\0"):
        service, slash, name = path.partition("/")
        if not slash or not name.endswith(".md"):
            continue
        text = subprocess.run([*git, "show", f"HEAD:{path}"], check=True, capture_output=True).stdout
        if service not in found and len(found) == MOST:
            break
        if service not in found:
            found[service] = Platform.objects.create(slug=f"real-{len(found)}", name=service, sector="ai_services")
        kind = f"type-{found[service].documents.count()}"
        document = Document.objects.create(platform=found[service], document_type=kind, title=name[:-3])
        record_version(Recorded(document=document, data=text, captured_at=now, published_at=None), now=now)
    return list(found.values())


def quotations(value):
    if isinstance(value, dict):
        if {"version", "start", "end", "text"} <= set(value):
            yield value
        for inner in value.values():
            yield from quotations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from quotations(inner)


def test_every_quotation_of_the_real_collection_is_an_exact_part_of_its_version(api, platforms):
    assert len(platforms) == MOST
    texts = {version.public_id: version.text for version in Version.objects.select_related("stored_text")}
    slugs = ",".join(platform.slug for platform in platforms)
    shown = 0
    for category in compared_categories():
        answer = api().get("/api/v1/compare/", {"category": category, "platforms": slugs}).json()
        for one in quotations(answer):
            shown += 1
            assert texts[one["version"]][one["start"] : one["end"]] == one["text"], (category, one)
    assert shown > 2_500
    for platform in platforms:
        for answer in pre_answers(documents_read([platform.pk])[platform.pk].clauses):
            for one in answer.quotations:
                clause, statement = one.clause, one.statement
                text = texts[Version.public_id_of(clause.version_id)]
                start, end = clause.start + statement.start, clause.start + statement.end
                assert text[start:end] == clause.text[statement.start : statement.end]
