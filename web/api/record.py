"""The public record in the API, as deep as the reader's tier allows; where it ends, a gate says how to get more."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.cache import patch_cache_control
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from accounts.permissions import may_read
from billing.api import RefusalSerializer
from billing.entitlements import Feature
from governance.api import changes, diff
from governance.api.rewriting import RewritingSerializer, describe_rewriting
from governance.api.shapes import provision_id
from governance.api.summary import QuotationSerializer, SummarySerializer, describe_quotation, describe_summary
from governance.comparison import fold, word_diff
from governance.models import Change, Provision, ProvisionChange, Version
from governance.provision_diff import ProvisionDifference, differences_by_provision
from governance.reading import ChangeView, views_of
from web.gates import Gate, gate_for


class OfferSerializer(serializers.Serializer[Gate]):
    """How to get access.

    The trial is started by a POST to `/api/v1/subscription/trial/`; `/api/v1/tiers/` has the prices.
    """

    label = serializers.CharField(source="offer")  # type: ignore[assignment]
    is_trial = serializers.BooleanField(source="offers_trial")


class GateSerializer(serializers.Serializer[Gate]):
    """What this reader's tier withholds."""

    feature = serializers.CharField()
    required_tier = serializers.CharField()
    withheld = serializers.CharField(help_text="What is behind the gate.")
    required_scope = serializers.CharField(
        allow_null=True, help_text="The scope that the API key lacks to be shown what its person's tier includes."
    )
    offer = OfferSerializer(source="offered", allow_null=True, help_text="Null where the API key lacks the scope.")


class DeepChangeSerializer(changes.ChangeSerializer):
    """A change.

    `summary` is there from Watcher on; `gate` is there if a summary exists and the reader's tier doesn't include it.
    """

    summary = SummarySerializer(allow_null=True)
    gate = GateSerializer(allow_null=True)


class RewrittenChangeSerializer(DeepChangeSerializer):
    """A change with its summary, from Watcher on, and what a language model made of that.

    `rewriting` is null where the service uses no model, has none yet, or its sentences do not fit the summary any more.
    """

    rewriting = RewritingSerializer(allow_null=True)


class WordOperationSerializer(serializers.Serializer[Any]):
    operation = serializers.ChoiceField(choices=["equal", "insert", "delete"])
    text = serializers.CharField()


class ProvisionDifferenceSerializer(serializers.Serializer[Any]):
    provision = provision_id(source="provision_id")
    kind = serializers.ChoiceField(choices=ProvisionChange.Kind.choices)
    before = QuotationSerializer(allow_null=True)
    after = QuotationSerializer(allow_null=True)


class DeepDiffSerializer(diff.DiffSerializer):
    """A difference; from Watcher on with the changed words and provisions."""

    words = WordOperationSerializer(many=True, allow_null=True)
    provisions = ProvisionDifferenceSerializer(many=True, allow_null=True)
    gate = GateSerializer(allow_null=True)


def reader_of(request: Request) -> User | AnonymousUser:
    """Return the person who reads, or nobody if an API key without the scope `read` was used."""
    return request.user if may_read(request) else AnonymousUser()


def gate_of_changes(request: Request) -> Gate | None:
    """Return the gate before summaries for this reader. A key without the scope `read` is told that it lacks it."""
    gate = gate_for(reader_of(request), Feature.CHANGE_SUMMARIES, timezone.now())
    return gate if gate is None or may_read(request) else replace(gate, required_scope="read")


class ForThisReader(APIView):
    """Marks an answer that depends on who asks, so shared caches don't keep it."""

    answers_by_reader = True

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, private=True)
        return response


class DescribedForReader(ForThisReader):
    """Adds summary and gate to changes, as the reader's tier allows."""

    def describe(self, rows: list[Change]) -> list[dict[str, Any]]:
        described: list[dict[str, Any]] = super().describe(rows)  # type: ignore[misc]
        gate = gate_of_changes(self.request)
        views = [] if gate else views_of(rows, with_summary=True)
        summaries = {view.public_id: view for view in views}
        shown_gate = GateSerializer(gate).data if gate else None
        for row, data in zip(rows, described, strict=True):
            view = summaries.get(row.public_id)
            data["summary"] = describe_summary(row, view) if view else None
            data["gate"] = shown_gate if any(data["counts"].values()) else None
            self.add_to(data, row, view)
        return described

    def add_to(self, data: dict[str, Any], row: Change, view: ChangeView | None) -> None:
        """Add what only one change by itself shows. `view` is None behind the gate."""


def describe_difference(difference: ProvisionDifference) -> dict[str, Any]:
    """Return what ProvisionDifferenceSerializer would, faster: two long texts may differ in thousands of clauses."""
    return {
        "provision": Provision.public_id_of(difference.provision_id),
        "kind": difference.kind,
        "before": difference.before and describe_quotation(*astuple(difference.before)),
        "after": difference.after and describe_quotation(*astuple(difference.after)),
    }


@extend_schema_view(get=extend_schema(responses=DeepChangeSerializer(many=True)))
class ChangeList(DescribedForReader, changes.ChangeList):
    """All changes, newest first."""


@extend_schema_view(get=extend_schema(responses=RewrittenChangeSerializer))
class ChangeDetail(DescribedForReader, changes.ChangeDetail):
    """One change."""

    def add_to(self, data: dict[str, Any], row: Change, view: ChangeView | None) -> None:
        data["rewriting"] = describe_rewriting(row, view) if view else None


@extend_schema_view(get=extend_schema(responses={200: DeepDiffSerializer, 409: RefusalSerializer}))
class DocumentDiff(ForThisReader, diff.DocumentDiff):
    """The difference between two versions of a document, in either direction."""

    def describe(self, before: Version, after: Version) -> dict[str, Any]:
        described = super().describe(before, after)
        gate = gate_of_changes(self.request)
        deeper: dict[str, Sequence[Any] | None] = {"words": None, "provisions": None}
        if gate is None:
            pieces = fold(word_diff(before.text, after.text))
            words = [{"operation": operation, "text": text} for operation, text in pieces]
            differences = [describe_difference(found) for found in differences_by_provision(before, after)]
            deeper = {"words": words, "provisions": differences}
        return {**described, **deeper, "gate": GateSerializer(gate).data if gate else None}
