"""In which characters a page is written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.capture.fetching.charset import decode_text
from governance.capture.fetching.fetched import FetchWarning
from tests.local_web import Answer, html

pytestmark = pytest.mark.pure
GERMAN = "Diese Nutzungsbedingungen gelten für Sie und für uns. Änderungen veröffentlichen wir. "
TEXTS = {
    "cp1252": "Ces conditions s’appliquent à vous – et à nous : « où », œuvre, 50 €.",
    "iso8859-2": "Tyto podmínky platí mezi vámi a námi. Změny zveřejníme.",
    "cp1251": "Эти условия действуют между вами и нами.",
    "koi8-r": "Эти условия действуют между вами и нами.",
    "cp932": "この規約は、お客様と当社との間に適用されます。",
    "euc_jp": "この規約は、お客様と当社との間に適用されます。",
    "iso2022_jp": "この規約は、お客様と当社との間に適用されます。",
    "gb18030": "本条款适用于您与我们之间。",
    "big5hkscs": "本條款適用於您與我們之間。",
    "cp949": "이 약관은 귀하와 당사 간에 적용됩니다.",
    "cp1253": "Οι παρόντες όροι ισχύουν μεταξύ μας.",
    "cp1254": "Bu koşullar sizinle bizim aramızda geçerlidir.",
    "cp1255": "תנאים אלה חלים בינך לבינינו.",
    "cp1256": "تسري هذه الشروط بينك وبيننا.",
    "cp874": "ข้อกำหนดเหล่านี้มีผลระหว่างคุณกับเรา",
    "utf-16-le": "Diese Bedingungen gelten für Sie.",
}


def page(body: str, label: str = "") -> str:
    meta = f'<meta charset="{label}">' if label else ""
    return f"<!doctype html><html><head>{meta}</head><body><p>{body}</p></body></html>"


@pytest.mark.parametrize("encoding", TEXTS)
def test_the_header_says_it(encoding: str) -> None:
    decoded = decode_text(page(TEXTS[encoding]).encode(encoding), f'text/html; Charset="{encoding.upper()}"')
    assert TEXTS[encoding] in decoded.text
    assert (decoded.charset, decoded.is_guessed, decoded.is_contradicted) == (encoding, False, False)


@pytest.mark.parametrize("encoding", [name for name in TEXTS if not name.startswith("utf-16")])
def test_the_page_says_it(encoding: str) -> None:
    decoded = decode_text(page(TEXTS[encoding], encoding).encode(encoding), "text/html")
    assert TEXTS[encoding] in decoded.text
    assert not decoded.is_guessed


@pytest.mark.parametrize("header", ["", "; charset=iso-8859-1", "; charset=windows-1251", "; charset=utf-16"])
def test_what_is_utf_8_is_read_as_that_whatever_is_said(header: str) -> None:
    decoded = decode_text(page(GERMAN, "iso-8859-1").encode(), f"text/html{header}")
    assert GERMAN in decoded.text
    assert decoded.charset == "utf-8"
    assert decoded.is_contradicted == ("charset=iso" in header or "charset=w" in header)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_goes_before_everything_and_is_no_text(encoding: str) -> None:
    decoded = decode_text(page(GERMAN).encode(encoding), "text/html; charset=windows-1251")
    assert decoded.text == page(GERMAN)


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_labels_mean_what_browsers_take_them_for(label: str) -> None:
    assert decode_text("“50 €”".encode("cp1252"), f"text/html; charset={label}").text == "“50 €”"


def test_the_header_goes_before_the_page() -> None:
    data = page(TEXTS["cp1251"], "windows-1252").encode("cp1251")
    assert TEXTS["cp1251"] in decode_text(data, "text/html; charset=windows-1251").text


def test_what_the_page_says_late_is_not_heard() -> None:
    late = "<!--" + "x" * 4_096 + "-->" + page(TEXTS["cp1251"] * 20, "windows-1252")
    assert decode_text(late.encode("cp1251"), "text/html").is_guessed


def test_ascii_needs_nothing_said() -> None:
    decoded = decode_text(b"<p>Terms", "text/html")
    assert (decoded.text, decoded.charset, decoded.is_guessed) == ("<p>Terms", "utf-8", False)
    assert decode_text(b"", "").text == ""


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-32"])
def test_ascii_is_not_read_two_bytes_at_a_time(label: str) -> None:
    assert decode_text(b"<p>Terms and conditions", f"text/html; charset={label}").text == "<p>Terms and conditions"


@pytest.mark.parametrize(("text", "encoding"), [(GERMAN, "cp1252"), (TEXTS["cp1251"], "cp1251")])
def test_what_nobody_says_is_guessed(text: str, encoding: str) -> None:
    decoded = decode_text(page(text * 10).encode(encoding), "text/html")
    assert text in decoded.text
    assert decoded.is_guessed


def test_what_can_not_be_guessed_is_windows_1252() -> None:
    assert decode_text(b"\xe9", "text/html").text == "é"


@pytest.mark.parametrize(
    "label",
    [
        "punycode",
        "zlib",
        "base64",
        "hex",
        "rot13",
        "unicode_escape",
        "raw_unicode_escape",
        "utf-7",
        "idna",
        "undefined",
        "bz2",
        "none",
        "x" * 999,
        "\x00",
    ],
)
def test_pythons_other_codecs_are_none_of_a_page(label: str) -> None:
    data = b"a\\u0041-+AGE- caf\xe9 " * 5_000
    began = time.process_time()
    for decoded in (decode_text(data, f"text/html; charset={label}"), decode_text(page("", label).encode() + data, "")):
        assert "a\\u0041-+AGE- caf" in decoded.text
    assert time.process_time() - began < 10


def test_characters_that_could_not_be_read_are_counted() -> None:
    decoded = decode_text(b"caf\xe9 caf\xe9", "text/html; charset=utf-8")
    assert (decoded.text, decoded.replaced) == ("caf\ufffd caf\ufffd", 2)


@given(st.binary(max_size=300), st.sampled_from(["", *TEXTS, "utf-16", "utf-8", "utf-32", "hz"]))
def test_whatever_the_bytes_are_there_is_a_text(data: bytes, label: str) -> None:
    assert isinstance(decode_text(data, f"text/html; charset={label}").text, str)


def test_a_page_says_what_was_odd_about_its_characters(reading) -> None:
    reader = reading(
        {
            "a.example": {
                "/wrong": html(GERMAN, header="iso-8859-1"),
                "/none": html(GERMAN * 20, charset="cp1252", header=None),
                "/broken": html(GERMAN, charset="cp1252", header="utf-8"),
                "/json": Answer(b"{}", headers=(("Content-Type", "application/json"),)),
            }
        }
    )
    warnings = {path: reader.fetch(f"http://a.example/{path}").warnings for path in ("wrong", "none", "broken", "json")}
    assert warnings == {
        "wrong": (FetchWarning.CHARSET_CONTRADICTED,),
        "none": (FetchWarning.CHARSET_GUESSED,),
        "broken": (FetchWarning.CHARACTERS_REPLACED,),
        "json": (),
    }
    assert reader.fetch("http://a.example/broken").replacement_count == 4
