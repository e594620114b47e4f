"""Everything that is held about the person who asks."""

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.limits.throttling import CountThrottle
from accounts.permissions import RecentlySignedIn, user_of
from accounts.services.security_log import Kind, note_and_tell
from web.personal_data.export import export_of
from web.personal_data.export_limit import EXPORTS_AN_HOUR, WINDOW_SECONDS, counted_as


class ExportThrottle(CountThrottle):
    """Allows ten exports an hour per person, since each reads all of their rows."""

    seconds = WINDOW_SECONDS

    def name(self, request: Request) -> str:
        return counted_as(user_of(request))

    def limit(self, request: Request) -> int:
        return EXPORTS_AN_HOUR


class Export(APIView):
    permission_classes = [RecentlySignedIn]
    key_scope = "export"

    def get_throttles(self) -> list[BaseThrottle]:
        own = [ExportThrottle()] if settings.RATE_LIMITS == "on" else []
        return [*super().get_throttles(), *own]

    @extend_schema(
        operation_id="me_export",
        summary="Everything that is held about the person",
        description="One JSON object: `account`, and a list for each kind of thing. Streamed; at most ten an hour.",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        user, now = user_of(request), timezone.now()
        note_and_tell(kind=Kind.EXPORTED, user=user, now=now, undoable=False)
        response = StreamingHttpResponse(export_of(user, now), content_type="application/json")
        response.headers["Content-Disposition"] = 'attachment; filename="clausewatch-export.json"'
        return response
