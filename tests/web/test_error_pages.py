"""What a browser is shown where a request is refused or fails: our page with a sentence and a way on, and no detail."""

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation, TooManyFieldsSent
from django.db import OperationalError
from django.test import Client, RequestFactory

from accounts.outgoing import MailUnavailable
from backend import request_limits
from backend.errors import server_error
from backend.hostile_input import largest_body

pytestmark = pytest.mark.django_db
SECRET = "swordfish-4711"


@pytest.fixture
def broken(monkeypatch):
    """Have the front page and the tier table of the API raise this."""

    def install(error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr("web.pages.front.change_views", fail)
        monkeypatch.setattr("billing.api.Tiers.get", fail)

    return install


def visit(path="/", method="get", **options):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    return getattr(client, method)(path, **options)


def assert_is_a_page_of_ours(answer, status):
    html = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert 'class="brand"' in html
    assert html.count("<h1>") == 1
    content = html.partition("<main")[2].partition("</main>")[0]
    assert re.search(r"<p>[A-Z][^<]{20,}", content), content
    assert '<a href="' in content
    assert SECRET not in html
    assert "DisallowedHost" not in html
    assert "ALLOWED_HOSTS" not in html


RAISED = [
    (SuspiciousOperation(SECRET), 400),
    (BadRequest(SECRET), 400),
    (TooManyFieldsSent(SECRET), 400),
    (PermissionDenied(SECRET), 403),
    (RuntimeError(SECRET), 500),
    (MailUnavailable(), 503),
]


@pytest.mark.parametrize(("error", "status"), RAISED)
def test_whatever_a_view_raises_is_a_page_of_ours(broken, error, status):
    broken(error)
    assert_is_a_page_of_ours(visit(), status)


def test_a_form_that_meets_an_outage_is_not_told_that_it_was_kept():
    shown, sent = render_outage(RequestFactory().get("/")), render_outage(RequestFactory().post("/"))
    assert "Nothing is lost" not in shown + sent
    lost = "What you sent may not have been kept"
    assert (lost in shown, lost in sent) == (False, True)


def render_outage(request):
    try:
        raise OperationalError(SECRET)
    except OperationalError:
        return server_error(request).content.decode()


@pytest.mark.parametrize(("error", "status"), RAISED)
def test_for_a_program_the_same_is_json(broken, error, status):
    broken(error)
    answer = visit("/api/v1/tiers/")
    assert answer.status_code == status
    assert set(answer.json()) == {"detail", "code"}
    assert SECRET not in answer.content.decode()


def test_a_request_to_another_host_name_gets_a_page_that_links_to_the_right_one(settings):
    answer = visit(headers={"host": f"{SECRET}.example"})
    assert_is_a_page_of_ours(answer, 400)
    assert f'<a href="{settings.BASE_URL}/">' in answer.content.decode()
    answer = visit("/api/v1/tiers/", headers={"host": f"{SECRET}.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_what_is_not_found_or_lacks_its_token_is_a_page_of_ours():
    assert_is_a_page_of_ours(visit("/nothing/"), 404)
    assert_is_a_page_of_ours(visit("/accounts/login/", "post"), 403)


@pytest.mark.parametrize("path", ["/", "/privacy/", "/billing/done/"])
def test_a_method_that_an_address_does_not_take_is_a_page_of_ours(path):
    answer = Client().put(path)
    assert_is_a_page_of_ours(answer, 405)
    assert answer["Allow"] == "GET, HEAD"
    assert "This address takes GET and HEAD requests only." in answer.content.decode()
    assert int(answer["Content-Length"]) == len(answer.content)


def test_for_a_program_a_method_that_an_address_does_not_take_is_json():
    for path in ("/api/v1/tiers/", "/_allauth/app/v1/config"):
        answer = visit(path, "put")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert "GET" in answer["Allow"]
    answer = visit("/webhooks/stripe/")
    assert (answer.status_code, answer["Content-Type"]) == (405, "text/plain; charset=utf-8")
    assert answer["Allow"] == "POST"


def test_what_is_refused_at_the_edge_is_a_page_of_ours(settings, monkeypatch):
    assert_is_a_page_of_ours(visit("/nothing/%00"), 400)
    large = b"x" * (largest_body("/accounts/login/") + 1)
    assert_is_a_page_of_ours(visit("/accounts/login/", "post", data=large, content_type="text/plain"), 413)
    settings.RATE_LIMITS = "on"
    monkeypatch.setattr(request_limits, "PAGES_PER_MINUTE", 0)
    answer = visit()
    assert_is_a_page_of_ours(answer, 429)
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/webhooks/stripe/", "/webhooks/sendgrid/"])
def test_what_a_vendor_sends_too_much_of_is_answered_in_plain_text(path):
    answer = visit(path, "post", data=b"x" * (largest_body(path) + 1), content_type="text/plain")
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain; charset=utf-8")
