"""Memos as files: valid, accessible, the same bytes again, and no text of a document read as markup."""

import html
import io
import json
import re
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from markdown_it import MarkdownIt

from governance.analysis.memo.blocks import (
    HashList,
    LabelledHash,
    MarkedPiece,
    MemoLayout,
    MemoSection,
    MemoSentence,
    MemoSentences,
    MemoTable,
    QuotedWords,
    RedlinedWords,
    SubHeading,
)
from governance.analysis.memo.glyphs import FONTS, shown_by_code
from governance.analysis.memo.markdown import markdown_of
from governance.analysis.memo.redline import redline_of
from governance.analysis.memo.typesetting import TEMPLATE, pdf_of, typesetting_version
from tests.governance.analysis.memo.validity import failures_of

pytestmark = pytest.mark.pure

HOSTILE = '#panic("x") $x$ *b* ] <!-- [a](b) `c` | ~~d~~ \\ @e 1. # f & <script>'


def layout(words="We keep your data for 30 days.", tables=1):
    table = MemoTable(("Law", "Article", "Why"), (2, 1, 4), tuple(("GDPR", "Art. 5", words) for _ in range(90)))
    return MemoLayout(
        number="CW-M-test",
        title=f"Memo on {words}"[:120],
        day=date(2026, 3, 2),
        head=(("Prepared for", "reader@example.com"), ("Documents", words)),
        sections=(
            MemoSection("In short", (MemoSentences((MemoSentence(words, ("CW-C-000001",)), MemoSentence("Two."))),)),
            MemoSection(
                "Facts",
                (
                    SubHeading("Clause 4"),
                    QuotedWords(words, "CW-V-000001, characters 10 to 40"),
                    RedlinedWords(
                        (MarkedPiece("equal", "We "), MarkedPiece("delete", words), MarkedPiece("insert", "may")),
                        "CW-P-000001",
                    ),
                    HashList((LabelledHash("CW-V-000001", "0f" * 32),)),
                ),
            ),
            *(MemoSection(f"Exposure {number}", (table,)) for number in range(tables)),
        ),
        data=json.dumps({"words": words}).encode(),
    )


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf):
    """Every structure tag of the document, in order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for one in node:
                walk(one)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(str(node.S))
            if "/K" in node:
                walk(node.K)
        elif isinstance(node, pikepdf.Dictionary) and "/K" in node:
            walk(node.K)

    document = opened(pdf)
    walk(document.Root.StructTreeRoot.K)
    return found


@pytest.mark.parametrize(
    "words", ["We keep your data for 30 days.", HOSTILE, "", "🙂 \x07 隐 \ue000 ✓ Ελλη Приве́т " * 3]
)
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_memo_is_valid_for_readers_and_for_archives(words, paper):
    pdf = pdf_of(layout(words), paper=paper)
    assert failures_of(pdf) == []
    assert failures_of(pdf.replace(b"/Lang", b"/Lung")) != []


def test_it_is_tagged_as_it_reads():
    found = tags(pdf_of(layout(tables=3)))
    assert found.count("/Table") == 3
    assert found.count("/THead") == 3
    assert found.count("/Title") == 1
    assert found.count("/TOC") >= 1
    headings = [int(tag[2]) for tag in found if re.fullmatch("/H[1-6]", tag)]
    assert headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


def test_ids_and_rows_are_not_torn_by_lines_and_pages():
    words = "A clause of some length that fills a line of its cell twice over, at the least. "
    rows = tuple((f"CW-P-{number:06d}, CW-P-{number + 1:06d}", words * 9) for number in range(60))
    table = MemoTable(("Provisions", "Why"), (1, 4), rows)
    introduced = (SubHeading("A law"), MemoSentence("It is in force."), table)
    sections = (MemoSection("In short", (MemoSentence("Short."),)), MemoSection("Exposure", introduced))
    with closing(pypdfium2.PdfDocument(pdf_of(replace(layout(), sections=sections)))) as pdf:
        pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    assert len(pages) > 2
    for shown in pages:
        assert not re.search(r"CW-\s|CW-P-\s", shown)
        # Each row is whole: it has its words nine times.
        assert shown.count("A clause of some") == 9 * (shown.count("CW-P-") // 2)


def test_it_has_a_language_a_title_embedded_fonts_and_its_data():
    pdf = opened(pdf_of(layout()))
    assert str(pdf.Root.Lang).startswith("en")
    assert str(pdf.docinfo["/Title"]).startswith("Memo on")
    fonts = [font for one in pdf.pages for font in one.Resources.get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        for inner in font.get("/DescendantFonts", [font]):
            descriptor = inner.FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert json.loads(pdf.attachments["memo.json"].get_file().read_bytes()) == {
        "words": "We keep your data for 30 days."
    }


def test_the_same_memo_is_the_same_bytes_in_another_process_too(tmp_path):
    code = (
        "import sys; from tests.governance.analysis.memo.test_memo_files import layout;"
        "from governance.analysis.memo.typesetting import pdf_of; sys.stdout.buffer.write(pdf_of(layout()))"
    )
    root = Path(__file__).resolve().parents[4]
    other = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True)
    assert pdf_of(layout()) == pdf_of(layout()) == other.stdout
    assert re.fullmatch(r"typst-[0-9.]+-[0-9a-f]{12}", typesetting_version())


def test_what_the_fonts_lack_is_shown_by_its_code_and_counted():
    assert shown_by_code("a🙂\u0007隐", (FONTS,)) == ("a[U+1F642][U+0007][U+9690]", 3)
    assert shown_by_code("Größe, naïve, Ελληνικά, Привет, Tiếng Việt ✓ → ≥ …\n", (FONTS,))[1] == 0
    assert shown_by_code("a\u2028b\tc", (FONTS,)) == ("a b c", 0)
    assert shown_by_code("a\u2060\u200b\u00adb\u202ec", (FONTS,)) == ("a\u2060\u200b\u00adb[U+202E]c", 1)


def test_the_template_takes_nothing_from_outside():
    template = TEMPLATE.read_text(encoding="utf-8")
    for word in ("import", "include", "@preview", "eval", "while", "plugin", "datetime.today"):
        assert not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.sub(r"//.*", "", template)), word


def words_of(text):
    """What a reader of the Markdown sees, and which marks were read in it."""
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(text)
    inline = [inner for token in tokens for inner in token.children or []]
    tags = {inner.content for inner in inline if inner.type == "html_inline"}
    return "".join(inner.content for inner in inline if inner.type == "text"), {inner.type for inner in inline}, tags


def test_no_word_of_a_document_is_markup_in_markdown():
    shown, kinds, tags = words_of(markdown_of(layout(HOSTILE)))
    assert shown.count(HOSTILE) >= 90
    assert kinds <= {"text", "softbreak", "code_inline", "html_inline"}
    assert tags == {"<del>", "</del>", "<ins>", "</ins>"}


def test_what_turns_the_direction_of_text_is_shown_by_its_code_in_every_format():
    data = {"title": "A", "made_at": "2026-03-01T00:00:00+00:00", "changes": [], "not_covered": []}
    assert r"a\[U\+202E\]b" in markdown_of(layout("a\u202eb"))
    assert "\u202e" not in markdown_of(layout("a\u202eb"))
    with zipfile.ZipFile(io.BytesIO(redline_of(data | {"title": "a\u202eb"}))) as archive:
        words = archive.read("word/document.xml").decode()
    assert "a[U+202E]b" in words


def test_markdown_has_each_part_of_the_memo():
    text = markdown_of(layout())
    for part in ("# Memo on", "## 1. In short", "### Clause 4", "> We keep your data", "| Law | Article | Why |"):
        assert part in text
    assert text.count("| GDPR |") == 90
    assert "<del>We keep your data for 30 days.</del><ins>may</ins>" in text


def marked_text(*pieces):
    """A memo's Markdown that quotes these pieces of a change, and what a reader renders it as."""
    block = RedlinedWords(tuple(MarkedPiece(*piece) for piece in pieces), "CW-P-000001")
    page = replace(layout(), sections=(MemoSection("Facts", (block,)),))
    return MarkdownIt("commonmark").render(markdown_of(page))


