"""Set a memo of about thirty pages as PDF, and print it as a ratio to static text of as many pages, a page each.

    python3 bench/memo.py

The memo is made up: quotations, marked-up words, tables over pages, contents, running heads, tags, its data attached.
The baseline is plain paragraphs by the same typesetter, fonts and standards (PDF/UA-1 and PDF/A-3a). Both are measured
in processor time of one process, in turns, the best of some rounds each; fonts are loaded before. Each round has words
of its own, since the typesetter remembers what it has set. Ends with 1 where the limit is passed.
"""

import io
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pypdfium2  # noqa: E402
import typst  # noqa: E402

from governance.analysis.memo.blocks import (  # noqa: E402
    Block,
    HashList,
    LabelledHash,
    MarkedPiece,
    MemoLayout,
    MemoSection,
    MemoSentence,
    MemoSentences,
    MemoTable,
    QuotedWords,
    RedlinedWords,
    SubHeading,
)
from governance.analysis.memo.glyphs import FONTS  # noqa: E402
from governance.analysis.memo.typesetting import pdf_of  # noqa: E402

PAGES = 30
# Tags, tables and running heads cost something. The ratio is there to be kept.
MOST_RATIO = 8.0
WORDS = (
    "The owl post {} may keep your letters for thirty days after you close your account, unless a law asks for longer, "
    "and it deletes them afterwards without notice. You may object within two weeks. "
)
FACTORS = ("power", "default", "breadth", "reversible", "exposure")
STATIC = """\
#set document(title: "Static", date: datetime(year: 2026, month: 3, day: 2))
#set text(font: "Source Sans 3", size: 10pt, lang: "en", hyphenate: false)
#set page(paper: "a4", margin: (top: 27mm, bottom: 24mm, x: 24mm))
#title()
#for line in read("text.txt").split("\\n") { par(line) }
"""


def main() -> int:
    memo_pages, static_pages = _pages(pdf_of(_memo("a"))), _pages(_static(_static_files("a")))
    best = {"memo": float("inf"), "static": float("inf")}
    for turn in "bcdef":
        layout, static = _memo(turn), _static_files(turn)
        best["memo"] = min(best["memo"], _seconds(partial(pdf_of, layout)))
        best["static"] = min(best["static"], _seconds(partial(_static, static)))
    ratio = (best["memo"] / memo_pages) / (best["static"] / static_pages)
    print(f"A memo of {memo_pages} pages and static text of {static_pages}, by the same typesetter")
    print(f"  processor time a page, memo / static text  {ratio:.1f}")
    print(f"  limit: {MOST_RATIO:.0f}")
    if ratio > MOST_RATIO or memo_pages < PAGES:
        print("A limit is passed.")
        return 1
    return 0


def _memo(turn: str) -> MemoLayout:
    words = WORDS.format(turn)
    laws = [block for number in range(40) for block in _law(number, words)]
    facts = [block for number in range(24) for block in _fact(number, words)]
    risks = [block for number in range(10) for block in _risk(number, words)]
    sources = HashList(tuple(LabelledHash(f"CW-V-{number:06d}, SHA-256", f"{number:064x}") for number in range(30)))
    sections = {
        "In short": [MemoSentences(tuple(MemoSentence(words, ("CW-C-000001",)) for _ in range(4)))],
        "Facts": facts,
        "Exposure by law": laws,
        "Material risk": risks,
        "Sources": [sources],
    }
    return MemoLayout(
        number="Memo M-bench",
        title="Memo on the owl post, Terms of Service",
        day=date(2026, 3, 2),
        head=(("Prepared for", "A reader"), ("Documents", "1 document")),
        sections=tuple(MemoSection(title, tuple(blocks)) for title, blocks in sections.items()),
        data=b"{}",
    )


def _fact(number: int, words: str) -> list[Block]:
    where = f"CW-V-{number:06d}, characters {number} to {number + len(words)}"
    pieces = (MarkedPiece("equal", words), MarkedPiece("delete", "thirty days"), MarkedPiece("insert", "two years"))
    return [
        SubHeading(f"CW-P-{number:06d}: modified, Retention"),
        MemoSentence(words, ("retention.deleted_within",)),
        RedlinedWords(pieces, where) if number % 2 else QuotedWords(words * 2, where),
    ]


def _law(number: int, words: str) -> list[Block]:
    row = ("Retention", "Art. 5, Art. 13", "high", words[:90], f"CW-P-{number:06d}, CW-P-{number + 1:06d}")
    columns = ("Category", "Articles", "Exposure", "Why it is engaged", "Provisions")
    return [
        SubHeading(f"Regulation {number} (EU)"),
        MemoSentence("It is in force.", (f"regulations.json:{number}",)),
        MemoTable(columns, (4, 4, 3, 7, 6), (row,) * 5),
    ]


def _risk(number: int, words: str) -> list[Block]:
    rows = tuple((name, "-1 to 1", words[:80]) for name in FACTORS * 2)
    return [
        SubHeading(f"Category {number}: Moderate to High"),
        QuotedWords(words, f"CW-V-{number:06d}, characters 1 to 200"),
        MemoTable(("Factor", "Value", "Why, and where that stands"), (3, 2, 10), rows),
    ]


def _static_files(turn: str) -> dict[str, bytes]:
    return {"main.typ": STATIC.encode(), "text.txt": "\n".join([WORDS.format(turn) * 3] * 8 * PAGES).encode()}


def _static(files: Any) -> bytes:
    return typst.compile(files, font_paths=_FONTS, pdf_standards=["ua-1", "a-3a"])  # type: ignore[arg-type]


def _pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(io.BytesIO(pdf)))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


_FONTS = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])

if __name__ == "__main__":
    sys.exit(main())
