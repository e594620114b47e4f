"""Readers of each tier, for tests of what they are shown."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests.billing.conftest import stripe  # noqa: F401


@pytest.fixture
def reader(api: Callable[..., APIClient], make_user: Callable[..., User]) -> Callable[[str], APIClient]:
    """A client of somebody who is signed in with this tier, of nobody, or of a paying person's key without `read`."""

    def make(kind: str) -> APIClient:
        if kind == "nobody":
            return api()
        if kind == "unscoped":
            return api(make_user(tier="professional"), scopes=("write",))
        return api(make_user(tier=kind))

    return make
