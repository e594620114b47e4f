"""What others wrote moves, colours, hides and forges nothing where it is printed."""

import pytest

from governance.outside_texts import LETTERS_SHOWN, on_one_line, shown

pytestmark = pytest.mark.pure


CONTROLS = "\0\a\b\t\n\v\f\r\x1b\x7f\x85\x90\x9b\x9d\xad"
INVISIBLE = "\u061c\u200b\u200e\u202e\u2028\u2029\u2066\ufeff\u2800\u3164\ud800\U000e0041"


@pytest.mark.parametrize("control", [*CONTROLS, *INVISIBLE, "\x1b[2J", "\x1b]0;title\a", "\r\n"])
def test_what_controls_or_cannot_be_seen_is_written_as_an_escape(control):
    printed = on_one_line(f"Terms{control}of Service")
    assert printed.isprintable()
    assert printed.startswith("Terms\\")
    assert printed.endswith("of Service")


@pytest.mark.parametrize(
    "text", ["Terms of Service", "Überblick – 规则 №1", "می\u200cخواهم", "👩\u200d💻 ❤\ufe0f", "e\u0301"]
)
def test_what_is_written_to_be_read_stays(text):
    assert on_one_line(text) == text


def test_blanks_of_other_widths_are_blanks():
    assert on_one_line("a\u00a0b\u202fc\u3000d") == "a b c d"


def test_a_quotation_is_cut():
    assert shown("x" * 500) == "x" * LETTERS_SHOWN + "…"
    assert shown("a\nb") == "a\\nb"
