"""Channels beside mail: webhooks and chat rooms that changes are posted to. Part of Professional."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.models import validate_one_line
from accounts.permissions import require_read, user_of
from accounts.strict import SentBoolean, SentText, StrictSerializer
from alerts.api.watchlists import NoFieldsSerializer
from alerts.channels import keeping
from alerts.channels.addresses import NotForAChannel
from alerts.channels.keeping import ChannelWishes
from alerts.models import CategoryWatch, CategoryWatchChannel, Channel, Watchlist, WatchlistChannel
from alerts.watching.watchlists import default_watchlist
from billing.entitlements import Feature, require
from outbound.web_addresses import LONGEST

_MOST_LISTS = 200
_URL_HELP = "An https address on port 443. It is kept encrypted and never shown whole again."
_LISTS_HELP = (
    "Ids of the watchlists whose changes are posted here. A new channel has the default list if it names no list and "
    "no category watch."
)
_WATCHES_HELP = "Ids of the category watches whose changes are posted here."


class ChannelSerializer(serializers.Serializer[Channel]):
    """A channel. Of its address only the host is shown.

    `failing_since` is the first failure since the last success, `resting_until` when it is tried again after one.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Channel.Kind.choices)
    name = serializers.CharField()
    url = serializers.CharField(source="shown_url", help_text="Its host alone.")
    state = serializers.ChoiceField(choices=Channel.State.choices)
    disabled_because = serializers.ChoiceField(
        choices=[*Channel.DisabledBecause.choices, ("", "not disabled")], help_text="Empty unless it is disabled."
    )
    watchlists = serializers.SerializerMethodField(help_text=_LISTS_HELP)
    category_watches = serializers.SerializerMethodField(help_text=_WATCHES_HELP)
    made_at = serializers.DateTimeField()
    last_success_at = serializers.DateTimeField(allow_null=True)
    failing_since = serializers.DateTimeField(allow_null=True)
    failure_count = serializers.IntegerField()
    resting_until = serializers.DateTimeField(allow_null=True)
    former_secret_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then webhooks are signed with the former secret too."
    )

    def get_watchlists(self, channel: Channel) -> list[str]:
        return sorted(str(row.watchlist_id) for row in channel.watchlist_choices.all())

    def get_category_watches(self, channel: Channel) -> list[str]:
        return sorted(str(row.watch_id) for row in channel.category_choices.all())


class MadeChannelSerializer(ChannelSerializer):
    """The channel that was made, with the secret of a webhook, which no later answer shows."""

    secret = serializers.SerializerMethodField(help_text="Shown this once; empty where the kind has none.")

    def get_secret(self, channel: Channel) -> str:
        return str(self.context["secret"])


class RenewedSecretSerializer(serializers.Serializer[Any]):
    """The new secret, which no later answer shows."""

    secret = serializers.CharField()
    former_secret_until = serializers.DateTimeField()


class ChannelRequestSerializer(StrictSerializer):
    url = SentText(max_length=LONGEST, help_text=_URL_HELP)
    name = SentText(max_length=100, required=False, allow_blank=True, validators=[validate_one_line])
    paused = SentBoolean(
        required=False, help_text="What comes meanwhile waits for a week. False also ends what disabled the channel."
    )
    watchlists = serializers.ListField(
        child=serializers.UUIDField(), max_length=_MOST_LISTS, required=False, help_text=_LISTS_HELP
    )

    category_watches = serializers.ListField(
        child=serializers.UUIDField(), max_length=_MOST_LISTS, required=False, help_text=_WATCHES_HELP
    )

    def validate_category_watches(self, value: list[Any]) -> list[CategoryWatch]:
        found = list(CategoryWatch.objects.filter(user=user_of(self.context["request"]), pk__in=value))
        if len(found) != len(set(value)):
            raise serializers.ValidationError("There is no category watch of this id.", code="unknown_category_watch")
        return found

    def validate_watchlists(self, value: list[Any]) -> list[Watchlist]:
        found = list(Watchlist.objects.filter(user=user_of(self.context["request"]), pk__in=value))
        if len(found) != len(set(value)):
            raise serializers.ValidationError("There is no watchlist of this id.", code="unknown_watchlist")
        return found


class NewChannelSerializer(ChannelRequestSerializer):
    kind = serializers.ChoiceField(choices=Channel.Kind.choices)


class ChannelsFullSerializer(serializers.Serializer[Any]):
    """The person has as many channels as anybody may."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["channels_full"])
    limit = serializers.IntegerField()


class SecretNotRenewedSerializer(serializers.Serializer[Any]):
    """The former secret still counts, until `former_secret_until`; or channels of this kind have none."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["rotation_open", "no_secret"])
    former_secret_until = serializers.DateTimeField(required=False)


