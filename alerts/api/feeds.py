"""The private feed of a person's alerts. Part of Watcher."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import require_read, user_of
from alerts.api.watchlists import NoFieldsSerializer
from alerts.watching.alert_feeds import NoAlertFeed, alert_feed_made_at, alerts_at, end_alert_feed, make_alert_feed
from billing.entitlements import Feature, require
from governance.api.feeds import FEED_ANSWERS, IF_NONE_MATCH, FeedChannel, atom_of, json_feed_of, state_of


class AlertFeedSerializer(serializers.Serializer[Any]):
    """Whether the person has a feed of their alerts."""

    made_at = serializers.DateTimeField(allow_null=True, help_text="Null where there is none.")


class MadeAlertFeedSerializer(AlertFeedSerializer):
    """The feed that was made, with its two addresses, which no later answer shows."""

    atom_url = serializers.CharField(help_text="Shown this once. Whoever has it reads the person's alerts.")
    json_url = serializers.CharField()


class AlertFeedSettings(GenericAPIView[Any]):
    serializer_class = AlertFeedSerializer
    pagination_class = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.ATOM_FEED, timezone.now())

    @extend_schema(operation_id="alerts_feed_read", summary="Whether there is a feed of the alerts")
    def get(self, request: Request) -> Response:
        return Response(AlertFeedSerializer({"made_at": alert_feed_made_at(user_of(request))}).data)

    @extend_schema(
        operation_id="alerts_feed_make",
        summary="Make the feed of the alerts; its addresses are shown this once",
        description="Addresses that were made before lead nowhere from then on.",
        request=NoFieldsSerializer,
        responses={201: MadeAlertFeedSerializer},
    )
    def post(self, request: Request) -> Response:
        require_read(request)
        NoFieldsSerializer(data=request.data).is_valid(raise_exception=True)
        now = timezone.now()
        address = f"{settings.BASE_URL}/api/v1/feeds/{make_alert_feed(user=user_of(request), now=now)}"
        made = {"made_at": now, "atom_url": f"{address}.atom", "json_url": f"{address}.json"}
        return Response(MadeAlertFeedSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(operation_id="alerts_feed_end", summary="End the feed of the alerts", responses={204: None})
    def delete(self, request: Request) -> Response:
        end_alert_feed(user=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


# Without a docstring: the reference would show it as the description of each address.
class _AlertFeed(GenericAPIView[Any]):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    pagination_class = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # Whatever a client says it accepts, this is a feed; only errors are rendered, as JSON.
        return super().perform_content_negotiation(request, force=True)

    def answer(self, request: Request, token: str, *, as_json: bool) -> HttpResponseBase:
        """Return the feed at this address, or 304 if the program has it already. Raises NotFound."""
        try:
            feed, changes = alerts_at(token, timezone.now())
        except NoAlertFeed as error:
            raise NotFound("There is no feed at this address.") from error
        channel = FeedChannel("Your alerts", f"/feeds/alerts/{feed.user_id}", "/", feed.made_at, is_private=True)
        etag = state_of(channel, changes)
        response: HttpResponseBase | None = get_conditional_response(request._request, etag=etag)
        if response is None:
            kind = "application/feed+json" if as_json else "application/atom+xml; charset=utf-8"
            made = json_feed_of(channel, changes) if as_json else atom_of(channel, changes)
            response = HttpResponse(made, content_type=kind)
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class AlertAtomFeed(_AlertFeed):
    """The newest 50 alerts of a person as Atom (RFC 4287), for whoever has the address: headlines only.

    404 where there is no such address, and while its person's plan has no feed.
    """

    @extend_schema(operation_id="feeds_alerts_atom", responses=FEED_ANSWERS, parameters=[IF_NONE_MATCH])
    def get(self, request: Request, token: str) -> HttpResponseBase:
        return self.answer(request, token, as_json=False)


class AlertJsonFeed(_AlertFeed):
    """The newest 50 alerts of a person as JSON Feed 1.1, for whoever has the address: headlines only.

    404 where there is no such address, and while its person's plan has no feed.
    """

    @extend_schema(
        operation_id="feeds_alerts_json",
        responses={
            (200, "application/feed+json"): OpenApiTypes.OBJECT,
            304: OpenApiResponse(description="The copy with this `ETag` is the same."),
        },
        parameters=[IF_NONE_MATCH],
    )
    def get(self, request: Request, token: str) -> HttpResponseBase:
        return self.answer(request, token, as_json=True)
