"""A page, a title, a header or a file that wants to control the operator's terminal is printed as text."""

import json
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command

from backend.commands import CommandLine
from governance.models import CaptureHealth, Declaration, Document, SourcePage
from tests.governance.capture.site import CLAUSES, policy
from tests.local_web import redirect

pytestmark = pytest.mark.django_db
# It wipes the screen, colours, goes to the line's beginning, turns the direction, begins a line, and hides.
ATTACK = "Owl\x1b[2J\x1b[31m\r\u202e\n0 refused.\x9b1A\x85\u2028\u200b\u3164"
FORGED = "12,345 words."


@pytest.fixture
def run(capsys):
    """Runs a command as the command line does; the lines that it printed, and its error's."""

    def run(name, *words, **options):
        command = CommandLine(["manage.py", name]).fetch_command(name)
        try:
            call_command(command, *words, **options)
        except CommandError as error:
            command.stderr.write(f"CommandError: {error}")
        printed = "".join(capsys.readouterr())
        lines = printed.split("\n")
        assert all(line.isprintable() for line in lines), ascii(printed)
        return lines

    return run


@pytest.fixture
def at_the_web(monkeypatch):
    """Lets a command fetch from a web of a test, at its time."""

    def lets(name, web):
        command = import_module(f"governance.management.commands.{name}")
        monkeypatch.setattr(command, "open_our_fetcher", web.open)
        monkeypatch.setattr(command.timezone, "now", lambda: web.now)
        monkeypatch.setattr(command.time, "sleep", web.sleep)

    return lets


def test_the_text_and_title_that_a_preview_shows(watched, at_the_web, run):
    page = policy(*CLAUSES, f"{FORGED}", ATTACK, title=ATTACK)
    at_the_web("add_document", watched({"owl.example": {"/terms": page}}))
    lines = run("add_document", "Owl Post", "Terms", "http://owl.example/terms", yes=True)
    assert any("\\x1b[2J" in line for line in lines if line.startswith("Title: "))
    assert any("\\x1b[31m" in line for line in lines if line.startswith("    "))
    assert FORGED not in lines


def test_where_a_page_has_moved_to_and_why_it_is_not_added(watched, at_the_web, run):
    site = {"owl.example": {"/terms": redirect("http://owl.example/\x1b[2J\u202e", 301)}}
    at_the_web("add_document", watched(site))
    assert any("Not added." in line for line in run("add_document", ATTACK, ATTACK, "http://owl.example/terms"))
    for words in ((ATTACK, "Terms", ATTACK), ("Owl Post", "Terms", f"http://owl.example/{ATTACK}")):
        assert any(line.startswith("CommandError: fetch: ") for line in run("add_document", *words))


def test_a_survey_in_lines_and_as_json(watched, at_the_web, run, make_platform):
    at_the_web("survey", watched())
    platform = make_platform(name="Owl Post")
    document = Document.objects.create(
        platform=platform, document_type="terms", title="Terms", source_urls=["http://owl.example/terms"]
    )
    Document.objects.filter(pk=document.pk).update(title=ATTACK)
    assert any("\\x1b[2J" in line for line in run("survey"))
    Document.objects.filter(pk=document.pk).update(source_urls=["http://owl.example/\u009b\u202e"])
    [said] = json.loads("".join(run("survey", json=True)))["documents"]
    assert said["urls"] == ["http://owl.example/\u009b\u202e"]


def test_what_a_failing_document_says(watched, run):
    web = watched()
    document = web.document()
    web.read()
    CaptureHealth.objects.filter(document=document).update(state="failing", verdict="dns", reason=ATTACK)
    SourcePage.objects.update(moved_to=f"http://new.example/{ATTACK}")
    Document.objects.filter(pk=document.pk).update(title=ATTACK)
    lines = run("capture_status")
    assert sum("\\x1b[2J" in line for line in lines) == 2
    assert "0 refused." not in lines


def test_what_a_declaration_names(tmp_path, run):
    source = {"fetch": "https://owl.example/terms", "select": "main", "filter": [ATTACK]}
    (tmp_path / "Owl Post.json").write_text(json.dumps({"name": "Owl Post", "terms": {"Terms": source}}))
    (tmp_path / "a\x1b[2J.json").write_text(json.dumps({"name": "Owl", "terms": {ATTACK: {"fetch": ATTACK}}}))
    lines = run("import_declarations", tmp_path)
    assert any("needs_filter Owl\\x1b[2J" in line for line in lines)
    assert sum("\\x1b[2J" in line for line in lines) == 2
    assert Declaration.objects.count() == 1
    assert any("needed: owl-post Owl\\x1b[2J" in line for line in run("assign_filter"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("capture_now", ("--platform", ATTACK)),
        ("capture_now", ("--document", ATTACK)),
        ("survey", ("--platform", ATTACK)),
        ("assign_filter", (ATTACK,)),
        ("export_evidence", (ATTACK, "x.zip")),
        ("import_declarations", (f"/{ATTACK}",)),
        ("reclassify", ("--document", ATTACK)),
        ("set_tier", (ATTACK, ATTACK)),
    ],
)
def test_what_an_operator_pasted(name, words, run):
    assert any(line.startswith("CommandError: ") for line in run(name, *words))
