"""The methodology as a page: `docs/methodology.md`, which is the one text about it."""

from functools import lru_cache

from django.conf import settings
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

SOURCE = settings.BASE_DIR / "docs" / "methodology.md"


@lru_cache(maxsize=1)
def methodology_html() -> SafeString:
    """The text as HTML; whatever looks like HTML in it is shown as text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return SafeString(markdown.render(SOURCE.read_text(encoding="utf-8")))
