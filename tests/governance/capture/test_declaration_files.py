"""Declarations come in from files and go out to them, and one bad one keeps nothing back."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from governance.capture.declaration_files import export_declarations, import_declarations
from governance.models import CaptureHealth, Declaration, Document, PageOfDocument, SourcePage
from tests.governance.capture.pages import NOON

pytestmark = pytest.mark.django_db
TERMS = {"fetch": "https://owl.example/terms", "select": "main"}
PRIVACY = {"fetch": "https://owl.example/privacy", "select": [".text"], "remove": "nav"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "declarations").mkdir()
    return tmp_path


def write(folder, name="Owl Post", suffix=".json", **terms):
    content = terms["raw"] if "raw" in terms else {"name": name, "terms": terms["terms"]}
    data = json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
    (folder / "declarations" / f"{name}{suffix}").write_bytes(data)
    return data


def test_what_is_declared_is_read_from_then_on(folder):
    write(folder, terms={"Terms of Service": TERMS, "Privacy Policy": PRIVACY})
    outcome = import_declarations(folder, now=NOON)
    assert (outcome.declared, outcome.unchanged, outcome.refused, outcome.inactive) == (2, 0, [], [])
    assert set(Document.objects.values_list("platform__name", "document_type")) == {
        ("Owl Post", "terms-of-service"),
        ("Owl Post", "privacy-policy"),
    }
    assert set(SourcePage.objects.values_list("address", flat=True)) == {TERMS["fetch"], PRIVACY["fetch"]}
    assert all(NOON <= due <= NOON + timedelta(hours=6) for due in SourcePage.objects.values_list("due_at", flat=True))
    assert import_declarations(folder, now=NOON).unchanged == 2
    assert Declaration.objects.count() == 2


def test_files_go_out_as_they_came_in(folder, tmp_path):
    data = write(folder, terms={"Privacy Policy": PRIVACY, "Terms of Service": TERMS})
    import_declarations(folder, now=NOON)
    assert export_declarations(tmp_path / "out") == 1
    assert (tmp_path / "out" / "Owl Post.json").read_bytes() == data


def test_what_was_declared_before_is_history_beside_it(folder, tmp_path):
    write(folder, terms={"Terms of Service": TERMS})
    earlier = {"fetch": "https://owl.example/old", "select": "body", "validUntil": "2025-01-01T00:00:00+00:00"}
    write(folder, suffix=".history.json", raw={"Terms of Service": [earlier]})
    import_declarations(folder, now=NOON)
    write(folder, terms={"Terms of Service": {**TERMS, "select": "article"}})
    import_declarations(folder, now=NOON + timedelta(days=1))
    export_declarations(tmp_path / "out")
    history = json.loads((tmp_path / "out" / "Owl Post.history.json").read_text())
    assert [entry["fetch"] for entry in history["Terms of Service"]] == ["https://owl.example/old", TERMS["fetch"]]
    assert history["Terms of Service"][1]["validUntil"] == (NOON + timedelta(days=1)).isoformat()
    ends = Declaration.objects.values_list("valid_until", flat=True)
    assert datetime(2025, 1, 1, tzinfo=UTC) in ends


def test_one_bad_declaration_keeps_nothing_else_back(folder):
    write(folder, terms={"Terms of Service": TERMS, "Privacy Policy": {"fetch": "ftp://x"}})
    (folder / "declarations" / "Broken.json").write_text("{")
    outcome = import_declarations(folder, now=NOON)
    assert outcome.declared == 1
    assert [place for place, _ in outcome.refused] == ["Broken.json", "Owl Post.json, Privacy Policy"]


def test_a_document_that_needs_an_unknown_filter_is_declared_and_not_read(folder):
    write(folder, terms={"Terms of Service": {**TERMS, "filter": ["removeDates"]}})
    outcome = import_declarations(folder, now=NOON)
    assert outcome.inactive == [("Owl Post.json, Terms of Service", "needs_filter removeDates")]
    assert not PageOfDocument.objects.exists()


def test_what_a_file_no_longer_names_is_read_no_more_and_keeps_its_history(folder):
    write(folder, terms={"Terms of Service": TERMS, "Privacy Policy": PRIVACY})
    import_declarations(folder, now=NOON)
    write(folder, terms={"Terms of Service": TERMS})
    assert import_declarations(folder, now=NOON + timedelta(days=1)).retired == 1
    assert SourcePage.objects.get(address=PRIVACY["fetch"]).due_at is None
    assert Declaration.objects.get(document__document_type="privacy-policy").valid_until == NOON + timedelta(days=1)
    assert CaptureHealth.objects.count() == 1


def test_the_commands_say_what_came_of_it(folder, tmp_path):
    write(folder, terms={"Terms of Service": TERMS, "Privacy Policy": {"fetch": "x"}})
    out, errors = StringIO(), StringIO()
    with pytest.raises(CommandError, match="Some declarations were refused"):
        call_command("import_declarations", folder, stdout=out, stderr=errors)
    assert out.getvalue() == "1 documents declared, 0 as before, 0 no longer, 0 not read, 1 refused.\n"
    assert "Owl Post.json, Privacy Policy: terms.Privacy Policy.fetch:" in errors.getvalue()
    out = StringIO()
    call_command("export_declarations", tmp_path / "out", stdout=out)
    assert out.getvalue().startswith("1 file written")
    with pytest.raises(CommandError, match="holds no declarations"):
        call_command("import_declarations", tmp_path / "out" / "nothing")
