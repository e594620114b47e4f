"""A real browser on a live server. Skipped where Playwright or a Chromium is missing."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import User

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: see requirements-dev.txt"
    )
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    # Playwright's event loop runs in this thread, where Django would refuse the ORM to the tests' own set-up.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield found
        found.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """A page at this path; what its console and its policy complain of is in `page.complaints`."""
    contexts = []

    def open_(
        path: str,
        *,
        width: int = 1280,
        dark: bool = False,
        script: bool = True,
        cookies: dict[str, str] | None = None,
        zone: str | None = None,
    ) -> Any:
        scheme = "dark" if dark else "light"
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            timezone_id=zone,
        )
        contexts.append(context)
        pairs = (cookies or {}).items()
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in pairs])
        page = listen(context.new_page())
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def cookies_of() -> Callable[[User], dict[str, str]]:
    """The cookies of a session of this person."""

    def signed_in(user: User) -> dict[str, str]:
        client = Client()
        client.force_login(user)
        return {name: morsel.value for name, morsel in client.cookies.items()}

    return signed_in


def listen(page: Any) -> Any:
    """Keep in `page.complaints` what its console and its policy complain of and what it can't fetch; return it."""
    page.complaints = []
    page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: note(page, request))
    return page


def note(page: Any, request: Any) -> None:
    """Note a request that failed, unless it is for the icon, which comes last, and the page was left before it."""
    if not (request.url.endswith("/icon.svg") and request.failure == "net::ERR_ABORTED"):
        page.complaints.append(f"{request.url}: {request.failure}")
