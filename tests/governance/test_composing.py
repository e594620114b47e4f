"""Text is composed in a time that grows with its length, whatever it is made of."""

import contextlib
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.vendors.reading import NotAVendorList, read_vendor_list
from governance import composing
from governance.comparison.text.normalise import normalise_line, visible_text
from governance.composing import MOST_MARKS, composed
from governance.names import same_name, shown_name

pytestmark = pytest.mark.pure
MARKS = "\u0301\u0316" * 5_000
RUN = re.compile(f"[\u0300-\u036f]{{{MOST_MARKS + 1}}}")


@given(st.text(), st.sampled_from(["NFC", "NFKC", "NFKD"]))
def test_what_people_write_is_composed_as_unicode_says(text, form):
    assert composed(text, form) == unicodedata.normalize(form, text)


@pytest.mark.parametrize("mark", ["\u0301", "\u0316", "\U0001d165"])
def test_a_letter_keeps_so_many_marks(mark):
    assert composed("q" + mark * 1_000, "NFC").count(mark) == MOST_MARKS


@pytest.mark.parametrize(
    "read",
    [shown_name, same_name, normalise_line, visible_text, lambda text: read_vendor_list(f"name\n{text}".encode())],
)
def test_no_more_marks_are_put_in_order(monkeypatch, read):
    class Watching:
        combining, category = staticmethod(unicodedata.combining), staticmethod(unicodedata.category)

        @staticmethod
        def normalize(form, text):
            assert not RUN.search(text)
            return unicodedata.normalize(form, text)

    monkeypatch.setattr(composing, "unicodedata", Watching)
    read(f"Owl{MARKS[:40]} Post")
    with contextlib.suppress(NotAVendorList):
        read(f"Owl{MARKS} Post")


def test_long_cells_are_refused_unread_and_flags_are_cut():
    for cell in ("name", "https://v.example/"):
        with pytest.raises(NotAVendorList, match="row 2 has more than"):
            read_vendor_list(f"name,url\n{cell}{MARKS},{cell}{MARKS}\n".encode())
    (vendor,) = read_vendor_list(f"name,subprocessor\nOwl Post,y{MARKS}\n".encode()).vendors
    assert (vendor.name, vendor.is_sub_processor) == ("Owl Post", None)
