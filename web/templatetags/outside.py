"""Template filters for text that others wrote."""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alerts.mail.lines import clipped_between_quotations, one_line
from governance.comparison.text.reader_text import as_read

register = template.Library()


@register.filter
def isolated(text: str) -> SafeString:
    """Return a name or heading on one line, isolated so its text direction doesn't affect what surrounds it."""
    return format_html("<bdi>{}</bdi>", one_line(str(text)))


@register.filter
def shortened(text: str, length: int) -> str:
    """Return a headline on one line, cut to so many letters between words and never within a quotation."""
    return clipped_between_quotations(str(text), length)


@register.filter
def read(quotation: str) -> str:
    """Return a quotation as readers of the document see it, without Markdown marks."""
    return as_read(str(quotation))


@register.filter
def labelled(text: str, label: str) -> SafeString:
    """Return a clause with its number set apart: the one that it begins with, else the one that it is given."""
    if not label:
        return format_html("{}", text)
    if text.startswith(label):
        rest = text[len(label) :]
        sign, rest = (rest[:1], rest[1:]) if rest[:1] in {".", ")", ":"} else ("", rest)
        if not rest or rest[0].isspace():
            return format_html('<span class="label">{}</span>{}', label + sign, rest)
    return format_html('<span class="label">{}</span> {}', isolated(label), text)


@register.filter
def apart(difference: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (kind, space before, words, space after) of each run, so that no mark begins or ends with a space."""
    for kind, words in difference:
        bare = words.strip() or words
        start = words.index(bare)
        yield kind, words[:start], bare, words[start + len(bare) :]
