"""Readers of each tier, for tests of what they are shown, and people signed in by session."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
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


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A client of this person, signed in by session."""

    def client_of(user: User, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user)
        return client

    return client_of
