"""Small fictional pages, each made in a way that real ones are, with what must be read of them.

What frames a page is marked `data-chrome`, which no rule of ours looks at: all other text must be read, in order. The
comment at the end lists lines that must stand so, in this order: headings, labels, rows, links.
"""

from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from governance.capture.extraction.markup import Element, read_element

ADDRESS = "https://fox.example/page"
FOLDER = Path(__file__).parent
_NEVER_SHOWN = frozenset(("head", "script", "style", "svg", "sup"))


@dataclass(frozen=True)
class MadePage:
    """A page, the texts that must be read and those that must not, and the lines that must stand."""

    name: str
    html: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def made_pages() -> list[MadePage]:
    """All pages, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.html"))]


def _read(path: Path) -> MadePage:
    html, _, lines = path.read_text(encoding="utf-8").partition("<!-- must\n")
    tree = LexborHTMLParser(
        html.replace("<template shadowrootmode", "<div x").replace("</template></acme", "</div></acme")
    )
    assert tree.root is not None
    wanted: list[str] = []
    unwanted: list[str] = []
    _gather(read_element(tree.root), wanted, unwanted, is_chrome=False)
    must = tuple(line for line in lines.removesuffix("-->\n").split("\n") if line)
    return MadePage(path.stem, html, tuple(wanted), tuple(unwanted), must)


def _gather(element: Element, wanted: list[str], unwanted: list[str], *, is_chrome: bool) -> None:
    is_chrome = is_chrome or "data-chrome" in element.attributes
    if element.tag in _NEVER_SHOWN and not is_chrome:
        return
    siblings = [None, *element.children, None]
    for before, child, after in zip(siblings, siblings[1:], siblings[2:], strict=False):
        if isinstance(child, Element):
            _gather(child, wanted, unwanted, is_chrome=is_chrome)
        elif child and child.strip() and not (_is_raised(before) or _is_raised(after)):
            (unwanted if is_chrome else wanted).append(" ".join(child.split()))


def _is_raised(node: "Element | str | None") -> bool:
    return isinstance(node, Element) and node.tag == "sup"
