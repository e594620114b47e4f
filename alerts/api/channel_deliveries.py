"""What a channel was and is owed: its deliveries with their attempts, tests, and what is sent again."""

import json
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.strict import StrictSerializer
from alerts.api.channels import OwnChannels
from alerts.api.watchlists import NoFieldsSerializer
from alerts.channels import keeping, replaying
from alerts.channels.events import EVENT_TYPES
from alerts.models import Attempt, Batch, Channel, ChannelDelivery
from governance.api import parameters
from governance.models import Change

# The states that a delivery to a channel can be in: `pending` is tried, again and again, until it is sent or too old.
STATES = tuple(str(state) for state in (Batch.State.PENDING, Batch.State.SENDING, Batch.State.SENT, Batch.State.FAILED))
MOST_TRIES = 50  # shown of a delivery: one that fails for a week has more
STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=STATES)


class ChannelAttemptSerializer(serializers.Serializer[Attempt]):
    """One try. `outcome` is empty while it is under way; `detail` is what the receiver answered, or why it couldn't."""

    started_at = serializers.DateTimeField()
    outcome = serializers.CharField(
        help_text="`accepted`; `postponed`: certainly not taken; `unknown`: it may have been. Both are tried again."
    )
    detail = serializers.CharField()


class ChannelDeliverySerializer(serializers.Serializer[ChannelDelivery]):
    """An event that is or was owed to a channel. It comes under `webhook_id` however often it is sent."""

    id = serializers.UUIDField(source="pk")
    webhook_id = serializers.SerializerMethodField()
    type = serializers.ChoiceField(choices=EVENT_TYPES, source="event_type")
    change = serializers.SerializerMethodField(help_text="The change's id; null for a test, and where it is deleted.")
    state = serializers.ChoiceField(choices=STATES, source="batch.state")
    attempts = serializers.IntegerField(source="batch.attempt_count", help_text="Since it was last asked for.")
    created_at = serializers.DateTimeField()
    next_attempt_at = serializers.SerializerMethodField(help_text="Null unless it is `pending`.")
    given_up_at = serializers.DateTimeField(source="give_up_at", help_text="Until then it is tried.")
    ended_at = serializers.DateTimeField(source="batch.finished_at", allow_null=True)
    reason = serializers.CharField(source="batch.reason", help_text="Of the last failure; empty if there is none.")

    def get_webhook_id(self, delivery: ChannelDelivery) -> str:
        return f"msg_{delivery.pk.hex}"

    def get_change(self, delivery: ChannelDelivery) -> str | None:
        return Change.public_id_of(delivery.change_id) if delivery.change_id else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_attempt_at(self, delivery: ChannelDelivery) -> Any:
        batch, channel = delivery.batch, delivery.channel
        if batch.state != Batch.State.PENDING or channel.state != Channel.State.ACTIVE:
            return None
        at = max(batch.not_before, channel.resting_until or batch.not_before)
        return serializers.DateTimeField().to_representation(at)


class ChannelDeliveryDetailSerializer(ChannelDeliverySerializer):
    tries = serializers.SerializerMethodField(help_text=f"The newest {MOST_TRIES} attempts, the oldest of them first.")
    try_count = serializers.SerializerMethodField(help_text="How many attempts there are, also before a replay.")
    event = serializers.SerializerMethodField(help_text="What is told, as the body of a webhook has it.")

    @extend_schema_field(ChannelAttemptSerializer(many=True))
    def get_tries(self, delivery: ChannelDelivery) -> Any:
        newest = list(delivery.batch.attempts.order_by("-started_at", "-pk")[:MOST_TRIES])
        return ChannelAttemptSerializer(newest[::-1], many=True).data  # type: ignore[arg-type]  # `many` takes a list

    def get_try_count(self, delivery: ChannelDelivery) -> int:
        return delivery.batch.attempts.count()

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_event(self, delivery: ChannelDelivery) -> Any:
        return json.loads(delivery.content.text)


