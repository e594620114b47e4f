"""Shortcuts for what most texts are give what the long way gives."""

import random

import pytest

from governance.comparison import parse
from governance.comparison.matching import kept_words
from governance.comparison.matching.kept_words import KeptWords, said
from governance.comparison.text.quick_look import on_one_line
from governance.comparison.text.spans import stripped

SIGNS = "aBé _.,-–—’“”'\"()[]/:;!?%$€<>+−≥×5Σİſı²\t\n\x1c\x85\u00a0\u00ad"


def made_up(count: int, signs: str = SIGNS) -> list[str]:
    chance = random.Random(1)
    return ["".join(chance.choices(signs, k=chance.randint(0, 9))) for _ in range(count)]


def test_words_without_a_number_are_said_as_those_with_one(monkeypatch):
    texts = made_up(5_000) + made_up(5_000, SIGNS.replace("5", "").replace("²", ""))
    quickly = list(map(said, texts))
    monkeypatch.setattr(kept_words, "_said_without_numbers", lambda words: "")
    assert quickly == list(map(said, texts))


def test_a_text_is_put_on_one_line_as_by_splitting_and_joining_it():
    for text in made_up(5_000):
        assert on_one_line(text) == " ".join(text.split())


WRITTEN = {
    "marks within a word": ("We sha\\_re y**our** data with part*ners* of ours.", "We sha_re your data with partners"),
    "half a link": ("We share [your data](https://x.example/a with partners of ours.", "your data with partners"),
    "a footnote": ("We share your data [12] with our partners, and with them only.", "your data with our partners"),
    "a scheme": ("Write about your data to mailto:ink@x.example or to nobody.", "your data to ink@x.example"),
    "other letters": (
        "Wir dürfen Ihre Daten auch an Fremde weitergeben, wenn Sie es dürfen.",
        "Ihre Daten auch an Fremde",
    ),
    "over two clauses": ("We share your data.\n\nYou may object to it.", "share your data You may object"),
    "capitals that are no ASCII": ("We keep it at 5 \u212aELVIN and İn a box of ours.", "at 5 kelvin and İn a box"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_words_that_stand_in_a_text_are_found_however_they_are_written(name):
    text, words = WRITTEN[name]
    kept = KeptWords(parse(text), parse("We sell ink."))
    assert kept.stood(words, are_new=True)
    assert not kept.stood(words, are_new=False)
    assert not kept.stood(f"{words} indeed", are_new=True)


def test_a_range_is_stripped_of_blanks_and_tags_on_both_sides():
    text = " <br>\t<br> We keep it.<br> \u00a0<br>"
    start, end = stripped(text, 0, len(text))
    assert text[start:end] == "We keep it."
    assert stripped(" <br> ", 0, 6)[0] == stripped(" <br> ", 0, 6)[1]
