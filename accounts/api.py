"""A person's API keys over the API. Managed in a session only, so that a leaked key can't make itself another."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiKey, SecurityEvent, validate_one_line
from accounts.permissions import SessionRequired, user_of
from accounts.services.api_keys import SCOPES, SCOPES_AS_SHIPPED, create_api_key, revoke_api_key
from accounts.signing_in.held import hold_sign_in
from accounts.signing_in.recent import require_recent_sign_in, session_of
from accounts.strict import SentText, StrictSerializer


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), read_only=True)

    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = ("id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at")


class NewApiKeySerializer(ApiKeySerializer):
    """A new key with its secret, which no later answer shows."""

    key = serializers.CharField(help_text="Shown this once: `Authorization: Bearer <key>`.")

    class Meta(ApiKeySerializer.Meta):
        fields = (*ApiKeySerializer.Meta.fields, "key")


class TooManyApiKeysSerializer(serializers.Serializer[Any]):
    """The person has as many keys as one may have."""

    detail = serializers.CharField()
    code = serializers.CharField()
    limit = serializers.IntegerField()


class ApiKeyRequestSerializer(StrictSerializer):
    name = SentText(max_length=100, validators=[validate_one_line])
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES), allow_empty=False, max_length=10, default=list(SCOPES_AS_SHIPPED)
    )
    expires_at = serializers.DateTimeField(allow_null=True, default=None)

    def validate_expires_at(self, value: Any) -> Any:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError("This time is past.")
        return value


class _OwnKeys(GenericAPIView[ApiKey]):
    permission_classes = [SessionRequired]
    serializer_class = ApiKeySerializer

    def get_queryset(self) -> "QuerySet[ApiKey]":
        user = self.request.user
        if not user.is_authenticated:  # only when the reference is generated
            return ApiKey.objects.none()
        return ApiKey.objects.filter(user=user, revoked_at=None).order_by("-created_at", "pk")


@extend_schema_view(get=extend_schema(operation_id="api_keys_list", summary="The person's keys, without their secrets"))
class ApiKeyList(mixins.ListModelMixin, _OwnKeys):
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="api_keys_create",
        summary="Make a key; it is shown this once",
        request=ApiKeyRequestSerializer,
        responses={201: NewApiKeySerializer, 409: TooManyApiKeysSerializer},
    )
    def post(self, request: Request) -> Response:
        user, now = user_of(request), timezone.now()
        require_recent_sign_in(request, user, now)
        body = ApiKeyRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        with transaction.atomic():
            hold_sign_in(session_of(request), user)
            key, text = create_api_key(user=user, now=now, **body.validated_data)
        return Response({**ApiKeySerializer(key).data, "key": text}, status=status.HTTP_201_CREATED)


class ApiKeyDetail(_OwnKeys):
    lookup_field = "id"

    @extend_schema(operation_id="api_keys_revoke", summary="Revoke a key", responses={204: None})
    def delete(self, request: Request, id: Any) -> Response:
        revoke_api_key(key=self.get_object(), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class SecurityEventSerializer(serializers.ModelSerializer[SecurityEvent]):
    """One act on the account, or a failed try. `network` is the /24 or /48 that it came from."""

    facts = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = SecurityEvent
        fields = ("id", "at", "kind", "network", "facts")


@extend_schema_view(get=extend_schema(operation_id="me_security_log", summary="What was done to the account"))
class SecurityLog(ListAPIView[SecurityEvent]):
    serializer_class = SecurityEventSerializer

    def get_queryset(self) -> "QuerySet[SecurityEvent]":
        user = self.request.user
        if not user.is_authenticated:  # only when the reference is generated
            return SecurityEvent.objects.none()
        return SecurityEvent.objects.filter(user=user).order_by("-at", "-pk")