# Without a docstring: the reference would show it as the description of each address.
class OwnChannels(GenericAPIView[Any]):
    serializer_class: type[serializers.Serializer[Any]] = ChannelSerializer
    ordering: tuple[str, ...] = ("made_at", "id")
    only_kind: str | None = None  # channels of another kind are unknown at this address

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.WEBHOOKS, timezone.now())
            require_read(request)  # whoever names the address reads what is posted there

    def own_channels(self) -> "QuerySet[Channel]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return Channel.objects.none()
        chosen = Prefetch("watchlist_choices", WatchlistChannel.objects.only("channel_id", "watchlist_id"))
        by_category = Prefetch("category_choices", CategoryWatchChannel.objects.only("channel_id", "watch_id"))
        own = Channel.objects.filter(user=self.request.user).prefetch_related(chosen, by_category)
        return own.filter(kind=self.only_kind) if self.only_kind else own

    def get_queryset(self) -> "QuerySet[Any]":
        return self.own_channels()

    def get_channel(self, channel_id: Any) -> Channel:
        return get_object_or_404(self.own_channels(), pk=channel_id)

    def describe(self, channel: Channel) -> Any:
        return ChannelSerializer(self.get_channel(channel.pk)).data

    def handle_exception(self, exc: Exception) -> Response:
        # What was there when the request began and is gone now was deleted by another request: it is unknown.
        if isinstance(exc, NotForAChannel):
            exc = ValidationError({"url": [str(exc)]})
        return super().handle_exception(Http404() if isinstance(exc, ObjectDoesNotExist) else exc)


class ChannelList(OwnChannels):
    body_class: type[ChannelRequestSerializer] = NewChannelSerializer

    @extend_schema(
        operation_id="channels_list", summary="The person's channels", responses=ChannelSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.own_channels())
        shown = ChannelSerializer(page, many=True)  # type: ignore[arg-type]  # `many` takes a list
        return self.get_paginated_response(shown.data)

    @extend_schema(
        operation_id="channels_create",
        summary="Add a channel; the secret of a webhook is shown this once",
        description="Nothing is posted before there is something to tell; `/channels/{channel_id}/test/` tries it.",
        request=NewChannelSerializer,
        responses={201: MadeChannelSerializer, 409: ChannelsFullSerializer},
    )
    def post(self, request: Request) -> Response:
        body = self.body_class(data=request.data, context={"request": request})
        body.is_valid(raise_exception=True)
        user, now, wishes = user_of(request), timezone.now(), dict(body.validated_data)
        kind = self.only_kind or wishes.pop("kind")
        if "category_watches" not in wishes:
            wishes.setdefault("watchlists", [default_watchlist(user, now)])
        channel, secret = keeping.add_channel(user=user, kind=kind, wishes=ChannelWishes(**wishes), now=now)
        made = MadeChannelSerializer(self.get_channel(channel.pk), context={"secret": secret})
        return Response(made.data, status.HTTP_201_CREATED)


class ChannelDetail(OwnChannels):
    @extend_schema(operation_id="channels_read", summary="One channel")
    def get(self, request: Request, channel_id: Any) -> Response:
        return Response(ChannelSerializer(self.get_channel(channel_id)).data)

    @extend_schema(
        operation_id="channels_change",
        summary="Change, pause or resume a channel",
        request=ChannelRequestSerializer,
        responses=ChannelSerializer,
    )
    def patch(self, request: Request, channel_id: Any) -> Response:
        channel = self.get_channel(channel_id)
        body = ChannelRequestSerializer(data=request.data, partial=True, context={"request": request})
        body.is_valid(raise_exception=True)
        keeping.change_channel(channel=channel, wishes=ChannelWishes(**body.validated_data), now=timezone.now())
        return answer_to_change(request, lambda: self.describe(channel))

    @extend_schema(
        operation_id="channels_delete",
        summary="Remove a channel with all that it was and is owed",
        responses={204: None},
    )
    def delete(self, request: Request, channel_id: Any) -> Response:
        keeping.remove_channel(channel=self.get_channel(channel_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChannelSecret(OwnChannels):
    @extend_schema(
        operation_id="channels_rotate_secret",
        summary="Give a webhook a new secret; it is shown this once",
        description="For 24 hours webhooks are signed with both, so that the receiver can follow.",
        request=NoFieldsSerializer,
        responses={
            201: RenewedSecretSerializer,
            409: OpenApiResponse(
                SecretNotRenewedSerializer, description="It was renewed within 24 hours, or there is none."
            ),
        },
    )
    def post(self, request: Request, channel_id: Any) -> Response:
        NoFieldsSerializer(data=request.data).is_valid(raise_exception=True)
        channel, secret = keeping.rotate_secret(channel=self.get_channel(channel_id), now=timezone.now())
        renewed = {"secret": secret, "former_secret_until": channel.former_secret_until}
        return Response(RenewedSecretSerializer(renewed).data, status.HTTP_201_CREATED)
