"""The watched clauses that a change of the law is about. Part of Professional."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import SignedInWithScope, user_of
from alerts.watching.concerned import concerned_clauses, concerned_in_view
from billing.entitlements import Feature, require
from governance.api.law_changes import ConcernedSerializer, find_law_change
from governance.api.provisions import ProvisionSerializer, readable_provisions
from governance.models import Provision
from web.api.record import ForThisReader, reader_of


class ConcernedClauseSerializer(ProvisionSerializer):
    """A clause in its latest wording, with what it engages by the change of the law."""

    engages = ConcernedSerializer(many=True)


class LawChangeClauses(ForThisReader, GenericAPIView[Provision]):
    """The clauses in force of what the person watches that a change of the law is about. Part of Professional.

    What the person's jurisdictions and roles leave out is not among them. A clause is listed because its category is
    mapped to the regulation; that says nothing about whether a duty is met.
    """

    permission_classes = [SignedInWithScope]
    serializer_class = ConcernedClauseSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    @extend_schema(operation_id="law_changes_clauses", responses=ConcernedClauseSerializer(many=True))
    def get(self, request: Request, public_id: str) -> Response:
        now = timezone.now()
        require(reader_of(request), Feature.INSTITUTIONAL_ANALYSIS, now)
        change = find_law_change(public_id)
        in_view = concerned_in_view(change, user_of(request))
        concerned = concerned_clauses(in_view, user=user_of(request), now=now).values("pk")
        page = self.paginate_queryset(readable_provisions().filter(pk__in=concerned)) or []
        return self.get_paginated_response([self._described(clause, in_view) for clause in page])

    def _described(self, clause: Provision, in_view: list[Mapping[str, Any]]) -> dict[str, Any]:
        engages = [row for row in in_view if row["category"] == clause.category]
        return {**ProvisionSerializer(clause).data, "engages": ConcernedSerializer(engages, many=True).data}
