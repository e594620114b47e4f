"""A body means one thing to whoever reads it: no key twice, and UTF-8 only."""

import json

import pytest

from alerts.models import Watchlist

pytestmark = pytest.mark.django_db
LISTS = "/api/v1/watchlists/"
LOGIN, SIGN_UP = "/_allauth/app/v1/auth/login", "/_allauth/app/v1/auth/signup"
TWICE = [
    (LISTS, '{"name": "One", "name": "Two"}', "name"),
    (LISTS, '{"name": "One", "filters": {"min_severity": "low", "min_severity": "high"}}', "min_severity"),
    (LISTS, '{"name": "One", "filters": [{"a": 1, "\\u0061": 2}]}', "a"),
    (LOGIN, '{"email": "a@example.com", "email": "b@example.com", "password": "x"}', "email"),
    (SIGN_UP, '{"email": "a@example.com", "password": "one", "password": "two"}', "password"),
]


def post(client, path, body, content_type="application/json"):
    return client.generic("POST", path, body, content_type=content_type)


@pytest.mark.parametrize(("path", "body", "key"), TWICE)
def test_a_key_that_is_given_twice_is_refused_by_its_name(api, make_user, path, body, key):
    answer = post(api(make_user()), path, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "duplicate_key")
    assert answer.json()["detail"] == f"The body gives '{key}' twice."
    assert not Watchlist.objects.filter(name__in=("One", "Two")).exists()


def test_a_long_key_is_not_said_back_whole(api, make_user):
    key = "k" * 5_000
    answer = post(api(make_user()), LISTS, f'{{"{key}": 1, "{key}": 2}}')
    assert len(answer.json()["detail"]) < 200


def test_one_key_in_two_objects_is_no_key_twice(api, make_user):
    body = json.dumps({"name": "One", "filters": {"categories": []}})
    assert post(api(make_user()), LISTS, body).json().get("code") != "duplicate_key"


@pytest.mark.parametrize("path", [LISTS, LOGIN])
@pytest.mark.parametrize("charset", ["utf-16", "utf-16le", "UTF-32", "iso-8859-1", "utf-7", "no-such", '"utf-16"'])
def test_another_charset_than_utf_8_is_refused(api, make_user, path, charset):
    for body in (b'{"name": "One"}', '{"name": "One"}'.encode("utf-16")):
        answer = post(api(make_user(f"{len(body)}@example.com")), path, body, f"application/json; charset={charset}")
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_charset")
    assert not Watchlist.objects.filter(name="One").exists()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_utf_8_may_be_said(api, make_user, charset):
    answer = post(api(make_user()), LISTS, b'{"name": "One"}', f"application/json; charset={charset}")
    assert answer.status_code in (201, 403)
    assert answer.json().get("code") != "unsupported_charset"


@pytest.mark.parametrize("number", ["1e400", "-1e999", "[1e400]"])
def test_a_number_that_would_be_infinite_is_no_json(api, make_user, number):
    answer = post(api(make_user()), LISTS, f'{{"name": {number}}}')
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"name": ' + "9" * 5000 + "}", "a number is too large"),
        ('{"name": -' + "9" * 200 + "}", "a number is too large"),
        ('\ufeff{"name": "One"}', "it begins with a byte order mark"),
        ('{"name": }', "Expecting value: line 1 column 10 (char 9)"),
    ],
)
def test_what_is_wrong_with_a_body_is_said_to_whoever_sent_it(api, make_user, body, said):
    answer = post(api(make_user()), LISTS, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert answer.json()["detail"] == f"The body isn't valid JSON: {said}."


NUMBERS = [
    ("POST", LISTS, "name"),
    ("POST", "/api/v1/api-keys/", "name"),
    ("POST", "/api/v1/platform-requests/", "name"),
    ("PATCH", "/api/v1/me/", "display_name"),
    ("PATCH", "/api/v1/me/", "timezone"),
]


@pytest.mark.parametrize(("method", "path", "field"), NUMBERS)
@pytest.mark.parametrize("sent", [7, 1.5, True, ["x"]])
def test_a_name_is_text_and_no_number(api, make_user, method, path, field, sent):
    answer = api(make_user(), by="session").generic(
        method, path, json.dumps({field: sent}), content_type="application/json"
    )
    assert answer.status_code == 400
    assert "Not a valid string." in answer.json()["errors"][field]
