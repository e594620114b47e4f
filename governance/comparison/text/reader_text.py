"""Text as a reader of the page sees it: without the marks of Markdown, which the record keeps and no sentence shows."""

import re
from functools import lru_cache

from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS, without_struck
from governance.comparison.text.normalise import without_links
from governance.comparison.text.quick_look import folded, holds_any, on_one_line

# A clause is a sentence, an item or a table row; what is longer is a text without line ends, and read as far as this.
READ_LENGTH = 20_000
# A mark at the start of a line: of a heading, a quotation, an item.
# Behind another mark, a ">" before a number is "more than".
_LINE_MARK = re.compile(rf"(?:\s*+>(?!=))*+(?:\s*(?:#{{1,6}}(?=\s)|>(?![\s=]?[{CURRENCY_SIGNS}]?\d)|[*+•-](?=\s)))*\s*")
_MARKS = re.compile(
    # At most characters none of the alternatives needs a look.
    r"(?=[\\*`~_|])(?:"
    r"\\(?P<escaped>[^A-Za-z0-9\s])"
    r"|(?P<times>(?<=\d)\*(?=\d))"
    # Emphasis by stars, code and strikes. A star between blanks is a sign of its own.
    r"|(?<![\s*])\*{1,8}|\*{1,8}(?![\s*])|`|~~"
    # Emphasis by lines stands around whole words: "__cf_bm" is a name.
    r"|(?<![\w\\])(?P<line>_{1,3})(?=[^\s_])(?P<words>[^_\\*`|]{1,200})(?<=[^\s_])(?P=line)(?!\w)"
    r"|(?P<bar>\|))"
)
# What is left of links and tags that were nested, cut or written wrong.
_NESTED_LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){0,300})\]\((?:(?:[^()\s]|\([^()\s]{0,200}\)){0,500}\)|(?=\s|$))"
)
_HALF_TARGET = re.compile(r"\]\((?:(?:https?:|#|/|mailto:)[^()\s]{0,500}\)?|(?=\s|$))")
_HALF_TAG = re.compile(
    r"\[/?\s?a?\s?href\s?=\s?[\"'“”]?(?:https?:[^\s\"'“”>\]]{0,500}[\"'”]?\s?[>\]]?)?|\[/a\]", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"(?<=[\w.,;:!?)”’…])\s?\[\d{1,3}\](?!\()")
_RULER = re.compile(r"-{5,}|={5,}")
_SCHEME = re.compile(r"\b(?:mailto|tel):(?=\S)", re.IGNORECASE)
SIGNS_OF_SCHEME = ("mailto:", "tel:")
# A bullet of an item within a line or without a blank after it; no star of a product ("5 * 3").
_ITEM = re.compile(r"(?<=\D)\s\*\s(?=\D)")
_BULLETS = tuple("•●▪■◦‣")
_CELLS = re.compile(r"(?:·\s*){2,}")
_BLANK_BEFORE_POINT = re.compile(r" (?=[,.](?: |$))")
# Emphasis by lines that begins or ends within a word, or in another clause.
_HALF_EMPHASIS = re.compile(
    r"(?<![^\W\d_]{2})(?<=[^\W\d_])__(?=[^\W\d_])|(?<=[.!?:;,)])_{1,3}(?=\s|$)|(?<=[^\W_])__(?=[\s.,;:!?]|$)"
)
_OPENED = re.compile(r"^_(?=[A-Z][^\W\d_])(?P<words>[^_]{0,200}\s[^_]{0,200})(?:_|$)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
# Between the cells of a table row.
BETWEEN_CELLS = "·"


@lru_cache(maxsize=4_000)
def readable(visible: str) -> str:
    """The visible text of a clause on one line without marks: what sentences quote from, and what is judged."""
    return _without_marks(visible[:READ_LENGTH])


def as_read(quotation: str) -> str:
    """A quotation of a version as a reader of the page sees it: links by their text, no tags, no marks, on one line."""
    text = without_links(without_struck(quotation))
    return _without_marks(_TAG.sub(" ", text) if "<" in text else text)


def _without_marks(text: str) -> str:
    if text.isalnum():
        return text
    if not text[:1].isalnum():
        start = _LINE_MARK.match(text)
        text = text[start.end() if start else 0 :]
    if "*" in text or "_" in text or "\\" in text or "`" in text or "~" in text:
        text = _MARKS.sub(_unmarked, text)
    elif "|" in text:
        text = text.replace("|", f" {BETWEEN_CELLS} ")
    if "[" in text or "]" in text:
        text = _without_stray_brackets(_FOOTNOTE.sub("", _without_half_links(text)))
    if "_" in text:
        text = _HALF_EMPHASIS.sub("", _OPENED.sub(r"\g<words>", text))
    if "-----" in text or "=====" in text:
        text = _RULER.sub(" ", text)
    if "*" in text:
        text = _ITEM.sub(f" {BETWEEN_CELLS} ", text)
    if BETWEEN_CELLS in text:
        text = _CELLS.sub(f"{BETWEEN_CELLS} ", text)
    if text.startswith(_BULLETS):
        text = text[1:]
    if ":" in text and holds_any(folded(text), SIGNS_OF_SCHEME):
        text = _SCHEME.sub("", text)
    text = on_one_line(text)
    if " ," in text or " ." in text:
        text = _BLANK_BEFORE_POINT.sub("", text)
    return text.strip(f" *#{BETWEEN_CELLS}")


def _without_half_links(text: str) -> str:
    return _HALF_TAG.sub("", _HALF_TARGET.sub("]", _NESTED_LINK.sub(r"\1", text)))


def _without_stray_brackets(text: str) -> str:
    """The text without square brackets that have no partner in it, and with one pair where two stand together."""
    opened: list[int] = []
    stray = set()
    for place, character in enumerate(text):
        if character == "[":
            opened.append(place)
        elif character == "]":
            stray.add(place) if not opened else opened.pop()
    stray.update(opened)
    return "".join(character for place, character in enumerate(text) if place not in stray)


def _unmarked(mark: re.Match[str]) -> str:
    if mark["bar"]:
        return f" {BETWEEN_CELLS} "
    return mark["escaped"] or mark["times"] or mark["words"] or ""