class ReplayRequestSerializer(StrictSerializer):
    """Either `deliveries`, or `since` and `until`: what was first owed from a moment on and before another."""

    deliveries = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=replaying.MOST_REPLAYED, required=False
    )
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if ("deliveries" in sent) == bool({"since", "until"} & sent.keys()):
            raise serializers.ValidationError({"deliveries": ["Give either deliveries, or since and until."]})
        if "deliveries" not in sent and not {"since", "until"} <= sent.keys():
            missing = "until" if "since" in sent else "since"
            raise serializers.ValidationError({missing: ["A range has both ends."]})
        if "deliveries" not in sent and sent["since"] >= sent["until"]:
            raise serializers.ValidationError({"since": ["This is not before the end of the range."]})
        return sent


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many deliveries are sent again."""

    replayed = serializers.IntegerField()


class ChannelNotActiveSerializer(serializers.Serializer[Any]):
    """The channel is paused or disabled, so nothing would be posted."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["channel_not_active"])
    state = serializers.ChoiceField(choices=Channel.State.choices)


class _Deliveries(OwnChannels):
    serializer_class = ChannelDeliverySerializer
    ordering = ("-created_at", "-message_id")

    def get_queryset(self) -> "QuerySet[ChannelDelivery]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return ChannelDelivery.objects.none()
        own = ChannelDelivery.objects.filter(channel=self.kwargs["channel_id"], channel__user=self.request.user)
        return own.select_related("batch", "channel")


class ChannelDeliveryList(_Deliveries):
    @extend_schema(
        operation_id="channels_deliveries_list",
        summary="What the channel was and is owed, newest first",
        parameters=[STATE],
        responses=ChannelDeliverySerializer(many=True),
    )
    def get(self, request: Request, channel_id: Any) -> Response:
        self.get_channel(channel_id)
        rows = self.get_queryset()
        state = parameters.one_of(request, "state", STATES)
        page = self.paginate_queryset(rows.filter(batch__state=state) if state else rows)
        shown = ChannelDeliverySerializer(page, many=True)  # type: ignore[arg-type]  # `many` takes a list
        return self.get_paginated_response(shown.data)


class ChannelDeliveryDetail(_Deliveries):
    serializer_class = ChannelDeliveryDetailSerializer

    @extend_schema(operation_id="channels_deliveries_read", summary="A delivery with its attempts and its event")
    def get(self, request: Request, channel_id: Any, delivery_id: Any) -> Response:
        found = get_object_or_404(self.get_queryset().select_related("content"), pk=delivery_id)
        return Response(ChannelDeliveryDetailSerializer(found).data)


class ChannelReplay(OwnChannels):
    @extend_schema(
        operation_id="channels_replay",
        summary="Send deliveries again, under the ids they had",
        description="By their ids, or all that were first owed in a range, the oldest "
        f"{replaying.MOST_REPLAYED:,} of it. What still waits is left as it is.",
        request=ReplayRequestSerializer,
        responses=ReplayedSerializer,
    )
    def post(self, request: Request, channel_id: Any) -> Response:
        channel = self.get_channel(channel_id)
        body = ReplayRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        chosen = sent.get("deliveries") or replaying.Range(sent["since"], sent["until"])
        replayed = replaying.replay(channel=channel, chosen=chosen, now=timezone.now())
        return answer_to_change(request, lambda: {"replayed": replayed})


class ChannelTest(_Deliveries):
    @extend_schema(
        operation_id="channels_test",
        summary="Have a test message posted to the channel",
        description="A worker posts it within seconds; the delivery says what became of it. While one waits, the "
        "same again is that one.",
        request=NoFieldsSerializer,
        responses={
            201: ChannelDeliverySerializer,
            200: OpenApiResponse(ChannelDeliverySerializer, description="One waits already."),
            409: ChannelNotActiveSerializer,
        },
    )
    def post(self, request: Request, channel_id: Any) -> Response:
        channel = self.get_channel(channel_id)
        NoFieldsSerializer(data=request.data).is_valid(raise_exception=True)
        delivery, is_new = keeping.test_channel(channel=channel, now=timezone.now())
        return answer_to_change(
            request,
            lambda: ChannelDeliverySerializer(get_object_or_404(self.get_queryset(), pk=delivery.pk)).data,
            is_new=is_new,
        )
