"""Folders of declarations: nothing in them is lost on the way in or out, and the same folder twice changes nothing."""

import json
import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from governance.capture.declaration_files import export_declarations, import_declarations
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.sources import declare, follow_moves
from governance.models import Declaration, Document, Platform, SourcePage
from tests.governance.capture.pages import NOON

pytestmark = pytest.mark.django_db
TERMS = {"fetch": "https://owl.example/terms", "select": "main"}
PRIVACY = {"fetch": "https://owl.example/privacy", "select": "main"}


@pytest.fixture
def write(tmp_path):
    """Writes a file of the folder: text as it is, anything else as JSON."""

    def write(name, content):
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
        return text

    return write


def service(name="Owl Post", **terms):
    return {"name": name, "terms": {key.replace("_", " "): source for key, source in terms.items()}}


def rows():
    return list(Declaration.objects.order_by("pk").values_list("document", "sha256", "declared_at", "valid_until"))


def test_pages_of_this_machine_are_declared_where_they_may_be_read(write, tmp_path, settings):
    write("Owl Post.json", service(Terms={**TERMS, "fetch": "http://127.0.0.1:8123/terms"}))
    [(_, reason)] = import_declarations(tmp_path, now=NOON).refused
    assert "CAPTURE_DEVELOPMENT_HOSTS" in reason
    settings.CAPTURE_DEVELOPMENT_HOSTS = [("127.0.0.1", 8123)]
    assert import_declarations(tmp_path, now=NOON).declared == 1


@pytest.mark.parametrize(
    "history",
    [
        "{",
        {"Terms": [{**TERMS, "validUntil": "yesterday"}]},
        {"Terms": [{**TERMS, "validUntil": "2025-01-01T00:00:00"}]},
        {"Terms": {}},
        '{"Terms": [], "Terms": []}',
    ],
)
def test_a_broken_history_is_named_and_keeps_nothing_back(write, tmp_path, history):
    write("Owl Post.json", service(Terms=TERMS))
    write("Owl Post.history.json", history)
    write("Raven Mail.json", service("Raven Mail", Terms=TERMS))
    (tmp_path / "Wren.json").mkdir()
    errors = StringIO()
    with pytest.raises(CommandError, match="Some declarations were refused"):
        call_command("import_declarations", tmp_path, stdout=StringIO(), stderr=errors)
    assert [line.partition(":")[0] for line in errors.getvalue().splitlines()] == [
        "Owl Post.history.json",
        "Wren.json",
    ]
    assert Declaration.objects.count() == 2
    earlier = {**TERMS, "select": "body", "validUntil": "2025-01-01T00:00:00+00:00"}
    write("Owl Post.history.json", {"Terms": [earlier]})
    import_declarations(tmp_path, now=NOON)
    assert Declaration.objects.exclude(valid_until=None).count() == 1


def test_names_that_make_one_file_name_make_two_files(tmp_path):
    names = ("A/B", "A:B", "a\\b", "C", "Raven" * 40, "Raven" * 39 + "raves", "Foo", "Foo.history")
    for number, name in enumerate(names):
        source = {"fetch": f"https://owl.example/{number}", "select": "main"}
        platform = Platform.objects.create(name=name, slug=f"p-{number}", sector="other", created_at=NOON)
        document = Document.objects.create(platform=platform, title="Terms", document_type="terms", created_at=NOON)
        declare(document, source, now=NOON)
        declare(document, {**source, "select": "body"}, now=NOON)
    assert export_declarations(tmp_path) == 2 * len(names)
    found = {json.loads(path.read_text()).get("name") for path in tmp_path.glob("*.json")}
    assert found == {*names, None}
    assert {"C.json", "A-B [p-0].json", "Foo.history.json", "Foo-history.json"} <= {f.name for f in tmp_path.iterdir()}
    before = rows()
    outcome = import_declarations(tmp_path, now=NOON + timedelta(days=1))
    assert (outcome.declared, outcome.unchanged, outcome.refused) == (0, len(names), [])
    assert rows() == before


