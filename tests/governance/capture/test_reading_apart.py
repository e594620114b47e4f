"""A child process reads what is large or a PDF: it says the same, within limits, and takes nothing down with it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from governance.capture.declarations.sources import read_source
from governance.capture.extraction import apart
from governance.capture.extraction.apart import LIMITS, extract_html_apart, extract_pdf_apart
from governance.capture.extraction.extracted import NothingSelected, ScannedPdf, Unreadable
from governance.capture.extraction.page import extract_html
from governance.capture.extraction.pdf import extract_pdf
from tests.governance.capture.pdfs import pdf_of

pytestmark = pytest.mark.pure
ADDRESS = "https://fox.example/terms"
PAGE = (
    "<title>Terms</title><h1>Terms – 利用規約</h1><p>You agree to <a href=/x>these</a>.</p><div id=a><p>Part.</p></div>"
)
LARGE = 7_000_000


@pytest.fixture
def make_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What puts a child of these words in place of ours."""

    def make(does: str) -> None:
        package = tmp_path / "governance" / "capture" / "extraction"
        package.mkdir(parents=True)
        (package / "reader.py").write_text(f"import json, os, signal, time\n{does}\n")
        monkeypatch.setattr(apart, "PROJECT", tmp_path)

    return make


def declared(select: str):
    return read_source({"fetch": ADDRESS, "select": select}).pages[0]


def test_a_page_is_read_as_it_is_here():
    assert extract_html_apart(PAGE, address=ADDRESS) == extract_html(PAGE, address=ADDRESS)
    part = declared("#a")
    assert extract_html_apart(PAGE, address=ADDRESS, declared=part) == extract_html(
        PAGE, address=ADDRESS, declared=part
    )


def test_a_pdf_is_read_as_it_is_here():
    data = pdf_of([["1. Fees", "You pay."]], title="Terms")
    assert extract_pdf_apart(data) == extract_pdf(data)


def test_failures_are_those_that_there_are_here():
    with pytest.raises(NothingSelected):
        extract_html_apart(PAGE, address=ADDRESS, declared=declared("#b"))
    with pytest.raises(ScannedPdf, match="scanned"):
        extract_pdf_apart(pdf_of([[], []], with_picture=True))
    with pytest.raises(Unreadable, match="nested"):
        extract_html_apart("<div>" * 9_999, address=ADDRESS)


def test_a_page_that_takes_too_long_ends_at_the_limit():
    briefly = replace(LIMITS, processor_seconds=1)
    with pytest.raises(Unreadable, match="1 seconds of the processor"):
        extract_html_apart("<p>" * (LARGE // 3), address=ADDRESS, limits=briefly)


def test_a_page_that_takes_too_much_memory_ends_at_the_limit():
    little = replace(LIMITS, memory_bytes=200_000_000)
    with pytest.raises(Unreadable):
        extract_html_apart("<p>x" * 500_000, address=ADDRESS, limits=little)


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("time.sleep(600)", "given up after 0 seconds"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "ended with -11"),
        ("print('[]')", "ended with 0"),
        ("print('{\"markdown\": 1}')", "ended with 0"),
        ('print(\'{"failure": "fatal"}\')', "ended with 0"),
    ],
)
def test_a_child_that_a_page_has_got_hold_of_harms_nobody(does, says, make_child):
    make_child(does)
    with pytest.raises(Unreadable, match=says):
        extract_html_apart(
            PAGE, address=ADDRESS, limits=replace(LIMITS, deadline_seconds=0.4 if "sleep" in does else 60)
        )


def test_the_child_has_no_secrets_and_no_database(make_child, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "owl")
    make_child("print(json.dumps({'failure': 'unreadable', 'message': ' '.join(os.environ)}))")
    with pytest.raises(Unreadable) as told:
        extract_html_apart(PAGE, address=ADDRESS)
    assert set(str(told.value).split()) <= {"PATH", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8"}
