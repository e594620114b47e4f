"""Every route of the site, for tests that walk the URL conf: a new one is found by itself."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

NOBODY_S = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "int": "1",
    "str": "unknown",
    "slug": "unknown",
    "path": "unknown",
}


def routes() -> list[tuple[str, URLPattern]]:
    """Each route with its pattern, as `api/v1/platforms/<str:slug>/`; the admin's are Django's and not among them."""
    return [
        (route, pattern) for route, pattern in _walk(get_resolver().url_patterns, "") if not route.startswith("admin/")
    ]


def sample_paths() -> list[str]:
    """A path of each route, which names nothing that there is, and one of the admin."""
    return [*(fill(route) for route, _ in routes()), "/admin/", "/admin/login/"]


def fill(route: str, names: dict[str, str] | None = None) -> str:
    """The path of a route, with these texts in the place of the named parts."""
    given = names or {}
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: given.get(found[2], NOBODY_S[found[1] or "str"]), route)


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern
