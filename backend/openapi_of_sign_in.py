"""Adds allauth's description of `/_allauth/` to the API reference."""

import json
import re
from typing import Any

from allauth.headless.spec.internal.schema import get_schema
from django.urls import Resolver404, resolve

from accounts.signing_in.urls import not_here

_PREFIX = "SignIn"
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
                operation["operationId"] = "_".join(["sign_in", *words, method])
        result["paths"][path] = methods
    for kind, components in described["components"].items():
        target = result["components"].setdefault(kind, {})
        target |= {f"{_PREFIX}{name}": component for name, component in components.items()}
    return result


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
