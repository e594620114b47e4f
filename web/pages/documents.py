"""The page of one document: what it states, where that stands, and how it came to be known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from billing.entitlements import Feature
from governance.api.documents import documents_with_current_version, versions_without_text
from governance.api.health import describe_health
from governance.comparison import Category, categories
from governance.models import Change, Document, Provision, Version
from governance.models.versions import Placed
from governance.reading import change_views, published_at_url, summary_of
from web.gates import gate_for
from web.pages.activity import activity_of
from web.pages.linked_data import document_data
from web.pages.own_pages import acts_of

OTHER = "other"
PROVISIONS_A_PAGE = 60
NEWEST_CHANGES = 10
NEWEST_VERSIONS = 10


@dataclass(frozen=True, slots=True)
class ShownProvision:
    """A provision of a version: `text` is exactly what stands there."""

    public_id: str
    category: str
    category_name: str
    heading: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownSection:
    """Neighbouring provisions under one heading; the heading is empty above the first one."""

    heading: str
    provisions: list[ShownProvision]


@require_safe
@cache_control(private=True)
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one document: its state, its summary, sixty of its provisions, its changes and where the text comes from.

    `?from=61` shows the next sixty, `?all=1` all of them, and `?provision=` leads to the part that has it.
    """
    key, now = Document.key_of(public_id) or 0, timezone.now()
    found = documents_with_current_version().filter(pk=key).first()
    if found is None:
        raise Http404
    good = Version.objects.filter(document=found, is_good=True).select_related("stored_text", "collection")
    version = good.order_by("-sequence").first()
    placed = version.placed if version else []
    if (wanted := request.GET.get("provision")) is not None:
        return _to_the_part_with(found, placed, wanted)
    first = _first_place(request.GET.get("from", ""), len(placed))
    shown = placed if request.GET.get("all") == "1" else placed[first : first + PROVISIONS_A_PAGE]
    newest = Change.objects.filter(document=found, label__in=Change.REPORTED_LABELS).order_by("-detected_at", "-pk")
    context = {
        "document": found,
        "platform": found.platform,
        "linked": document_data(found, version),
        "said": _("What the %(document)s of %(platform)s states, provision by provision, in its own words.")
        % {"document": found.title, "platform": found.platform.name},
        "version": version,
        "is_current": version is not None and version.pk == found.current_version_id,
        "summary": summary_of(version) if version else [],
        "sections": _sections(version, shown) if version else [],
        "part": _part(first, len(shown), len(placed)),
        "changes": change_views(newest.values_list("pk", flat=True)[:NEWEST_CHANGES], with_summary=False),
        "change_count": newest.count(),
        "activity": activity_of(Change.objects.filter(document=found), timezone.now()),
        "versions": versions_without_text().filter(document=found).order_by("-sequence")[:NEWEST_VERSIONS],
        "health": describe_health(found),
        "source_url": published_at_url(found.source_urls),
        "acts": acts_of(request, now),
        "gate": gate_for(request.user, Feature.INSTITUTIONAL_ANALYSIS, now),
    }
    return render(request, "web/document.html", context)


def _first_place(asked: str, total: int) -> int:
    """Return the index of the first provision to be shown; what is no place of the document is its beginning."""
    place = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= len(str(total)) else 1
    return max(place, 1) - 1 if place <= total else 0


def _part(first: int, shown: int, total: int) -> dict[str, Any]:
    """Return which part is shown, counted from 1, and where the neighbouring parts begin (None: there is none)."""
    return {
        "first": first + 1 if total else 0,
        "last": first + shown,
        "total": total,
        "size": PROVISIONS_A_PAGE,
        "previous": max(first - PROVISIONS_A_PAGE, 0) + 1 if first and shown < total else None,
        "next": first + shown + 1 if first + shown < total else None,
    }


def _to_the_part_with(document: Document, placed: Sequence[Placed], wanted: str) -> HttpResponse:
    """Lead to the part of the document's page that has the provision, or to its own page if none has it now."""
    key = Provision.key_of(wanted)
    at = next((index for index, one in enumerate(placed) if one.provision_id == key), None)
    if at is None:
        if not Provision.objects.filter(pk=key or 0, document=document).exists():
            raise Http404
        return HttpResponseRedirect(reverse("provision-page", args=[wanted]))
    first = at // PROVISIONS_A_PAGE * PROVISIONS_A_PAGE + 1
    page = reverse("document-page", args=[document.public_id])
    return HttpResponseRedirect(f"{page}?from={first}#{wanted}")


def _sections(version: Version, placed: Sequence[Placed]) -> list[ShownSection]:
    text, known = version.text, _categories()
    rows = Provision.objects.select_related("current_revision").in_bulk([one.provision_id for one in placed])
    sections: list[ShownSection] = []
    for one in placed:
        row = rows.get(one.provision_id)
        revision = row.current_revision if row else None
        heading = " › ".join(revision.heading_path) if revision else ""
        category = row.category if row else OTHER
        shown = ShownProvision(
            public_id=Provision.public_id_of(one.provision_id),
            category=category,
            category_name=known[category].name if category in known else category,
            heading=heading,
            label=revision.label if revision else "",
            text=text[one.start : one.end],
        )
        if not sections or sections[-1].heading != heading:
            sections.append(ShownSection(heading, []))
        sections[-1].provisions.append(shown)
    return sections


def _categories() -> dict[str, Category]:
    return {category.id: category for category in categories()}
