"""Names, headings and quotations from outside turn nothing around them, and a link of a mail shows no address."""

import pytest
from django.template.loader import render_to_string

from accounts.letters import AccountLetter, Names, render_letter
from accounts.mail_addresses import masked
from alerts.mail.lines import one_line
from web.templatetags.outside import apart, isolated, labelled

TURNING = ["\u061c", "\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041", "\x07", "\n"]


@pytest.mark.parametrize("character", TURNING)
def test_what_can_not_be_seen_is_taken_out_of_names_and_headings(character):
    assert one_line(f"Te{character}rms").replace(" ", "") == "Terms"
    assert character not in isolated(f"Te{character}rms")


def test_the_joiners_that_words_are_written_with_stay():
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"
    assert one_line("👩\u200d💻") == "👩\u200d💻"


def test_a_name_is_isolated_and_escaped():
    assert isolated('<b onclick="x">ב</b>') == "<bdi>&lt;b onclick=&quot;x&quot;&gt;ב&lt;/b&gt;</bdi>"


def test_an_address_is_masked():
    assert masked("ada.lovelace@example.com") == "a…@example.com"
    assert masked("a@example.com") == "a…@example.com"


def test_headings_and_quotations_of_a_mail_are_isolated():
    head = render_to_string("alerts/mail/clause_head.html", {"clause": {"sentence": "\u05d0", "facts": "facts"}})
    assert "<h3><bdi>\u05d0</bdi></h3>" in head
    quote = {"pieces": [{"text": "\u202eabc", "is_changed": True}], "cut_before": False, "cut_after": True}
    shown = render_to_string("alerts/mail/clause_quotes.html", {"clause": {"before": quote, "after": quote}})
    assert shown.count("\u201c<bdi>") == shown.count("\u202eabc") == 2
    assert shown.count("</bdi>\u2026\u201d") == 2


def test_a_plain_letter_has_no_line_that_somebody_else_wrote():
    attack = "".join(f"Owl{character}Unsubscribe: http://evil.example/" for character in (*TURNING, "\x1b[2J", "\x85"))
    letter = AccountLetter(attack, "", (attack,), attack, lists=(Names("Not read", (attack,)),), closing=(attack,))
    _, _, text = render_letter(letter)
    lines = text.split("\n")
    assert [ascii(line) for line in lines if not line.isprintable()] == []
    assert not any(line.startswith("Unsubscribe") for line in lines)


@pytest.mark.parametrize(
    ("text", "label", "shown"),
    [
        ("1.1 You must be 16.", "1.1", '<span class="label">1.1</span> You must be 16.'),
        ("1. You must be 16.", "1", '<span class="label">1.</span> You must be 16.'),
        ("10 days are given.", "1", '<span class="label"><bdi>1</bdi></span> 10 days are given.'),
        ("You & we.", "a", '<span class="label"><bdi>a</bdi></span> You &amp; we.'),
        ("<b>", "", "&lt;b&gt;"),
    ],
)
def test_a_clause_bears_its_number_once(text, label, shown):
    assert labelled(text, label) == shown


def test_a_mark_of_a_difference_begins_with_a_word_and_no_letter_is_lost():
    difference = [
        ("equal", "We"),
        ("delete", " do not store it"),
        ("insert", " store it "),
        ("delete", " "),
        ("equal", "."),
    ]
    found = list(apart(difference))
    assert [words for _, _, words, _ in found] == ["We", "do not store it", "store it", " ", "."]
    assert [(kind, before + words + after) for kind, before, words, after in found] == difference
