"""No route takes a body of any size: it is refused by its length before anything of it is kept."""

from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client

from backend.hostile_input import LARGER_BODIES, largest_body
from tests.backend.routes import sample_paths

PATHS = [*sample_paths(), "/nope/", "/webhooks/nope/", "/api/v1/nope/", "/_allauth/nope"]
BOUNDARY = "b0undary"


def multipart(size: int) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'.encode()
    return head + b"x" * size + f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.fixture
def client():
    """A client with the cookie that makes Django look for a form's token in the body."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    return client


def post(client, path, body, **headers):
    return client.generic("POST", path, body, content_type=f"multipart/form-data; boundary={BOUNDARY}", **headers)


def test_a_body_that_is_too_large_is_refused_on_every_route(client, db):
    for path in PATHS:
        answer = post(client, path, multipart(largest_body(path)))
        assert answer.status_code == 413, path
        assert str(largest_body(path)).encode() in answer.content


def test_a_body_without_a_length_is_read_only_up_to_the_limit(client, db):
    for path in PATHS:
        body = BytesIO(multipart(3 * largest_body(path)))
        chunked = {"wsgi.input": body, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
        assert post(client, path, b"", **chunked).status_code == 413, path
        assert body.tell() == largest_body(path) + 1


def test_a_small_body_without_a_length_is_read_like_any_other(client, db):
    body = {"wsgi.input": BytesIO(b'{"email": "x"}'), "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.generic("POST", "/_allauth/app/v1/auth/login", b"", content_type="application/json", **body)
    assert answer.status_code == 400
    assert {error["param"] for error in answer.json()["errors"]} == {"email", "password"}


def test_no_file_that_is_sent_is_written_to_the_disk(client, db, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr(settings, "FILE_UPLOAD_MAX_MEMORY_SIZE", 0)
    opened = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file", lambda *a: opened.append(a)
    )
    for path in PATHS:
        assert post(client, path, multipart(1000)).status_code < 500, path
    assert opened == []


def test_only_the_webhooks_and_lists_of_vendors_have_a_larger_limit():
    assert all(path.startswith(("/webhooks/", "/api/v1/vendor-lists/", "/vendors/")) for path in LARGER_BODIES)
    assert max(LARGER_BODIES.values()) <= 1024 * 1024
