"""A person's answers to the questions of the risk method, for each platform. Part of Professional."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.answers import answer_to_change
from accounts.permissions import user_of
from alerts.answering.answers import answers_of, forget_answers, set_answers
from billing.entitlements import Feature, require
from governance.analysis.risk_questions import ANSWERS, answerable, risk_questions
from governance.models import Platform

_SHOWN_NAME_LENGTH = 100  # an unknown question's id comes from outside and is echoed in the error
_ANSWERS_SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {question: {"enum": [*ANSWERS, None], "type": ["string", "null"]} for question in answerable()},
}


class PlatformAnswers(APIView):
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.INSTITUTIONAL_ANALYSIS, timezone.now())

    @extend_schema(
        operation_id="platform_answers_read",
        summary="What the person answered about their use of a platform",
        description="Every question that a yes or no answers; null where it was not answered.",
        responses={(200, "application/json"): _ANSWERS_SHAPE},
    )
    def get(self, request: Request, slug: str) -> Response:
        platform = get_object_or_404(Platform, slug=slug)
        return Response(_shown(answers_of(user_of(request).pk, platform.pk)))

    @extend_schema(
        operation_id="platform_answers_replace",
        summary="Answer the questions about a platform; the answers take the place of those before",
        request={"application/json": _ANSWERS_SHAPE},
        responses={(200, "application/json"): _ANSWERS_SHAPE},
    )
    def put(self, request: Request, slug: str) -> Response:
        platform = get_object_or_404(Platform, slug=slug)
        answers = _checked(request.data)
        kept = set_answers(user=user_of(request), platform=platform, answers=answers, now=timezone.now())
        return answer_to_change(request, lambda: _shown(kept))

    @extend_schema(
        operation_id="platform_answers_delete",
        summary="Delete the answers about a platform",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, slug: str) -> Response:
        forget_answers(user=user_of(request), platform=get_object_or_404(Platform, slug=slug))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _shown(answers: dict[str, str]) -> dict[str, str | None]:
    return {question: answers.get(question) for question in answerable()}


def _checked(data: Any) -> dict[str, str | None]:
    """Return the answers of a body. Raises ValidationError by question for what is none, or no answer."""
    errors = {}
    for question, answer in data.items():
        known = risk_questions().get(question)
        shown = str(question)[:_SHOWN_NAME_LENGTH]
        if known is None:
            errors[shown] = [ErrorDetail("There is no such question.", code="unknown_field")]
        elif known.yes_is is None:
            errors[shown] = [ErrorDetail("No yes or no answers this question.", code="no_yes_or_no")]
        elif answer is not None and answer not in ANSWERS:
            errors[shown] = [ErrorDetail("Answer yes or no, or null for no answer.", code="invalid_choice")]
    if errors:
        raise ValidationError(errors)
    return dict(data)
