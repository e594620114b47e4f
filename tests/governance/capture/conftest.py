"""A web to be read, and a store for what comes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.governance.capture.site import WatchedWeb, policy
from tests.local_web import LocalWeb, dialling


@pytest.fixture
def store(settings: Any, tmp_path: Any) -> Any:
    """An empty store for bodies; its folder."""
    settings.STORAGES = settings.STORAGES | {
        "captures": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "captures"},
        }
    }
    return tmp_path / "captures"


@pytest.fixture
def watched(store: Any) -> Iterator[Callable[..., WatchedWeb]]:
    """What makes a web of these hosts; one host with terms if none are given."""
    webs: list[LocalWeb] = []

    def make(site: dict[str, dict[str, Any]] | None = None) -> WatchedWeb:
        pages = site if site is not None else {"owl.example": {"/terms": policy()}}
        webs.append(LocalWeb(pages))
        return WatchedWeb(webs[-1].__enter__(), pages)

    with dialling.nothing_else():
        yield make
        for web in webs:
            web.__exit__()
