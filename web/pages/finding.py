"""What search engines read: robots.txt and the sitemaps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance.analysis.law import regulations
from governance.comparison import categories
from governance.models import Change, Document, Platform

# Pages that the public record has once; what belongs to a person, or is narrowed by a question, is for no index.
PAGES = ("front", "catalogue", "categories-page", "regulations-page", "pricing", "methodology", "status", "bot")
KEPT_OUT = ("/accounts/", "/account/", "/_allauth/", "/admin/", "/api/", "/dashboard/", "/trial/", "/feedback/",
            "/unsubscribe/", "/compare/?", "/platforms/?")  # fmt: skip


class _OfThisSite(Sitemap):  # type: ignore[type-arg] # it takes no type when it runs
    """A sitemap whose addresses are those of BASE_URL, whatever name a request gives the site."""

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.BASE_URL).netloc


class PagesSitemap(_OfThisSite):
    def items(self) -> Iterable[str]:
        named = [reverse(name) for name in PAGES]
        of_categories = [reverse("category-page", args=[one.id]) for one in categories()]
        return named + of_categories + [reverse("regulation-page", args=[name]) for name in regulations()]

    def location(self, item: str) -> str:
        return item


class PlatformsSitemap(_OfThisSite):
    def items(self) -> "QuerySet[Platform]":
        return Platform.objects.filter(is_demonstration=False).order_by("pk").only("slug")

    def location(self, item: Platform) -> str:
        return reverse("platform-page", args=[item.slug])


class DocumentsSitemap(_OfThisSite):
    def items(self) -> "QuerySet[Document]":
        recorded = Document.objects.filter(current_version__isnull=False, platform__is_demonstration=False)
        return recorded.select_related("current_version").only("current_version__captured_at").order_by("pk")

    def location(self, item: Document) -> str:
        return reverse("document-page", args=[item.public_id])

    def lastmod(self, item: Document) -> datetime | None:
        return item.current_version.captured_at if item.current_version else None


class ChangesSitemap(_OfThisSite):
    def items(self) -> "QuerySet[Change]":
        return Change.objects.reportable().filter(platform__is_demonstration=False).only("published_at").order_by("pk")

    def location(self, item: Change) -> str:
        return reverse("change-page", args=[item.public_id])

    def lastmod(self, item: Change) -> datetime | None:
        return item.published_at


SITEMAPS: "dict[str, type[Sitemap[Any]] | Sitemap[Any]]" = {
    "pages": PagesSitemap,
    "platforms": PlatformsSitemap,
    "documents": DocumentsSitemap,
    "changes": ChangesSitemap,
}


@require_safe
def all_sitemaps(request: HttpRequest) -> HttpResponse:
    """List the sitemaps (sitemaps.org)."""
    listed = sitemaps.index(request, SITEMAPS, sitemap_url_name="sitemap")
    for one in (listed.context_data or {}).get("sitemaps", ()):
        parts = urlsplit(one.location)
        one.location = urlunsplit((*urlsplit(settings.BASE_URL)[:2], *parts[2:]))
    return listed


@require_safe
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """List the pages of one sitemap, 50,000 at a time (`?p=2`); 404 where there is none of this name."""
    return sitemaps.sitemap(request, SITEMAPS, section=section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say which pages are for no index, and where the sitemap is (RFC 9309; the sitemap's line is sitemaps.org's)."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in KEPT_OUT),
        "",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
