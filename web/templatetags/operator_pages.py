"""The operator's own pages in the footer."""

from django import template

from web.pages.operator_texts import TITLES, operator_text

register = template.Library()


@register.simple_tag
def operator_pages() -> list[tuple[str, str]]:
    """Return the address's name and the title of each page for which the operator has given a text."""
    return [(name, str(title)) for name, title in TITLES.items() if operator_text(name) is not None]
