"""The pages of designed states: each can be looked at by developers alone, and leads nowhere but on."""

import re

import pytest
from django.template import engines
from django.test import Client
from django.urls import resolve

from billing.entitlements import Feature
from web.gates import WITHHELD
from web.states.showing import by_group

pytestmark = pytest.mark.pure
STATES = [state for _, states in by_group() for state in states]
MISSING = "«nothing of this name»"
LEADS = re.compile(r'<a [^>]*?href="([^"]*)"')
FORMS = re.compile(r"<form\b[^>]*>")


@pytest.fixture
def client():
    """A browser on this machine."""
    return Client(HTTP_HOST="127.0.0.1:8000")


@pytest.fixture
def get(client, monkeypatch):
    """The page at this path, with a mark where a template names what it isn't given."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MISSING)
    return lambda path: client.get(path)


def pages():
    return ["/dev/states/", *(f"/dev/states/{state.key}/" for state in STATES)]


def test_the_index_names_each_state_once(client):
    page = client.get("/dev/states/").content.decode()
    found = [path for path in LEADS.findall(page) if path.startswith("/dev/states/")]
    assert found == pages()[1:]
    assert len(set(found)) == len(found)


def test_every_gate_is_a_state_for_each_kind_of_reader():
    gates = [state.key for state in STATES if state.key.startswith("gate-")]
    assert len(gates) == 3 * len(WITHHELD)
    assert set(WITHHELD) <= set(Feature)


def test_each_state_is_shown_with_all_that_its_template_names_and_leads_somewhere(get):
    for path in pages():
        answer = get(path)
        page = answer.content.decode()
        assert answer.status_code == 200, path
        assert answer["X-Robots-Tag"] == "noindex", path
        assert MISSING not in page, (path, page[max(page.find(MISSING) - 200, 0) : page.find(MISSING) + 60])
        assert page.count("<h1") == 1, path
        for address in LEADS.findall(page):
            anchor = address.removeprefix("#")
            assert anchor == address or f'id="{anchor}"' in page, (path, address)
            if anchor == address and not address.startswith("/dev/states/"):
                assert address.startswith("/"), (path, address)
                assert resolve(address.partition("?")[0]).kwargs == {}, (path, address)
        for form in (one for one in FORMS.findall(page) if 'class="languages"' not in one):
            assert 'action="/dev/states/"' in form, (path, form)
            assert "post" not in form, (path, form)
        assert "csrfmiddlewaretoken" not in page, path


def test_the_page_of_an_error_gives_the_number_of_its_request(client):
    for path in ("/dev/states/error-500/", "/dev/states/error-429/", "/no-such-page/"):
        answer = client.get(path, headers={"X-Request-ID": "a-number-of-ours"})
        assert "<code>a-number-of-ours</code>" in answer.content.decode(), path


def test_a_state_that_there_is_not_is_unknown(client):
    assert client.get("/dev/states/no-such/").status_code == 404


@pytest.mark.parametrize("path", ["/dev/states/", "/dev/states/memo-ready/"])
def test_states_are_refused_in_production_and_to_other_machines(client, settings, path):
    assert client.get(path, REMOTE_ADDR="203.0.113.5").status_code == 404
    assert client.get(path, HTTP_HOST="testserver").status_code == 404
    settings.DEV_MAIL = False
    assert client.get(path).status_code == 404
