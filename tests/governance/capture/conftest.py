"""A web to be read, and a store for what comes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from governance.models import Change
from tests.governance.capture.site import WatchedWeb, policy
from tests.local_web import LocalWeb, dialling, html


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


@pytest.fixture
def shown(watched: Callable[..., WatchedWeb]) -> Callable[..., int]:
    """What shows a page, reads it a few times, and says how often something was told."""
    web = watched()
    document = web.document()

    def show(text: str, times: int = 2) -> int:
        web.site["owl.example"]["/terms"] = html(text)
        for _ in range(times):
            web.read()
            web.pass_time(hours=6)
        assert web.health(document) == ("verified", "")
        return Change.objects.published().count()

    return show
