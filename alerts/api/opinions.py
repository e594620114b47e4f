"""What a person says of the changes that they were told of, over the API."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.models import validate_one_line
from accounts.permissions import user_of
from accounts.strict import SentText, StrictSerializer
from alerts.models import Alert, DigestEntry, Opinion
from alerts.models.opinions import MOST_OF_A_NOTE
from alerts.opinions.saying import ToldChange, VerdictDoesNotFit, opinion_on, say, take_back
from governance.models import Change

VERDICTS = Opinion.Verdict.choices


class SaidSerializer(StrictSerializer):
    """What the person thinks of how the change was told. It replaces what they said before, the note too."""

    verdict = serializers.ChoiceField(choices=VERDICTS)
    note = SentText(
        max_length=MOST_OF_A_NOTE,
        allow_blank=True,
        default="",
        validators=[validate_one_line],
        help_text="Why, in the person's own words, on one line.",
    )


class OpinionSerializer(serializers.Serializer[Any]):
    """What the person said last; `verdict` and `said_at` are null where they said nothing."""

    verdict = serializers.ChoiceField(choices=VERDICTS, allow_null=True)
    note = serializers.CharField(allow_blank=True)
    said_at = serializers.DateTimeField(allow_null=True)
    choices = serializers.ListField(
        child=serializers.ChoiceField(choices=VERDICTS), help_text="The verdicts that can be given on this change."
    )


class _Opinions(GenericAPIView[Opinion]):
    serializer_class = OpinionSerializer

    def describe(self, told: ToldChange, opinion: Opinion | None) -> Any:
        said = {
            "verdict": opinion.verdict if opinion else None,
            "note": opinion.note if opinion else "",
            "said_at": opinion.said_at if opinion else None,
        }
        return OpinionSerializer({**said, "choices": told.verdicts}).data

    def answer(self, told: ToldChange) -> Response:
        return Response(self.describe(told, opinion_on(told)))

    def record(self, request: Request, told: ToldChange) -> Response:
        given = SaidSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            opinion, is_first = say(told=told, **given.validated_data, now=timezone.now())
        except VerdictDoesNotFit:
            fitting = ", ".join(told.verdicts)
            raise serializers.ValidationError({"verdict": [f"Of this change you can say: {fitting}."]}) from None
        return answer_to_change(request, lambda: self.describe(told, opinion), is_new=is_first)

    def remove(self, told: ToldChange) -> Response:
        take_back(told=told)
        return Response(status=status.HTTP_204_NO_CONTENT)


SAID = {
    201: OpenApiResponse(OpinionSerializer, "Said for the first time."),
    200: OpenApiResponse(OpinionSerializer, "Replaces what the person said before."),
}


class AlertOpinion(_Opinions):
    def told(self, request: Request, alert_id: UUID) -> ToldChange:
        own = Alert.objects.filter(user=user_of(request)).select_related("change")
        return ToldChange.by_alert(get_object_or_404(own, pk=alert_id))

    @extend_schema(operation_id="alerts_read_feedback", summary="What the person said of an alert")
    def get(self, request: Request, alert_id: UUID) -> Response:
        return self.answer(self.told(request, alert_id))

    @extend_schema(
        operation_id="alerts_give_feedback",
        summary="Say what you think of an alert; the last word counts",
        request=SaidSerializer,
        responses=SAID,
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        return self.record(request, self.told(request, alert_id))

    @extend_schema(
        operation_id="alerts_take_feedback_back",
        summary="Take back what was said; twice is once",
        responses={204: None},
    )
    def delete(self, request: Request, alert_id: UUID) -> Response:
        return self.remove(self.told(request, alert_id))


class DigestEntryOpinion(_Opinions):
    def told(self, request: Request, digest_id: UUID, change_id: str) -> ToldChange:
        own = DigestEntry.objects.filter(digest__user=user_of(request), digest=digest_id)
        try:
            change = Change.by_public_id(change_id)
        except Change.DoesNotExist as error:
            raise Http404 from error
        return ToldChange.by_digest(get_object_or_404(own.select_related("change", "digest"), change=change))

    @extend_schema(operation_id="digests_read_feedback", summary="What the person said of a change in a digest")
    def get(self, request: Request, digest_id: UUID, change_id: str) -> Response:
        return self.answer(self.told(request, digest_id, change_id))

    @extend_schema(
        operation_id="digests_give_feedback",
        summary="Say what you think of a change in a digest; the last word counts",
        request=SaidSerializer,
        responses=SAID,
    )
    def post(self, request: Request, digest_id: UUID, change_id: str) -> Response:
        return self.record(request, self.told(request, digest_id, change_id))

    @extend_schema(
        operation_id="digests_take_feedback_back",
        summary="Take back what was said; twice is once",
        responses={204: None},
    )
    def delete(self, request: Request, digest_id: UUID, change_id: str) -> Response:
        return self.remove(self.told(request, digest_id, change_id))
