"""The methodology page, rendered from `docs/methodology.md`."""

from functools import lru_cache

from django.conf import settings
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

SOURCE = settings.BASE_DIR / "docs" / "methodology.md"


@lru_cache(maxsize=1)
def methodology_html() -> SafeString:
    """Render the text as HTML; HTML inside it is shown as text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return SafeString(markdown.render(SOURCE.read_text(encoding="utf-8")))
