"""What a folder of declarations holds comes out as it went in, or is named when it can't."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from governance.capture.declaration_files import export_declarations, import_declarations
from governance.models import Declaration, Document, Platform
from tests.governance.capture.pages import NOON

pytestmark = pytest.mark.django_db
TERMS = {"fetch": "https://owl.example/terms", "select": "main"}
SEVERAL = {
    "combine": [
        {"fetch": "https://owl.example/1", "select": ["#b", "#a", {"startBefore": "h1", "endAfter": "p", "note": "x"}]},
        {"fetch": "https://owl.example/2", "filter": [{"removeQueryParams": ["utm_source", "é"]}]},
    ],
    "remove": [".nav", {"startAfter": "#x", "endBefore": "#y"}],
    "select": "main",
    "executeClientScripts": False,
}
HISTORY = [
    {"fetch": "https://owl.example/old", "select": "body", "validUntil": "2019-03-09T12:00:00Z"},
    {"validUntil": "2020-03-09T12:00:00.123456+02:00", "fetch": "https://owl.example/older", "select": ["p"]},
    {"fetch": "https://owl.example/t.pdf", "validUntil": "2021-03-09T12:00:00+0200"},
]


@pytest.fixture
def passed_through(tmp_path):
    """Writes files, imports and exports the folder; what was said, and the files that came out."""

    def passed_through(**files):
        folder, out = tmp_path / "in", tmp_path / "out"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / f"{name}.json").write_bytes(written(content))
        outcome = import_declarations(folder, now=NOON)
        export_declarations(out)
        return outcome, {path.name.removesuffix(".json"): path.read_bytes() for path in out.glob("*")}

    return passed_through


def written(content):
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def service(name="Owl Post", **facts):
    return {"name": name, **facts, "terms": {"Terms of Service": SEVERAL, "Privacy Policy": TERMS}}


def test_all_of_a_service_comes_out_as_it_went_in(passed_through):
    files = {
        "owl-post": service("Owl Post, Inc.", importedFrom="https://github.com/example/declarations"),
        "owl-post.history": {"Terms of Service": HISTORY, "Privacy Policy": HISTORY[:1]},
    }
    outcome, came = passed_through(**files)
    assert (outcome.refused, outcome.left_out) == ([], [])
    assert came == {name: written(content) for name, content in files.items()}
    assert passed_through(**files)[0].unchanged == 2
    assert Declaration.objects.filter(valid_until=None).count() == 2


def test_the_spelling_of_the_file_stays_beside_that_of_the_record(passed_through, make_platform):
    platform = make_platform(name="OWL Post", search_text="owl post")
    Document.objects.create(platform=platform, document_type="terms-of-service", title="Terms Of Service")
    outcome, came = passed_through(owl=service("Owl Post"))
    assert outcome.refused == []
    assert came == {"owl": written(service("Owl Post"))}
    assert Platform.objects.get().name == platform.name


def test_what_was_declared_of_a_document_that_is_no_longer_is_kept_or_named(passed_through):
    both = {"name": "Owl Post", "terms": {"Terms": TERMS, "Privacy": {**TERMS, "fetch": "https://owl.example/p"}}}
    passed_through(owl=both)
    one = {"name": "Owl Post", "terms": {"Terms": TERMS}}
    files = {"owl": one, "owl.history": {"Privacy": HISTORY[:1], "Cookies": HISTORY[1:2]}}
    outcome, came = passed_through(**files)
    assert outcome.retired == 1
    [(place, reason)] = outcome.left_out
    assert (place, "never declared here" in reason) == ("owl.history.json, Cookies", True)
    history = json.loads(came["owl.history"])
    assert list(history) == ["Privacy"]
    assert history["Privacy"][0] == HISTORY[0]
    assert [entry["fetch"] for entry in history["Privacy"]] == [HISTORY[0]["fetch"], "https://owl.example/p"]


def test_a_service_that_ended_is_kept_as_such_or_named(passed_through):
    outcome, came = passed_through(gone={"name": "Gone", "terms": {}})
    assert outcome.left_out == [("gone.json", "It has ended, and nothing of it was ever declared here.")]
    assert came == {}
    passed_through(gone={"name": "Gone", "terms": {"Terms": TERMS}})
    outcome, came = passed_through(gone={"name": "Gone", "terms": {}})
    assert (outcome.retired, outcome.left_out) == (1, [])
    assert came["gone"] == written({"name": "Gone", "terms": {}})


def test_the_command_names_what_is_left_out_and_ends_well(tmp_path):
    (tmp_path / "gone.json").write_bytes(written({"name": "Gone", "terms": {}}))
    errors = StringIO()
    call_command("import_declarations", tmp_path, stdout=StringIO(), stderr=errors)
    assert errors.getvalue() == "gone.json: left out: It has ended, and nothing of it was ever declared here.\n"


@pytest.mark.parametrize("name", ["\u200b", " ", "\u3164"])
def test_a_name_of_nothing_is_refused(passed_through, name):
    outcome, _ = passed_through(a=service(name), b={"name": "Owl", "terms": {name: TERMS, "Terms": TERMS}})
    assert [place.partition(",")[0] for place, _ in outcome.refused] == ["a.json", "b.json"]
    assert Declaration.objects.count() == 1


def test_two_documents_of_one_title_are_not_written_over_each_other(tmp_path, make_platform):
    platform = make_platform(name="Owl Post")
    for language in ("en", "de"):
        document = Document.objects.create(
            platform=platform, document_type="terms", title="Terms", language=language, created_at=NOON
        )
        Declaration.objects.create(document=document, source=TERMS, sha256="0" * 64, declared_at=NOON)
    with pytest.raises(CommandError, match=r"Owl Post.*Terms"):
        call_command("export_declarations", tmp_path / "out")
    assert not (tmp_path / "out").exists()
