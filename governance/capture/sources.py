"""Says from which pages a document is read, as an operator, a file or the catalogue declares it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from governance.capture.declarations.sources import DeclaredPage, DeclaredSource, names_of_filters, read_source
from governance.capture.named_operations import operations_of, unmet_text
from governance.capture.schedule.intervals import first_due
from governance.capture.schedule.leases import let_bear_load, make_due, stop_fetching
from governance.capture.schedule.politeness import USUAL_DELAY
from governance.models import CaptureHealth, CaptureHost, Declaration, Document, PageOfDocument, Platform, SourcePage

NO_CONNECTION = ("tls", "refused", "timeout")


def declare(document: Document, source: Mapping[str, Any], *, now: datetime, is_urgent: bool = True) -> Declaration:
    """Let the document be read as declared from now on, and return the declaration; what was declared before ends.

    `source` is in the format of Open Terms Archive. An urgent one is fetched at once, others within an interval.
    Raises BadDeclaration.
    """
    named = operations_of(document.platform_id)
    declared = read_source(source, named=named, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
    digest = digest_of(source)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        in_force = Declaration.objects.filter(document=document, valid_until=None).first()
        if in_force is not None and in_force.sha256 == digest:
            return in_force
        Declaration.objects.filter(document=document, valid_until=None).update(valid_until=now)
        declaration = Declaration.objects.create(
            document=document,
            source=dict(source),
            sha256=digest,
            position=in_force.position if in_force is not None else 0,
            declared_at=now,
            unmet=unmet_text(declared.unmet),
        )
        _read_as_declared(document, declared, now=now, is_urgent=is_urgent)
    return declaration


def follow_declarations(platform: Platform, filter_name: str, *, now: datetime) -> None:
    """Let the documents of a platform whose declarations name a filter be read, or not, as it has an operation now."""
    in_force = Declaration.objects.filter(valid_until=None, document__platform=platform).select_related("document")
    named = operations_of(platform.pk)
    for declaration in in_force:
        if filter_name not in names_of_filters(declaration.source):
            continue
        declared = read_source(declaration.source, named=named, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
        declaration.unmet = unmet_text(declared.unmet)
        declaration.save(update_fields=["unmet"])
        _read_as_declared(declaration.document, declared, now=now, is_urgent=True)


def _read_as_declared(document: Document, declared: DeclaredSource, *, now: datetime, is_urgent: bool) -> None:
    """Read the document from its declared pages; from none while a filter has no operation."""
    pages = [] if declared.unmet else [page.address for page in declared.pages]
    _read_from(document, pages, _routes(declared), now=now, is_urgent=is_urgent)


def read_by_itself(
    document: Document, addresses: Sequence[str], *, now: datetime, is_urgent: bool = True, in_browser: bool = False
) -> None:
    """Let the document be read from these pages, its text found by structure; what was declared of it ends.

    Raises BadDeclaration for an address that can't be fetched.
    """
    for address in addresses:
        read_source({"fetch": address, "select": "body"}, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        Declaration.objects.filter(document=document, valid_until=None).update(valid_until=now)
        routes = dict.fromkeys(addresses, SourcePage.Route.BROWSER.value) if in_browser else {}
        _read_from(document, addresses, routes, now=now, is_urgent=is_urgent)


def follow_moves(document: Document, *, now: datetime) -> bool:
    """Let the document be read from where its pages have moved, and return whether any has.

    Called when an operator has confirmed the new addresses. Raises BadDeclaration for one that can't be fetched.
    """
    places = PageOfDocument.objects.filter(document=document).order_by("position")
    pages = list(places.values_list("page__address", "page__moved_to"))
    moved = {address: moved_to for address, moved_to in pages if moved_to}
    if not moved:
        return False
    with transaction.atomic():
        declaration = Declaration.objects.filter(document=document, valid_until=None).first()
        if declaration is not None:
            declare(document, _with_addresses(declaration.source, moved), now=now)
        else:
            read_by_itself(document, [moved.get(address, address) for address, _ in pages], now=now)
        document.source_urls = [moved.get(address, address) for address in document.source_urls]
        document.save(update_fields=["source_urls"])
    return True


def _with_addresses(declared: Any, moved: Mapping[str, str]) -> Any:
    """Return what is declared with new addresses in the place of old ones."""
    if isinstance(declared, list):
        return [_with_addresses(one, moved) for one in declared]
    if not isinstance(declared, Mapping):
        return declared
    return {
        key: _moved(value, moved) if key == "fetch" and isinstance(value, str) else _with_addresses(value, moved)
        for key, value in declared.items()
    }


def _moved(declared: str, moved: Mapping[str, str]) -> str:
    read = read_source({"fetch": declared, "select": "body"}, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
    return moved.get(read.pages[0].address, declared)


def stop_reading(document: Document, *, now: datetime) -> None:
    """Stop reading the document; its history stays."""
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        Declaration.objects.filter(document=document, valid_until=None).update(valid_until=now)
        _read_from(document, [], {}, now=now, is_urgent=False)


def capture_soon(documents: Sequence[Document], *, now: datetime) -> int:
    """Let the pages of these documents be fetched next, as far as their hosts allow it; return the number of pages.

    Which way a page answers, by http or https, is tried anew where no connection came about the last time.
    """
    page_ids = list(PageOfDocument.objects.filter(document__in=documents).values_list("page_id", flat=True))
    SourcePage.objects.filter(pk__in=page_ids, last_fetch__outcome__in=NO_CONNECTION).update(answers_https=None)
    make_due(page_ids, now)
    return len(set(page_ids))


def declared_source(document: Document) -> tuple[DeclaredSource | None, str]:
    """Return what is declared of the document now and its digest; None and "" if its text is found by structure.

    Another operation for a filter makes another digest: the document is then read otherwise.
    """
    declaration = Declaration.objects.filter(document=document, valid_until=None).first()
    if declaration is None:
        return None, ""
    named = operations_of(document.platform_id)
    declared = read_source(declaration.source, named=named, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
    used = {name: [named[name].name, *named[name].values] for name in names_of_filters(declaration.source) & set(named)}
    digest = digest_of({"declared": declaration.sha256, "operations": used}) if used else declaration.sha256
    return declared, digest


def awaited_on(page: SourcePage) -> tuple[str, ...]:
    """Return the selectors that a browser is to wait for on a page, of all documents that are read from it."""
    places = PageOfDocument.objects.filter(page=page).select_related("document").order_by("pk")
    found: list[str] = []
    for place in places:
        declared, _ = declared_source(place.document)
        if declared is not None and place.position < len(declared.pages):
            found += declared.pages[place.position].awaited
    return tuple(dict.fromkeys(found))


def digest_of(source: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what is declared, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(source, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _routes(declared: DeclaredSource) -> dict[str, str]:
    def route(page: DeclaredPage) -> str:
        return SourcePage.Route.BROWSER if page.executes_scripts else SourcePage.Route.PLAIN

    return {page.address: route(page) for page in declared.pages}


def _read_from(
    document: Document, addresses: Sequence[str], routes: Mapping[str, str], *, now: datetime, is_urgent: bool
) -> None:
    """Replace the pages of the document. A page that no document has any more is no longer fetched."""
    before = set(PageOfDocument.objects.filter(document=document).values_list("page_id", flat=True))
    PageOfDocument.objects.filter(document=document).delete()
    pages = [_page(address, document.language, routes, now=now) for address in addresses]
    PageOfDocument.objects.bulk_create(
        PageOfDocument(document=document, page=page, position=position) for position, page in enumerate(pages)
    )
    kept = {page.pk for page in pages}
    used = set(PageOfDocument.objects.filter(page_id__in=before).values_list("page_id", flat=True))
    stop_fetching(before - kept - used)
    if pages:
        CaptureHealth.objects.get_or_create(document=document, defaults={"since": now})
        make_due(list(kept), now if is_urgent else first_due(document.pk, now))
    else:  # nothing is said of what nobody tries to read
        CaptureHealth.objects.filter(document=document).delete()
    let_bear_load(before | kept)


def host_of(address: str, now: datetime) -> CaptureHost:
    """Return the host of an address; a new one may be asked from `now` on."""
    name = (urlsplit(address).hostname or "").lower()
    host, _ = CaptureHost.objects.get_or_create(name=name, defaults={"delay": USUAL_DELAY, "next_allowed_at": now})
    return host


def _page(address: str, language: str, routes: Mapping[str, str], *, now: datetime) -> SourcePage:
    host = host_of(address, now)
    route = routes.get(address, SourcePage.Route.PLAIN)
    page, is_new = SourcePage.objects.get_or_create(
        address=address, language=language, defaults={"host": host, "route": route, "route_since": now}
    )
    if not is_new and page.route != route and address in routes:
        page.route, page.route_since = route, now
        page.save(update_fields=["route", "route_since"])
    return page