def test_names_that_can_not_be_told_apart_are_refused_before_anything_is_written(tmp_path):
    for name, slug in (("A/B", "x"), ("A:B", "y"), ("A-B [x]", "z")):
        platform = Platform.objects.create(name=name, slug=slug, sector="other", created_at=NOON)
        document = Document.objects.create(platform=platform, title="Terms", document_type="terms", created_at=NOON)
        declare(document, TERMS, now=NOON)
    with pytest.raises(CommandError, match=r"A-B \[x\].json"):
        call_command("export_declarations", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_service_whose_name_ends_like_that_of_a_history_is_read(write, tmp_path):
    write("Foo.history.json", service("Foo.history", Terms=TERMS))
    write("Foo.json", service("Foo", Terms=PRIVACY))
    outcome = import_declarations(tmp_path, now=NOON)
    assert (outcome.declared, outcome.refused) == (2, [])
    assert set(Platform.objects.values_list("name", flat=True)) == {"Foo", "Foo.history"}


def test_a_history_of_nothing_is_not_passed_over_in_silence(write, tmp_path):
    write("Owl Post.history.json", {"Terms": []})
    assert import_declarations(tmp_path, now=NOON).refused == [
        ("Owl Post.history.json", "There is no Owl Post.json beside it.")
    ]


def test_the_order_of_documents_is_kept(write, tmp_path):
    text = write("Owl Post.json", service(Terms=TERMS, Privacy_Policy=PRIVACY, About_us=TERMS, Cookies=PRIVACY))
    import_declarations(tmp_path, now=NOON)
    export_declarations(tmp_path / "out")
    assert (tmp_path / "out" / "Owl Post.json").read_text() == text
    privacy = {"select": "article", "fetch": PRIVACY["fetch"]}
    write("Owl Post.json", service(Cookies=PRIVACY, Terms=TERMS, Privacy_Policy=privacy, About_us=TERMS))
    import_declarations(tmp_path, now=NOON)
    privacy = {"fetch": PRIVACY["fetch"], "select": "article"}
    text = write("Owl Post.json", service(Cookies=PRIVACY, Privacy_Policy=privacy, Terms=TERMS, About_us=TERMS))
    assert import_declarations(tmp_path, now=NOON).unchanged == 4
    export_declarations(tmp_path / "out")
    assert (tmp_path / "out" / "Owl Post.json").read_text() == text


def test_what_is_declared_anew_elsewhere_keeps_its_place(write, tmp_path):
    write("Owl Post.json", service(Terms=TERMS, About=PRIVACY))
    import_declarations(tmp_path, now=NOON)
    declare(Document.objects.get(title="Terms"), {**TERMS, "select": "article"}, now=NOON)
    export_declarations(tmp_path / "out")
    assert list(json.loads((tmp_path / "out" / "Owl Post.json").read_text())["terms"]) == ["Terms", "About"]


@pytest.mark.parametrize(
    "files",
    [
        {"Owl Post.json": service(Terms_of_Service=TERMS, Terms_of_service=PRIVACY, About=PRIVACY)},
        {"Owl Post.json": service(Terms=TERMS, About=TERMS), "owl.json": service("OWL  post", Privacy=PRIVACY)},
        {"Owl Post.json": service(Terms=TERMS), "owl.json": service("owl-post", Privacy=PRIVACY)},
        {"a.json": service(Terms={"fetch": "x"}), "b.json": service("owl post", Terms={"fetch": "x"})},
        {"Owl Post.json": '{"name": "Owl Post", "terms": {"Terms": {}, "Terms": {}}}'},
    ],
)  # fmt: skip
def test_what_is_declared_twice_is_refused_and_a_second_import_changes_nothing(write, tmp_path, files):
    for name, content in files.items():
        write(name, content)
    first = import_declarations(tmp_path, now=NOON)
    before, addresses = rows(), list(SourcePage.objects.order_by("pk").values_list("address", "due_at"))
    second = import_declarations(tmp_path, now=NOON + timedelta(days=1))
    assert first.refused
    assert second.refused == first.refused
    assert (second.declared, second.retired, second.unchanged) == (0, 0, first.declared)
    assert rows() == before
    assert list(SourcePage.objects.order_by("pk").values_list("address", "due_at")) == addresses


@pytest.mark.parametrize(
    "source",
    [
        *({**TERMS, "fetch": f"https://{host}/x"} for host in ("127.0.0.1", "[::ffff:169.254.169.254]", "10.0.0.1")),
        *({**TERMS, "fetch": f"https://{host}/x"} for host in ("0x7f000001", "127.1", "１２７.0.0.1", "[::1]")),
        {**TERMS, "select": "a" * 100_000},
        {**TERMS, "select": "p[[\x1b[31m" + "a" * 1_000},
        {**TERMS, "x\x1b[31m" + "a" * 1_000: 1},
    ],
)
def test_what_can_never_be_read_is_refused_and_shown_without_harm(write, tmp_path, source):
    write("Owl Post.json", service(**{"Terms\x1b[31m" + "b" * 1_000: source}))
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("import_declarations", tmp_path, stdout=StringIO(), stderr=errors)
    [said] = errors.getvalue().splitlines()
    assert said.isprintable()
    assert r"Terms\x1b[31m" in said
    assert len(said) < 600
    assert not Declaration.objects.exists()


def test_half_a_character_is_no_text(write, tmp_path):
    write(
        "Owl Post.json",
        '{"name": "Owl Post", "terms": {"Terms": {"fetch": "https://a.example/", "select": "\\ud800"}}}',
    )
    assert len(import_declarations(tmp_path, now=NOON).refused) == 1


def test_a_zero_byte_in_a_name_is_refused_and_keeps_no_other_file_back(write, tmp_path):
    write("Bad.json", '{"name": "Owl\\u0000 Hut", "terms": {"Terms": {"fetch": "https://a.example/", "select": "p"}}}')
    write("Owl Post.json", service(Terms=TERMS))
    outcome = import_declarations(tmp_path, now=NOON)
    assert (len(outcome.refused), outcome.declared) == (1, 1)


@pytest.mark.parametrize("name", ["Pipe.json", "Owl Post.history.json"])
def test_what_is_no_file_is_not_waited_for(write, tmp_path, name):
    write("Owl Post.json", service(Terms=TERMS))
    os.mkfifo(tmp_path / name)
    outcome = import_declarations(tmp_path, now=NOON)
    assert Declaration.objects.count() == 1
    assert outcome.refused == [(name, "It is no file.")]


def test_the_name_of_a_filter_is_shown_without_harm(write, tmp_path):
    write("Owl Post.json", service(Terms={**TERMS, "filter": ["x\x1b[31m\0"]}))
    [(_, said)] = import_declarations(tmp_path, now=NOON).inactive
    assert said == r"needs_filter x\x1b[31m\x00"


def test_a_host_beyond_ascii_goes_out_as_it_came_in_and_is_asked_by_idna(write, tmp_path):
    text = write("Owl Post.json", service(Terms={**TERMS, "fetch": "https://eulenpöst.example:443/a?b"}))
    import_declarations(tmp_path, now=NOON)
    page = SourcePage.objects.get()
    assert page.address == "https://xn--eulenpst-s4a.example:443/a?b"
    export_declarations(tmp_path / "out")
    assert (tmp_path / "out" / "Owl Post.json").read_text() == text
    SourcePage.objects.update(moved_to="https://owl.example/a")
    assert follow_moves(Document.objects.get(), now=NOON)
    assert Declaration.objects.get(valid_until=None).source["fetch"] == "https://owl.example/a"


def test_no_address_beyond_ascii_but_for_its_host(write, tmp_path):
    write("Owl Post.json", service(Terms={**TERMS, "fetch": "https://owl.example/ö"}))
    [(_, said)] = import_declarations(tmp_path, now=NOON).refused
    assert "percent-encoded" in said
    with pytest.raises(BadDeclaration):
        import_declarations(tmp_path / "nothing", now=NOON)
