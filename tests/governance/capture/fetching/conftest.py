"""A fetcher for the local web, which dials nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.governance.capture.fetching.reader import Reader
from tests.local_web import LocalWeb, Site, dialling


@pytest.fixture(autouse=True)
def _nothing_else_is_dialled() -> Iterator[None]:
    with dialling.nothing_else():
        yield


@pytest.fixture
def reading() -> Iterator[Callable[..., Reader]]:
    """What makes a reader of a site, with settings other than the usual ones."""
    webs: list[LocalWeb] = []

    def make(site: Site, *, certified: list[str] | None = None, http2: bool = False, **settings: Any) -> Reader:
        webs.append(LocalWeb(site, certified=certified, http2=http2))
        return Reader(webs[-1].__enter__(), **settings)

    yield make
    for web in webs:
        web.__exit__()
