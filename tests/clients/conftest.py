"""The Python client, speaking to the API without a socket."""

import sys
from collections.abc import Callable

import httpx2
import pytest
from django.conf import settings
from rest_framework.test import APIClient

sys.path.insert(0, str(settings.BASE_DIR / "clients" / "python"))

from clausewatch_client import Client


class ToThisProcess(httpx2.BaseTransport):
    """Hands requests to Django as its test client does; `asked` are the addresses in their order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.raw_path.decode()
        self.asked.append(path)
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        kind = request.headers.get("content-type", "application/json")
        answer = APIClient(raise_request_exception=False).generic(
            request.method, path, request.read(), content_type=kind, **headers
        )
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return httpx2.Response(answer.status_code, headers=list(answer.items()), content=body)


@pytest.fixture
def transport():
    return ToThisProcess()


@pytest.fixture
def client_of(api, transport) -> Callable[..., Client]:
    """A function; it returns the client of a person with an API key, or of nobody."""

    def client(user=None, scopes=("read", "write")) -> Client:
        key = ""
        if user is not None:
            key = api(user, scopes=scopes)._credentials["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
        return Client(key, site="http://testserver", transport=transport)

    return client
