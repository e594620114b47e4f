"""The languages of pages: the switch between them, and what is told in another one."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from governance.category_words import spoken_category
from governance.comparison.weighing.taxonomy import OTHER, category_names
from web.coded_words import SEVERITIES, spoken

register = template.Library()
register.filter("spoken", spoken)
register.filter("spoken_category", spoken_category)


@register.inclusion_tag("web/language_switch.html", takes_context=True)
def language_switch(context: dict[str, Any]) -> dict[str, Any]:
    """Return the languages that there are, with the page to come back to.

    Only who is signed in has a token in the form: its cookie would keep a visitor's page out of every cache.
    """
    request: HttpRequest = context["request"]
    is_person = "user" in context and context["user"].is_authenticated
    return {
        "languages": settings.LANGUAGES,
        "spoken": get_language(),
        "here": request.get_full_path(),
        "is_person": is_person,
    }


@register.simple_tag
def in_language(code: str = "en") -> SafeString:
    """Return the attribute `lang` for what is told in this language; nothing where the page speaks it."""
    return SafeString("") if not code or code == get_language() else format_html(' lang="{}"', code)


@register.filter
def in_english(words: Any) -> Any:
    """Return English words of ours, such as a regulation's title, marked as English where the page isn't."""
    attribute = in_language()
    return format_html("<span{}>{}</span>", attribute, words) if attribute and words else words


@register.filter
def subject_in_words(clause: Any) -> Any:
    """Return what a changed clause is about: its category, or the heading over it, in the words of the document."""
    is_heading = clause.category == OTHER and clause.category_name != category_names()[OTHER]
    return in_english(clause.category_name) if is_heading else spoken_category(clause.category_name)


@register.filter
def severity_in_words(severity: str) -> str:
    """Return “High severity” for `high`."""
    return str(SEVERITIES[severity])
