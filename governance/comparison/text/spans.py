"""Where the sentences of a long paragraph end, and the cells of a table row. Character ranges, in linear time."""

import re
from functools import lru_cache

SENTENCE_WORDS = 5
SENTENCE_SIGNS = 12
_END = re.compile(
    r"(?P<item><br\s?/?>(?=\s*(?:<br\s?/?>|[*•●▪–-]\s|\(?[a-z\d]{1,3}\)\s)))"
    r"|<br\s?/?>"
    r"|[!?;][\"”’)\]*_]{0,3}\s(?=\s{0,3}[\"“‘(\[*_]{0,3}[^\W_])"
    # After a full stop a small letter goes on with the sentence.
    r"|\.[\"”’)\]*_]{0,3}\s(?=\s{0,3}[\"“‘(\[*_]{0,3}(?:[^\Wa-zà-ÿ_]))"
    # Scripts that put no blank between sentences.
    r"|[。！？；][」』”’）)\]*_]{0,3}"
    r"|[।؟۔։][\"”’)\]*_]{0,3}\s"
    # "our services.You agree": the blank was lost when the page was read.
    r"|(?<=[a-zß-ÿ]{3})\.(?=[A-Z][a-z]{0,12} [a-z])"
)
_LAST_WORD = re.compile(r"[^\s(\[“\"‘*_]{1,16}$")
# Behind these a number stands for an item of a list in the line: "as follows: 1. You ask. 2. We answer".
_BEFORE_AN_ITEM = ".:;!?"
_NEXT_WORD = re.compile(r"[\s\"“‘(\[*_]{0,8}([^\W_]+)")


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEVER_LAST = _set_of(
    "e.g i.e cf vs viz mr mrs ms dr prof st sec sect art arts para paras pt ch fig ref approx incl excl est resp "
    "z.b d.h bzw ggf vgl abs ziff lit nr p.ex c.-à-d p pp vol ed eds stat"
)
_BEFORE_A_NUMBER = _set_of("no nos num n° č")
_MAY_BE_LAST = _set_of("inc ltd llc l.l.c corp co plc s.a s.a.s b.v n.v u.s u.k e.u u.s.a etc jr sr a.m p.m al")
_OPENERS = _set_of(
    "we you the this these those that it if our your in for when where any all as by to no they their there such "
    "however please upon unless although after before at on an a some each every nothing neither only subject"
)
_GLUED_DOMAINS = _set_of("com net org io js ai eu")

_BLANKS = re.compile(r"(?:\s|<br>)*+")

CharacterRange = tuple[int, int]


def sentence_spans(line: str, start: int = 0, stop: int | None = None) -> list[CharacterRange]:
    """The sentences of line[start:stop], without outer blanks; very short ones belong to the next."""
    return [*_sentences(line, start, len(line) if stop is None else stop)]


# What tells of a clause asks for its sentences again and again.
@lru_cache(maxsize=200)
def _sentences(line: str, start: int, stop: int) -> tuple[CharacterRange, ...]:
    spans, position, counted, blanks = [], start, start, 0
    for match in _END.finditer(line, start, stop):
        sign = line[match.start()]
        blanks += line.count(" ", counted, match.start())
        counted = match.start()
        # "3. Fees." is the number and title of the sentence that follows, not a sentence.
        is_long = blanks >= SENTENCE_WORDS - 1 or (sign in "。！？；" and match.start() - position >= SENTENCE_SIGNS)
        if match["item"] or (is_long and (sign != "." or _ends_sentence(line, position, match))):
            spans.append(stripped(line, position, match.start() if sign == "<" else match.end()))
            position = counted = match.end()
            blanks = 0
    spans.append(stripped(line, position, stop))
    return tuple([span for span in spans if span[0] < span[1]])


def cell_spans(row: str) -> list[CharacterRange]:
    """The non-empty cells of a table row, without the bars and outer blanks."""
    spans, position, bar = [], 0, row.find("|")
    while bar != -1:
        if bar == 0 or row[bar - 1] != "\\":
            spans.append(stripped(row, position, bar))
            position = bar + 1
        bar = row.find("|", bar + 1)
    spans.append(stripped(row, position, len(row)))
    return [span for span in spans if span[0] < span[1]]


def stripped(text: str, start: int, end: int) -> CharacterRange:
    """The range without outer blanks and line-break tags."""
    if start < end and text[start].isalnum() and text[end - 1] in ".;":  # as most do
        return start, end
    opening = _BLANKS.match(text, start, end)
    start = opening.end() if opening else start
    while start < end:
        if text[end - 1].isspace():
            end -= 1
        elif text.endswith("<br>", start, end):
            end -= 4
        else:
            break
    return start, end


def _ends_sentence(line: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence and not an abbreviation, an initial or a number."""
    found = _LAST_WORD.search(line, max(start, stop.start() - 20), stop.start())
    word = found.group().lower() if found else ""
    following = _NEXT_WORD.match(line, stop.end())
    next_word = following[1].lower() if following else ""
    if word in _NEVER_LAST or (len(word) == 1 and word.isalpha()):
        return False
    if word.isdigit() and line[start : stop.start() - len(word)].rstrip()[-1:] in _BEFORE_AN_ITEM:
        return False
    word = word.rpartition("-")[2]  # "EU-U.S."
    if word in _BEFORE_A_NUMBER:
        return not next_word.isdigit()
    if word in _MAY_BE_LAST:
        return next_word in _OPENERS
    return not (stop.group() == "." and next_word in _GLUED_DOMAINS)
