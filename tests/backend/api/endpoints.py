"""Every endpoint of the API, found from the URLs, as parameters of a test."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import isfunction, unwrap
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from accounts.permissions import OperatorRequired, PublicRead, SessionRequired
from backend.openapi_views import ReferenceDocument, ReferencePage
from tests.openapi import reference

SAFE, UNSAFE = ("GET",), ("POST", "PUT", "PATCH", "DELETE")

NOBODY_S = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "unknown", "slug": "unknown"}


@dataclass(frozen=True)
class Endpoint:
    route: str
    view: type[APIView]
    methods: tuple[str, ...]
    callback: Callable[..., Any]

    def path(self, names: dict[str, str] | None = None, *, every: str | None = None) -> str:
        """The path with the names filled in: of what there is, or one text for all, or what nobody has."""

        def fill(match: re.Match[str]) -> str:
            kind, name = match[1] or "str", match[2]
            noun = self.route[: match.start()].rstrip("/").rsplit("/", 1)[-1]
            return every if every is not None else (names or {}).get(noun, NOBODY_S[kind]) if name else ""

        return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", fill, self.route)

    @property
    def unsafe(self) -> tuple[str, ...]:
        return tuple(method for method in self.methods if method in UNSAFE)

    @property
    def is_public(self) -> bool:
        return any(issubclass(kind, (PublicRead, AllowAny)) for kind in self.view.permission_classes)

    @property
    def needs_session(self) -> bool:
        return any(issubclass(kind, SessionRequired) for kind in self.view.permission_classes)

    @property
    def is_for_operators(self) -> bool:
        return any(issubclass(kind, OperatorRequired) for kind in self.view.permission_classes)

    @property
    def template(self) -> str:
        """The path as the generated reference names it."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", self.route)

    @property
    def is_list(self) -> bool:
        """Whether it answers page by page. The reference says so too, but takes seconds to be generated."""
        own = [kind for kind in self.view.__mro__ if not kind.__module__.startswith(("rest_framework", "django"))]
        codes = [unwrap(held).__code__ for kind in own for held in vars(kind).values() if isfunction(held)]
        return hasattr(self.view, "list") or any("paginate_queryset" in code.co_names for code in codes)

    def operation(self, method: str) -> dict[str, Any]:
        """What the generated reference says of the method."""
        return reference()["paths"][self.template][method.lower()]

    def __str__(self) -> str:
        return self.route


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern


def endpoints() -> list[Endpoint]:
    found = []
    for route, pattern in _walk(get_resolver().url_patterns, ""):
        view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
        if not route.startswith("api/v1/") or issubclass(view, (ReferenceDocument, ReferencePage)):
            continue
        actions = getattr(pattern.callback, "actions", None) or view.http_method_names
        offered = tuple(name.upper() for name in actions if name.upper() in SAFE + UNSAFE and hasattr(view, name))
        found.append(Endpoint(route, view, offered, pattern.callback))
    return found


ALL = endpoints()

WITH_BODY = [(endpoint, method) for endpoint in ALL for method in endpoint.unsafe if method != "DELETE"]

each = pytest.mark.parametrize("endpoint", ALL, ids=str)

each_read = pytest.mark.parametrize("endpoint", [e for e in ALL if "GET" in e.methods], ids=str)

each_named = pytest.mark.parametrize("endpoint", [e for e in ALL if "<" in e.route], ids=str)

each_with_body = pytest.mark.parametrize(("endpoint", "method"), WITH_BODY, ids=[f"{m} {e}" for e, m in WITH_BODY])


def send(client: Any, method: str, path: str, body: Any = b"{}", kind: str = "application/json") -> Any:
    return client.generic(method, path, body if isinstance(body, bytes) else json.dumps(body), content_type=kind)
