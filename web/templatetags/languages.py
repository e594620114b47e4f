"""The languages of pages: the switch between them, and what is told in another one."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from web.coded_words import SEVERITIES, spoken

register = template.Library()
register.filter("spoken", spoken)


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
def severity_in_words(severity: str) -> str:
    """Return “High severity” for `high`."""
    return str(SEVERITIES[severity])
