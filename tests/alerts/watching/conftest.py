"""A platform that another one carries on, and somebody who watches."""

import pytest


@pytest.fixture
def new(make_platform):
    return make_platform("vibe", name="Vibe")


@pytest.fixture
def old(make_platform, new):
    return make_platform("le-chat", name="Le Chat", status="merged", successor=new)


@pytest.fixture
def person(make_user):
    return make_user("reader@example.com", tier="professional")
