"""Memos as PDF in scripts that our own fonts lack, set in those of a folder that the operator names."""

import shutil
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.environment import Environment
from governance.analysis.memo.glyphs import FONTS, font_files, shown_by_code
from governance.analysis.memo.typesetting import pdf_of, typesetting_version
from tests.governance.analysis.memo.test_memo_files import layout
from tests.governance.analysis.memo.validity import failures_of

pytestmark = pytest.mark.pure

GEORGIAN = "\u10db\u10dd\u10dc\u10d0\u10ea\u10d4\u10db\u10d4\u10d1\u10d8"
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")  # of Debian's package fonts-dejavu-core
needs_dejavu = pytest.mark.skipif(not DEJAVU.is_file(), reason="needs Debian's package fonts-dejavu-core")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "more").mkdir()
    shutil.copy(DEJAVU, tmp_path / "more")
    return tmp_path


def text_of(pdf):
    with closing(pypdfium2.PdfDocument(pdf)) as pages:
        return "".join(page.get_textpage().get_text_bounded() for page in pages)


@needs_dejavu
def test_what_our_fonts_lack_is_set_in_those_of_the_folder_and_by_its_code_without_it(folder):
    words = f"We keep {GEORGIAN}."
    assert GEORGIAN in text_of(pdf_of(layout(words), more_fonts=folder))
    plain = text_of(pdf_of(layout(words)))
    assert GEORGIAN not in plain
    assert "[U+10DB]" in plain


@needs_dejavu
def test_such_a_memo_is_valid_and_the_same_bytes_again_and_says_that_the_fonts_are_others(folder):
    pdf = pdf_of(layout(GEORGIAN), more_fonts=folder)
    assert pdf == pdf_of(layout(GEORGIAN), more_fonts=folder)
    assert failures_of(pdf) == []
    assert typesetting_version(folder) != typesetting_version() == typesetting_version(None)


@needs_dejavu
def test_what_no_font_has_is_still_shown_by_its_code(folder):
    assert "[U+4E2D]" in text_of(pdf_of(layout("\u4e2d"), more_fonts=folder))


def test_a_file_that_is_no_font_stops_no_memo(tmp_path):
    for name in ("broken.ttf", "broken.otf", "broken.ttc"):
        (tmp_path / name).write_bytes(b"no font" * 9)
    (tmp_path / "empty.otf").write_bytes(b"")
    (tmp_path / "readme.txt").write_text("Not a font.")
    assert len(font_files(tmp_path)) == 4
    assert shown_by_code(GEORGIAN[0], (FONTS, tmp_path)) == ("[U+10DB]", 1)
    assert "[U+10DB]" in text_of(pdf_of(layout(GEORGIAN), more_fonts=tmp_path))


def test_a_folder_that_is_not_there_is_refused_at_the_start(tmp_path, monkeypatch):
    assert Environment().folder("OTHER_FONTS") is None
    monkeypatch.setenv("OTHER_FONTS", str(tmp_path))
    assert Environment().folder("OTHER_FONTS") == tmp_path
    monkeypatch.setenv("OTHER_FONTS", str(tmp_path / "no"))
    with pytest.raises(ImproperlyConfigured, match="OTHER_FONTS"):
        Environment().folder("OTHER_FONTS")
