"""The number of a request, by which its lines are found in the log."""

import structlog
from django import template

register = template.Library()


@register.inclusion_tag("web/request_number.html")
def request_number() -> dict[str, str]:
    """Return the id that the answer bears as X-Request-ID; empty where nothing was asked for, as in a test."""
    return {"number": structlog.contextvars.get_contextvars().get("request_id", "")}
