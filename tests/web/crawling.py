"""Going through the site by its links, as one reader."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.web.faults_in_html import faults_of, parsed

SITE = "http://testserver"
# The reference of the API, files, and the pages of developers and operators.
NO_PAGES = ("/api/", "/static/", "/_allauth/", "/admin/", "/dev/")
BEGINNINGS = ("/", "/dashboard/", "/account/", "/accounts/login/", "/accounts/signup/", "/billing/", "/terms/")


@dataclass
class Crawled:
    """What was answered where a path led, and which page named it first."""

    status: int
    origin: str
    landed: str
    html: str = ""
    links: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def crawl(client: Client, also: Sequence[str] = (), *, most_of_a_kind: int = 4) -> dict[str, Crawled]:
    """Follow every link from the beginnings and these paths on; return what each path led to.

    So many are looked at of one address with parameters, such as that of a category, by the names in its query.
    """
    found: dict[str, Crawled] = {}
    kinds: Counter[tuple[str, str]] = Counter()
    waiting = deque((path, "") for path in (*BEGINNINGS, *also))
    while waiting:
        path, origin = waiting.popleft()
        kind = (kind_of(path), _names(path))
        if path in found or path.startswith(NO_PAGES) or kinds[kind] >= most_of_a_kind:
            continue
        kinds[kind] += 1
        found[path] = one = visit(client, path, origin)
        waiting.extend((urldefrag(to)[0].removeprefix(SITE), path) for to in one.links if to.startswith(SITE))
    return found


def visit(client: Client, path: str, origin: str = "") -> Crawled:
    answer: Any = client.get(path, follow=True)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    query = answer.request["QUERY_STRING"]
    one = Crawled(answer.status_code, origin, answer.request["PATH_INFO"] + (f"?{query}" if query else ""))
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        one.html = body.decode()
        elements, mended = parsed(one.html)
        one.faults = faults_of(elements, mended)
        one.links = [urljoin(SITE + one.landed, each.get("href")) for each in elements if each.get("href")]
        one.actions = [urljoin(SITE + one.landed, each.get("action") or "") for each in elements if each.tag == "form"]
        one.ids = {each.get("id", "") for each in elements}
    return one


def kind_of(path: str) -> str:
    """Return the address that the path is one of, such as `platforms/<str:slug>/`."""
    try:
        return str(resolve(urlsplit(path).path).route)
    except Resolver404:
        return urlsplit(path).path


def _names(path: str) -> str:
    """Return the names in the query: the same page with another value is one of the same kind."""
    return "&".join(sorted(part.partition("=")[0] for part in urlsplit(path).query.split("&")))
