"""A site that lets people sign in by a provider of its own, which runs on loopback."""

from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

from backend.sign_in_providers import SignInProvider
from tests.contract.openid_server import CLIENT_ID, CLIENT_SECRET, OpenIdServer


def as_configured(server, provider_id="company", name="Company"):
    return SignInProvider(provider_id, name, server.issuer, CLIENT_ID, CLIENT_SECRET, (server.issuer,))


@pytest.fixture
def provider(settings):
    """The running provider, which is the only one of the settings."""
    server = OpenIdServer()
    settings.SIGN_IN_PROVIDERS = (as_configured(server),)
    yield server
    server.stop()


@pytest.fixture
def begin(provider):
    """Presses the button in this browser: the address at which the provider leads back, as a path of ours."""

    def press(client, provider_id="company", **sent):
        answer = client.post(f"/accounts/provider/{provider_id}/", sent)
        assert answer.status_code == 302, answer.content.decode()
        assert answer["Location"].startswith(f"{provider.issuer}/authorize?"), answer["Location"]
        back = urlsplit(requests.get(answer["Location"], allow_redirects=False, timeout=5).headers["Location"])
        assert f"{back.scheme}://{back.netloc}" == "http://testserver"
        return f"{back.path}?{back.query}"

    return press


@pytest.fixture
def sign_in(begin):
    """Signs in by the provider, in this browser or a new one: the answer, and the browser as its `client`."""

    def go(client=None, **sent):
        client = client or Client()
        return client.get(begin(client, **sent))

    return go


def who(client):
    """The id of who is signed in in this browser, as text; None if nobody is."""
    return client.session.get("_auth_user_id")


def words(answer):
    """What the answer's heading says."""
    return answer.content.decode().partition("<h1>")[2].partition("</h1>")[0]
