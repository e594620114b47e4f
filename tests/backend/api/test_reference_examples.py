"""Examples in the OpenAPI document: of answers only, and each such a value as its field may have."""

import jsonschema
import pytest

from tests.openapi import reference

pytestmark = pytest.mark.django_db

SHOWN = {
    *("memos_list", "memos_create", "memos_read", "categories_list", "category_watches_list"),
    *("category_watches_create", "category_watches_read", "channels_list", "channels_create", "channels_read"),
    *("channels_change", "channels_test", "channels_deliveries_list", "channels_deliveries_read", "channels_replay"),
}


def fields():
    schemas = reference()["components"]["schemas"]
    return [
        (name, field, described)
        for name, schema in schemas.items()
        for field, described in schema.get("properties", {}).items()
    ]


def test_an_example_is_such_a_value_as_its_field_may_have():
    shown = [(name, field, described) for name, field, described in fields() if "examples" in described]
    assert len(shown) > 150
    for name, field, described in shown:
        checked = jsonschema.Draft202012Validator(described, format_checker=jsonschema.FormatChecker())
        for example in described["examples"]:
            assert checked.is_valid(example), (name, field, example)


def test_a_whole_answer_is_one_that_its_operation_may_give_with_every_field():
    document = reference()
    shown = {
        operation["operationId"]: (content["schema"], example["value"])
        for methods in document["paths"].values()
        for operation in methods.values()
        for response in operation["responses"].values()
        for content in response.get("content", {}).values()
        for example in content.get("examples", {}).values()
        if "value" in example
    }
    assert shown.keys() >= SHOWN
    for name, (schema, answer) in shown.items():
        whole = {**schema, "components": document["components"]}
        checked = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
        assert [error.message for error in checked.iter_errors(answer)] == [], name
        described = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        assert answer.keys() == described["properties"].keys(), name


def test_no_example_is_sent_by_whoever_tries_requests():
    assert [name for name, _, described in fields() if name.endswith("Request") and "examples" in described] == []
