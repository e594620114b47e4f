"""Filters of the analysis: what a category and a source are called."""

from django import template

from governance.comparison.weighing.taxonomy import category_names

register = template.Library()


@register.filter
def category_in_words(category: str) -> str:
    """Return the name of a category; one that is none stays as it is."""
    return category_names().get(category, category)
