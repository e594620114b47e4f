"""No test of this folder dials anything but the server that it started."""

from collections.abc import Iterator

import pytest

from tests.local_web import dialling


@pytest.fixture(autouse=True)
def _nothing_else_is_dialled() -> Iterator[None]:
    with dialling.nothing_else():
        yield
