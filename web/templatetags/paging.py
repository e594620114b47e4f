"""Tags and filters of lists: words for slugs, and links to other pages of a list."""

from django import template
from django.http import QueryDict

from governance.sectors_and_types import in_words

register = template.Library()
register.filter("slug_in_words", in_words)


@register.simple_tag
def page_link(query: str, number: int) -> str:
    """Return the query that asks for another page of the same list."""
    asked = QueryDict(query, mutable=True)
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"
