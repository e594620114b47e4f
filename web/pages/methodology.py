"""The methodology page, rendered from `docs/methodology.md`."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

SOURCE = settings.BASE_DIR / "docs" / "methodology.md"


@dataclass(frozen=True, slots=True)
class Methodology:
    """The text as HTML without its title, and its chapters, each with the anchor that leads to it."""

    title: str
    html: SafeString
    contents: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def methodology_text() -> Methodology:
    """Render the text as HTML, with an anchor at each chapter; HTML inside it is shown as text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(SOURCE.read_text(encoding="utf-8"))
    title, rest = tokens[1].content, tokens[3:]  # its heading is an opening, the words and an end
    contents = tuple(_chapters(rest))
    return Methodology(title, SafeString(markdown.renderer.render(rest, markdown.options, {})), contents)


def _chapters(tokens: list[Token]) -> list[tuple[str, str]]:
    """Give each heading of the second level an anchor, and return the anchors with the headings' words."""
    found = []
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag == "h2":
            anchor = slugify(words.content)
            heading.attrSet("id", anchor)
            found.append((anchor, words.content))
    return found
