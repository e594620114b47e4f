"""Mails that are kept in memory, and people who watch as many platforms as they like."""

import pytest
from django.core import mail

from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.plans import Tier
from billing.services.grants import grant_tier
from tests.web.notices.plan_steps import DAY

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = LOCMEM
    mail.outbox = []


@pytest.fixture
def watcher_of(make_user, make_platform, now):
    """A person who watches so many platforms, which were added while the tier allowed it."""

    def make(count, *, before=None, **fields):
        user = make_user(**fields)
        (before or (lambda user: grant_tier(user=user, tier=Tier.PROFESSIONAL, until=None, now=now - DAY)))(user)
        for number in range(count):
            platform = make_platform(f"{user.pk.hex[:6]}-{number:02}", name=f"Platform {number:02}")
            watch_platform(watchlist=default_watchlist(user, now), platform=platform, now=now)
        return user

    return make
