"""Sentences of a page that are not in what was read of it, so that nothing is left out without a word."""

import re
from collections.abc import Iterable

from governance.capture.extraction.markup import Element

FEWEST_WORDS = 8
MOST_LETTERS = 20_000
_LONGEST_FRAME = 100_000
# What no reader sees, or what is no sentence.
_NEVER_SHOWN = frozenset(("head", "script", "style", "template", "a", "button", "select", "datalist", "object", "map"))
_TAG = re.compile(r"<[^<>]*>")


def sentences_of(page: Element) -> list[str]:
    """Return what a page says in at least eight words outside of links, wherever it stands."""
    found: list[str] = []
    waiting: list[Element | str] = [page]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if len(node.split(maxsplit=FEWEST_WORDS - 1)) == FEWEST_WORDS:
                found.append(node)
        elif node.tag == "iframe":
            waiting += reversed(_TAG.split(node.attribute("srcdoc")[:_LONGEST_FRAME]))
        elif node.tag not in _NEVER_SHOWN:
            waiting += reversed(node.children)
    return found


def left_out_of(sentences: Iterable[str], parts: Iterable[Element]) -> tuple[str, ...]:
    """Return, on one line each, the sentences that don't stand in these parts; twenty thousand letters at most."""
    kept = {" ".join(text.split()) for part in parts for text in part.texts()}
    found: list[str] = []
    left = MOST_LETTERS
    for sentence in dict.fromkeys(" ".join(text.split()) for text in sentences):
        if sentence not in kept and left > 0:
            found.append(sentence[:left])
            left -= len(sentence)
    return tuple(found)
