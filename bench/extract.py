"""Read the made pages, and print what is kept of them beside trafilatura, how fast, and what storing versions takes.

    .venv/bin/python bench/extract.py [--rounds N] [--beside FOLDER]

Trafilatura is no dependency: install it into a folder of its own, `pip install --target FOLDER trafilatura==2.3.1
lxml_html_clean`, and name that; without it the ratios to it are left out and the reason is said. Words kept are those
of texts that are to be read, extra words those that are not, and short lines texts of at most eight words. Speed is
processor time, the best of the rounds: as a ratio to trafilatura on all made pages, and to bare parsing by lexbor on
one page of their contents.
Storing is measured on successive versions of a page whose tokens change each time and whose text changes now and then.
"""

import argparse
import hashlib
import re
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selectolax.lexbor import LexborHTMLParser  # noqa: E402

from governance.capture.extraction.page import extract_html  # noqa: E402
from governance.capture.storing.frames import pack  # noqa: E402
from tests.governance.capture.made_pages import ADDRESS, MadePage, made_pages  # noqa: E402

SHORT_LINE = 8
VERSIONS, FILLING, CHANGED_EVERY = 28, 400, 7
_WORD = re.compile(r"[^\W_]+")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--beside", type=Path)
    chosen = options.parse_args()
    pages = made_pages()
    print(f"{len(pages)} made pages, {sum(len(page.html) for page in pages):,} letters")
    print(f"{'':24}{'words kept':>12}{'extra words':>13}{'short lines lost':>18}{'ms':>8}")
    ways: dict[str, Callable[[str], str]] = {"ours": ours}
    ways |= trafilatura_in(chosen.beside)
    times = {}
    for name, way in ways.items():
        times[name] = best(chosen.rounds, lambda way=way: [way(page.html) for page in pages])
        print(f"{name:24}{told(pages, way)}{1000 * times[name]:>8.0f}")
    for name in list(times)[1:]:
        print(f"processor time, ours / {name}: {times['ours'] / times[name]:.2f}")
    against_parsing(pages, chosen.rounds)
    storing(pages)
    return 0


def ours(html: str) -> str:
    return extract_html(html, address=ADDRESS).markdown


def trafilatura_in(folder: Path | None) -> dict[str, Callable[[str], str]]:
    """The two ways of trafilatura; none, with the reason said, where it isn't installed."""
    if folder is not None:
        sys.path.append(str(folder))
    try:
        import trafilatura
    except ImportError as error:
        print(f"trafilatura is left out: {error}")
        return {}

    def read(html: str, *, recall: bool) -> str:
        found = trafilatura.extract(
            html, url=ADDRESS, output_format="markdown", include_links=True, include_tables=True, favor_recall=recall
        )
        return found or ""

    return {
        "trafilatura, recall": lambda html: read(html, recall=True),
        "trafilatura": lambda html: read(html, recall=False),
    }


def told(pages: list[MadePage], way: Callable[[str], str]) -> str:
    wanted_count = kept = extra = found_count = short = lost = 0
    for page in pages:
        found = Counter(words(re.sub(r"\]\([^)\s]*\)", "]", way(page.html))))
        wanted = Counter(word for text in page.wanted for word in words(text))
        wanted_count += wanted.total()
        kept += (wanted & found).total()
        unwanted = Counter(word for text in page.unwanted for word in words(text)) - wanted
        extra += (unwanted & found).total()
        found_count += found.total()
        for text in page.wanted:
            line = Counter(words(text))
            if 0 < line.total() <= SHORT_LINE:
                short += 1
                lost += bool(line - found)
    return f"{kept / wanted_count:>12.1%}{extra / found_count:>13.1%}{f'{lost} of {short}':>18}"


def words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text.replace("\\", ""))]


def best(rounds: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def against_parsing(pages: list[MadePage], rounds: int) -> None:
    """Print megabytes a second of processor time, and their ratio to bare parsing, on one page of ordinary size."""
    bodies = "".join(
        page.html for page in pages if page.name in ("numbered_clauses", "help_centre_votes", "cookie_table")
    )
    html = bodies * (300_000 // len(bodies))
    bare = best(rounds, lambda: LexborHTMLParser(html))
    read = best(rounds, lambda: ours(html))
    size = len(html.encode()) / 1e6
    print(f"{size:.1f} MB in one page: parsing {size / bare:.1f} MB/s, ours {size / read:.1f}, ratio {bare / read:.3f}")


def storing(pages: list[MadePage]) -> None:
    """Print the bytes a capture of versions that follow one another, each packed against the one before it."""
    clauses = "".join(
        f"<p>{number}. Clause {digest(number)} holds for {digest(number * 7)}.</p>" for number in range(FILLING)
    )
    ratios = []
    for page in pages:
        bodies = [version(page.html + clauses, day).encode() for day in range(VERSIONS)]
        plain = sum(len(zlib.compress(body)) for body in bodies)
        chained = len(pack(bodies[0])) + sum(len(pack(body, before)) for before, body in pairwise(bodies))
        ratios.append(chained / plain)
    size = len(bodies[0]) / 1000
    print(
        f"storing {VERSIONS} versions of pages of about {size:.0f} KB: {sum(ratios) / len(ratios):.3f} of zlib's bytes"
    )


def version(html: str, day: int) -> str:
    token = f"<script nonce='{digest(day)}'>token = '{digest(day + 1000)}'</script>"
    return f"{token}{html}<p>Changed {day // CHANGED_EVERY} times.</p>{token}"


def digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


if __name__ == "__main__":
    raise SystemExit(main())
