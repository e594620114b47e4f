"""Whoever finds our name in a log finds out how we read, and how to keep us out."""

import re

import pytest

from governance.capture.duties import our_fetch_settings

pytestmark = pytest.mark.django_db


def test_the_name_that_we_give_leads_to_a_page_about_us(client, settings):
    named = re.search(r"\(\+(\S+); mailto:(\S+)\)", our_fetch_settings().user_agent)
    page = client.get(named[1].removeprefix(settings.BASE_URL))
    assert page.status_code == 200
    text = page.content.decode()
    assert our_fetch_settings().user_agent.replace("+", "+") in text
    assert f"mailto:{named[2]}" in text
    assert "User-agent: Clausewatch" in text
