"""A moment that stands still, and a person whose sign-ins are limited as on a public site."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.conftest import PASSWORD

START = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
OWNER = "owner@example.com"
HOME, ELSEWHERE = "192.0.2.10", "198.51.100.20"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def limits(settings):
    """The limits that other tests run without; allauth's own are out of the way of ours."""
    settings.RATE_LIMITS = "on"
    settings.ACCOUNT_RATE_LIMITS = {
        "confirm_email": None,
        "login": None,
        "login_failed": "30/5m/ip",
        "reset_password": None,
        "signup": None,
    }


@pytest.fixture
def owner(make_user, clock, limits):
    return make_user(OWNER, password=PASSWORD)
