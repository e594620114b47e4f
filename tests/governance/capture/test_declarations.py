"""Declarations are read, refused with the place of the mistake, and written back as they were."""

import json
from datetime import UTC, datetime

import pytest

from governance.capture.declarations.operations import Operation
from governance.capture.declarations.services import in_force, read_history, read_service, write_service
from governance.capture.declarations.sources import BadDeclaration, PageRange, read_source
from governance.capture.extraction.page import extract_html

pytestmark = pytest.mark.pure
ADDRESS = "https://acme.example/terms"
PAGE = {"fetch": ADDRESS, "select": "main"}


def test_a_page_has_an_address_and_what_is_selected():
    [page] = read_source(
        PAGE | {"remove": ["nav", {"startBefore": "#a", "endAfter": "#b"}], "executeClientScripts": True}
    ).pages
    assert (page.address, page.select, page.executes_scripts) == (ADDRESS, ("main",), True)
    assert page.remove == ("nav", PageRange("#a", True, "#b", True))


def test_parts_share_what_they_do_not_say_themselves():
    source = {
        "combine": [
            {"fetch": f"{ADDRESS}/1"},
            {"fetch": f"{ADDRESS}/2", "select": "article"},
            {"fetch": f"{ADDRESS}/3.pdf"},
        ],
        "select": "main",
        "remove": "nav",
    }
    pages = read_source(source).pages
    assert [page.select for page in pages] == [("main",), ("article",), ("main",)]
    assert {page.remove for page in pages} == {("nav",)}


@pytest.mark.parametrize("address", [f"{ADDRESS}.pdf", f"{ADDRESS}.PDF?x=1", f"{ADDRESS}/t-pdf"])
def test_a_pdf_is_read_whole(address):
    assert read_source({"fetch": address}).pages[0].select is None


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({}, "fetch: must be the address"),
        ([], "must be an object"),
        ({"fetch": ADDRESS}, "needs select"),
        ({"fetch": f"{ADDRESS}.pdf#p"}, "needs select"),
        ({"fetch": f"{ADDRESS}.pdf", "executeClientScripts": True}, "needs select"),
        (PAGE | {"executeClientScripts": "yes"}, "executeClientScripts: must be true or false"),
        (PAGE | {"fetch": "ftp://acme.example/x"}, "fetch: must begin with http"),
        (PAGE | {"fetch": "javascript:alert(1)"}, "fetch: must begin with http"),
        (PAGE | {"fetch": "https://a:b@acme.example/"}, "no user name"),
        (PAGE | {"fetch": "https://acme.example:22/"}, "port 80 or 443"),
        (PAGE | {"fetch": "https://acme.example:99999/"}, "is no address"),
        (PAGE | {"fetch": "https://acme.example/a b"}, "percent-encoded"),
        (PAGE | {"fetch": "https://acme.example/ä"}, "percent-encoded"),
        (PAGE | {"fetch": "https://127.0.0.1/"}, "public internet"),
        (PAGE | {"fetch": "https://\u0301.example/"}, "not allowed in domain names"),
        (PAGE | {"select": "a" * 2_001}, "select: has more than"),
        (PAGE | {"fetch": "https://acme.example/" + "a" * 2_100}, "longer than"),
        (PAGE | {"select": [{"startBefore": "a"}]}, r"select\[0\]: a range has one"),
        (PAGE | {"select": {"startBefore": "a", "startAfter": "b", "endBefore": "c"}}, "select: a range"),
        (PAGE | {"remove": [".a", ""]}, r"remove\[1\]: must be a CSS selector"),
        (PAGE | {"filter": "x"}, "filter: must be a list"),
        (PAGE | {"filter": [{"a": 1, "b": 2}]}, r"filter\[0\]"),
        (PAGE | {"also": 1, "more": 2}, "also, more is not known"),
        ({"combine": []}, "combine: must be a list"),
        ({"combine": [PAGE], "fetch": ADDRESS}, "both fetch and combine"),
        ({"combine": [PAGE, PAGE]}, "names one address twice"),
        ({"combine": [{"combine": [PAGE]}]}, r"combine\[0\]: combine is not known"),
        ({"combine": [PAGE, "x"]}, r"combine\[1\]: must be an object"),
    ],
)
def test_a_mistake_is_named_with_its_place(source, message):
    with pytest.raises(BadDeclaration, match=message):
        read_source(source)


