"""Text as a reader of the page sees it: without the marks of Markdown, which the record keeps and no sentence shows."""

import re
from functools import lru_cache

from governance.comparison.text.normalise import without_links

# A clause is a sentence, an item or a table row; what is longer is a text without line ends, and read as far as this.
READ_LENGTH = 20_000
# A mark at the start of a line: of a heading, a quotation, an item.
_LINE_MARK = re.compile(r"(?:\s*(?:#{1,6}(?=\s)|>|[*+•-](?=\s)))+\s*")
_MARKS = re.compile(
    r"\\(?P<escaped>[^A-Za-z0-9\s])"
    r"|(?P<times>(?<=\d)\*(?=\d))"
    # Emphasis by stars, code and strikes. A star between blanks is a sign of its own.
    r"|(?<![\s*])\*{1,8}|\*{1,8}(?![\s*])|`|~~"
    # Emphasis by lines stands around whole words: "__cf_bm" is a name.
    r"|(?<![\w\\])(?P<line>_{1,3})(?=[^\s_])(?P<words>[^_\\*`|]{1,200})(?<=[^\s_])(?P=line)(?!\w)"
    r"|(?P<bar>\|)"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_MAY_HOLD_MARKS = re.compile(r"[\\*_`~|]")
# Between the cells of a table row.
BETWEEN_CELLS = "·"


@lru_cache(maxsize=4_000)
def readable(visible: str) -> str:
    """The visible text of a clause on one line without marks: what sentences quote from, and what is judged."""
    return _without_marks(visible[:READ_LENGTH])


def as_read(quotation: str) -> str:
    """A quotation of a version as a reader of the page sees it: links by their text, no tags, no marks, on one line."""
    text = without_links(quotation)
    return _without_marks(_TAG.sub(" ", text) if "<" in text else text)


def _without_marks(text: str) -> str:
    start = _LINE_MARK.match(text)
    text = text[start.end() if start else 0 :]
    if _MAY_HOLD_MARKS.search(text):
        text = _MARKS.sub(_unmarked, text)
    return " ".join(text.split()).strip(f" *#{BETWEEN_CELLS}")


def _unmarked(mark: re.Match[str]) -> str:
    if mark["bar"]:
        return f" {BETWEEN_CELLS} "
    return mark["escaped"] or mark["times"] or mark["words"] or ""
