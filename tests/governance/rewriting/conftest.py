"""A model on loopback that the service is told to ask, and a change that is news."""

from collections.abc import Iterator
from typing import Any

import pytest

from governance.models import Change
from tests.governance.rewriting.local_model import MODEL, LocalModel, local_model
from tests.local_web import dialling


@pytest.fixture
def model(settings: Any) -> Iterator[LocalModel]:
    with local_model() as one, dialling.nothing_else():
        settings.REWRITING_URL, settings.REWRITING_MODEL = one.address, MODEL
        settings.REWRITING_KEY, settings.REWRITING_SECONDS = "sk-secret", 60
        yield one


@pytest.fixture
def change(make_history: Any) -> Change:
    found: Change = make_history()[1].change
    Change.objects.exclude(pk=found.pk).update(published_at=None)
    return found
