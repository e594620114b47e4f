"""A platform, and a person of the free tier who watches it."""

import pytest


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


@pytest.fixture
def reader(make_user, watch, platform):
    user = make_user()
    watch(user, platform)
    return user
