"""The text of a PDF as Markdown: running heads taken out, lines joined to paragraphs, numbered titles as headings.

A PDF knows places of letters and no paragraphs, so these are told by the lines themselves: how full they are, how they
end, and whether the next begins with a label.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium_c

from governance.capture.extraction.extracted import Extracted, ScannedPdf, Unreadable
from governance.capture.extraction.writing import escaped
from governance.comparison.text.labels import read_label

MOST_PAGES = 2_000
MOST_LETTERS = 8_000_000
# A line at the same place of so many pages is a running head or a page number.
REPEATED_SHARE = 0.6
FEWEST_REPEATS = 3
EDGE_LINES = 3
# Fewer letters than these a page, and pictures: what there is to read was scanned.
LETTERS_OF_A_SCAN = 20
# Of the width of lines: what reaches less far was ended there, what begins a paragraph reaches as far.
FULL, SHORT = 0.9, 0.7
LONGEST_TITLE_WORDS = 12

_PDFIUM = Lock()  # PDFium is not safe in threads
_HYPHENATED = re.compile(r"[\ufffe\u00ad]\n")
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"[•●▪■◦○‣·∙–—*-]\s")
_SENTENCE_END = re.compile(r"[.!?:;][\"”’»)]{0,2}$")
_TITLE_NUMBER = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|(?:Section|Article|SECTION|ARTICLE)\s\d{1,2}\.?)\s+\S"
)


def extract_pdf(data: bytes) -> Extracted:
    """Return the text of a PDF. Raises ScannedPdf if it only has pictures, and Unreadable if it can't be opened."""
    with _PDFIUM:
        title, pages, has_pictures = _read(data)
    letters = sum(len(line.strip()) for page in pages for line in page)
    if letters < LETTERS_OF_A_SCAN * max(len(pages), 1):
        if has_pictures:
            raise ScannedPdf("It was scanned: its pages are pictures, without text.")
        if not letters:
            raise Unreadable("It holds no text.")
    markdown = _markdown(_without_running_heads(pages))
    return Extracted(
        markdown=markdown,
        title=title,
        first_heading=next((line.lstrip("# ") for line in markdown.split("\n") if line.startswith("#")), ""),
        word_count=len(markdown.split()),
        replaced_share=markdown.count("\ufffd") / max(len(markdown), 1),
    )


def _read(data: bytes) -> tuple[str, list[list[str]], bool]:
    """Return the title, the lines of each page, and whether any page holds a picture."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
        raise Unreadable("It needs a password." if is_locked else "It is no PDF that can be opened.") from error
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"It has more than {MOST_PAGES:,} pages.")
        pages, letters, has_pictures = [], 0, False
        for page in document:
            text = page.get_textpage().get_text_range()
            letters += len(text)
            if letters > MOST_LETTERS:
                raise Unreadable(f"It holds more than {MOST_LETTERS:,} letters.")
            pages.append(_HYPHENATED.sub("", text.replace("\r\n", "\n")).replace("\ufffe", "-").split("\n"))
            has_pictures = has_pictures or any(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return " ".join((document.get_metadata_value("Title") or "").split())[:300], pages, has_pictures
    except pypdfium2.PdfiumError as error:
        raise Unreadable("One of its pages can't be read.") from error
    finally:
        document.close()


def _without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines that have words, without those that stand at the same place on most pages."""
    filled = [[" ".join(line.split()) for line in page if line.strip()] for page in pages]
    at: Counter[tuple[int, str]] = Counter()
    for page in filled:
        at.update({(place, _DIGITS.sub("#", page[place])) for place in _edges(page)})
    least = max(FEWEST_REPEATS, REPEATED_SHARE * len(filled))
    kept = []
    for page in filled:
        repeated = {place % len(page) for place in _edges(page) if at[place, _DIGITS.sub("#", page[place])] >= least}
        kept.append([line for place, line in enumerate(page) if place not in repeated])
    return kept


def _edges(page: Sequence[str]) -> Iterator[int]:
    """Yield the places of the first and the last lines, these counted from the end."""
    depth = min(EDGE_LINES, len(page) // 2 or len(page))
    yield from range(depth)
    yield from range(-depth, 0)


def _markdown(pages: Sequence[Sequence[str]]) -> str:
    lines = [line for page in pages for line in page]
    lengths = sorted(len(line) for line in lines if len(line) >= 40)
    width = lengths[9 * len(lengths) // 10] if lengths else 0
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        if last and _goes_on(last, line, width):
            paragraphs[-1] += ("" if last.endswith("-") and line[:1].islower() else " ") + line
        else:
            paragraphs.append(line)
        last = line
    return "".join(_block(paragraph) for paragraph in paragraphs).strip("\n") + "\n"


def _goes_on(last: str, line: str, width: int) -> bool:
    """Whether a paragraph goes on with the next line."""
    if _BULLET.match(line) or read_label(line).text or _is_title(last):
        return False
    if line[0].islower():
        return True
    if _SENTENCE_END.search(last):
        return len(last) >= FULL * width and not last.endswith(":")
    return len(last) >= SHORT * width


def _is_title(line: str) -> bool:
    """Whether a line is the title of a section: a number and a few words without an end, or capitals only."""
    words = line.split()
    if len(words) > LONGEST_TITLE_WORDS or _SENTENCE_END.search(line) or line.endswith(","):
        return False
    if line.isupper():
        return sum(char.isalpha() for char in line) >= 4
    return (
        len(words) > 1 and _TITLE_NUMBER.match(line) is not None and words[-1][:1].isalpha() and words[1][:1].isupper()
    )


def _block(paragraph: str) -> str:
    text = escaped(paragraph)
    if _is_title(paragraph):
        depth = paragraph.split()[0].rstrip(".").count(".") if paragraph[0].isdigit() else 0
        return f"{'#' * (2 + depth)} {text}\n\n"
    return f"* {escaped(_BULLET.sub('', paragraph, count=1))}\n\n" if _BULLET.match(paragraph) else f"{text}\n\n"
