"""Each phrase that makes a clause bind is found, whatever letter it begins with."""

import re

import pytest

from governance.comparison.text.phrases import PATTERNS, PHRASES
from governance.comparison.text.quick_look import holds_digit

pytestmark = pytest.mark.pure

PHRASES_OF = {
    "negation": "not, never, nor, neither, cannot, nobody, no one, none, nothing, nowhere, no longer, no,"
    " don’t, isn't, wouldn’t, non-refundable",
    "exclusion": "without, without names, non-refundable, non-transferable",
    "condition": "if you use it without, where it is made without, only, unless, except, provided that, subject to,"
    " until, limited to, solely, as long as",
    "discretion": "sole discretion, absolute discretion, own discretion, our discretion, its discretion, "
    "their discretion, your discretion, for any reason, without notice, reserves the right, as we see fit",
    "choice": "opt out, unsubscribe, withdraw your consent, revoke consent, your consent, their consent, prior consent,"
    " explicit consent, express consent, turned off, right to object, can object, may object",
    "right": "right to, entitled, refund, you can, they may, users could, customers are free to",
    "waiver": "waive, waiving, gives up your rights, giving up any rights",
    "duty": "must, shall, will, required to, responsible for, agree to, obligated, obliged to, "
    "obligation to, you have to, we have to, they have to, users have to, indemnify",
    "prohibition": "may not, must never, shall not, cannot, mustn’t, can't, shan’t, don't, do not, "
    "never, nobody may, no one shall, none of you must, neither of us may, prohibited, forbids, disallowed, "
    "not allowed, no longer permitted",
    "power": "we may, we can, we’ll",
    "party": "third party, affiliate, subsidiary, group company, vendor, partner, service provider, "
    "provider, advertiser, ad network, administrator, law enforcement, authority, employer, sub-processor, processor, "
    "contractor, data broker, parent, guardian",
    "scope": "any, all, every, each, including, whether or not, and/or, regardless, irrevocable, perpetual, worldwide,"
    " sublicensable, transferable, royalty-free",
}


@pytest.mark.parametrize("kind", PATTERNS)
def test_each_phrase_of_a_kind_is_found_in_small_letters_and_in_capitals(kind):
    for phrase in PHRASES_OF[kind].split(", "):
        for said in (phrase, phrase.upper()):
            assert PHRASES[kind].search(f"So {said} of it."), said


@pytest.mark.parametrize("kind", PATTERNS)
def test_the_first_letters_of_a_kind_hide_none_of_its_phrases(kind):
    text = "; ".join(
        f"so {phrase}, {phrase.title()} it" for listed in PHRASES_OF.values() for phrase in listed.split(", ")
    )
    plain = re.compile(rf"\b(?:{PATTERNS[kind]})\b", re.IGNORECASE)
    assert [found.span() for found in PHRASES[kind].finditer(text)] == [found.span() for found in plain.finditer(text)]


@pytest.mark.parametrize(("text", "holds"), [("rule 7", True), ("10²", True), ("m²", True), ("①", True), ("no", False)])
def test_a_power_and_a_number_in_a_circle_are_digits(text, holds):
    assert holds_digit(text) is holds
