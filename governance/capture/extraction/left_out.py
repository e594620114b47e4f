"""Sentences of a page that are not in what was read of it, so that nothing is left out without a word."""

import re
from collections.abc import Iterable

from governance.capture.extraction.markup import Element

FEWEST_WORDS = 8
MOST_LETTERS = 20_000
_LONGEST_FRAME = 100_000
# What no reader sees, or what is no sentence.
_NEVER_SHOWN = frozenset(("head", "script", "style", "template", "a", "button", "select", "datalist", "object", "map"))
_NAMES_WITHIN = (
    "abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup time u var wbr"
)
_WITHIN_SENTENCES = frozenset(_NAMES_WITHIN.split())
_TAG = re.compile(r"<[^<>]*>")


def sentences_of(page: Element) -> list[tuple[str, ...]]:
    """Return what a page says in at least eight words outside of links, wherever it stands: each as its pieces of text.

    What is bold or slanted within a sentence is a piece of it.
    """
    found: list[tuple[str, ...]] = []
    pieces: list[str] = []
    waiting: list[Element | str | None] = [page, None]  # None ends a sentence
    while waiting:
        node = waiting.pop()
        if node is None:
            if sum(len(piece.split(maxsplit=FEWEST_WORDS)) for piece in pieces) >= FEWEST_WORDS:
                found.append(tuple(pieces))
            pieces = []
        elif isinstance(node, str):
            pieces.append(node)
        elif node.tag == "iframe":
            frame = _TAG.split(node.attribute("srcdoc")[:_LONGEST_FRAME])
            waiting += [None, *(one for piece in reversed(frame) for one in (piece, None))]
        elif node.tag in _WITHIN_SENTENCES:
            waiting += reversed(node.children)
        elif node.tag not in _NEVER_SHOWN:
            waiting += [None, *reversed(node.children), None]
    return found


def left_out_of(sentences: Iterable[tuple[str, ...]], parts: Iterable[Element]) -> tuple[str, ...]:
    """Return, on one line each, the sentences of which most doesn't stand in these parts, of 20,000 letters at most."""
    kept = {_on_one_line(text) for part in parts for text in part.texts()}
    found: list[str] = []
    left = MOST_LETTERS
    for pieces in dict.fromkeys(tuple(map(_on_one_line, pieces)) for pieces in sentences):
        missing = sum(piece.count(" ") + 1 for piece in pieces if piece and piece not in kept)
        sentence = _on_one_line(" ".join(pieces))
        if 2 * missing > sentence.count(" ") + 1 and left > 0:
            found.append(sentence[:left])
            left -= len(sentence)
    return tuple(found)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
