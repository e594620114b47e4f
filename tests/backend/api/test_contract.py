"""What every endpoint of the API promises whatever comes in. New endpoints are found by themselves, from the URLs."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from backend.query_parameters import declared_parameters
from tests.backend.api.endpoints import (
    ALL,
    SAFE,
    UNSAFE,
    each,
    each_named,
    each_read,
    each_with_body,
    send,
)
from tests.openapi import reference

ODD = [
    *(
        quote(text, safe="")
        for text in ("a\x00b", "\u202egnp.exe", "🙈", "é" * 300, "'\"<script>%\\", "../../etc/passwd")
    ),
    *("%ED%A0%80", "-1", "9" * 40, "CW-D-" + "9" * 30, "2026-99-99", ""),
]

NOT_OBJECTS = [
    *(b"{", b"[]", b'"text"', b"12", b"null", b"\xff\xfe\x00", b"{'a': 1}", b'{"a": NaN}', b"[" * 50_000, b"1" * 6000),
    *(
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"\\u0000": 1}',
        b'{"a": [{"b": ["\\udfff"]}]}',
        b'{"a": "\xed\xa0\x80"}',
    ),
]

WRONG_VALUES: list[Any] = [
    *(None, [], {"a": {"b": []}}, "", "x" * 3000, -1, 10**40, 1.5, True, [{"a": []}], "\u202e🙈", "1e999", ["x"] * 500),
    "9999-12-31T23:59:59+14:00",
]


def is_clear(answer: Any) -> bool:
    """A refusal of what the caller did, in the one shape."""
    if not 400 <= answer.status_code < 500:
        return False
    body = answer.json()
    assert {"detail", "code"} <= set(body), body
    assert isinstance(body["detail"], str)
    assert re.fullmatch(r"[a-z_]+", body["code"])
    assert all(isinstance(text, str) for texts in body.get("errors", {}).values() for text in texts)
    return True


def is_answer(answer: Any) -> bool:
    """Whatever is right: a result, or a clear refusal; never our fault."""
    return answer.status_code < 400 or is_clear(answer)


def test_the_endpoints_are_found():
    assert {"api/v1/tiers/", "api/v1/me/", "api/v1/api-keys/<uuid:id>/"} <= {endpoint.route for endpoint in ALL}


@each
def test_without_credentials_only_public_endpoints_answer(api, names, endpoint):
    for method in endpoint.methods:
        answer = send(api(), method, endpoint.path(names))
        if endpoint.is_public and method in SAFE:
            assert is_answer(answer)
            assert answer.status_code not in (401, 403)
        else:
            assert is_clear(answer)
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"].startswith("Bearer")


@each
def test_a_read_only_key_changes_nothing(person, api, names, endpoint):
    client = api(person, scopes=("read",))
    for method in endpoint.unsafe:
        answer = send(client, method, endpoint.path(names))
        assert is_clear(answer)
        assert answer.status_code == 403
        assert answer.json()["code"] == ("session_required" if endpoint.needs_session else "scope_required")


@each
def test_a_write_only_key_is_shown_what_it_made_and_nothing_else(person, api, names, endpoint):
    client = api(person, scopes=("write",))
    for method in endpoint.unsafe:
        answer = send(client, method, endpoint.path(names))
        assert is_clear(answer) or answer.status_code == 201 or (answer.status_code, answer.content) == (204, b"")
        told = endpoint.operation(method)["responses"]
        assert str(answer.status_code) in told, (method, answer.status_code)
        if "200" in told and method != "DELETE" and not endpoint.needs_session:
            assert ("204" in told) == (getattr(endpoint.view, "key_scope", "write") == "write")


@each
def test_other_methods_are_refused_and_head_and_options_are_answered(client, endpoint):
    for method in set(SAFE + UNSAFE) - set(endpoint.methods):
        answer = send(client, method, endpoint.path())
        assert is_clear(answer)
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert answer["Allow"]
    for method in ("HEAD", "OPTIONS"):
        assert send(client, method, endpoint.path()).status_code < 500


@each_named
def test_what_belongs_to_another_person_or_to_nobody_is_not_found(names, make_user, api, endpoint):
    stranger = api(make_user(tier="professional"), by="session")
    for method in endpoint.methods:
        nobody_s = send(stranger, method, endpoint.path())
        assert is_clear(nobody_s)
        assert nobody_s.status_code in ((403,) if endpoint.is_for_operators else (400, 404))
        if not endpoint.is_public and not endpoint.view.__module__.startswith("web."):
            another_s = send(stranger, method, endpoint.path(names))
            assert is_clear(another_s)
            assert another_s.status_code == 404


@each_with_body
def test_a_body_that_is_no_storable_json_object_is_refused(client, names, endpoint, method):
    for body in NOT_OBJECTS:
        answer = send(client, method, endpoint.path(names), body)
        assert is_clear(answer), (body[:20], answer.content)
        assert answer.status_code in (400, 404)
    assert is_answer(send(client, method, endpoint.path(names), b""))


@each_with_body
def test_a_body_of_a_megabyte_is_a_413_and_of_another_kind_a_415(client, names, endpoint, method):
    answer = send(client, method, endpoint.path(names), {"name": "x" * 1_000_000})
    assert is_clear(answer)
    assert answer.status_code == 413
    for kind in ("text/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"):
        answer = send(client, method, endpoint.path(names), b"a=1", kind)
        assert is_clear(answer)
        assert answer.status_code in (404, 415)


@each_with_body
def test_unknown_fields_are_refused(client, names, endpoint, method):
    answer = send(client, method, endpoint.path(names), {"no_such_field": 1})
    assert is_clear(answer)
    if answer.status_code != 404:  # nothing there that could take the body
        assert answer.status_code == 400
        assert "no_such_field" in answer.json()["errors"]


@each_with_body
def test_wrong_values_are_answered(client, names, endpoint, method):
    body = endpoint.operation(method).get("requestBody", {}).get("content", {}).get("application/json", {})
    name = body.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    for field in reference()["components"]["schemas"].get(name, {}).get("properties", {}):
        for value in WRONG_VALUES:
            answer = send(client, method, endpoint.path(names), {field: value})
            assert is_answer(answer), (field, value, answer.content)


@each_named
def test_odd_texts_in_the_path_are_not_found(client, endpoint):
    for text in filter(None, ODD):
        answer = send(client, endpoint.methods[0], endpoint.path(every=text))
        assert is_clear(answer), (text, answer.status_code)
        assert answer.status_code in (400, 404)


@each_read
def test_odd_texts_in_the_query_are_answered(client, names, endpoint):
    declared = [p["name"] for p in endpoint.operation("GET").get("parameters", []) if p["in"] == "query"]
    for text in ODD:
        answer = client.get(f"{endpoint.path(names)}?undeclared={text}")
        assert is_clear(answer)
        assert answer.status_code == 400
        assert text == "a%00b" or answer.json()["errors"] == {"undeclared": ["There is no such parameter here."]}
    for text in ODD:
        for name in set(declared) - {"cursor", "page_size"}:
            answer = client.get(f"{endpoint.path(names)}?{name}={text}")
            assert is_answer(answer), (name, text, answer.status_code)


@each
def test_what_an_endpoint_takes_is_what_the_reference_says(endpoint):
    for method in endpoint.methods:
        told = {p["name"] for p in endpoint.operation(method).get("parameters", []) if p["in"] == "query"}
        assert declared_parameters(endpoint.callback, method, endpoint.route) == told


@each
def test_a_parameter_that_nobody_declared_is_refused_whatever_the_method(client, names, endpoint):
    for method in endpoint.methods:
        answer = send(client, method, f"{endpoint.path(names)}?page_sise=5")
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"page_sise"})


@each_read
def test_a_filter_that_is_given_twice_is_refused_and_an_empty_one_is_none(client, names, endpoint):
    declared = [p for p in endpoint.operation("GET").get("parameters", []) if p["in"] == "query"]
    optional = [parameter["name"] for parameter in declared if not parameter.get("required")]
    values = {"at": "2026-01-01", "category": "retention", "platforms": names.get("two platforms")}
    required = [parameter["name"] for parameter in declared if parameter.get("required")]
    needed = "&".join(f"{name}={values.get(name) or names['versions']}" for name in required)
    path = f"{endpoint.path(names)}?{needed}"
    for name in optional:
        twice = client.get(f"{path}&{name}=1&{name}=2")
        assert (twice.status_code, set(twice.json()["errors"])) == (400, {name})
    if optional:
        empty = client.get(path + "".join(f"&{name}=" for name in optional))
        if empty.streaming:  # a table
            assert list(empty.streaming_content) == list(client.get(path).streaming_content)
            return
        assert (empty.status_code, empty.json()) == (200, client.get(path).json() | links_of(empty))


def links_of(answer):
    """The links to other pages, which repeat the query as it was given."""
    return {name: answer.json()[name] for name in ("next", "previous") if name in answer.json()}


@pytest.mark.parametrize(
    "query",
    [
        *("platforms/?sector=unknown", "platforms/?document_type=unknown", "documents/?platform=unknown"),
        *("documents/?document_type=unknown", "documents/?state=unknown", "changes/?platform=unknown"),
        *("changes/?document_type=unknown", "changes/?category=unknown", "changes/?class=unknown"),
        *("changes/?min_severity=unknown", "changes/?since=unknown", "provisions/?platform=unknown"),
        *("provisions/?document=unknown", "provisions/?document=CW-D-999999", "provisions/?category=unknown"),
    ],
)
def test_an_unknown_value_of_a_filter_is_refused_by_name(api, db, query):
    answer = api().get(f"/api/v1/{query}")
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {re.search(r"[?](\w+)=", query)[1]}


@each_read
def test_a_list_refuses_a_page_it_has_not_got(client, names, endpoint):
    if "cursor" not in [parameter["name"] for parameter in endpoint.operation("GET").get("parameters", [])]:
        return
    path = endpoint.path(names)
    assert {"next", "previous", "results"} <= set(client.get(f"{path}?page_size=100").json())
    for query in (
        "page_size=0",
        "page_size=-1",
        "page_size=ten",
        "page_size=%F0%9F%99%88",
        "cursor=x",
        "cursor=%ED%A0%80",
        "cursor=bmV4dA",
        "cursor=" + "W" * 5000,
    ):
        answer = client.get(f"{path}?{query}")
        assert is_clear(answer), query
        assert answer.status_code == 400
        assert query.split("=")[0] in answer.json()["errors"]
