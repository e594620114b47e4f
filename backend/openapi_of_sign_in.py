"""Adds allauth's description of `/_allauth/` to the API reference."""

import json
import re
from typing import Any

from allauth.headless.spec.internal.schema import get_schema
from django.urls import Resolver404, resolve

from accounts.signing_in.urls import not_here

_PREFIX = "SignIn"
# What we or the server answer beside what allauth describes.
_ALWAYS = {
    410: "The session of this token has ended; begin a new one.",
    429: "Too many requests, tries or mails; `Retry-After` says how many seconds to wait.",
    503: "Something that is needed is away, or busy; `Retry-After` says when to ask again.",
}
_TO_A_BODY = {
    400: "The body is malformed, or holds what can't be taken.",
    401: "Not signed in, or a step of signing in is still to be taken.",
    413: "The body is too large.",
    415: "The body is not JSON in UTF-8.",
}
_TAG = "Sign-in"


def add_sign_in(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add allauth's paths, and its components under names of their own. A hook of drf-spectacular."""
    ours = json.loads(re.sub(r'"#/components/(\w+)/', rf'"#/components/\1/{_PREFIX}', json.dumps(get_schema())))
    described = _of_openapi_3_1(ours)
    used = {path: methods for path, methods in described["paths"].items() if _is_served(path)}
    for path, methods in used.items():
        for method, operation in methods.items():
            if method != "parameters":
                operation["tags"] = [f"{_TAG}: {tag}" for tag in operation.get("tags", [])]
                words = re.findall(r"\w+", path.partition("/v1/")[2])
                operation["responses"] = _with_our_answers(path, method, operation["responses"])
                operation["operationId"] = "_".join(["sign_in", *words, method])
        result["paths"][path] = methods
    for kind, components in described["components"].items():
        target = result["components"].setdefault(kind, {})
        target |= {f"{_PREFIX}{name}": component for name, component in components.items()}
    return result


def _with_our_answers(path: str, method: str, described: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of an operation by status: allauth's own, and ours where it describes none."""
    ours = _ALWAYS if method == "get" else _ALWAYS | _TO_A_BODY
    if path.endswith("/password/change"):
        ours = ours | {200: "Changed. Every other sign-in has ended."}
    added = {str(status): {"description": text} for status, text in ours.items()}
    return dict(sorted((added | described).items()))


def _is_served(path: str) -> bool:
    """Tell whether the path has a view here. allauth describes telephone numbers and other ways to sign in, too."""
    try:
        return resolve(re.sub(r"\{\w+\}", "app", path)).func is not not_here
    except Resolver404:
        return False


def _of_openapi_3_1(value: Any) -> Any:
    """Convert allauth's OpenAPI 3.0 to 3.1, where null is declared differently."""
    if isinstance(value, list):
        return [_of_openapi_3_1(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: _of_openapi_3_1(item) for name, item in value.items()}
    if not found.pop("nullable", False):
        return found
    if isinstance(found.get("type"), str):
        return {**found, "type": [found["type"], "null"]}
    return {"anyOf": [found, {"type": "null"}]}
