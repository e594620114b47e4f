"""A `next` behind a proxy that ends TLS: this site is the one that the browser sees."""

import pytest
from django.test import Client

from tests.conftest import PASSWORD


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("https://testserver/#tiers", "https://testserver/#tiers"),
        ("/#tiers", "/#tiers"),
        ("http://testserver/#tiers", "/dashboard/"),
        ("https://testserver:8443/", "/dashboard/"),
    ],
)
def test_a_next_leads_to_this_site_with_tls(make_user, settings, given, leads_to):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    make_user("reader@example.com", password=PASSWORD)
    body = {"login": "reader@example.com", "password": PASSWORD, "next": given}
    answer = Client(headers={"host": "testserver", "x-forwarded-proto": "https"}).post("/accounts/login/", body)
    assert (answer.status_code, answer.url) == (302, leads_to)
