"""Answers to what vendor questionnaires ask, by quotations. Part of Professional."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import SignedInWithScope
from billing.entitlements import Feature, require
from governance.analysis.comparing import RULES_VERSION
from governance.analysis.pre_answers import FAMILIES, AnswerQuotation, PreAnswer, pre_answers, questionnaire_version
from governance.api import parameters
from governance.api.comparison_shapes import DISCLAIMER, DocumentsCountedSerializer, StatedQuotationSerializer
from governance.api.shapes import PlatformNameSerializer
from governance.models import Document, Platform
from governance.stated_provisions import DocumentsRead, documents_read
from web.api.record import ForThisReader, reader_of


class PreAnswerSerializer(serializers.Serializer[Any]):
    """A question, and the sentences that answer it. Nobody is told yes or no: the sentences are quoted."""

    id = serializers.CharField()
    question = serializers.CharField()
    asked_by = serializers.ListField(child=serializers.ChoiceField(choices=FAMILIES), help_text="Which ask the like.")
    category = serializers.CharField()
    rules = serializers.ListField(child=serializers.CharField(), help_text="Which rules look for an answer.")
    is_stated = serializers.BooleanField()
    sentence = serializers.CharField()
    quotations = StatedQuotationSerializer(many=True)
    left_out = serializers.IntegerField(help_text="How many more sentences answer it.")


class PreAnswersSerializer(serializers.Serializer[Any]):
    """What the documents of a platform answer."""

    platform = PlatformNameSerializer()
    documents = DocumentsCountedSerializer()
    rules_version = serializers.CharField()
    questionnaire_version = serializers.CharField()
    disclaimer = serializers.CharField()
    answers = PreAnswerSerializer(many=True)


class PlatformPreAnswers(ForThisReader, GenericAPIView[Any]):
    """What the documents of a platform answer to questions that vendor questionnaires ask. Part of Professional.

    The questions are in our own words: `asked_by` names the families that ask the like, such as SIG or CAIQ. An answer
    is an exact quotation. "Not stated as far as our rules find" means that no rule found one in the captured documents.
    """

    permission_classes = [SignedInWithScope]
    serializer_class = PreAnswersSerializer
    pagination_class = None

    @extend_schema(
        operation_id="platforms_pre_answers",
        responses=PreAnswersSerializer,
        parameters=[
            OpenApiParameter(
                "asked_by", OpenApiTypes.STR, enum=FAMILIES, description="Only what this family of questionnaires asks."
            )
        ],
    )
    def get(self, request: Request, slug: str) -> Response:
        require(reader_of(request), Feature.INSTITUTIONAL_ANALYSIS, timezone.now())
        platform = Platform.objects.filter(slug=slug).first()
        if platform is None:
            raise NotFound("There is no platform of this name.")
        family = parameters.one_of(request, "asked_by", FAMILIES)
        documents = documents_read([platform.pk])[platform.pk]
        answers = pre_answers(documents.clauses)
        asked = [one for one in answers if family is None or family in one.question.asked_by]
        return Response(PreAnswersSerializer(_described(platform, documents, asked)).data)


def _described(platform: Platform, documents: DocumentsRead, answers: list[PreAnswer]) -> dict[str, Any]:
    by_key = {document.pk: document for document in documents.read}
    return {
        "platform": platform,
        "documents": documents,
        "rules_version": RULES_VERSION,
        "questionnaire_version": questionnaire_version(),
        "disclaimer": DISCLAIMER,
        "answers": [_answer(answer, documents, by_key) for answer in answers],
    }


def _answer(answer: PreAnswer, documents: DocumentsRead, by_key: dict[int, Document]) -> dict[str, Any]:
    question = answer.question
    found = len(answer.quotations) + answer.left_out
    stated = f"Stated in {found} provision{'' if found == 1 else 's'}."
    return {
        "id": question.id,
        "question": question.question,
        "asked_by": question.asked_by,
        "category": question.category,
        "rules": [rule.id for rule in question.rules],
        "is_stated": found > 0,
        "sentence": stated if found else f"Not stated as far as our rules find, {documents.not_found}.",
        "quotations": [_quoted(one, by_key) for one in answer.quotations],
        "left_out": answer.left_out,
    }


def _quoted(one: AnswerQuotation, by_key: dict[int, Document]) -> dict[str, Any]:
    clause, statement = one.clause, one.statement
    return {
        "version_id": clause.version_id,
        "start": clause.start + statement.start,
        "end": clause.start + statement.end,
        "text": clause.text[statement.start : statement.end],
        "provision_id": clause.provision_id,
        "document": by_key[clause.document_id],
        "rule": statement.rule,
    }
