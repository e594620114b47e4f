"""Terms, privacy and imprint of whoever runs the site, from Markdown files of theirs."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

LONGEST = 500_000
TITLES = {"terms": _("Terms"), "imprint": _("Imprint")}


def operator_text(name: str) -> SafeString | None:
    """Return the operator's text of this name as HTML; None where there is no file. HTML in it is shown as text."""
    path = Path(settings.OPERATOR_TEXTS) / f"{name}.md"
    try:
        found = path.stat()
    except OSError:
        return None
    return _rendered(path, found.st_mtime_ns)


@lru_cache(maxsize=8)
def _rendered(path: Path, _changed_at: int) -> SafeString:
    source = path.read_text(encoding="utf-8", errors="replace")[:LONGEST]
    return SafeString(MarkdownIt("commonmark", {"html": False}).enable("table").render(source))


@require_safe
def operator_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show the operator's text, or that they have given none."""
    context = {"title": TITLES[name], "text": operator_text(name), "file": f"{name}.md"}
    return render(request, "web/operator_text.html", context)