def test_a_filter_without_an_operation_is_named_and_never_run():
    source = read_source(PAGE | {"filter": ["removeChangeLog", {"removeQueryParams": "utm"}, {"other": {"a": 1}}]})
    assert source.unmet == ("removeChangeLog", "other")
    assert source.pages[0].operations == (Operation("remove-query-parameters", ("utm",)),)


def test_an_operator_gives_a_filter_its_operation():
    named = {"removeChangeLog": Operation("remove-element", (".log",))}
    source = read_source(PAGE | {"filter": ["removeChangeLog"]}, named=named)
    assert source.unmet == ()
    html = "<main><p class=log>Log</p><p>Text</p></main>"
    assert extract_html(html, address=ADDRESS, declared=source.pages[0]).markdown == "Text\n"


@pytest.mark.parametrize(
    ("operation", "html", "text"),
    [
        (Operation("remove-text-equal", ("Was this helpful?",)), "<div><p>Was this  helpful?</p></div><p>a</p>", "a"),
        (Operation("remove-element", ("div", "p.x")), "<div><p class=x>b</p></div><p>a</p>", "a"),
        (Operation("unlink"), '<a href="/x">a</a>', "a"),
        (Operation("time-to-datetime"), '<time datetime="2026-05-01">2 days ago</time> a', "2026-05-01 a"),
        (
            Operation("rewrite-link-prefix", ("https://web.archive.example/", "https://acme.example/")),
            '<a href="https://web.archive.example/x">a</a>',
            "[a](https://acme.example/x)",
        ),
    ],
)
def test_the_operations(operation, html, text):
    named = {"it": operation}
    [page] = read_source({"fetch": ADDRESS, "select": "main", "filter": ["it"]}, named=named).pages
    assert extract_html(f"<main>{html}</main>", address=ADDRESS, declared=page).markdown == f"{text}\n"


# Files


def test_a_file_is_written_back_byte_for_byte():
    content = {"name": "Açme", "terms": {"Terms of Service": {"select": "main", "fetch": ADDRESS}, "Odd Type": PAGE}}
    for ending in ("\n", ""):
        data = (json.dumps(content, ensure_ascii=False, indent=2) + ending).encode()
        assert write_service(read_service(data)) == data


def test_one_bad_document_does_not_lose_the_others():
    service = read_service(json.dumps({"name": "Acme", "terms": {"Good": PAGE, "Bad": {"fetch": "x"}}}).encode())
    assert list(service.sources) == ["Good"]
    assert service.refused["Bad"].startswith("terms.Bad.fetch:")


def test_a_service_without_terms_has_ended():
    assert read_service(b'{"name": "Acme", "terms": {}}').terms == {}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "must hold an object"),
        (b'{"name": "", "terms": {}}', "name"),
        (b'{"name": "A"}', "terms"),
        (b'{"name": "A", "documents": {}}', "older files"),
        (b" " * 2_000_001, "larger than"),
    ],
)
def test_what_is_no_declaration_is_refused(data, message):
    with pytest.raises(BadDeclaration, match=message):
        read_service(data)


def test_what_was_in_force_at_a_moment_includes_the_moment_it_ended():
    history = read_history(
        b'{"Terms": [{"fetch": "b", "validUntil": "2024-06-01T00:00:00+0200"},'
        b' {"fetch": "a", "ValidUntil": "2023-06-01T00:00:00.123Z"}]}'
    )["Terms"]
    moments = {
        "a": datetime(2023, 6, 1, 0, 0, 0, 123_000, UTC),
        "b": datetime(2024, 5, 31, 22, tzinfo=UTC),
        "now": datetime(2024, 5, 31, 22, 0, 1, tzinfo=UTC),
    }
    assert [in_force({"fetch": "now"}, history, at)["fetch"] for at in moments.values()] == list(moments)


@pytest.mark.parametrize("entry", ["{}", '{"validUntil": "then"}', '{"validUntil": "2024-06-01T00:00:00"}', "7"])
def test_history_without_a_moment_is_refused(entry):
    with pytest.raises(BadDeclaration, match=r"Terms\[0\]"):
        read_history(f'{{"Terms": [{entry}]}}'.encode())
