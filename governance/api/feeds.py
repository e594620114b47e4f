"""Public feeds (Atom, RFC 4287) of what changed: of a platform, of a document, of a category. Headlines only.

A program that has a feed already and says so by `If-None-Match` costs one query and no rendering.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from governance.api.documents import find_document
from governance.api.platforms import find_platform
from governance.comparison import categories
from governance.models import Change, ChangeCategory
from governance.names import shown_name

MOST_ENTRIES = 50
_DESCRIPTION = "What changed, and when. It describes what documents say and makes no legal determination."
# Of a feed that has no date of its own; any fixed moment does, so that an empty feed stays the same.
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_FIELDS = ("pk", "headline", "severity", "detected_at", "published_at", "confirmed_at", "platform__name")
FEED_ANSWERS: dict[Any, OpenApiResponse] = {
    (200, "application/atom+xml"): OpenApiResponse(OpenApiTypes.STR, description="The newest 50 changes."),
    304: OpenApiResponse(description="The copy with this `ETag` is the same."),
}
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The `ETag` of a copy."
)


@dataclass(frozen=True, slots=True)
class FeedChannel:
    """What a feed is of. `path` names it, `page` is what it is about, below the site's address.

    The path of one that is not private is where it is; of a private one the address is a secret, and not told in it.
    """

    title: str
    path: str
    page: str
    began_at: datetime
    is_private: bool = False


def newest_changes(changes: "QuerySet[Change]") -> list[Change]:
    """Return the newest of these changes that a feed shows, in one query.

    They are changes of meaning or wording that aren't withdrawn, and don't wait for their text to stand.
    """
    found = changes.filter(_is_shown()).select_related("platform").only(*_FIELDS)
    return list(found.order_by("-detected_at", "-pk")[:MOST_ENTRIES])


def _is_shown(prefix: str = "") -> Q:
    of = {"label__in": Change.REPORTED_LABELS, "withdrawn_at": None}
    stands = Q(**{f"{prefix}held_until": None}) | Q(**{f"{prefix}confirmed_at__isnull": False})
    return Q(**{f"{prefix}{name}": value for name, value in of.items()}) & stands


def state_of(channel: FeedChannel, changes: Sequence[Change]) -> str:
    """Return a strong validator (RFC 9110, 8.8.3) of the feed with these entries."""
    parts = [settings.BASE_URL, channel.title, channel.path]
    parts += [f"{one.pk} {one.severity} {_told_at(one).isoformat()} {one.headline}" for one in changes]
    return f'"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def atom_of(channel: FeedChannel, changes: Sequence[Change]) -> bytes:
    """Return the feed. Each change is one entry for ever: its id is made of its own and of the site's host."""
    updated = max((_told_at(one) for one in changes), default=channel.began_at)
    feed = _Feed(
        title=shown_name(channel.title),
        link=f"{settings.BASE_URL}{channel.page}",
        description=_DESCRIPTION,
        feed_url=None if channel.is_private else f"{settings.BASE_URL}{channel.path}",
        feed_guid=f"{_tag()}{channel.path}",
        language="en",
        updated=updated,
    )
    for one in changes:
        feed.add_item(
            title=shown_name(one.headline),
            link=f"{settings.BASE_URL}/changes/{one.public_id}/",
            description=None,  # type: ignore[arg-type]  # no summary at all, where a text would make one
            unique_id=f"{_tag()}/changes/{one.public_id}",
            author_name=shown_name(one.platform.name),
            pubdate=one.detected_at,
            updateddate=_told_at(one),
            categories=(one.get_severity_display(),),
        )
    text: str = feed.writeString("utf-8")
    return text.encode()


def json_feed_of(channel: FeedChannel, changes: Sequence[Change]) -> bytes:
    """Return the feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    items = [
        {
            "id": f"{_tag()}/changes/{one.public_id}",
            "url": f"{settings.BASE_URL}/changes/{one.public_id}/",
            "title": shown_name(one.headline),
            "content_text": shown_name(one.headline),
            "date_published": one.detected_at.isoformat(),
            "date_modified": _told_at(one).isoformat(),
            "authors": [{"name": shown_name(one.platform.name)}],
            "tags": [one.get_severity_display()],
        }
        for one in changes
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": shown_name(channel.title),
        "home_page_url": f"{settings.BASE_URL}{channel.page}",
        "description": _DESCRIPTION,
        "items": items,
    }
    return orjson.dumps(feed)


class _Feed(Atom1Feed):
    """An Atom feed whose date is that of its newest entry, and of an empty one fixed: Django would take the clock."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated


def _told_at(change: Change) -> datetime:
    return change.confirmed_at or change.published_at or change.detected_at


def _tag() -> str:
    """Return the beginning of tag URIs (RFC 4151) of this site."""
    host = settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"tag:{host},2026:"


# Without a docstring: the reference would show it as the description of each address.
class _PublicFeed(GenericAPIView[Change]):
    permission_classes = [AllowAny]
    pagination_class = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # Whatever a client says it accepts, this is Atom; only errors are rendered, as JSON.
        return super().perform_content_negotiation(request, force=True)

    def answer(self, request: Request, channel: FeedChannel, changes: "QuerySet[Change]") -> HttpResponseBase:
        """Return the feed, or 304 if the program has it already."""
        newest = newest_changes(changes)
        etag = state_of(channel, newest)
        response: HttpResponseBase | None = get_conditional_response(request._request, etag=etag)
        if response is None:
            response = HttpResponse(atom_of(channel, newest), content_type="application/atom+xml; charset=utf-8")
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=300"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class PlatformFeed(_PublicFeed):
    """A feed (Atom) of a platform's changes of meaning or wording, newest first: headlines only."""

    @extend_schema(operation_id="feeds_platform", responses=FEED_ANSWERS, parameters=[IF_NONE_MATCH])
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        platform = find_platform(slug)
        title = f"What changed at {platform.name}"
        channel = FeedChannel(title, request.path, "/", platform.created_at)
        return self.answer(request, channel, Change.objects.filter(platform=platform))


class DocumentFeed(_PublicFeed):
    """A feed (Atom) of a document's changes of meaning or wording, newest first: headlines only."""

    @extend_schema(operation_id="feeds_document", responses=FEED_ANSWERS, parameters=[IF_NONE_MATCH])
    def get(self, request: Request, public_id: str) -> HttpResponseBase:
        document = find_document(public_id)
        title = f"What changed in {document.platform.name} · {document.title}"
        channel = FeedChannel(title, request.path, "/", document.created_at)
        return self.answer(request, channel, Change.objects.filter(document=document))


class CategoryFeed(_PublicFeed):
    """A feed (Atom) of changes that touch a category, on all platforms, newest first: headlines only."""

    @extend_schema(operation_id="feeds_category", responses=FEED_ANSWERS, parameters=[IF_NONE_MATCH])
    def get(self, request: Request, category: str) -> HttpResponseBase:
        name = next((one.name for one in categories() if one.id == category), None)
        if name is None:
            raise NotFound("There is no category of this id.")
        channel = FeedChannel(f"What changed about: {name}", request.path, "/methodology/", _BEGINNING)
        return self.answer(request, channel, self._touching(category))

    def _touching(self, category: str) -> "QuerySet[Change]":
        rows = ChangeCategory.objects.filter(category=category, change__platform__is_demonstration=False)
        shown = rows.filter(_is_shown("change__")).order_by("-detected_at", "-change")
        newest = shown.values_list("change", flat=True)[:MOST_ENTRIES]
        return Change.objects.filter(pk__in=list(newest))
