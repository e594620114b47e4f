"""What of a text is the page's and not the document's: it differs at each of three looks that are minutes apart.

The looks are laid beside the text that the record holds, first by lines and then, where all differ, by words. Between
two places that stand in all of them what two looks agree on is believed, be it new or gone. Where each look says
something else the record's words stay, and a line that the record doesn't have is left out, unless most of it is a
clause.
"""

import re
from collections import Counter
from collections.abc import Sequence

from governance.capture.gate.shuffled import in_one_order
from governance.comparison.text.order import longest_increasing

# Where more words than so many differ between two lines that all looks have, the last look is believed as it is.
MOST_WORDS = 100_000
# A new line of which so many words, and so great a share, are the same at each look is a clause with a token in it.
FEWEST_WORDS_OF_A_CLAUSE, SHARE_OF_A_CLAUSE = 12, 0.7
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_WORDS = re.compile(r"\S+\s*|\s+")

Units = Sequence[str]


def stable_text(record: str, looks: Sequence[str]) -> str:
    """Return the last of three looks without what is different at each of them, be it words or their order."""
    looks = in_one_order(record, looks)
    return "".join(
        part
        for sections in _sections([_LINES.findall(text) for text in (record, *looks)])
        for part in _believed(sections)
    )


def _believed(sections: Sequence[Units]) -> list[str]:
    """Return what is believed of the lines between two that stand in the record and in all looks."""
    agreed = _agreed(sections[1:])
    if agreed is not None:
        return list(agreed)
    if max(sum(line.count(" ") + 1 for line in section) for section in sections) > MOST_WORDS:
        return list(sections[-1])
    words = [_WORDS.findall("".join(section)) for section in sections]
    parts = _sections(words)
    if len(parts) == 1:  # no word of the record stands in all looks
        return _new_lines(sections)
    found: list[str] = []
    for part in parts:
        agreed = _agreed(part[1:])
        found += agreed if agreed is not None else part[0] or _new_lines([_lines(side) for side in part])
    return found


def _lines(words: Units) -> list[str]:
    return _LINES.findall("".join(words))


def _agreed(looks: Sequence[Units]) -> Units | None:
    """Return what two looks have alike, the last one among them if it can be."""
    first, second, last = looks
    if last in (first, second):
        return last
    return first if first == second else None


def _new_lines(sections: Sequence[Units]) -> list[str]:
    """Return the record's lines, with the new ones that stand in the looks; these have no words in common with it."""
    record, looks = list(sections[0]), sections[1:]
    found: list[str] = []
    for part in _sections(looks):
        agreed = _agreed(part)
        if agreed is not None:
            found += agreed
        elif record:
            found, record = found + record, []
        elif _is_mostly_a_clause(part):
            found += part[-1]
    return found + record


def _is_mostly_a_clause(looks: Sequence[Units]) -> bool:
    counts = [Counter("".join(look).split()) for look in looks]
    alike = counts[0] & counts[1] & counts[2]
    return alike.total() >= max(FEWEST_WORDS_OF_A_CLAUSE, SHARE_OF_A_CLAUSE * counts[2].total())


def _sections(texts: Sequence[Units]) -> list[list[Units]]:
    """Return the texts cut at what stands in all of them in one order; each cut's own units are a section, too."""
    places = _common_places(texts)
    sections: list[list[Units]] = []
    at = [0] * len(texts)
    for place in [*places, tuple(map(len, texts))]:
        between = [text[begin:end] for text, begin, end in zip(texts, at, place, strict=True)]
        if any(between):
            sections.append(between)
        if place[0] < len(texts[0]) or any(end < len(text) for text, end in zip(texts, place, strict=True)):
            sections.append([text[end : end + 1] for text, end in zip(texts, place, strict=True)])
        at = [end + 1 for end in place]
    return sections


def _common_places(texts: Sequence[Units]) -> list[tuple[int, ...]]:
    """Return the places of what stands once in each text, in one order, and of what stands beside it in all of them.

    So the work grows with the length of the texts alone, whatever is repeated in them.
    """
    once = [_standing_once(text) for text in texts]
    first = [unit for unit in once[0] if all(unit in others for others in once[1:])]
    anchors = [tuple(places[unit] for places in once) for unit in first]
    for text in range(1, len(texts)):
        kept = set(longest_increasing([anchor[text] for anchor in anchors]))
        anchors = [anchor for anchor in anchors if anchor[text] in kept]
    ends = tuple(map(len, texts))
    found: list[tuple[int, ...]] = []
    low = tuple(-1 for _ in texts)
    for anchor in [*anchors, ends]:
        up = _run(texts, low, anchor, 1)
        down = _run(texts, anchor, up[-1] if up else low, -1)
        found += [*up, *reversed(down)]
        if anchor != ends:
            found.append(anchor)
        low = anchor
    return found


def _standing_once(text: Units) -> dict[str, int]:
    counts = Counter(text)
    return {unit: place for place, unit in enumerate(text) if counts[unit] == 1}


def _run(texts: Sequence[Units], start: tuple[int, ...], end: tuple[int, ...], step: int) -> list[tuple[int, ...]]:
    """Return the places from one towards the other, as long as all texts have the same there."""
    found: list[tuple[int, ...]] = []
    place = tuple(at + step for at in start)
    while all((stop - at) * step > 0 for at, stop in zip(place, end, strict=True)):
        if len({text[at] for text, at in zip(texts, place, strict=True)}) > 1:
            break
        found.append(place)
        place = tuple(at + step for at in place)
    return found
