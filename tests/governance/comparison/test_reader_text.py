"""What is shown of a text: every word, and no mark of Markdown."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.comparison import parse
from governance.comparison.text.reader_text import as_read, readable

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("* [Privacy](https://acme.example/a_b_c) *applies* to _all_ of __it__.", "Privacy applies to all of it."),
        ("## 3. **Your** rights ##", "3. Your rights"),
        ("> > quoted `code` and ~~gone~~", "quoted code and"),
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
        ("c__ustomers and owls__ rule", "customers and owls rule"),
        ("_Please note that we do", "Please note that we do"),
        ("we draw in our models._", "we draw in our models."),
        ("_Last update: May 4th, 202_7", "Last update: May 4th, 2027"),
        ("_**Account data**_: We keep it", "Account data: We keep it"),
        ("_ga lasts 2 years", "_ga lasts 2 years"),
        ('[ahref="https://acme.example/x">Owls[/a] sing', "Owls sing"),
        ("Owls [sing […[23]](https://acme.example/a) now", "Owls sing … now"),
        ("Owls sing[23] at noon[4].", "Owls sing at noon."),
        ("[1] Owls sing", "[1] Owls sing"),
        ("Ask [[email protected]](https://acme.example/cdn) now", "Ask [email protected] now"),
        ("We share it. [", "We share it."),
        ("](https://acme.example/a) and so on", "and so on"),
        ("-----](#4)[How can you ask us", "How can you ask us"),
        ("| Name | * Owls. * Foxes and hens * Cats | N/A |", "Name · Owls. · Foxes and hens · Cats · N/A"),
        ("•Sing at noon", "Sing at noon"),
        ("You may read , copy and keep it .", "You may read, copy and keep it."),
        ("Write to (mailto:owl@acme.example)", "Write to (owl@acme.example)"),
        ("owls [in the tower] sing", "owls [in the tower] sing"),
    ],
)
def test_marks_go_and_words_stay(marked, shown):
    assert as_read(marked) == shown


@pytest.mark.parametrize(
    "text", ["c__ustomers and owls__ rule", "Owls [sing", "Owls sing[23] at noon.", "•Sing", "_Note that"]
)
def test_sentences_and_quotations_are_read_alike(text):
    (block,) = parse(f"{text}\n").blocks
    assert readable(block.visible) == as_read(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab 1.,*_`|\\#>-+\n", max_size=40))
def test_no_word_is_lost_and_none_comes(text):
    words = re.findall(r"[ab1]+", text)
    assert "".join(re.findall(r"[ab1]+", as_read(text))) == "".join(words)
    assert "".join(re.findall(r"[ab1]+", readable(text))) == "".join(words)
