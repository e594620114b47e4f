"""What is shown of a text: every word, and no mark of Markdown."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.comparison.text.reader_text import as_read, readable

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("* [Privacy](https://acme.example/a_b_c) *applies* to _all_ of __it__.", "Privacy applies to all of it."),
        ("## 3. **Your** rights ##", "3. Your rights"),
        ("> > quoted `code` and ~~gone~~", "quoted code and gone"),
        ("| Name | a \\| b | 3 days |", "Name · a | b · 3 days"),
        ("![logo](https://acme.example/l.png) We share\\_it\\*.", "We share_it*."),
        ("__cf_bm and snake_case_name", "__cf_bm and snake_case_name"),
        ("5*3 and 5 * 3", "5*3 and 5 * 3"),
        ("if x < 3 and y > 2", "if x < 3 and y > 2"),
        ("We keep <b>it</b><br/>here", "We keep it here"),
        ("+ plus\n\nand  more", "plus and more"),
        ("-5 degrees", "-5 degrees"),
        ("1. Fees.", "1. Fees."),
        ("***", ""),
    ],
)
def test_marks_go_and_words_stay(marked, shown):
    assert as_read(marked) == shown


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab 1.,*_`|\\#>-+~\n", max_size=40))
def test_no_word_is_lost_and_none_comes(text):
    words = re.findall(r"[ab1]+", text)
    assert "".join(re.findall(r"[ab1]+", as_read(text))) == "".join(words)
    assert "".join(re.findall(r"[ab1]+", readable(text))) == "".join(words)
