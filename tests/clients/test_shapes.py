"""The types of the client are those of the OpenAPI document, and it calls what that document has."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.openapi import reference

PYTHON = Path(settings.BASE_DIR) / "clients" / "python"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def write_shapes():
    spec = importlib.util.spec_from_file_location("write_shapes", PYTHON / "write_shapes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def document():
    return reference()


def test_the_kept_shapes_are_those_of_the_api(write_shapes, document):
    assert write_shapes.shapes_of(document) == write_shapes.KEPT.read_text(encoding="utf-8"), (
        "write them again: manage.py spectacular --file schema.yml, then clients/python/write_shapes.py schema.yml"
    )


def test_every_path_and_filter_of_the_client_is_in_the_document(document):
    source = (PYTHON / "clausewatch_client" / "client.py").read_text(encoding="utf-8")
    paths = {re.sub(r"\{[^}]*\}", "{}", path) for path in document["paths"]}
    used = {
        re.sub(r"\{[^}]*\}", "{}", path if path.startswith("/api/v1") else f"/api/v1{path}")
        for path in re.findall(r'f?"(/[^"]*/)"', source)
    }
    used.remove("/api/v1/{}/timeline/")  # of a platform or a document
    assert len(used) > 12
    assert used <= paths


def test_what_a_shape_can_say(write_shapes):
    whole = {
        "paths": {
            f"/{number}/": {
                "get": {
                    "operationId": name,
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Owl"}}}}
                    },
                }
            }
            for number, name in enumerate(write_shapes.OPERATIONS)
        },
        "components": {
            "schemas": {
                "Owl": {
                    "properties": {
                        "class": {"$ref": "#/components/schemas/Kind"},
                        "born": {"type": ["string", "null"]},
                        "eggs": {"type": "array", "items": {"$ref": "#/components/schemas/Egg"}},
                        "ring": {"oneOf": [{"$ref": "#/components/schemas/Ring"}, {"enum": [""]}, {"enum": [None]}]},
                    },
                    "required": ["class", "eggs"],
                },
                "Egg": {"properties": {"weights": {"type": "object", "additionalProperties": {"type": "number"}}}},
                "Kind": {"enum": ["barn", "tawny"]},
                "Ring": {"enum": ["red", "", None]},
                "Unused": {"properties": {"a": {"type": "string"}}},
            }
        },
    }
    told = write_shapes.shapes_of(whole)
    assert "Kind: TypeAlias = \"Literal['barn', 'tawny']\"" in told
    assert '"class": "Kind"' in told
    assert '"born": "NotRequired[str | None]"' in told
    assert '"eggs": "list[Egg]"' in told
    assert '"ring": "NotRequired[Ring | Literal[\'\'] | None]"' in told
    assert "Ring: TypeAlias = \"Literal['red', ''] | None\"" in told
    assert "weights: NotRequired[dict[str, float]]" in told
    assert "Unused" not in told
