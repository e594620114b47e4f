"""Webhook endpoints: the channels of the kind `webhook`, by the views of channels. A channel has the same id here."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from alerts.api.channel_deliveries import STATE, ChannelDeliveryList, ChannelDeliverySerializer, ChannelTest
from alerts.api.channels import (
    ChannelDetail,
    ChannelList,
    ChannelRequestSerializer,
    ChannelSerializer,
)
from alerts.models import Channel

_KIND = Channel.Kind.WEBHOOK


@extend_schema_view(
    get=extend_schema(
        operation_id="webhook_endpoints_list",
        summary="The person's webhooks",
        responses=ChannelSerializer(many=True),
    ),
    post=extend_schema(
        operation_id="webhook_endpoints_create",
        summary="Add a webhook; its secret is shown this once",
        description="As `POST /channels/` with the kind `webhook`. `/webhook-endpoints/{channel_id}/test/` tries it.",
        request=ChannelRequestSerializer,
    ),
)
class WebhookEndpointList(ChannelList):
    only_kind = _KIND
    body_class = ChannelRequestSerializer


@extend_schema_view(
    get=extend_schema(operation_id="webhook_endpoints_read", summary="One webhook"),
    patch=extend_schema(operation_id="webhook_endpoints_change", summary="Change, pause or resume a webhook"),
    delete=extend_schema(
        operation_id="webhook_endpoints_delete", summary="Remove a webhook with all that it was and is owed"
    ),
)
class WebhookEndpointDetail(ChannelDetail):
    only_kind = _KIND


@extend_schema_view(
    post=extend_schema(
        operation_id="webhook_endpoints_test",
        summary="Have a test message posted to the webhook",
        description="As `/channels/{channel_id}/test/`: a worker posts it within seconds. While one waits, the same "
        "again is that one.",
    )
)
class WebhookEndpointTest(ChannelTest):
    only_kind = _KIND


@extend_schema_view(
    get=extend_schema(
        operation_id="webhook_endpoints_deliveries_list",
        summary="What the webhook was and is owed, newest first",
        parameters=[STATE],
        responses=ChannelDeliverySerializer(many=True),
    )
)
class WebhookEndpointDeliveries(ChannelDeliveryList):
    only_kind = _KIND
