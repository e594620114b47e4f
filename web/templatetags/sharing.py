"""What a page says of itself to whoever links to it: its own address, Open Graph, and schema.org data."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from alerts.mail.lines import one_line

register = template.Library()
LONGEST = 200
# As Django's `json_script` does: no value can end the element, or begin another one.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def sharing(context: dict[str, Any], title: str, description: str) -> SafeString:
    """Return the page's description, its canonical address and its Open Graph properties (ogp.me)."""
    address = settings.BASE_URL + context["request"].path
    properties = {
        "og:site_name": "Clausewatch",
        "og:type": "website",
        "og:url": address,
        "og:title": one_line(title)[:LONGEST],
        "og:description": one_line(description)[:LONGEST],
        "og:image": settings.BASE_URL + static("web/card.png"),
        "og:image:alt": "Clausewatch",
    }
    found = [format_html('<meta name="description" content="{}">', properties["og:description"])]
    found.append(format_html('<link rel="canonical" href="{}">', address))
    found += [format_html('<meta property="{}" content="{}">', *one) for one in properties.items()]
    return mark_safe("\n  ".join(found))  # noqa: S308 - each part is escaped


@register.simple_tag
def linked_data(data: dict[str, Any]) -> SafeString:
    """Return the data as a block of JSON-LD, which browsers don't run. What is None is left out."""
    said = {"@context": "https://schema.org", **{name: value for name, value in data.items() if value is not None}}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
