"""Platforms that a person asks for."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import validate_one_line
from accounts.permissions import user_of
from accounts.strict import SentText, StrictSerializer
from alerts.models import PlatformAsking
from alerts.models.platform_requests import LONGEST_ADDRESS, LONGEST_NAME
from alerts.watching.platform_requests import NotAPlatform, ask_for_platform, own_askings


class AskedSerializer(StrictSerializer):
    """A platform or document that the person would like to watch."""

    name = SentText(max_length=LONGEST_NAME, validators=[validate_one_line], help_text="What it is called.")
    url = SentText(max_length=LONGEST_ADDRESS, help_text="Where its terms stand, or its front page.")


class PlatformRequestSerializer(serializers.Serializer[Any]):
    """What the person asked for, and what became of it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    url = serializers.CharField(help_text="As it was checked; nothing is fetched from it.")
    asked_at = serializers.DateTimeField()
    asker_count = serializers.IntegerField(help_text="How many people ask for the same.")
    done_at = serializers.DateTimeField(
        source="request.done_at", allow_null=True, help_text="When it was added; null while it is not."
    )
    platform = serializers.CharField(
        source="request.platform.slug", default=None, allow_null=True, help_text="Slug of what was added."
    )


class NotAskedForSerializer(serializers.Serializer[Any]):
    """It is here already, or the person waits for as many platforms as anybody may at once."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["platform_is_here", "platform_requests_full"])
    platform = serializers.CharField(required=False, help_text="Slug of what is here already.")
    limit = serializers.IntegerField(required=False, help_text="For how many a person may wait.")


class PlatformRequestList(GenericAPIView[PlatformAsking]):
    serializer_class = PlatformRequestSerializer
    ordering = ("-asked_at", "-id")

    def get_queryset(self) -> "QuerySet[PlatformAsking]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return PlatformAsking.objects.none()
        return own_askings(self.request.user.pk)

    @extend_schema(
        operation_id="platform_requests_list",
        summary="What the person asked for",
        responses=PlatformRequestSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(PlatformRequestSerializer(page, many=True).data)

    @extend_schema(
        operation_id="platform_requests_create",
        summary="Ask for a platform",
        description="Several people may ask for one; asking twice is asking once. Who asked is told once by a mail "
        "when it is added.",
        request=AskedSerializer,
        responses={
            201: PlatformRequestSerializer,
            200: OpenApiResponse(PlatformRequestSerializer, description="The person asked for it before."),
            409: NotAskedForSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        body = AskedSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            asking, is_new = ask_for_platform(user=user_of(request), now=timezone.now(), **body.validated_data)
        except NotAPlatform as refused:
            raise ValidationError({refused.field: [str(refused)]}) from refused
        shown = PlatformRequestSerializer(self.get_queryset().get(pk=asking.pk)).data
        return Response(shown, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)
