"""Refuses undeclared query parameters, so a misspelled filter is never silently ignored.

The view's schema says what is declared, and so does the API reference.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.views import APIView

_SHOWN_NAME_LENGTH = 100  # an unknown name comes from outside and is echoed in the error


class DeclaredParameters:
    """Answers 400 to an API request with a parameter that its endpoint doesn't have, or with one given twice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: Any, keywords: Any
    ) -> HttpResponse | None:
        view_class = getattr(view, "view_class", None)
        if not request.GET or not issubclass(view_class or object, APIView):
            return None
        method = "GET" if request.method == "HEAD" else str(request.method)
        route = str(request.resolver_match.route) if request.resolver_match else ""
        own = getattr(view_class, "query_parameters", None)  # of the reference's own pages, which are not in it
        declared = declared_parameters(view, method, route) if own is None else own
        errors = {}
        for name, values in request.GET.lists():
            if name not in declared:
                errors[name[:_SHOWN_NAME_LENGTH]] = ["There is no such parameter here."]
            elif len(values) > 1:
                errors[name] = ["This parameter is given more than once."]
        if not errors:
            return None
        name, sentences = next(iter(errors.items()))
        return JsonResponse({"detail": f"{name}: {sentences[0]}", "code": "invalid", "errors": errors}, status=400)


@cache
def declared_parameters(view: Callable[..., Any], method: str, route: str) -> frozenset[str]:
    """Return the query parameters that the reference declares for this method; none for a method that doesn't exist."""
    view_class = view.view_class  # type: ignore[attr-defined]
    handler = getattr(view_class, method.lower(), None)
    if handler is None:
        return frozenset()
    instance = view_class()
    instance.request = instance.format_kwarg = None
    instance.args, instance.kwargs, instance.swagger_fake_view = (), {}, True
    schema = getattr(handler, "kwargs", {}).get("schema", type(view_class.schema))()
    schema.view, schema.method, schema.path = instance, method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    given = [parameter.name for parameter in schema.get_override_parameters() if parameter.location == "query"]
    return frozenset(given + [parameter["name"] for parameter in schema._get_pagination_parameters()])
