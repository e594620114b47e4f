"""The comparison is pure functions: one run on any database shows all there is to see."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_itemcollected(item: pytest.Item) -> None:
    if HERE in item.path.parents:
        item.add_marker(pytest.mark.pure)
