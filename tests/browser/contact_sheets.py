"""Pictures of the whole site on numbered sheets, to be looked at by people.

    .venv-dev/bin/python -m tests.browser.contact_sheets FOLDER
    .venv-dev/bin/python -m tests.browser.contact_sheets FOLDER --base http://127.0.0.1:8000 --session KEY

The first makes the demonstration and somebody on Professional in a temporary database; the second looks at a service
that runs, as whoever the session is of. One page for each address of the site (of `/platforms/{slug}/` one platform),
as far as links lead, and each of `/dev/states/`, at three widths, light and dark. `--only /dev/states/` keeps to what
begins so.
"""

import argparse
import base64
import html
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

WIDTHS, SCHEMES = (360, 768, 1280), ("light", "dark")
PAGES_A_SHEET, TALLEST, SCALE = 4, 2_000, 0.4
NOT_LOOKED_AT = ("/admin", "/api/", "/_allauth/", "/static/", "/webhooks/", "/dev/mail/", "/favicon.ico", "/healthz")
BEGINNINGS = (
    *("/", "/dashboard/", "/compare/?category=ai_training_use", "/trial/", "/billing/", "/accounts/signup/"),
    *("/accounts/login/", "/accounts/password/reset/", "/terms/", "/imprint/", "/reviews/", "/dev/states/"),
)
LINKS = "() => [...document.querySelectorAll('a[href]')].map(one => one.href)"
STYLE = """body { margin: 24px; font: 15px sans-serif; background: #999; color: #000; width: max-content }
h1 { font-size: 22px } section { margin: 0 0 28px } .row { display: flex; gap: 12px; align-items: start }
p { margin: 4px 0; font-weight: bold } img { display: block; border: 1px solid #444 }"""


class Walk:
    """Goes through the site by its links, as one reader, and takes a picture of the first page of each address."""

    def __init__(self, page: Any, base: str, only: str) -> None:
        self.page, self.base, self.only = page, base.rstrip("/"), only
        self.seen: set[str] = set()

    def pictures(self, beginnings: tuple[str, ...]) -> Iterator[tuple[str, list[tuple[int, bytes]]]]:
        """Yield each path with its pictures, each with its width."""
        waiting = list(beginnings)
        while waiting:
            path = waiting.pop(0)
            kind = kind_of(path)
            if kind in self.seen or path.startswith(NOT_LOOKED_AT):
                continue
            self.seen.add(kind)
            answer = self.page.goto(self.base + path)
            if answer is None or answer.status >= 400 or "html" not in answer.headers.get("content-type", ""):
                continue
            landed = kind_of(self.page.url.removeprefix(self.base))
            if landed != kind and landed in self.seen:
                continue
            self.seen.add(landed)
            waiting += [one for one in self.page.evaluate(LINKS) if self._is_ours(one)]
            waiting = [one.removeprefix(self.base).partition("#")[0] or "/" for one in waiting]
            if path.startswith(self.only):
                yield path, list(self._pictures())

    def _is_ours(self, link: str) -> bool:
        return link.startswith(f"{self.base}/")

    def _pictures(self) -> Iterator[tuple[int, bytes]]:
        for scheme, width in product(SCHEMES, WIDTHS):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=scheme)
            height = min(self.page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            yield width, self.page.screenshot(full_page=True, clip=clip, type="jpeg", quality=80)


def kind_of(path: str) -> str:
    """Return the address that the path is one of, such as `platforms/<str:slug>/`; a state's is its own."""
    from django.urls import Resolver404, resolve

    bare = urlsplit(path).path
    with suppress(Resolver404):
        return bare if bare.startswith("/dev/states/") else str(resolve(bare).route)
    return bare


def draw_sheets(browser: Any, base: str, cookies: dict[str, str], folder: Path, only: str) -> int:
    """Write the sheets as numbered PNG files into the folder, signed out first, and return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    drawing = browser.new_page(viewport={"width": 2_400, "height": 900})
    count = 0
    for who in ({}, cookies) if cookies else ({},):
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in who.items()])
        found: list[tuple[str, list[tuple[int, bytes]]]] = []
        walk = Walk(context.new_page(), base, only)
        skipped = ("/dev/states/",) if who else ()
        for one in walk.pictures(tuple(path for path in BEGINNINGS if path not in skipped)):
            found.append(one)
            if len(found) == PAGES_A_SHEET:
                count += 1
                _draw(drawing, found, folder / f"sheet-{count:03d}.png", count)
                found = []
        if found:
            count += 1
            _draw(drawing, found, folder / f"sheet-{count:03d}.png", count)
        context.close()
    return count


def _draw(page: Any, rows: list[tuple[str, list[tuple[int, bytes]]]], file: Path, number: int) -> None:
    sections = [
        f"<section><div class=row>{''.join(_image(*one) for one in pictures)}</div><p>{html.escape(path)}</p></section>"
        for path, pictures in rows
    ]
    page.set_content(f"<style>{STYLE}</style><h1>{number}</h1>{''.join(sections)}", wait_until="load")
    page.locator("body").screenshot(path=str(file))


def _image(width: int, picture: bytes) -> str:
    data = base64.b64encode(picture).decode()
    return f'<img width={round(width * SCALE)} src="data:image/jpeg;base64,{data}">'


@pytest.mark.browser
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_contact_sheets(browser: Any, live_server: Any, made_up_site: dict[str, str], settings: Any) -> None:
    settings.DEV_MAIL = True
    folder = Path(os.environ["CONTACT_SHEETS"])
    draw_sheets(browser, live_server.url, made_up_site, folder, os.environ["CONTACT_SHEETS_ONLY"])


@pytest.fixture
def made_up_site(make_user: Any, settings: Any, tmp_path: Path) -> dict[str, str]:
    """The demonstration, and somebody on Professional who has one of each kind; return their cookies."""
    from tests.browser.demonstration_of_one import cookies_of_somebody

    settings.DATA_DIR = tmp_path / "data"
    return cookies_of_somebody(make_user(tier="professional", timezone="Europe/Berlin"))


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--base", help="the address of a service that runs")
    asked.add_argument("--session", help="the session cookie of who is signed in there")
    asked.add_argument("--only", default="/", help="take pictures only of paths that begin so")
    given = asked.parse_args()
    if not given.base:
        os.environ |= {"CONTACT_SHEETS": str(given.folder.resolve()), "CONTACT_SHEETS_ONLY": given.only}
        return int(pytest.main(["-n0", "-q", "-p", "no:cacheprovider", __file__]))
    return _of_a_service(given)


def _of_a_service(given: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM

    django.setup()
    is_safe = urlsplit(given.base).scheme == "https"
    cookies = {"__Host-sessionid" if is_safe else "sessionid": given.session} if given.session else {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        count = draw_sheets(browser, given.base, cookies, given.folder, given.only)
        browser.close()
    sys.stdout.write(f"{count} sheets in {given.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