@pytest.mark.parametrize("mark", [",", ".", "(", "“", "*", "~~", "one (1) year", " not ", "</del>"])
def test_what_was_taken_out_and_put_in_shows_as_such_beside_any_mark(mark):
    shown = marked_text(("equal", "OF ANY KIND"), ("delete", mark), ("insert", f"{mark}x"), ("equal", mark))
    told = html.escape(mark)
    assert f"OF ANY KIND<del>{told}</del><ins>{told}x</ins>{told}".replace("&#x27;", "'").rstrip() in shown


def test_a_mark_over_several_paragraphs_ends_with_each():
    shown = marked_text(("delete", "One.\n\nTwo."), ("equal", " Three."))
    assert "<p><del>One.</del></p>" in shown
    assert "<p><del>Two.</del> Three.</p>" in shown


def test_the_marks_of_a_change_are_explained_where_there_are_any():
    said = "Words in <code>&lt;del&gt;</code> were taken out of a text, words in <code>&lt;ins&gt;</code> were put in."
    assert marked_text(("equal", "a"), ("delete", "b")).count(said) == 1
    quiet = replace(layout(), sections=(MemoSection("Facts", ()),))
    assert "`<del>`" not in markdown_of(quiet)


@pytest.mark.parametrize("line", ["====", "----", "    code", "\tcode", "  \t code"])
def test_no_line_of_a_quotation_is_a_heading_or_code(line):
    shown = MarkdownIt("commonmark").render(markdown_of(layout(f"One\n{line}\nTwo\n\n{line}")))
    quoted = shown[shown.index("<blockquote>") : shown.index("</blockquote>")]
    assert "<h" not in quoted
    assert "<code>" not in quoted
    assert "\\" not in quoted


def test_no_address_of_a_quotation_is_a_link():
    text = markdown_of(layout("See http://evil.example or WWW.evil.example."))
    assert "http://evil" not in text
    assert "WWW.evil" not in text
    assert "http://evil.example or WWW.evil.example" in MarkdownIt("commonmark").render(text)
