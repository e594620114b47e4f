"""The comparison is pure functions: one run on any database shows all there is to see."""

from pathlib import Path

import pytest

from governance.comparison import pipeline
from governance.training.materiality_training import NEVER_QUIET

HERE = Path(__file__).parent


def pytest_itemcollected(item: pytest.Item) -> None:
    if HERE in item.path.parents:
        item.add_marker(pytest.mark.pure)


@pytest.fixture(autouse=True)
def rules_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try the rules without the model that judges what they leave open, but for tests marked `with_model`."""
    if "with_model" not in request.keywords:
        monkeypatch.setattr(pipeline, "shipped_model", lambda: NEVER_QUIET)
