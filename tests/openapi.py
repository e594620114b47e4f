"""The API reference as it is generated, which takes seconds: once in each process of the suite."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@cache
def reference() -> dict[str, Any]:
    """Return the OpenAPI document. It is everybody's: who changes it copies it first."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document
