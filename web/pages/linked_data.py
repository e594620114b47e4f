"""What pages say of themselves in terms of schema.org, for machines: only what the page shows."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from governance.models import Change, Document, Platform, Version
from governance.reading import ChangeView, published_at_url

Data = dict[str, Any]


def site_data() -> Data:
    """Describe the site, with the address by which its platforms are searched."""
    search = f"{settings.BASE_URL}{reverse('catalogue')}?q={{search_term_string}}"
    action = {"@type": "SearchAction", "target": search, "query-input": "required name=search_term_string"}
    return {"@type": "WebSite", "name": "Clausewatch", "url": f"{settings.BASE_URL}/", "potentialAction": action}


def platform_data(platform: Platform) -> Data:
    """Describe the page of a platform."""
    return _page(reverse("platform-page", args=[platform.slug]), platform.name, _organization(platform))


def document_data(document: Document, version: Version | None) -> Data:
    """Describe the page of a document; it was modified when its text was last captured in new words."""
    page = _page(reverse("document-page", args=[document.public_id]), document.title, _document(document))
    return page | ({"dateModified": version.captured_at.isoformat()} if version else {})


def change_data(change: Change, view: ChangeView) -> Data:
    """Describe the page of a change; it has a date of publication only where it was news."""
    page = _page(view.url_path, view.headline, _document(change.document))
    return page | ({"datePublished": view.published_at.isoformat()} if view.published_at else {})


def _page(path: str, name: str, about: Data) -> Data:
    site = {"@type": "WebSite", "name": "Clausewatch", "url": f"{settings.BASE_URL}/"}
    return {"@type": "WebPage", "url": settings.BASE_URL + path, "name": name, "isPartOf": site, "about": about}


def _organization(platform: Platform) -> Data:
    homepage = published_at_url([platform.homepage])
    return {"@type": "Organization", "name": platform.name} | ({"url": homepage} if homepage else {})


def _document(document: Document) -> Data:
    address = published_at_url(document.source_urls)
    found = {"@type": "DigitalDocument", "name": document.title, "publisher": _organization(document.platform)}
    return found | ({"url": address} if address else {})
