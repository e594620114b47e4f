"""Write `clausewatch_client/shapes.py`: the types of what the client returns, from the API's OpenAPI document.

    python3 clients/python/write_shapes.py schema.yml

The document is what `manage.py spectacular --file schema.yml` writes. A test of the service writes the shapes again and
compares them with those that are kept.
"""

import keyword
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

KEPT = Path(__file__).parent / "clausewatch_client" / "shapes.py"
# The operations that the client calls, by their ids.
OPERATIONS = (
    "alerts_list", "api_keys_create", "categories_list", "category_watches_change", "category_watches_create",
    "category_watches_list", "changes_list", "changes_read", "channels_change", "channels_create",
    "channels_deliveries_list", "channels_deliveries_read", "channels_list", "channels_replay", "channels_test",
    "compare", "deadlines_list", "documents_list", "documents_read", "documents_timeline", "me_read", "memos_create",
    "memos_list", "memos_read", "platforms_list", "platforms_read", "platforms_timeline", "subscription_read",
    "subscription_start_trial", "watchlist_items_add", "watchlist_items_list", "watchlists_create", "watchlists_list",
)  # fmt: skip
_HEAD = '''"""Types of what the API answers. Written by `write_shapes.py` from the OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict
'''
_SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
# Longer lists, such as of categories and kinds of documents, grow: a client takes what comes.
_MOST_NAMED = 7


def shapes_of(document: Mapping[str, Any]) -> str:
    """Return the module's text. Raises KeyError for an operation that the document lacks."""
    components: dict[str, Any] = document["components"]["schemas"]
    operations = {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for operation in methods.values()
        if isinstance(operation, dict) and "operationId" in operation
    }
    wanted: dict[str, None] = {}
    for name in OPERATIONS:
        for status in ("200", "201"):
            answer = operations[name]["responses"].get(status, {}).get("content", {}).get("application/json")
            if answer:
                _gather(answer["schema"], components, wanted)
    parts = sorted(_definition(name, components[name]) for name in sorted(wanted))
    named, others = ([part for part in parts if (": TypeAlias" in part) is is_alias] for is_alias in (True, False))
    return _HEAD + "\n" + "".join(named) + "".join(f"\n\n{part}" for part in others)


def _gather(schema: Any, components: Mapping[str, Any], wanted: dict[str, None]) -> None:
    """Add to `wanted` every component that the schema leads to."""
    for name in _references(schema):
        if name not in wanted:
            wanted[name] = None
            _gather(components[name], components, wanted)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def _definition(name: str, schema: Mapping[str, Any]) -> str:
    fields = schema.get("properties", {})
    if not fields:
        return f"{name}: TypeAlias = {_quoted(_annotation(schema))}\n"
    required = set(schema.get("required", ()))
    told = {
        field: _annotation(one) if field in required else f"NotRequired[{_annotation(one)}]"
        for field, one in fields.items()
    }
    if any(keyword.iskeyword(field) or not field.isidentifier() for field in told):
        rows = "".join(f'        "{field}": {_quoted(annotation)},\n' for field, annotation in told.items())
        return f'{name} = TypedDict(\n    "{name}",\n    {{\n{rows}    }},\n)\n'
    rows = "".join(f"    {field}: {annotation}\n" for field, annotation in told.items())
    return f"class {name}(TypedDict):\n{rows}"


def _quoted(annotation: str) -> str:
    """Return the annotation as text: a shape may stand before those that it names."""
    return '"' + annotation.replace('"', "'") + '"'


def _annotation(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for name in ("oneOf", "anyOf"):
        if name in schema:
            return _union(_annotation(one) for one in schema[name])
    if "allOf" in schema:
        return _annotation(schema["allOf"][0])
    if "enum" in schema:
        return _literal(schema["enum"])
    kinds = schema.get("type", "")
    return _union(_of_kind(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _of_kind(kind: str, schema: Mapping[str, Any]) -> str:
    if kind == "array":
        return f"list[{_annotation(schema.get('items', {}))}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {_annotation(values)}]" if isinstance(values, dict) and values else "dict[str, Any]"
    return _SIMPLE.get(kind, "Any")


def _literal(values: list[Any]) -> str:
    if len(values) > _MOST_NAMED:
        return "str | None" if None in values else "str"
    known = [repr(value).replace("'", '"') for value in values if value is not None and value != ""]
    if "" in values:
        known.append('""')
    return _union(iter([f"Literal[{', '.join(known)}]"] * bool(known) + ["None"] * (None in values)))


def _union(parts: Iterator[str]) -> str:
    return " | ".join(dict.fromkeys(parts)) or "Any"


if __name__ == "__main__":
    KEPT.write_text(shapes_of(yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))), encoding="utf-8")
