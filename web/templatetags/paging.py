"""Tags and filters of lists: words for slugs and days, and links to other pages of a list."""

from datetime import date

from django import template
from django.http import QueryDict
from django.utils.formats import date_format

from governance.sectors_and_types import in_words
from web.coded_words import spoken

register = template.Library()


@register.filter
def slug_in_words(slug: str) -> str:
    """Return a sector, a type of document or another code as words of the page's language."""
    return spoken(in_words(slug))


@register.filter
def day_in_words(day: str) -> str:
    """Return an ISO 8601 date as “2 December 2026”; what is no date stays."""
    try:
        read = date.fromisoformat(str(day)[:10])
    except ValueError:
        return str(day)
    return date_format(read)


@register.simple_tag
def page_link(query: str, number: int) -> str:
    """Return the query that asks for another page of the same list."""
    asked = QueryDict(query, mutable=True)
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"
